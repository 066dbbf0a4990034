/* A context as one line of text: "1;at;refused;topics;choices;judged", lists joined by
 * commas; what stands last may be missing.
 * Topic ids hold neither commas nor semicolons (faq_check). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faq/faq.h"

static bool write_list(struct buf *out, const char list[][FAQ_TOPIC_MAX], size_t count)
{
    buf_char(out, ';');
    for (size_t i = 0; i < count && list[i][0]; i++) {
        if (i)
            buf_char(out, ',');
        buf_text(out, list[i]);
    }
    return !out->failed;
}

bool faq_context_write(const struct faq_context *c, struct buf *out)
{
    buf_format(out, "1;%lld;%u", (long long)c->at_ms, c->refused);
    return write_list(out, c->topics, FAQ_TOPICS) &&
           write_list(out, c->choices, FAQ_CHOICES) &&
           buf_text(out, c->judged ? ";1" : "");
}

/* The text up to the next separator, taken off rest. */
static struct span take(struct span *rest, char separator)
{
    const char *end = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    struct span field = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};
    rest->ptr += field.len + (end != NULL);
    rest->len -= field.len + (end != NULL);
    return field;
}

static bool read_number(struct span field, long long most, long long *out)
{
    char text[24];
    char *end;

    if (!field.len || field.len >= sizeof text)
        return false;
    memcpy(text, field.ptr, field.len);
    text[field.len] = '\0';
    *out = strtoll(text, &end, 10);
    return !*end && *out >= 0 && *out <= most;
}

static bool read_list(struct span field, char list[][FAQ_TOPIC_MAX], size_t max)
{
    for (size_t i = 0; field.len; i++) {
        struct span topic = take(&field, ',');
        if (i == max || !topic.len || topic.len >= FAQ_TOPIC_MAX)
            return false;
        memcpy(list[i], topic.ptr, topic.len);
    }
    return true;
}

bool faq_context_read(struct faq_context *out, struct span text)
{
    struct faq_context c = {0};
    long long at, refused;

    *out = c;
    if (!span_is(take(&text, ';'), "1") ||
        !read_number(take(&text, ';'), INT64_MAX, &at) ||
        !read_number(take(&text, ';'), UINT8_MAX, &refused) ||
        !read_list(take(&text, ';'), c.topics, FAQ_TOPICS) ||
        !read_list(take(&text, ';'), c.choices, FAQ_CHOICES))
        return false;
    c.at_ms = at;
    c.refused = (uint8_t)refused;
    c.judged = span_is(text, "1");
    *out = c;
    return true;
}

#include "platforms/slack/inbound.h"

#include <string.h>

#include "platforms/mention.h"

enum { TOKEN_MOST = 4096 };

/* The length of the token "<...>" at `at`, 0 for none. Slack writes a person's own "<" as
 * an entity, so a bare one always begins a token. */
static size_t token_at(struct span text, size_t at)
{
    if (at >= text.len || text.ptr[at] != '<')
        return 0;
    size_t most = text.len - at < TOKEN_MOST ? text.len - at : TOKEN_MOST;
    const char *end = memchr(text.ptr + at, '>', most);
    const char *line = memchr(text.ptr + at, '\n', most);
    if (!end || (line && line < end))
        return 0;
    return (size_t)(end - text.ptr) - at + 1;
}

/* "<@U1>" or "<@U1|name>" of this user. */
static size_t match_user(struct span text, size_t at, const char *who)
{
    size_t len = token_at(text, at), id = strlen(who);

    if (len < id + 3 || id == 0 || text.ptr[at + 1] != '@' ||
        memcmp(text.ptr + at + 2, who, id) != 0)
        return 0;
    char after = text.ptr[at + 2 + id];
    return after == '>' || after == '|' ? len : 0;
}

/* What a token says in words: its label, or its address. A person or a group is somebody:
 * who it is matters not, that another is spoken to does. Calls to everybody are left
 * out. */
static struct span token_words(struct span inside)
{
    const char *bar = memchr(inside.ptr, '|', inside.len);
    size_t before = bar ? (size_t)(bar - inside.ptr) : inside.len;
    struct span label = {bar ? bar + 1 : NULL, bar ? inside.len - before - 1 : 0};
    char kind = inside.len > 0 ? inside.ptr[0] : '\0';

    if (kind == '@' || span_starts(inside, "!subteam"))
        return span_of(MENTION_SOMEONE);
    if (kind == '#')
        return label;
    if (kind == '!')
        return span_starts(inside, "!date") ? label : span_of("");
    return label.len > 0 ? label : (struct span){inside.ptr, before};
}

static bool cut_tokens(struct span text, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        size_t len = token_at(text, at);
        if (len > 2)
            buf_span(out, token_words((struct span){text.ptr + at + 1, len - 2}));
        else
            buf_char(out, text.ptr[at]);
        at += len > 2 ? len : 1;
    }
    return !out->failed;
}

/* Slack encodes three signs and no more; one pass, so that "&amp;lt;" stays "&lt;". */
static bool decode(struct span text, struct buf *out)
{
    static const struct {
        const char *name;
        char sign;
    } entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};

    for (size_t at = 0; at < text.len;) {
        struct span rest = {text.ptr + at, text.len - at};
        size_t len = 0;
        for (size_t i = 0; len == 0 && i < sizeof entities / sizeof entities[0]; i++) {
            if (span_starts(rest, entities[i].name)) {
                len = strlen(entities[i].name);
                buf_char(out, entities[i].sign);
            }
        }
        if (len == 0)
            buf_char(out, text.ptr[at]);
        at += len > 0 ? len : 1;
    }
    return !out->failed;
}

bool sl_inbound(struct span text, const char *self, struct buf *out, bool *mentioned)
{
    struct mention_form form = {.match = match_user, .who = self, .in_code = true};
    struct buf named, words;

    buf_init(&named, text.len + 1);
    buf_init(&words, 2 * text.len + 1); /* "<@1>" grows */
    bool ok = mention_take(text, &form, &named, mentioned) &&
              cut_tokens(buf_view(&named), &words) &&
              decode(span_trim(buf_view(&words)), out);
    buf_free(&named);
    buf_free(&words);
    return ok;
}

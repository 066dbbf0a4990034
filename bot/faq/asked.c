#include "faq/asked.h"

#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#define FILE_MAX     ((size_t)16 * 1024 * 1024)
#define SECOND_SHARE 0.3F /* of a topic that answers too, but not best */

struct reader {
    struct intents *set;
    struct faults *faults;
    struct fault_place at;
    size_t room;
};

static struct span take(struct span *rest, char until)
{
    const char *end = rest->len ? memchr(rest->ptr, until, rest->len) : NULL;
    struct span part = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};

    rest->ptr += part.len + (end != NULL);
    rest->len -= part.len + (end != NULL);
    return part;
}

static char *copy(struct span text)
{
    char *out = mem_alloc(text.len + 1);

    if (out) {
        memcpy(out, text.ptr, text.len);
        out[text.len] = '\0';
    }
    return out;
}

static bool add(struct reader *r, size_t intent, float share, struct span text)
{
    struct intents *set = r->set;

    if (set->asked_count == r->room) {
        size_t room = r->room ? r->room * 2 : 1024;
        struct intent_asked *list = mem_resize(set->asked, room, sizeof *list);
        if (!list)
            return false;
        set->asked = list;
        r->room = room;
    }
    struct intent_asked *q = &set->asked[set->asked_count];
    *q = (struct intent_asked){copy(text), (uint32_t)intent, share};
    set->asked_count += q->text != NULL;
    return q->text != NULL;
}

static void read_line(struct reader *r, struct span line)
{
    struct span text = line, ids = take(&text, '\t');
    float share = 1;

    if (!span_trim(line).len || line.ptr[0] == '#')
        return;
    text = span_trim(text);
    if (!text.len) {
        faults_add(r->faults, r->at, "write: topic id, tab, question",
                   "a line without a question");
        return;
    }
    while (ids.len) {
        struct span id = take(&ids, ' ');
        int intent = intents_find(r->set, id);
        if (!id.len)
            continue;
        if (intent < 0)
            faults_warn(r->faults, r->at, "use the id of an intent",
                        "no topic is called \"%.*s\"", (int)id.len, id.ptr);
        else if (!add(r, (size_t)intent, share, text))
            faults_add(r->faults, r->at, NULL, "out of memory");
        share = SECOND_SHARE;
    }
}

void asked_read(struct intents *set, const char *path, struct faults *faults)
{
    struct reader r = {set, faults, {path, 0, 1}, set->asked_count};
    struct err e = {0};
    struct buf text;
    struct span rest;

    if (!file_exists(path))
        return;
    buf_init(&text, FILE_MAX);
    if (!file_read(path, &text, &e))
        faults_add(faults, r.at, NULL, "%s", e.text);
    rest = buf_view(&text);
    while (rest.len) {
        r.at.line++;
        read_line(&r, take(&rest, '\n'));
    }
    buf_free(&text);
}

void asked_free(struct intents *set)
{
    for (size_t i = 0; i < set->asked_count; i++)
        mem_free(set->asked[i].text);
    mem_free(set->asked);
}

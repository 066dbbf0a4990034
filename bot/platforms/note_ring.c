#include "platforms/note_ring.h"

#include <string.h>

#include "base/buf.h"
#include "platforms/ident.h"

enum { NOTE_SIZE = NOTE_RING_MOST * NOTE_RING_TEXT };

static size_t place_of(const struct note_ring *r, const char *text)
{
    size_t i = 0;

    while (i < r->most && strcmp(r->texts[i], text) != 0)
        i++;
    return i;
}

bool note_ring_has(const struct note_ring *r, const char *text)
{
    return text[0] && place_of(r, text) < r->most;
}

/* True when it was not there; it is now. */
static bool keep(struct note_ring *r, const char *text)
{
    char whole[NOTE_RING_TEXT];

    if (!ident_copy(whole, sizeof whole, text) || strchr(whole, ',') ||
        note_ring_has(r, whole))
        return false;
    memcpy(r->texts[r->next], whole, sizeof whole);
    r->next = (r->next + 1) % r->most;
    return true;
}

void note_ring_load(struct note_ring *r, struct platform *p, const char *note,
                    size_t most, bool (*fits)(const char *text))
{
    char kept[NOTE_SIZE] = "", *rest = NULL;

    *r = (struct note_ring){.note = note,
                            .most = most < NOTE_RING_MOST ? most : NOTE_RING_MOST};
    if (p->host.note_get)
        p->host.note_get(p->host.user, p, note, kept, sizeof kept);
    for (char *at = strtok_r(kept, ",", &rest); at; at = strtok_r(NULL, ",", &rest)) {
        if (fits(at))
            keep(r, at);
    }
}

static void store(const struct note_ring *r, struct platform *p)
{
    struct buf note;

    if (!p->host.note_set)
        return;
    buf_init(&note, NOTE_SIZE);
    for (size_t i = 0; i < r->most; i++) {
        const char *text = r->texts[(r->next + i) % r->most];
        if (text[0])
            buf_format(&note, "%s%s", note.len > 0 ? "," : "", text);
    }
    if (!note.failed)
        p->host.note_set(p->host.user, p, r->note, note.data ? note.data : "");
    buf_free(&note);
}

void note_ring_add(struct note_ring *r, struct platform *p, const char *text)
{
    if (keep(r, text))
        store(r, p);
}

void note_ring_remove(struct note_ring *r, struct platform *p, const char *text)
{
    if (!note_ring_has(r, text))
        return;
    r->texts[place_of(r, text)][0] = '\0';
    store(r, p);
}

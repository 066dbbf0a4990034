#include "platforms/slack/seen.h"

#include <string.h>

#include "base/buf.h"
#include "platforms/ident.h"

#define NOTE "channels"

enum { NOTE_SIZE = SL_SEEN_MOST * SL_ID_SIZE };

static bool is_seen(const struct slack *s, const char *channel)
{
    for (size_t i = 0; i < SL_SEEN_MOST; i++) {
        if (strcmp(s->seen[i], channel) == 0)
            return true;
    }
    return false;
}

static void keep(struct slack *s, const char *channel)
{
    ident_copy(s->seen[s->seen_next], SL_ID_SIZE, channel);
    s->seen_next = (s->seen_next + 1) % SL_SEEN_MOST;
}

void sl_seen_load(struct slack *s)
{
    struct platform_host *host = &s->base.host;
    char note[NOTE_SIZE] = "", *rest = NULL;

    if (host->note_get)
        host->note_get(host->user, &s->base, NOTE, note, sizeof note);
    for (char *id = strtok_r(note, ",", &rest); id; id = strtok_r(NULL, ",", &rest)) {
        if (ident_ok(id, SL_ID_SIZE) && !is_seen(s, id))
            keep(s, id);
    }
}

static void store(struct slack *s)
{
    struct platform_host *host = &s->base.host;
    struct buf note;

    if (!host->note_set)
        return;
    buf_init(&note, NOTE_SIZE);
    for (size_t i = 0; i < SL_SEEN_MOST; i++) { /* the oldest first */
        const char *id = s->seen[(s->seen_next + i) % SL_SEEN_MOST];
        if (id[0])
            buf_format(&note, "%s%s", note.len > 0 ? "," : "", id);
    }
    if (!note.failed)
        host->note_set(host->user, &s->base, NOTE, note.data ? note.data : "");
    buf_free(&note);
}

void sl_seen_add(struct slack *s, const char *channel)
{
    if (is_seen(s, channel))
        return;
    keep(s, channel);
    store(s);
}

void sl_seen_forget(struct slack *s, const char *channel)
{
    for (size_t i = 0; i < SL_SEEN_MOST; i++) {
        if (strcmp(s->seen[i], channel) != 0)
            continue;
        s->seen[i][0] = '\0';
        store(s);
    }
}

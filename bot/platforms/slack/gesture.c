#include "platforms/slack/gesture.h"

#include <string.h>

#include "base/buf.h"
#include "platforms/ident.h"

#define NOTE "gestures"

enum { NOTE_SIZE = SL_GESTURES_MOST * (SL_GESTURE_SIZE + STAMP_SIZE) };

static void keep(struct slack *s, const char *gesture, const char *id)
{
    struct sl_gesture *slot = &s->gestures[s->gestures_next];

    if (!ident_copy(slot->mark, sizeof slot->mark, gesture) ||
        !ident_copy(slot->id, sizeof slot->id, id)) {
        slot->mark[0] = '\0';
        return;
    }
    s->gestures_next = (s->gestures_next + 1) % SL_GESTURES_MOST;
}

/* "gesture=id,gesture=id": the oldest first. */
void sl_gestures_load(struct slack *s)
{
    struct platform_host *host = &s->base.host;
    char note[NOTE_SIZE] = "", *rest = NULL;

    if (host->note_get)
        host->note_get(host->user, &s->base, NOTE, note, sizeof note);
    for (char *at = strtok_r(note, ",", &rest); at; at = strtok_r(NULL, ",", &rest)) {
        char *id = strchr(at, '=');
        if (!id)
            continue;
        *id++ = '\0';
        if (stamp_ok(id))
            keep(s, at, id);
    }
}

static void store(struct slack *s)
{
    struct platform_host *host = &s->base.host;
    struct buf note;

    if (!host->note_set)
        return;
    buf_init(&note, NOTE_SIZE);
    for (size_t i = 0; i < SL_GESTURES_MOST; i++) {
        const struct sl_gesture *g =
            &s->gestures[(s->gestures_next + i) % SL_GESTURES_MOST];
        if (g->mark[0])
            buf_format(&note, "%s%s=%s", note.len > 0 ? "," : "", g->mark, g->id);
    }
    if (!note.failed)
        host->note_set(host->user, &s->base, NOTE, note.data ? note.data : "");
    buf_free(&note);
}

static const struct sl_gesture *find(const struct slack *s, const char *gesture)
{
    for (size_t i = 0; i < SL_GESTURES_MOST; i++) {
        if (strcmp(s->gestures[i].mark, gesture) == 0)
            return &s->gestures[i];
    }
    return NULL;
}

void sl_gestures_add(struct slack *s, const char *gesture, const char *id)
{
    if (!gesture[0] || find(s, gesture))
        return;
    keep(s, gesture, id);
    store(s);
}

bool sl_gestures_other(const struct slack *s, const char *gesture, const char *id)
{
    const struct sl_gesture *g = gesture[0] ? find(s, gesture) : NULL;

    return g && strcmp(g->id, id) != 0;
}

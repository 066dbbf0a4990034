#include "platforms/slack/gesture.h"

#include <stdio.h>
#include <string.h>

/* "gesture=id" */
enum { PAIR_SIZE = SL_GESTURE_SIZE + STAMP_SIZE };

_Static_assert((int)PAIR_SIZE <= (int)NOTE_RING_TEXT, "every gesture can be kept");
_Static_assert((int)SL_GESTURES_MOST <= (int)NOTE_RING_MOST, "so many can be kept");

static bool is_pair(const char *text)
{
    const char *equals = strchr(text, '=');

    return equals && equals > text && stamp_ok(equals + 1);
}

void sl_gestures_load(struct slack *s)
{
    note_ring_load(&s->gestures, &s->base, "gestures", SL_GESTURES_MOST, is_pair);
}

/* The id that it was handed over under, or NULL. */
static const char *id_of(const struct slack *s, const char *gesture)
{
    size_t len = strlen(gesture);

    for (size_t i = 0; len > 0 && i < s->gestures.most; i++) {
        const char *pair = s->gestures.texts[i];
        if (strncmp(pair, gesture, len) == 0 && pair[len] == '=')
            return pair + len + 1;
    }
    return NULL;
}

void sl_gestures_add(struct slack *s, const char *gesture, const char *id)
{
    char pair[PAIR_SIZE];

    if (!gesture[0] || id_of(s, gesture))
        return;
    int len = snprintf(pair, sizeof pair, "%s=%s", gesture, id);
    if (len > 0 && (size_t)len < sizeof pair)
        note_ring_add(&s->gestures, &s->base, pair);
}

bool sl_gestures_other(const struct slack *s, const char *gesture, const char *id)
{
    const char *known = id_of(s, gesture);

    return known && strcmp(known, id) != 0;
}

#include "platforms/slack/seen.h"

#include "platforms/ident.h"

_Static_assert((int)SL_ID_SIZE <= (int)NOTE_RING_TEXT, "every channel's id can be kept");
_Static_assert((int)SL_SEEN_MOST <= (int)NOTE_RING_MOST, "so many can be kept");

static bool is_channel(const char *id)
{
    return ident_ok(id, SL_ID_SIZE);
}

void sl_seen_load(struct slack *s)
{
    note_ring_load(&s->seen, &s->base, "channels", SL_SEEN_MOST, is_channel);
}

void sl_seen_add(struct slack *s, const char *channel)
{
    note_ring_add(&s->seen, &s->base, channel);
}

void sl_seen_forget(struct slack *s, const char *channel)
{
    note_ring_remove(&s->seen, &s->base, channel);
}

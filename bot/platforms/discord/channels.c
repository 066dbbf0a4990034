#include "platforms/discord/channels.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "platforms/ident.h"

enum { CHANNELS_MOST = 20000, HELD_MOST = 2000, MESSAGE_MAX = 256 * 1024 };

struct dc_channels {
    struct map *by_id;
    struct dc_channel **list;
    size_t count, room, held;
};

struct dc_channels *dc_channels_new(uint64_t seed)
{
    struct dc_channels *c = mem_zero(1, sizeof *c);

    if (c)
        c->by_id = map_new(CHANNELS_MOST, seed);
    if (c && c->by_id)
        return c;
    mem_free(c);
    return NULL;
}

void dc_channels_free(struct dc_channels *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++) {
        struct dc_held *h;
        while ((h = dc_channels_release(c, c->list[i])) != NULL)
            mem_free(h);
        mem_free(c->list[i]);
    }
    mem_free(c->list);
    map_free(c->by_id);
    mem_free(c);
}

struct dc_channel *dc_channels_find(const struct dc_channels *c, const char *id)
{
    return map_get(c->by_id, span_of(id));
}

static bool grow(struct dc_channels *c)
{
    struct dc_channel **list =
        mem_grow(c->list, c->count, &c->room, 64, sizeof(struct dc_channel *));

    if (list)
        c->list = list;
    return list != NULL;
}

struct dc_channel *dc_channels_add(struct dc_channels *c, const char *id, bool in_guild)
{
    struct dc_channel *channel = dc_channels_find(c, id);

    if (channel || c->count >= CHANNELS_MOST || !grow(c))
        return channel;
    channel = mem_zero(1, sizeof *channel);
    if (!channel || !ident_copy(channel->id, sizeof channel->id, id) ||
        !map_put(c->by_id, span_of(channel->id), channel)) {
        mem_free(channel);
        return NULL;
    }
    channel->in_guild = in_guild;
    channel->end = &channel->held;
    c->list[c->count++] = channel;
    return channel;
}

struct dc_channel *dc_channels_pending(const struct dc_channels *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i]->pending && !c->list[i]->left)
            return c->list[i];
    return NULL;
}

void dc_channels_left_none(struct dc_channels *c)
{
    for (size_t i = 0; i < c->count; i++)
        c->list[i]->left = false;
}

struct dc_channel *dc_channels_at(const struct dc_channels *c, size_t i)
{
    return i < c->count ? c->list[i] : NULL;
}

bool dc_channels_hold(struct dc_channels *c, struct dc_channel *channel,
                      const struct json *message, bool in_guild)
{
    struct dc_held *h = NULL;
    struct buf text;

    buf_init(&text, MESSAGE_MAX);
    if (c->held < HELD_MOST && json_print(message, &text))
        h = mem_zero(1, sizeof *h + text.len + 1);
    if (h) {
        h->in_guild = in_guild;
        h->len = text.len;
        memcpy(h->text, text.data, text.len);
        *channel->end = h;
        channel->end = &h->next;
        c->held++;
    }
    buf_free(&text);
    return h != NULL;
}

struct dc_held *dc_channels_release(struct dc_channels *c, struct dc_channel *channel)
{
    struct dc_held *h = channel->held;

    if (!h)
        return NULL;
    channel->held = h->next;
    if (!h->next)
        channel->end = &channel->held;
    c->held--;
    return h;
}

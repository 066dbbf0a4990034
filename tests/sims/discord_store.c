/* discord_store.c - channels and messages, by snowflakes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/discord_inside.h"

#define EPOCH_MS 1420070400000

/* Ids order by time: the milliseconds, then a count. */
void store_new_id(struct dc_sim *s, char out[ID_SIZE])
{
    int64_t now = sim_now_us() / 1000;

    s->step = now > s->last_ms ? 0 : s->step + 1;
    if (now > s->last_ms)
        s->last_ms = now;
    snprintf(out, ID_SIZE, "%" PRIu64,
             ((uint64_t)(s->last_ms - EPOCH_MS) << 22) + (uint64_t)s->step);
}

uint64_t store_number(const char *id)
{
    return strtoull(id, NULL, 10);
}

bool store_is_bot(const char *user)
{
    return strcmp(user, BOT_USER) == 0 || strcmp(user, OTHER_BOT) == 0;
}

struct channel *store_channel(struct dc_sim *s, const char *id)
{
    for (size_t i = 0; i < s->channels; i++) {
        if (strcmp(s->channel[i].id, id) == 0)
            return &s->channel[i];
    }
    return NULL;
}

struct channel *store_add_channel(struct dc_sim *s, const char *id, int type,
                                  const char *parent)
{
    if (s->channels == CHANNELS || (id[0] && store_channel(s, id)))
        return NULL;
    struct channel *c = &s->channel[s->channels++];
    *c = (struct channel){.type = type};
    if (id[0])
        snprintf(c->id, sizeof c->id, "%s", id);
    else
        store_new_id(s, c->id);
    snprintf(c->parent, sizeof c->parent, "%s", parent);
    return c;
}

struct message *store_message(const struct channel *c, const char *id)
{
    for (struct message *m = c->newest; m; m = m->older) {
        if (strcmp(m->id, id) == 0)
            return m;
    }
    return NULL;
}

static char *copy(const char *text)
{
    char *out = mem_copy_text(text);
    if (!out)
        abort();
    return out;
}

struct message *store_add(struct dc_sim *s, struct channel *c, const char *author,
                          const char *text)
{
    struct message *m = mem_zero(1, sizeof *m);

    if (!m)
        abort();
    store_new_id(s, m->id);
    m->at_us = sim_now_us();
    snprintf(m->author, sizeof m->author, "%s", author);
    m->text = copy(text);
    m->older = c->newest;
    if (c->newest)
        c->newest->newer = m;
    else
        c->oldest = m;
    c->newest = m;
    return m;
}

void store_set_text(struct message *m, const char *text)
{
    mem_free(m->text);
    m->text = copy(text);
}

void store_clear(struct dc_sim *s)
{
    for (size_t i = 0; i < s->channels; i++) {
        struct message *m = s->channel[i].oldest, *next;
        for (; m; m = next) {
            next = m->newer;
            mem_free(m->text);
            mem_free(m->components);
            mem_free(m);
        }
    }
    s->channels = 0;
    store_add_channel(s, "600000000000000001", TYPE_TEXT, "");
    store_add_channel(s, "600000000000000002", TYPE_DIRECT, "");
}

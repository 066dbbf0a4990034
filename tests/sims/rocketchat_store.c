/* rocketchat_store.c - rooms, users and messages. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/rocketchat_inside.h"

int64_t store_tick(struct rc_sim *s)
{
    int64_t now = sim_now_us() / 1000;

    s->last_ms = now > s->last_ms ? now : s->last_ms + 1;
    return s->last_ms;
}

struct room *store_room(struct rc_sim *s, const char *id)
{
    for (size_t i = 0; i < s->rooms; i++) {
        if (strcmp(s->room[i].id, id) == 0)
            return &s->room[i];
    }
    return NULL;
}

struct room *store_add_room(struct rc_sim *s, const char *id, const char *type)
{
    struct room *room = store_room(s, id);

    if (!room && s->rooms < ROOMS) {
        room = &s->room[s->rooms++];
        *room = (struct room){.member = true};
        snprintf(room->id, sizeof room->id, "%s", id);
    }
    if (room)
        snprintf(room->type, sizeof room->type, "%.1s", type);
    return room;
}

const struct user *store_user(const struct rc_sim *s, const char *id)
{
    for (size_t i = 0; i < s->users; i++) {
        if (strcmp(s->user[i].id, id) == 0)
            return &s->user[i];
    }
    return NULL;
}

const struct user *store_user_named(const struct rc_sim *s, struct span name)
{
    for (size_t i = 0; i < s->users; i++) {
        if (span_is(name, s->user[i].name))
            return &s->user[i];
    }
    return NULL;
}

struct user *store_add_user(struct rc_sim *s, const char *id, const char *name, bool bot)
{
    struct user *user = s->users < USERS ? &s->user[s->users++] : NULL;

    if (user) {
        snprintf(user->id, sizeof user->id, "%s", id);
        snprintf(user->name, sizeof user->name, "%s", name);
        user->bot = bot;
    }
    return user;
}

struct message *store_message(struct rc_sim *s, const char *id, struct room **at)
{
    for (size_t i = 0; i < s->rooms; i++) {
        for (struct message *m = s->room[i].newest; m; m = m->older) {
            if (strcmp(m->id, id) != 0)
                continue;
            if (at)
                *at = &s->room[i];
            return m;
        }
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

struct message *store_add(struct rc_sim *s, struct room *room, const char *id,
                          const char *user, const char *text, const char *tmid)
{
    struct message *m = mem_zero(1, sizeof *m);

    if (!m)
        abort();
    m->ts = m->updated = store_tick(s);
    if (id[0])
        snprintf(m->id, sizeof m->id, "%s", id);
    else
        snprintf(m->id, sizeof m->id, "mSim%013" PRId64, ++s->ids);
    snprintf(m->user, sizeof m->user, "%s", user);
    snprintf(m->tmid, sizeof m->tmid, "%s", tmid);
    m->text = copy(text);
    m->older = room->newest;
    if (room->newest)
        room->newest->newer = m;
    else
        room->oldest = m;
    room->newest = m;
    return m;
}

void store_set_text(struct message *m, const char *text)
{
    mem_free(m->text);
    m->text = copy(text);
}

static void discard(struct message *m)
{
    mem_free(m->text);
    mem_free(m->attachments);
    mem_free(m);
}

void store_remove(struct room *room, struct message *m)
{
    if (m->older)
        m->older->newer = m->newer;
    else
        room->oldest = m->newer;
    if (m->newer)
        m->newer->older = m->older;
    else
        room->newest = m->older;
    discard(m);
}

void store_clear(struct rc_sim *s)
{
    for (size_t i = 0; i < s->rooms; i++) {
        struct message *m = s->room[i].oldest, *next;
        for (; m; m = next) {
            next = m->newer;
            discard(m);
        }
    }
    s->rooms = s->users = 0;
    store_add_user(s, BOT_USER, BOT_NAME, true);
    store_add_user(s, ANN, "ann", false);
    store_add_user(s, OTHER_BOT, "robot", true);
    store_add_room(s, "GENERAL", "c");
    store_add_room(s, BOT_USER ANN, "d");
}

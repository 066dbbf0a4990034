/* store.c - people and channels. */
#include "playground/store.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "playground/store_inside.h"

static uint64_t seed(void)
{
    char id[IDENT_SIZE];
    uint64_t value;

    ident_new(id);
    memcpy(&value, id, sizeof value);
    return value;
}

struct store *store_new(const struct store_limits *limits)
{
    struct store *s = mem_zero(1, sizeof *s);

    if (!s)
        return NULL;
    s->limits = *limits;
    ident_new(s->team_id);
    s->users_by_id = map_new(STORE_USERS, seed());
    s->users_by_name = map_new(STORE_USERS, seed());
    s->users_by_token = map_new(STORE_USERS, seed());
    s->channels_by_id = map_new(STORE_CHANNELS, seed());
    s->channels_by_name = map_new(STORE_CHANNELS, seed());
    s->posts_by_id = map_new(limits->posts + 1, seed());
    if (!s->users_by_id || !s->users_by_name || !s->users_by_token ||
        !s->channels_by_id || !s->channels_by_name || !s->posts_by_id) {
        store_free(s);
        return NULL;
    }
    return s;
}

void store_free(struct store *s)
{
    if (!s)
        return;
    while (s->oldest)
        posts_drop(s, s->oldest);
    for (size_t i = 0; i < s->users; i++)
        mem_free(s->user[i]);
    for (size_t i = 0; i < s->channels; i++)
        mem_free(s->channel[i]);
    map_free(s->users_by_id);
    map_free(s->users_by_name);
    map_free(s->users_by_token);
    map_free(s->channels_by_id);
    map_free(s->channels_by_name);
    map_free(s->posts_by_id);
    mem_free(s);
}

struct user *store_add_user(struct store *s, const char *username, const char *nickname,
                            bool bot, int64_t now)
{
    struct user *u;

    if (s->users == STORE_USERS || store_user_named(s, username) ||
        strlen(username) >= USERNAME_SIZE || strlen(nickname) >= NICKNAME_SIZE)
        return NULL;
    u = mem_zero(1, sizeof *u);
    if (!u)
        return NULL;
    ident_new(u->id);
    (void)snprintf(u->username, sizeof u->username, "%s", username);
    (void)snprintf(u->nickname, sizeof u->nickname, "%s", nickname);
    u->bot = bot;
    u->slot = s->users;
    u->create_at = u->active_at = now;
    if (!map_put(s->users_by_id, span_of(u->id), u) ||
        !map_put(s->users_by_name, span_of(u->username), u) ||
        !store_set_token(s, u, NULL)) {
        (void)map_remove(s->users_by_id, span_of(u->id));
        (void)map_remove(s->users_by_name, span_of(u->username));
        mem_free(u);
        return NULL;
    }
    s->user[s->users++] = u;
    return u;
}

struct user *store_user(const struct store *s, const char *id)
{
    return id ? map_get(s->users_by_id, span_of(id)) : NULL;
}

struct user *store_user_named(const struct store *s, const char *username)
{
    return username ? map_get(s->users_by_name, span_of(username)) : NULL;
}

struct user *store_user_by_token(const struct store *s, const char *token)
{
    struct user *u = token ? map_get(s->users_by_token, span_of(token)) : NULL;

    return u && !u->expired ? u : NULL;
}

bool store_set_token(struct store *s, struct user *u, const char *token)
{
    char fresh[IDENT_SIZE];

    if (!token) {
        ident_new(fresh);
        token = fresh;
    }
    if (strlen(token) >= TOKEN_SIZE || token[0] == '\0')
        return false;
    if (u->token[0] != '\0')
        (void)map_remove(s->users_by_token, span_of(u->token));
    (void)snprintf(u->token, sizeof u->token, "%s", token);
    u->expired = false;
    return map_put(s->users_by_token, span_of(u->token), u);
}

struct channel *store_add_channel(struct store *s, char type, const char *name,
                                  const char *display_name, const char *purpose,
                                  int64_t now)
{
    struct channel *c;

    if (s->channels == STORE_CHANNELS || store_channel_named(s, name))
        return NULL;
    c = mem_zero(1, sizeof *c);
    if (!c)
        return NULL;
    ident_new(c->id);
    c->type = type;
    (void)snprintf(c->name, sizeof c->name, "%s", name);
    (void)snprintf(c->display_name, sizeof c->display_name, "%s", display_name);
    (void)snprintf(c->purpose, sizeof c->purpose, "%s", purpose);
    c->create_at = now;
    if (!map_put(s->channels_by_id, span_of(c->id), c) ||
        !map_put(s->channels_by_name, span_of(c->name), c)) {
        (void)map_remove(s->channels_by_id, span_of(c->id));
        mem_free(c);
        return NULL;
    }
    s->channel[s->channels++] = c;
    return c;
}

struct channel *store_direct(struct store *s, struct user *a, struct user *b, int64_t now)
{
    bool a_first = strcmp(a->id, b->id) < 0;
    struct channel *c;
    char name[65];

    (void)snprintf(name, sizeof name, "%s__%s", a_first ? a->id : b->id,
                   a_first ? b->id : a->id);
    c = store_channel_named(s, name);
    if (c)
        return c;
    c = store_add_channel(s, 'D', name, "", "", now);
    if (!c)
        return NULL;
    channel_join(c, a);
    channel_join(c, b);
    return c;
}

struct channel *store_channel(const struct store *s, const char *id)
{
    return id ? map_get(s->channels_by_id, span_of(id)) : NULL;
}

struct channel *store_channel_named(const struct store *s, const char *name)
{
    return name ? map_get(s->channels_by_name, span_of(name)) : NULL;
}

struct user *store_partner(const struct store *s, const struct channel *c,
                           const struct user *u)
{
    for (size_t i = 0; c->type == 'D' && i < s->users; i++) {
        if (s->user[i] != u && channel_has(c, s->user[i]))
            return s->user[i];
    }
    return NULL;
}

bool channel_has(const struct channel *c, const struct user *u)
{
    return (c->members[u->slot / 64] >> (u->slot % 64) & 1) != 0;
}

void channel_join(struct channel *c, const struct user *u)
{
    c->members[u->slot / 64] |= (uint64_t)1 << (u->slot % 64);
}

void channel_leave(struct channel *c, const struct user *u)
{
    c->members[u->slot / 64] &= ~((uint64_t)1 << (u->slot % 64));
}

/* store.h - the room's memory: people, channels, posts. All of it is bounded: the oldest
 * posts make room for new ones, people and channels are refused when there are too many.
 *
 * Ownership: the store owns all it hands out. Users and channels live as long as the
 * store; a post lives until another needs its room, so never keep one over a posts_add or
 * a posts_edit. Time is passed in. */
#ifndef PLAYGROUND_STORE_H
#define PLAYGROUND_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/map.h"
#include "base/span.h"
#include "playground/ident.h"

enum {
    STORE_USERS = 256,
    STORE_CHANNELS = 512,
    STORE_REACTIONS = 100, /* per post */
    USERNAME_SIZE = 23,
    NICKNAME_SIZE = 129, /* 32 code points */
    TOKEN_SIZE = 65
};

struct user {
    char id[IDENT_SIZE], username[USERNAME_SIZE], nickname[NICKNAME_SIZE];
    char token[TOKEN_SIZE];
    bool bot, expired; /* expired: the token is refused */
    size_t slot;
    int64_t create_at, active_at;
    int64_t rate_full_at; /* rate.h, microseconds */
};

struct reaction {
    char user_id[IDENT_SIZE], emoji[65];
    int64_t create_at;
    struct reaction *next;
};

struct post {
    char id[IDENT_SIZE], user_id[IDENT_SIZE], root_id[IDENT_SIZE];
    char type[27];
    struct channel *channel;
    char *message, *pending_id;
    struct json *props; /* an object */
    int64_t create_at, update_at, edit_at, delete_at, last_reply_at;
    int64_t replies;
    struct reaction *reactions;
    size_t bytes;                       /* counted against the store's limit */
    struct post *newer, *older;         /* in its channel */
    struct post *all_newer, *all_older; /* in the store */
    unsigned listed, thread;            /* marks of pages.c */
};

struct channel {
    char id[IDENT_SIZE], type, name[65], display_name[65], purpose[251];
    int64_t create_at, delete_at, last_post_at, total;
    uint64_t members[STORE_USERS / 64];
    struct post *newest, *oldest;
    size_t posts;
};

struct store_limits {
    size_t channel_posts, posts, bytes;
};

struct store {
    struct store_limits limits;
    char team_id[IDENT_SIZE];
    struct user *user[STORE_USERS];
    struct channel *channel[STORE_CHANNELS];
    size_t users, channels, posts, bytes;
    struct post *newest, *oldest;
    struct map *users_by_id, *users_by_name, *users_by_token;
    struct map *channels_by_id, *channels_by_name, *posts_by_id;
    int64_t last_ms;
    unsigned mark;
};

struct store *store_new(const struct store_limits *limits); /* NULL: no memory */
void store_free(struct store *s);

/* NULL: full, no memory, or the username is taken. A new user has a fresh token. */
struct user *store_add_user(struct store *s, const char *username, const char *nickname,
                            bool bot, int64_t now);
struct user *store_user(const struct store *s, const char *id);
struct user *store_user_named(const struct store *s, const char *username);
/* NULL for unknown and for expired tokens. */
struct user *store_user_by_token(const struct store *s, const char *token);
/* NULL token: a fresh random one. The old one stops working. False: too long, or no
 * memory; then the user has no token that works. */
bool store_set_token(struct store *s, struct user *u, const char *token);

/* NULL: full, no memory, or the name is taken. What is longer than its field is cut. */
struct channel *store_add_channel(struct store *s, char type, const char *name,
                                  const char *display_name, const char *purpose,
                                  int64_t now);
/* Finds or makes the channel of two. NULL: full, or no memory. */
struct channel *store_direct(struct store *s, struct user *a, struct user *b,
                             int64_t now);
struct channel *store_channel(const struct store *s, const char *id);
struct channel *store_channel_named(const struct store *s, const char *name);
/* The other one of a direct channel, else NULL. */
struct user *store_partner(const struct store *s, const struct channel *c,
                           const struct user *u);
bool channel_has(const struct channel *c, const struct user *u);
void channel_join(struct channel *c, const struct user *u);
void channel_leave(struct channel *c, const struct user *u);

struct post_draft {
    struct channel *channel;
    const struct user *user;
    const struct post *root; /* NULL: begins a thread of its own */
    const char *message, *pending_id, *type;
    struct json *props; /* taken over when posts_add succeeds; NULL: {} */
};
/* NULL: no memory. */
struct post *posts_add(struct store *s, const struct post_draft *draft, int64_t now);
struct post *posts_get(const struct store *s, const char *id); /* deleted ones too */
/* The first post of its thread, itself if it has none; NULL when that was dropped. */
struct post *posts_root(const struct store *s, struct post *p);
/* False: no memory, and the post is as it was. */
bool posts_edit(struct store *s, struct post *p, const char *message, int64_t now);
/* With all its replies, if it has any. */
void posts_delete(struct store *s, struct post *p, int64_t now);
/* Repeating one is harmless. *fresh tells whether it is new. NULL: too many. */
struct reaction *posts_react(struct post *p, const struct user *u, const char *emoji,
                             int64_t now, bool *fresh);
bool posts_unreact(struct post *p, const struct user *u, const char *emoji, int64_t now,
                   struct reaction *removed);

#endif

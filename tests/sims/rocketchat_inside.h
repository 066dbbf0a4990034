/* rocketchat_inside.h - the simulator of Rocket.Chat from the inside.
 *
 *   rocketchat.c          which path goes where
 *   rocketchat_store.c    rooms and messages; rocketchat_shape.c: as the server writes
 * them rocketchat_ddp.c      the socket; rocketchat_calls.c: logins, subscriptions,
 * methods rocketchat_rest.c     the REST API; rocketchat_check.c: what a post may hold
 *   rocketchat_control.c  POST /sim/<verb>: what tests can order
 *   rocketchat_people.c   the verbs of people
 *
 * It has the manners of the monolith. The sections named are those of the protocol's
 * public descriptions as noted for the adapter. */
#ifndef TESTS_SIMS_ROCKETCHAT_INSIDE_H
#define TESTS_SIMS_ROCKETCHAT_INSIDE_H

#include "tests/sims/sim_control.h"

enum {
    ID_SIZE = 72,
    NAME_SIZE = 64,
    ROOMS = 1024,
    USERS = 32,
    SOCKETS = 32,
    SUBS = 64,
    VOTES = 8,
    RATES = 24
};

#define BOT_TOKEN "rc-token-of-the-bot"
#define BOT_USER  "botUid17chars0000"
#define BOT_NAME  "faqbot"
#define ANN       "uAnn0000000000001"
#define OTHER_BOT "uRobot00000000002"

struct message {
    struct message *older, *newer; /* in its room */
    char id[ID_SIZE], tmid[ID_SIZE], user[ID_SIZE];
    char type[NAME_SIZE]; /* "": people's; else the server's own */
    char *text, *attachments;
    bool by_hook;
    int64_t ts, updated, edited, last_reply; /* ms since 1970; 0: never */
    int64_t replies;
    struct {
        char emoji[NAME_SIZE], name[NAME_SIZE];
    } vote[VOTES];
    size_t votes;
};

struct room {
    char id[ID_SIZE], type[2]; /* c, p, d */
    bool member, archived;
    struct message *oldest, *newest;
};

struct user {
    char id[ID_SIZE], name[NAME_SIZE];
    bool bot;
};

struct window { /* of a rate limit */
    char what[NAME_SIZE];
    int64_t began_ms, count;
};

struct rc_sim;

struct socket {
    struct sim_queue queue;
    struct rc_sim *sim;
    bool used, connected, logged_in, asked; /* asked: a ping is not answered yet */
    struct server_timer *beat;
    struct {
        char id[NAME_SIZE], name[NAME_SIZE], event[ID_SIZE + 32];
    } sub[SUBS];
    size_t subs;
    struct window window[RATES];
};

struct rc_sim {
    struct server *server;
    int port;
    bool revoked, expired, no_bot_role, pages_only;
    struct room room[ROOMS];
    size_t rooms;
    struct user user[USERS];
    size_t users;
    int64_t last_ms, ids;
    struct sim_faults faults;
    struct sim_counts calls;
    struct buf refused, pings, violations;
    struct socket socket[SOCKETS];
    struct window window[RATES]; /* REST, by route */
    int64_t heartbeat_ms, page_most;
    int64_t opened, typing, repeats;
};

/* rocketchat_store.c */
int64_t store_tick(struct rc_sim *s); /* a stamp that no other has */
struct room *store_room(struct rc_sim *s, const char *id);
struct room *store_add_room(struct rc_sim *s, const char *id, const char *type);
const struct user *store_user(const struct rc_sim *s, const char *id);
const struct user *store_user_named(const struct rc_sim *s, struct span name);
struct user *store_add_user(struct rc_sim *s, const char *id, const char *name, bool bot);
/* Of any room; at: its room (may be NULL). */
struct message *store_message(struct rc_sim *s, const char *id, struct room **at);
/* id "": a new one. */
struct message *store_add(struct rc_sim *s, struct room *room, const char *id,
                          const char *user, const char *text, const char *tmid);
void store_set_text(struct message *m, const char *text);
void store_remove(struct room *room, struct message *m);
void store_clear(struct rc_sim *s);

/* rocketchat_shape.c */
/* A message's members. frame: dates as the socket has them, not as REST. */
void shape_message(const struct rc_sim *s, struct json_writer *w, const struct room *room,
                   const struct message *m, bool frame);
/* Calls `each` for every name that a text mentions. */
void shape_mentions(const char *text, void (*each)(void *user, struct span name),
                    void *user);
int64_t shape_read_date(const char *text); /* -1: none */

/* rocketchat_ddp.c */
bool socket_upgrade(void *user, struct request *r);
void socket_opened(void *user, struct peer *p, struct request *r);
void socket_text(void *user, struct peer *p, struct span message);
void socket_binary(void *user, struct peer *p);
void socket_writable(void *user, struct peer *p);
void socket_closed(void *user, struct peer *p);
int64_t socket_open_count(const struct rc_sim *s);
/* A message as an event to all who read its room. */
void socket_tell(struct rc_sim *s, const struct room *room, const struct message *m);
void socket_tell_deleted(struct rc_sim *s, const struct room *room, const char *id);
void socket_frame(struct socket *k, struct json_writer *w);

/* rocketchat_calls.c */
void calls_method(struct rc_sim *s, struct socket *k, const struct json *frame);
void calls_sub(struct rc_sim *s, struct socket *k, const struct json *frame);
/* Counts a call: false when it is one too many; wait_ms: until the window ends. */
bool rate_count(struct window *windows, const char *what, int64_t most, int64_t span_ms,
                struct window **out);

/* rocketchat_rest.c, rocketchat_check.c, rocketchat_control.c */
void rest_call(struct rc_sim *s, struct request *r, const char *method);
struct refusal {
    int status;
    const char *type;  /* errorType; NULL: none */
    const char *error; /* NULL: {"success":false} alone */
};
/* What a post gets; status 0: nothing speaks against it. Records what is unwise. */
struct refusal check_post(struct rc_sim *s, const struct json *body, struct room **room);
void control_call(struct rc_sim *s, struct request *r, const char *verb);

/* rocketchat_people.c: the verbs of people.
 */
sim_run people_say, people_edit, people_delete, people_click, people_react;
/* Counts a reply in its thread and tells of the thread's first post again. */
void people_touch_root(struct rc_sim *s, const struct message *reply);

#endif

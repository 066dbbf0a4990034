/* slack_inside.h - the simulator of Slack from the inside.
 *
 *   slack.c          which path goes where
 *   slack_store.c    channels and messages
 *   slack_socket.c   Socket Mode: tickets, envelopes, acknowledgements, retries
 *   slack_web.c      the Web API; slack_check.c: what a post may hold
 *   slack_control.c  POST /sim/<verb>: what tests can order; slack_people.c: of people
 */
#ifndef TESTS_SIMS_SLACK_INSIDE_H
#define TESTS_SIMS_SLACK_INSIDE_H

#include "tests/sims/sim_control.h"

enum {
    TS_SIZE = 24,
    NAME_SIZE = 32,
    CHANNELS = 1024,
    SOCKETS = 32,
    CONNECTIONS_MOST = 10, /* per app */
    ACK_MOST = 20000       /* bytes; a longer one is dropped without a word */
};

struct message {
    struct message *older, *newer; /* in its channel */
    char ts[TS_SIZE], thread[TS_SIZE], user[NAME_SIZE], bot[NAME_SIZE],
        subtype[NAME_SIZE];
    char *text, *blocks, *metadata; /* JSON for the last two; NULL: none */
    bool edited, deleted;
};

struct channel {
    char id[NAME_SIZE], type[NAME_SIZE]; /* channel, group, im, mpim */
    bool member, archived;
    struct message *oldest, *newest;
    int64_t posted_us; /* by the bot */
};

struct socket {
    struct sim_queue queue;
    bool used, closing;
    struct server_timer *close; /* after a disconnect message */
};

struct envelope; /* not acknowledged yet */

struct slack_sim {
    struct server *server;
    int port;
    char bot_error[NAME_SIZE], app_error[NAME_SIZE]; /* what the tokens get; "": fine */
    struct channel channel[CHANNELS];
    size_t channels;
    int64_t last_us;
    struct sim_faults faults;
    struct sim_counts calls;
    struct buf refused, pings, violations;
    struct socket socket[SOCKETS];
    size_t turn; /* whose is the next envelope */
    struct envelope *waiting;
    struct server_timer *tick;
    int64_t retry_ms, page_most;
    char scopes[256]; /* what the bot's token may do */
    int64_t tickets, opened, most_open, acks, late_acks, lost;
    char ticket[SOCKETS][NAME_SIZE]; /* not used yet */
};

#define BOT_TOKEN "xoxb-sim"
#define APP_TOKEN "xapp-sim"
#define BOT_USER  "UBOT"
#define BOT_ID    "BBOT"

/* slack_store.c */
struct channel *store_channel(struct slack_sim *s, const char *id);
struct channel *store_add_channel(struct slack_sim *s, const char *id, const char *type);
struct message *store_message(const struct channel *c, const char *ts);
struct message *store_add(struct slack_sim *s, struct channel *c, const char *user,
                          const char *text, const char *thread);
void store_set_text(struct message *m, const char *text);
bool store_is_parent_ok(const struct channel *c, const char *thread);
/* A message as an object's members; event: with channel, channel_type, event_ts. */
void store_put(struct json_writer *w, const struct channel *c, const struct message *m,
               bool event, bool metadata);
int64_t store_us(const char *ts); /* as a number, 0 for none */
void store_new_ts(struct slack_sim *s, char out[TS_SIZE]);
void store_clear(struct slack_sim *s);

/* slack_socket.c */
void socket_start(struct slack_sim *s);
/* The address of a socket, with a ticket that is good once. */
void socket_address(struct slack_sim *s, char *out, size_t size);
bool socket_upgrade(void *user, struct request *r);
void socket_opened(void *user, struct peer *p, struct request *r);
void socket_text(void *user, struct peer *p, struct span message);
void socket_writable(void *user, struct peer *p);
void socket_closed(void *user, struct peer *p);
/* Begins an events_api or interactive envelope; write the payload's members, then close.
 */
void envelope_begin(struct json_writer *w, struct buf *out);
void envelope_event_begin(struct slack_sim *s, struct json_writer *w, struct buf *out);
void envelope_send(struct slack_sim *s, struct json_writer *w, const char *type);
int64_t socket_waiting(const struct slack_sim *s); /* envelopes without their ack */
int64_t socket_open_count(const struct slack_sim *s);
void socket_disconnect(struct slack_sim *s, const char *reason, int64_t close_ms);

/* slack_web.c, slack_check.c, slack_control.c */
void web_call(struct slack_sim *s, struct request *r, const char *method);
/* The error a post gets, or NULL; writes down what is merely unwise. */
const char *check_post(struct slack_sim *s, const struct json *params);
void control_call(struct slack_sim *s, struct request *r, const char *verb);

/* slack_people.c: the verbs of people. */
sim_run people_say, people_edit, people_delete, people_click, people_react;
/* A message event to the bot. */
void send_message_event(struct slack_sim *s, const struct channel *c,
                        const struct message *m, const char *type);

#endif

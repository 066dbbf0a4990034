/* discord_inside.h - the simulator of Discord from the inside.
 *
 *   discord.c          which path goes where
 *   discord_store.c    channels and messages; discord_shape.c: as the server writes them
 *   discord_gateway.c  the sockets: Hello, heartbeats, opcodes, close codes
 *   discord_session.c  sessions: their log, Identify, Resume, who gets which event
 *   discord_rest.c     routes, authorisation, rate limits; discord_calls.c: the calls
 *   discord_post.c     creating messages: nonces; discord_check.c: what a post may hold
 *   discord_control.c  POST /sim/<verb>: what tests can order
 *   discord_people.c   the verbs of people
 *
 * One server (guild), one bot. Facts are from Discord's documentation, API version 10. */
#ifndef TESTS_SIMS_DISCORD_INSIDE_H
#define TESTS_SIMS_DISCORD_INSIDE_H

#include "tests/sims/sim_control.h"

enum {
    ID_SIZE = 24,
    NAME_SIZE = 64,
    CHANNELS = 1024,
    SOCKETS = 32,
    SESSIONS = 64,
    CLICKS = 64,
    LOG_MOST = 20000,
    FRAME_MOST = 4096, /* bytes, to the gateway */
    INTENT_GUILDS = 1 << 0,
    INTENT_MESSAGES = 1 << 9,
    INTENT_REACTIONS = 1 << 10,
    INTENT_DIRECT = 1 << 12,
    INTENT_DIRECT_REACTIONS = 1 << 13,
    INTENT_CONTENT = 1 << 15,
    TYPE_TEXT = 0,
    TYPE_DIRECT = 1,
    TYPE_THREAD = 11
};

#define BOT_TOKEN "dc-token-of-the-bot"
#define BOT_USER  "900000000000000001"
#define BOT_ROLE  "900000000000000002"
#define APP       "800000000000000001"
#define GUILD     "500000000000000001"
#define ANN       "700000000000000001"
#define OTHER_BOT "700000000000000002"

struct message {
    struct message *older, *newer; /* in its channel */
    char id[ID_SIZE], author[ID_SIZE], reference[ID_SIZE], nonce[32];
    char *text, *components;
    int type;
    int64_t at_us, edited_us, flags;
    bool hook, deleted;
};

struct channel {
    char id[ID_SIZE], parent[ID_SIZE];
    int type;
    bool gone, no_access, no_history;
    struct message *oldest, *newest;
    int64_t window_us, posted; /* of the rate limit */
};

struct event; /* one of a session's log */

struct socket;

struct session {
    char id[NAME_SIZE];
    bool used;
    int64_t intents, sequence, dropped_us; /* dropped_us 0: has a socket */
    struct event *first, *last;
    int64_t count;
    struct socket *socket;
};

struct socket {
    struct sim_queue queue;
    struct dc_sim *sim;
    struct session *session;
    bool used, proved, stalled; /* proved: identified or resumed */
    struct server_timer *beat;
    int64_t window_us, frames; /* 120 in 60 s */
};

struct click {
    char id[ID_SIZE], token[NAME_SIZE];
    int64_t at_us;
    bool answered;
};

struct dc_sim {
    struct server *server;
    int port;
    bool revoked, no_content_intent;
    struct channel channel[CHANNELS];
    size_t channels;
    int64_t last_ms, step; /* of ids */
    struct sim_faults faults;
    struct sim_counts calls, counts;
    struct buf refused, pings, violations;
    struct socket socket[SOCKETS];
    struct session session[SESSIONS];
    struct click click[CLICKS];
    size_t clicks;
    int64_t heartbeat_ms, session_ms, identify_ms, nonce_ms, limit, limit_ms, global;
    int64_t identified_us, starts_left, starts_ms, sessions, opened;
    int64_t global_us, global_count;
};

/* discord_store.c */
void store_new_id(struct dc_sim *s, char out[ID_SIZE]);
struct channel *store_channel(struct dc_sim *s, const char *id);
/* id "": a new one. */
struct channel *store_add_channel(struct dc_sim *s, const char *id, int type,
                                  const char *parent);
struct message *store_message(const struct channel *c, const char *id);
/* id "": a new one. */
struct message *store_add(struct dc_sim *s, struct channel *c, const char *author,
                          const char *text);
void store_set_text(struct message *m, const char *text);
uint64_t store_number(const char *id);
bool store_is_bot(const char *user);
void store_clear(struct dc_sim *s);

/* discord_shape.c */
enum shape { SHAPE_REST, SHAPE_EVENT, SHAPE_OWN }; /* own: with its nonce */
void shape_message(struct dc_sim *s, struct json_writer *w, const struct channel *c,
                   const struct message *m, enum shape shape, bool with_content);
void shape_channel(struct json_writer *w, const struct channel *c);
void shape_guild(struct dc_sim *s, struct json_writer *w);
void shape_user(struct json_writer *w, const char *name, const char *id);
/* Is the bot named in the text, or replied to? */
bool shape_mentions_bot(struct dc_sim *s, const struct channel *c,
                        const struct message *m);

/* discord_gateway.c */
bool gateway_upgrade(void *user, struct request *r);
void gateway_opened(void *user, struct peer *p, struct request *r);
void gateway_text(void *user, struct peer *p, struct span message);
void gateway_binary(void *user, struct peer *p);
void gateway_oversized(void *user, struct peer *p);
void gateway_writable(void *user, struct peer *p);
void gateway_closing(void *user, struct peer *p, int code);
void gateway_closed(void *user, struct peer *p);
void gateway_close(struct socket *k, int code); /* and counts it */
bool gateway_is_open(const struct socket *k);

/* discord_session.c */
void session_identify(struct dc_sim *s, struct socket *k, const struct json *data);
void session_resume(struct dc_sim *s, struct socket *k, const struct json *data);
void session_lost(struct session *session); /* its socket is gone */
void session_forget(struct session *session);
/* An event in three steps: begin; write the members of `d`; send. */
void event_begin(struct json_writer *w, struct buf *out);
void event_send(struct session *session, struct json_writer *w, const char *name);
/* A message event to all who may have it. name: MESSAGE_CREATE or MESSAGE_UPDATE. */
void session_tell(struct dc_sim *s, const struct channel *c, const struct message *m,
                  const char *name);
/* `write` puts the members of `d`; to the sessions with one of these intents; 0: to all.
 */
void session_tell_all(struct dc_sim *s, int64_t intents, const char *name,
                      void (*write)(void *user, struct json_writer *w), void *user);

/* discord_rest.c */
void rest_call(struct dc_sim *s, struct request *r, const char *path);
struct refusal {
    int status;         /* 0: none */
    int code;           /* Discord's own */
    const char *detail; /* NULL, or one of errors.content._errors[0].code */
};
struct call {
    struct request *r;
    const char *part[6]; /* of the path, behind /api/v10/; "" when absent */
    const struct json *body;
    struct json_writer *w;
    const struct sim_fault *fault;
    int status; /* of the answer, when it is not 200; 204: no body */
};
typedef struct refusal rest_method(struct dc_sim *s, struct call *call);

/* discord_calls.c, discord_post.c, discord_check.c, discord_control.c */
rest_method call_gateway, call_gateway_bot, call_me, call_application, call_guilds,
    call_channel, call_history, call_message, call_post, call_edit, call_typing,
    call_react, call_thread, call_active, call_direct, call_callback;
struct refusal check_post(struct dc_sim *s, const struct channel *c,
                          const struct json *body);
void control_call(struct dc_sim *s, struct request *r, const char *verb);

/* discord_people.c: the verbs of people. */
sim_run people_say, people_edit, people_delete, people_click, people_react, people_thread;

#endif

/* platform.h - what a chat platform's adapter offers to the service, and what it is
 * offered.
 *
 * An adapter is an instance with its own state: one connection, one account. It opens and
 * reopens its socket by itself (backoff, resume, catch-up) and turns events into
 * messages. It knows nothing of intents and nothing of the ledger: cursors and admission
 * are asked of the host.
 *
 * Order of life: create -> start -> (host callbacks) -> stop -> destroy. All on the
 * loop's thread. Every close leads to a reconnect or to host.fatal: there is no third
 * state. */
#ifndef PLATFORMS_PLATFORM_H
#define PLATFORMS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/md.h"
#include "base/secret.h"
#include "net/http.h"
#include "net/loop.h"

struct platform; /* an adapter's instance */

enum message_place { PLACE_DIRECT, PLACE_GROUP, PLACE_CHANNEL };
enum message_kind {
    MESSAGE_POSTED,  /* a person wrote something that may be answered */
    MESSAGE_EDITED,  /* changes nothing: what was asked first is answered */
    MESSAGE_DELETED, /* cancels a reply that has not left yet */
    MESSAGE_PICKED,  /* a button was clicked: text is the topic id */
    MESSAGE_HELPFUL, /* feedback on one of our replies: source is our post's id */
    MESSAGE_UNHELPFUL
};

/* Borrowed for the call. Own messages, other bots and system messages are filtered out by
 * the adapter, before the host. */
struct message {
    enum message_kind kind;
    enum message_place place;
    const char *id; /* the platform's message id, unique within the channel */
    const char *channel;
    const char *thread;   /* id of the thread's first post, "" when at top level */
    const char *reply_to; /* where a reply goes: thread to use, "" = top level */
    const char *user;     /* the author's platform id */
    struct span text;     /* UTF-8, the bot's own mention removed */
    bool mentioned;       /* the bot was named */
    bool caught_up;       /* read by catch-up, not live */
    int64_t at_ms;        /* when it was posted, Unix ms */
    uint64_t ack;         /* adapter's handle for `acknowledge`, 0 when none is due */
};

/* How a try to post ended. */
enum post_result {
    POST_DONE,    /* stored; remote_id is its id */
    POST_UNSENT,  /* surely not stored: try again after retry_ms */
    POST_UNKNOWN, /* may be stored: settle before another try */
    POST_REFUSED, /* never will be: set aside, reason says why */
    POST_FATAL /* the account is gone (revoked token); host.fatal was or will be called */
};
struct post_outcome {
    enum post_result result;
    const char *remote_id; /* POST_DONE; borrowed */
    int64_t
        retry_ms; /* POST_UNSENT, POST_UNKNOWN: not before; 0 = the service's backoff */
    /* POST_UNKNOWN: from so long after the answer on it is sure that nothing will come
     * any more; 0: only when the request's whole time is over. */
    int64_t settle_ms;
    const char *reason; /* words for the log; borrowed */
};

struct post {
    const char *channel, *thread, *source, *key;
    int part;
    struct span payload;                       /* what `render` made */
    int64_t first_try_ms, last_try_ms, now_ms; /* Unix ms, for keys with a lifetime */
};

/* What a read-back found. */
enum look_result { LOOK_FOUND, LOOK_ABSENT, LOOK_UNSURE };

struct platform_cursor {
    int64_t at_ms;
    char id[128];
};

/* What the service offers; user is its own pointer. */
struct platform_host {
    void *user;
    void (*message)(void *user, struct platform *p, const struct message *m);
    /* One of our own posts was seen with this key: a delivery receipt. */
    void (*receipt)(void *user, struct platform *p, const char *key,
                    const char *remote_id);
    void (*ready)(void *user, struct platform *p); /* can receive now */
    void (*down)(void *user, struct platform *p, const char *reason); /* will reconnect */
    void (*fatal)(void *user, struct platform *p, const struct err *why);
    bool (*cursor)(void *user, struct platform *p, const char *channel,
                   struct platform_cursor *out);
    void (*advance)(void *user, struct platform *p, const char *channel,
                    const struct platform_cursor *c);
    /* A small value kept over restarts (a resume point). get gives "" when absent. */
    void (*note_get)(void *user, struct platform *p, const char *name, char *out,
                     size_t size);
    void (*note_set)(void *user, struct platform *p, const char *name, const char *value);
    /* Is there a reply of ours in that thread? (follow-ups count as addressed to us) */
    bool (*in_thread)(void *user, struct platform *p, const char *channel,
                      const char *thread);
};

struct platform_options {
    const char *name;    /* the connection's, for logs and the ledger */
    const char *url;     /* HTTP base */
    const char *user_id; /* Rocket.Chat */
    const struct secret *token, *app_token;
    struct loop *loop;
    struct http *http;
    struct log *log;
    const char *ca_file, *proxy;
    int64_t catchup_ms; /* how far back catch-up reads at most */
    int catchup_posts;  /* how many per channel at most */
    /* Timing, 0 = the platform's own; tests make them short. */
    int64_t ping_ms, quiet_ms, backoff_first_ms, backoff_most_ms;
};

/* So many choices of a reply are numbered, and buttons where there are any, on every
 * platform: Slack takes 25 in a row, Discord 5 in each of 5 rows, the others name no
 * limit; nine can be picked by one digit. */
#define PLATFORM_CHOICES 9
struct platform_choice { /* a suggestion or follow-up */
    const char *topic, *title;
};
/* Words around a reply, in the language of the place; borrowed. NULL or "": none. */
struct platform_words {
    const char *pick, *choose; /* the line after choices to type, and after buttons */
    const char *helpful, *unhelpful; /* labels of buttons */
};
struct platform_reply { /* what to render */
    const struct md *doc;
    const struct platform_choice *choices;
    size_t choice_count;
    bool feedback; /* an answer: offer "helpful" and "not helpful" where there are buttons
                    */
    struct platform_words words;
};

/* Are there to be buttons that ask whether it helped? */
static inline bool platform_asks_feedback(const struct platform_reply *r)
{
    return r->feedback && r->words.helpful && *r->words.helpful && r->words.unhelpful &&
           *r->words.unhelpful;
}

/* How far the reading of what was missed is. */
struct platform_progress {
    size_t read, of;  /* channels; of 0: they are still being listed */
    int64_t messages; /* handed over so far */
};

struct platform_kind {
    const char *name; /* "mattermost" */
    /* When a look that finds nothing proves that nothing will come: a request may still
     * be running at the server, usually for as long as the HTTP client waits (30 s).
     * Where the server itself refuses a second request with the same key, for key_ms
     * after the first, it is enough to wait settle_ms (what reads may lag behind) while
     * the last try was made inside key_ms. Both 0: no such key. */
    int64_t settle_ms, key_ms;
    bool needs_app_token, needs_user_id; /* beside url and token */
    bool (*create)(struct platform **out, const struct platform_options *options,
                   const struct platform_host *host, struct err *e);
    bool (*start)(struct platform *p, struct err *e);
    void (*stop)(struct platform *p); /* no more messages; posts in flight go on */
    void (*destroy)(struct platform *p);
    /* loop_now of the last sign of life (a message or a pong) of the socket that is live;
     * 0: none is. NULL: it cannot tell. */
    int64_t (*heard)(struct platform *p);
    /* False: nothing is being caught up with. NULL: it cannot tell. */
    bool (*progress)(struct platform *p, struct platform_progress *out);

    /* Lets a message go (Slack: acknowledges the envelope). May be NULL. */
    void (*acknowledge)(struct platform *p, uint64_t ack);
    void (*typing)(struct platform *p, const char *channel,
                   const char *thread); /* may be NULL */
    /* Turns a reply into payloads, in order; each is one post. */
    bool (*render)(struct platform *p, const struct platform_reply *reply,
                   bool (*emit)(void *user, struct span payload), void *user,
                   struct err *e);
    /* Idempotency key of one part: stable over restarts. */
    bool (*make_key)(struct platform *p, const char *channel, const char *source,
                     int part, char *out, size_t size);
    /* How long a post to the channel has to wait yet for the platform's pace, ms; `post`
     * would hold it back for so long. Asked often. May be NULL: there is none. */
    int64_t (*pace)(struct platform *p, const char *channel);
    /* May the same key be sent again now, safely, without looking first? */
    bool (*may_repeat)(struct platform *p, const struct post *post);
    /* done is called exactly once, later; false and *e only when it could not be started.
     */
    bool (*post)(struct platform *p, const struct post *post,
                 void (*done)(void *user, const struct post_outcome *outcome), void *user,
                 struct err *e);
    bool (*look)(struct platform *p, const struct post *post,
                 void (*done)(void *user, enum look_result result, const char *remote_id),
                 void *user, struct err *e);
};

/* Every adapter's instance begins with this. */
struct platform {
    const struct platform_kind *kind;
    struct platform_host host;
    struct platform_options
        options;       /* borrowed pointers stay valid for the instance's life */
    int64_t behind_ms; /* behind.h */
};

/* NULL for an unknown name. `known` gives all names for messages, NULL-ended. */
const struct platform_kind *platform_find(const char *name);
const char *const *platform_known(void);

#endif

/* admit.h - when to speak. Pure: time and what is known come in, a decision goes out.
 *
 * A direct message or a mention always; a follow-up in a thread that Limber answered in;
 * in a channel by its mode. Never what is too old, and never too often: a loop breaker
 * caps replies per thread and minute, a cool-down keeps a topic from being repeated
 * unasked. */
#ifndef SERVICE_ADMIT_H
#define SERVICE_ADMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platforms/platform.h"
#include "service/settings.h"

enum admission {
    ADMIT_DIRECT,   /* answer as in a direct message */
    ADMIT_MENTION,  /* addressed in a channel */
    ADMIT_FOLLOWUP, /* in a thread of ours: answer what is a question, else be silent */
    ADMIT_PASSIVE,  /* not addressed: only a clear question */
    REFUSE_MODE,    /* not addressed, and the mode says no */
    REFUSE_OLD      /* from before the catch-up window */
};

enum admission admit_message(const struct message *m, enum channel_mode mode,
                             bool in_thread, int64_t now_ms, int64_t window_ms);

/* What was said lately, as hashes: nothing of it can be read back. Fixed size; replies
 * and topics apart, so that a busy minute elsewhere makes no channel forget what cools
 * down. */
enum { ADMIT_REPLIES = 512, ADMIT_TOPICS = 1024 };
struct admit_slot {
    uint64_t what;
    int64_t at_ms;
};
struct admit_recent {
    struct admit_slot replies[ADMIT_REPLIES], topics[ADMIT_TOPICS];
    size_t next; /* of the replies */
};

/* May another reply go into this thread now? Notes it when it may. */
bool admit_reply(struct admit_recent *r, const char *connection, const char *channel,
                 const char *thread, int64_t now_ms);
/* Is the topic still cooling down in this channel? Notes it when it is not. */
bool admit_topic(struct admit_recent *r, const char *connection, const char *channel,
                 const char *topic, int64_t cooldown_ms, int64_t now_ms);

#endif

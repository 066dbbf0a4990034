/* handover.h - gives each message to the host once, in order, and moves the channel's
 * cursor with it. Live events, clicks and catch-up meet here. */
#ifndef PLATFORMS_SLACK_HANDOVER_H
#define PLATFORMS_SLACK_HANDOVER_H

#include "base/json.h"
#include "platforms/slack/adapter.h"

/* An event of a socket. While catch-up runs, live messages are handed over at once but
 * move no cursor: what lies before them may not have been read yet. */
void sl_handover_event(struct slack *s, const struct json *event, int64_t generation,
                       const char *envelope);
/* One that hold.c kept. */
void sl_handover_held(struct slack *s, const struct json *event, int64_t generation,
                      const char *envelope);
void sl_handover_click(struct slack *s, const struct json *payload, int64_t generation,
                       const char *envelope);

struct sl_caught { /* a message that catch-up read */
    const struct json *message;
    const char *channel, *type; /* type: as channel_type, "" when unknown */
    bool fresh;                 /* young enough to be answered */
    bool in_order;              /* all before it has been read: the cursor may move */
};
/* True when the host had not had it before. */
bool sl_handover_read(struct slack *s, const struct sl_caught *caught);

/* The service has it on disk: acknowledges its envelope. */
void sl_handover_acknowledge(struct platform *p, uint64_t handle);

#endif

/* ack.h - envelopes that wait for the service's commit: only then they are acknowledged,
 * and only then their message counts as known (section 5). A message whose commit failed
 * is neither, and is taken again when Slack sends it again.
 *
 * Bounded: the oldest gives way, unacknowledged, and comes again. */
#ifndef PLATFORMS_SLACK_ACK_H
#define PLATFORMS_SLACK_ACK_H

#include <stdbool.h>
#include <stdint.h>

enum { SL_ENVELOPE_SIZE = 80, SL_KNOWN_SIZE = 96, SL_GESTURE_SIZE = 24 };

struct sl_acks;

struct sl_ack {
    uint64_t handle;
    int64_t generation;              /* of the socket it came by */
    char envelope[SL_ENVELOPE_SIZE]; /* "": none, catch-up read it */
    char known[SL_KNOWN_SIZE];       /* for recent.h; "": none */
    char gesture[SL_GESTURE_SIZE];   /* the same message under another id */
};

struct sl_acks *sl_acks_new(void);
void sl_acks_free(struct sl_acks *a); /* NULL is fine */
/* Copies it; gives the handle, never 0. */
uint64_t sl_acks_add(struct sl_acks *a, const struct sl_ack *ack);
/* False: there is no such handle any more. */
bool sl_acks_take(struct sl_acks *a, uint64_t handle, struct sl_ack *out);

#endif

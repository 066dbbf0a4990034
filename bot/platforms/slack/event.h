/* event.h - pure: what a message event, or a message that was read, means to us.
 *
 * Ownership: a decoded event owns its text (sl_decoded_free); all else in it borrows from
 * the JSON that was given. */
#ifndef PLATFORMS_SLACK_EVENT_H
#define PLATFORMS_SLACK_EVENT_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/adapter.h"

enum sl_what {
    SL_NOTHING, /* not for us */
    SL_SEEN,    /* a new message that is not to be answered: moves the cursor only */
    SL_RECEIPT, /* one of our own posts: key and id */
    SL_MESSAGE  /* message */
};

struct sl_decoded {
    enum sl_what what;
    bool posted; /* a new message: id and channel below move the cursor */
    const char *id, *channel;
    char key[SL_KEY_SIZE];         /* SL_RECEIPT */
    char known[SL_KNOWN_SIZE];     /* its id for recent.h; "": it cannot come twice */
    char gesture[SL_GESTURE_SIZE]; /* the person's one gesture; "": unknown */
    struct message message;
    struct buf text;
    char id_text[SL_SOURCE_SIZE]; /* of a click */
};

/* The `event` of an events_api envelope. False: malformed; what is SL_NOTHING then. */
bool sl_decode_event(struct sl_decoded *out, const struct sl_self *self,
                     const struct json *event);
/* A message that was read: it lacks its channel and the channel's type, "" if unknown. */
bool sl_decode_read(struct sl_decoded *out, const struct sl_self *self,
                    const struct json *message, const char *channel, const char *type);
void sl_decoded_free(struct sl_decoded *d);

/* What a post of ours says it answers: "<channel>:<question's id>" and the part. False:
 * it is not one of ours, or says nothing. */
bool sl_own_mark(const struct json *message, const struct sl_self *self,
                 const char **question, int64_t *part);
bool sl_is_own(const struct json *message, const struct sl_self *self);
enum message_place sl_place(const char *channel, const char *type);
/* Our key of one part (section 11). */
bool sl_key(char *out, size_t size, const char *channel, const char *source, int part);

#endif

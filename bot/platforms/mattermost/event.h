/* event.h - pure: what an event of the socket, or a post read by catch-up, means to us.
 *
 * Ownership: a decoded event owns its parsed post and its text (mm_decoded_free); the
 * message in it borrows from these and from the JSON that was given. */
#ifndef PLATFORMS_MATTERMOST_EVENT_H
#define PLATFORMS_MATTERMOST_EVENT_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/mattermost/adapter.h"

enum mm_what {
    MM_NOTHING, /* not for us */
    MM_SEEN,    /* a new post that is not to be answered: moves the cursor only */
    MM_RECEIPT, /* one of our own posts: key and id */
    MM_MESSAGE  /* message */
};

struct mm_decoded {
    enum mm_what what;
    bool posted; /* a new post: the id, channel and time below move the cursor */
    const char *id, *channel;
    int64_t at_ms;
    char key[MM_KEY_SIZE]; /* MM_RECEIPT */
    struct message message;
    struct json *post;
    struct buf text;
};

/* event is the whole frame. False: it is malformed; out is MM_NOTHING then. */
bool mm_decode_event(struct mm_decoded *out, const struct mm_self *self,
                     const struct json *event);
/* A post that catch-up read; type is its channel's letter: O, P, D or G. */
bool mm_decode_post(struct mm_decoded *out, const struct mm_self *self,
                    const struct json *post, const char *type);
void mm_decoded_free(struct mm_decoded *d);

/* Our idempotency key of one part: "<bot id>:<source post id>:<part>" (section 10). */
bool mm_key(char *out, size_t size, const char *bot, const char *source, int part);

#endif

/* event.h - pure: what a message of the server, live or read by catch-up, means to us.
 *
 * The stream sends a whole message again on any change of it (an edit, a reaction, a
 * thread's count), and nothing in it says "new" (section 7): that is for inbox.c, which
 * knows what came before.
 *
 * Ownership: an item owns its text (rc_item_free); its ids are in fixed room. */
#ifndef PLATFORMS_ROCKETCHAT_EVENT_H
#define PLATFORMS_ROCKETCHAT_EVENT_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/rocketchat/adapter.h"

enum rc_what {
    RC_SEEN,    /* nothing to be answered: moves the cursor only */
    RC_OWN,     /* one of ours: a delivery receipt; may carry reactions */
    RC_CHANGED, /* edited or deleted */
    RC_ASKED    /* a person's words */
};

struct rc_item {
    enum rc_what what;
    enum message_kind kind;
    enum message_place place;
    char id[RC_ID_SIZE], room[RC_ID_SIZE], thread[RC_ID_SIZE], reply_to[RC_ID_SIZE];
    char user[RC_ID_SIZE];
    int64_t at_ms, updated_ms; /* the server's stamps */
    bool mentioned, caught_up;
    struct buf text;
    struct rc_item *next; /* in a queue */
};

/* Our own mark for a direct room of several people; the server says "d" of it, too. */
#define RC_GROUP "g"

/* type: the room's letter (c, p, d, l), or NULL. False: it is no message. */
bool rc_item_read(struct rc_item *out, const struct rc_self *self,
                  const struct json *message, const char *type);
void rc_item_free(struct rc_item *item); /* the text; the item itself is the caller's */

/* Who reacted to one of our messages with thumbs up or down: each calls once. */
void rc_reactions(const struct json *message,
                  void (*each)(void *user, bool helpful, const char *who), void *user);

#endif

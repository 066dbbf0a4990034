/* handover.h - gives each message to the host once, in order, and moves the channel's
 * cursor after it. Live events and catch-up meet here. */
#ifndef PLATFORMS_MATTERMOST_HANDOVER_H
#define PLATFORMS_MATTERMOST_HANDOVER_H

#include "base/json.h"
#include "platforms/mattermost/adapter.h"

/* An event of the socket. While catch-up runs, live posts are handed over at once but
 * move no cursor: what lies before them may not have been read yet. */
void mm_handover_event(struct mattermost *m, const struct json *event);

struct mm_caught { /* a post that catch-up read */
    const struct json *post;
    const char *type; /* of its channel: O, P, D, G */
    bool fresh;       /* young enough to be answered */
    bool in_order;    /* all before it has been read: the cursor may move */
};
/* True when the host had not had it before. */
bool mm_handover_post(struct mattermost *m, const struct mm_caught *caught);

#endif

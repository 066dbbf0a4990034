/* outcome.h - pure: what the answer to chat.sendMessage means for the part that was sent.
 */
#ifndef PLATFORMS_ROCKETCHAT_OUTCOME_H
#define PLATFORMS_ROCKETCHAT_OUTCOME_H

#include "platforms/platform.h"

struct rc_outcome {
    struct post_outcome post; /* its texts are in the members below or static */
    bool look;                /* refused, but perhaps since it is there already */
    char remote_id[80];
    char reason[240];
};

void rc_outcome(struct rc_outcome *out, const struct http_answer *answer);

#endif

/* outcome.h - pure: what the answer to Create Message means for the part that was sent.
 */
#ifndef PLATFORMS_DISCORD_OUTCOME_H
#define PLATFORMS_DISCORD_OUTCOME_H

#include "platforms/platform.h"

struct dc_outcome {
    struct post_outcome post; /* its texts are in the members below or static */
    bool no_reference;        /* the channel's messages may not be referred to */
    bool global;              /* POST_UNSENT: every route waits */
    bool unsaid;              /* POST_UNSENT: nobody says how long to wait */
    int64_t spent_ms;         /* the channel's budget is used up for so long */
    char remote_id[32];
    char reason[240];
};

void dc_outcome(struct dc_outcome *out, const struct http_answer *answer);

#endif

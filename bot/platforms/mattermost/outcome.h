/* outcome.h - pure: what the answer to POST /posts means for the part that was sent. */
#ifndef PLATFORMS_MATTERMOST_OUTCOME_H
#define PLATFORMS_MATTERMOST_OUTCOME_H

#include "platforms/platform.h"

struct mm_outcome {
    struct post_outcome post; /* its texts are in the members below or static */
    char remote_id[64];
    char reason[240];
};

void mm_outcome(struct mm_outcome *out, const struct http_answer *answer);

#endif

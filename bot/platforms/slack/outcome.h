/* outcome.h - pure: what the answer to chat.postMessage means for the part that was sent
 * (sections 11 and 12). */
#ifndef PLATFORMS_SLACK_OUTCOME_H
#define PLATFORMS_SLACK_OUTCOME_H

#include "platforms/slack/api.h"

/* What a second try may leave out; each is tried once. */
enum sl_without {
    SL_WITHOUT_NOTHING,
    SL_WITHOUT_BLOCKS = 1,
    SL_WITHOUT_LENGTH = 2,
    SL_WITHOUT_THREAD = 4,
    SL_WITHOUT_METADATA = 8
};

struct sl_outcome {
    struct post_outcome post; /* its texts are in the members below */
    char remote_id[64];
    char reason[240];
};

/* left_out: what this try left out already. Gives what the next try may leave out, or
 * SL_WITHOUT_NOTHING: then *out says how it ended. */
enum sl_without sl_outcome(struct sl_outcome *out, const struct sl_answer *answer,
                           unsigned left_out);

#endif

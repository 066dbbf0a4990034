/* look.h - is a part there already? Reads its thread, or its channel after the question,
 * for our own post with the part's mark (section 11). */
#ifndef PLATFORMS_SLACK_LOOK_H
#define PLATFORMS_SLACK_LOOK_H

#include "base/json.h"
#include "platforms/slack/adapter.h"

bool sl_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e);

struct sl_wanted {
    const char *question; /* "<channel>:<source>" */
    const char *mark;     /* what its blocks' ids begin with */
    const char *text;     /* for a server that keeps neither; "": do not go by it */
    int part;
};
/* Pure: the time stamp of our post in a list of messages, or NULL. */
const char *sl_look_find(const struct json *messages, const struct sl_self *self,
                         const struct sl_wanted *wanted);

#endif

/* look.h - is a part there already? Reads its thread, or its channel after the question,
 * for our own post with the part's marker (section 10). */
#ifndef PLATFORMS_MATTERMOST_LOOK_H
#define PLATFORMS_MATTERMOST_LOOK_H

#include "base/json.h"
#include "platforms/mattermost/adapter.h"

bool mm_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e);
/* Pure: the id of bot's post for (source, part) in a list of posts, or NULL. */
const char *mm_look_find(const struct json *list, const char *bot, const char *source,
                         int part);

#endif

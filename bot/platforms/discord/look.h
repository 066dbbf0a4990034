/* look.h - is a part there already? Reads what came after the question and looks for a
 * message of ours that refers to it and says the same (section 12): the nonce is not in
 * history. */
#ifndef PLATFORMS_DISCORD_LOOK_H
#define PLATFORMS_DISCORD_LOOK_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

bool dc_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e);
/* Pure: the id of such a message in a page, or NULL. */
const char *dc_look_find(const struct json *page, const char *self, const char *reference,
                         const char *content);

#endif

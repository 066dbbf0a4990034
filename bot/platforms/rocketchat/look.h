/* look.h - is a part there already? GET chat.getMessage by the id we chose (section 10).
 */
#ifndef PLATFORMS_ROCKETCHAT_LOOK_H
#define PLATFORMS_ROCKETCHAT_LOOK_H

#include "platforms/rocketchat/adapter.h"

bool rc_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e);

#endif

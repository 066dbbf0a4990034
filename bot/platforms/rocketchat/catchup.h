/* catchup.h - reads what was missed, room by room, one request at a time, after every
 * (re)connect: nothing is replayed on a new session (section 14). */
#ifndef PLATFORMS_ROCKETCHAT_CATCHUP_H
#define PLATFORMS_ROCKETCHAT_CATCHUP_H

#include "platforms/rocketchat/adapter.h"

bool rc_catchup_new(struct rocketchat *m, struct err *e);
void rc_catchup_free(struct rc_catchup *c); /* NULL is fine */

void rc_catchup_start(struct rocketchat *m);
/* A frame or a message was lost on the way: reads all rooms once more, soon. */
void rc_catchup_again(struct rocketchat *m);
/* Nothing came for a while: a message found now proves that the socket is deaf. */
void rc_catchup_probe(struct rocketchat *m);
void rc_catchup_stop(struct rocketchat *m);
bool rc_catchup_running(const struct rocketchat *m);
/* For platform_kind.progress. */
bool rc_catchup_progress(struct platform *p, struct platform_progress *out);

#endif

/* link.h - the one socket to the gateway, and its life cycle.
 *
 *   waiting -> opening -> greeted? -> identifying or resuming -> live -> waiting -> ...
 *
 * A session outlives its socket: it is resumed at its own address while that works, else
 * a new one is begun and catch-up reads what lies between (section 10). */
#ifndef PLATFORMS_DISCORD_LINK_H
#define PLATFORMS_DISCORD_LINK_H

#include "platforms/discord/adapter.h"

bool dc_link_new(struct discord *d, struct err *e);
void dc_link_free(struct dc_link *l); /* NULL is fine */

/* Begins: resumes a kept session, else asks for the gateway first. */
void dc_link_begin(struct discord *d);
/* Opens a socket; gateway: where new sessions begin. */
void dc_link_open(struct discord *d, const char *gateway);
/* Gives the socket up and opens another one after a back-off. */
void dc_link_retry(struct discord *d, const char *reason, int64_t at_least_ms);
/* As platform.h wants it. */
int64_t dc_link_heard(struct platform *p);
/* Leaves; the session can be resumed for some minutes. */
void dc_link_stop(struct discord *d);
/* Catch-up found a message that the socket should have brought: it is deaf. */
void dc_link_deaf(struct discord *d);

#endif

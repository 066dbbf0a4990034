/* link.h - the sockets of Socket Mode, and their life cycle.
 *
 *   (none) -> opening -> waiting for hello -> live -> retired -> (none)
 *
 * One is live. When Slack asks for it to be replaced, the successor is opened first, and
 * the old one is read and acknowledged until it closes (section 9). Every socket is a
 * generation with a URL of its own from apps.connections.open. */
#ifndef PLATFORMS_SLACK_LINK_H
#define PLATFORMS_SLACK_LINK_H

#include "platforms/slack/adapter.h"

bool sl_link_new(struct slack *s, struct err *e);
void sl_link_free(struct sl_link *l); /* NULL is fine */

/* Opens a socket, unless one is being opened. */
void sl_link_open(struct slack *s);
/* Tries again after a back-off; tells the host when no socket is live. */
void sl_link_retry(struct slack *s, const char *reason, int64_t at_least_ms);
/* As platform.h wants it. */
int64_t sl_link_heard(struct platform *p);
/* Says goodbye; nothing is opened any more. */
void sl_link_stop(struct slack *s);
/* There were messages that the socket should have brought: it is replaced. */
void sl_link_deaf(struct slack *s);
/* Acknowledges an envelope on the socket it came by; nothing when that is gone: then it
 * comes again, and is recognised (section 5). */
void sl_link_acknowledge(struct slack *s, int64_t generation, const char *envelope);

#endif

/* link.h - the one socket to the server, and its life cycle.
 *
 *   waiting -> opening -> greeting -> logging in -> subscribing -> live -> waiting -> ...
 *
 * There is no resume: each socket logs in and subscribes anew, and catch-up reads what
 * lies between (section 14). What an older socket still brings is dropped. */
#ifndef PLATFORMS_ROCKETCHAT_LINK_H
#define PLATFORMS_ROCKETCHAT_LINK_H

#include "platforms/rocketchat/adapter.h"

bool rc_link_new(struct rocketchat *m, struct err *e);
void rc_link_free(struct rc_link *l); /* NULL is fine */

void rc_link_open(struct rocketchat *m);
/* Gives the socket up and opens another one after a back-off. */
void rc_link_retry(struct rocketchat *m, const char *reason, int64_t at_least_ms);
/* As platform.h wants it. */
int64_t rc_link_heard(struct platform *p);
/* Says goodbye; nothing is opened any more. */
void rc_link_stop(struct rocketchat *m);
/* Catch-up found a message that the socket should have brought: it is deaf. */
void rc_link_deaf(struct rocketchat *m);
/* False when not live, or when there were many of late. */
bool rc_link_typing(struct rocketchat *m, const char *room);
/* Watches a room for deleted messages, as far as the server's limits go. */
void rc_link_watch_room(struct rocketchat *m, const char *room);

#endif

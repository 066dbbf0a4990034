/* link.h - the one socket to the server, and its life cycle.
 *
 *   waiting -> opening -> opened -> live -> (closing) -> waiting -> ...
 *                           \-> checking (is the token good?) -> waiting or fatal
 *
 * There is never more than one socket: the old one is closed before a new one is opened
 * (section 16). Each socket is a generation; what an older one still brings is dropped.
 */
#ifndef PLATFORMS_MATTERMOST_LINK_H
#define PLATFORMS_MATTERMOST_LINK_H

#include "platforms/mattermost/adapter.h"

bool mm_link_new(struct mattermost *m, struct err *e);
void mm_link_free(struct mm_link *l); /* NULL is fine */

void mm_link_open(struct mattermost *m);
/* Gives the socket up and opens another one after a back-off. */
void mm_link_retry(struct mattermost *m, const char *reason, int64_t at_least_ms);
/* As platform.h wants it. */
int64_t mm_link_heard(struct platform *p);
/* Says goodbye; nothing is opened any more. */
void mm_link_stop(struct mattermost *m);

/* For account.c: begins a check (false when one is under way) and ends it well. */
bool mm_link_checking(struct mattermost *m, const char *reason);
void mm_link_checked(struct mattermost *m, int64_t at_least_ms);

/* Catch-up found a message that the socket should have brought: it is deaf. */
void mm_link_deaf(struct mattermost *m);
/* {"seq":n,"action":action,"data":{...}} with one or two texts; false when not live. */
bool mm_link_typing(struct mattermost *m, const char *channel, const char *parent);
/* Is the same server process answering us since `unix_ms`? True only while live. */
bool mm_link_same_server_since(const struct mattermost *m, int64_t unix_ms);
/* Were we live then, and may another server process answer us now? */
bool mm_link_lost_since(const struct mattermost *m, int64_t unix_ms);

#endif

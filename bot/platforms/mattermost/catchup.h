/* catchup.h - reads by REST what the socket did not bring: at the start, and whenever the
 * server begins a new connection for us. Bounded in age and number, a few requests at
 * once, channels in turn, repeated once since reads may come from a replica that lags. */
#ifndef PLATFORMS_MATTERMOST_CATCHUP_H
#define PLATFORMS_MATTERMOST_CATCHUP_H

#include "platforms/mattermost/adapter.h"

bool mm_catchup_new(struct mattermost *m, struct err *e);
void mm_catchup_free(struct mm_catchup *c); /* NULL is fine */

/* Begins anew, also when one is under way. */
void mm_catchup_start(struct mattermost *m);
/* A quick look whether there is news that the socket did not bring; when there is, the
 * socket is deaf and is opened anew. Does nothing while catch-up runs. */
void mm_catchup_probe(struct mattermost *m);
void mm_catchup_stop(struct mattermost *m);
bool mm_catchup_running(const struct mattermost *m);
/* For platform_kind.progress. */
bool mm_catchup_progress(struct platform *p, struct platform_progress *out);

#endif

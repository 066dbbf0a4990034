/* catchup.h - reads by the Web API what no socket brought: after every hello, since Slack
 * tells nobody what was missed (section 10). Bounded in age, number and requests. */
#ifndef PLATFORMS_SLACK_CATCHUP_H
#define PLATFORMS_SLACK_CATCHUP_H

#include "platforms/slack/adapter.h"

bool sl_catchup_new(struct slack *s, struct err *e);
void sl_catchup_free(struct sl_catchup *c); /* NULL is fine */

/* Begins anew, also when one is under way. */
void sl_catchup_start(struct slack *s);
/* A frame or an event was lost on the way: reads all channels once more, soon. */
void sl_catchup_again(struct slack *s);
/* A look whether there is news that the socket did not bring; when there is, the socket
 * is deaf and is replaced. Does nothing while catch-up runs. */
void sl_catchup_probe(struct slack *s);
void sl_catchup_stop(struct slack *s);
/* Has it yet to read this channel? Then what comes live there comes too early. */
bool sl_catchup_waits(const struct slack *s, const char *channel);
bool sl_catchup_running(const struct slack *s);
/* For platform_kind.progress. */
bool sl_catchup_progress(struct platform *p, struct platform_progress *out);

#endif

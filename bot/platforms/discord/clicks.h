/* clicks.h - interactions: clicks on our buttons. Each is acknowledged once, when the
 * service has it on disk, and in any case before the server's 3 s are over (section 9).
 *
 * Ownership: tokens of interactions are kept until then. Bounded. */
#ifndef PLATFORMS_DISCORD_CLICKS_H
#define PLATFORMS_DISCORD_CLICKS_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

/* Names of our buttons. */
#define DC_CHOICE    "faq:" /* and a topic */
#define DC_HELPFUL   "faq+"
#define DC_UNHELPFUL "faq-"

bool dc_clicks_new(struct discord *d, struct err *e);
void dc_clicks_free(struct dc_clicks *c); /* NULL is fine */

/* An INTERACTION_CREATE. */
void dc_clicks_take(struct discord *d, const struct json *interaction);
/* The service has it on disk. */
void dc_clicks_acknowledge(struct platform *p, uint64_t ack);

#endif

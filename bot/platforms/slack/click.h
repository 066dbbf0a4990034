/* click.h - pure: a click on one of our buttons (section 8). */
#ifndef PLATFORMS_SLACK_CLICK_H
#define PLATFORMS_SLACK_CLICK_H

#include "platforms/slack/event.h"

/* The payload of an interactive envelope: a choice gives MESSAGE_PICKED, whose id begins
 * with the time stamp of the message that holds the button; a verdict gives
 * MESSAGE_HELPFUL or MESSAGE_UNHELPFUL. False: malformed. */
bool sl_decode_click(struct sl_decoded *out, const struct sl_self *self,
                     const struct json *payload);

/* Names of our buttons, for blocks.c. */
#define SL_CHOICE    "faq_" /* and a number */
#define SL_HELPFUL   "faq_helpful"
#define SL_UNHELPFUL "faq_unhelpful"

#endif

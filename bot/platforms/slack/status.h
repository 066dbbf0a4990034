/* status.h - "is typing", as far as Slack has it. */
#ifndef PLATFORMS_SLACK_STATUS_H
#define PLATFORMS_SLACK_STATUS_H

#include "platforms/platform.h"

void sl_status(struct platform *p, const char *channel, const char *thread);

#endif

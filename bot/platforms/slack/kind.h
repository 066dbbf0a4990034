/* kind.h - what the registry needs of the Slack adapter. */
#ifndef PLATFORMS_SLACK_KIND_H
#define PLATFORMS_SLACK_KIND_H

#include "platforms/platform.h"

extern const struct platform_kind slack_kind;

#endif

/* kind.h - the Rocket.Chat adapter, for the table of platforms. */
#ifndef PLATFORMS_ROCKETCHAT_KIND_H
#define PLATFORMS_ROCKETCHAT_KIND_H

#include "platforms/platform.h"

extern const struct platform_kind rocketchat_kind;

#endif

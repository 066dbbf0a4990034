/* kind.h - the Discord adapter, for the table of platforms. */
#ifndef PLATFORMS_DISCORD_KIND_H
#define PLATFORMS_DISCORD_KIND_H

#include "platforms/platform.h"

extern const struct platform_kind discord_kind;

#endif

/* kind.h - what the registry needs of the Mattermost adapter. */
#ifndef PLATFORMS_MATTERMOST_KIND_H
#define PLATFORMS_MATTERMOST_KIND_H

#include "platforms/platform.h"

extern const struct platform_kind mattermost_kind;

#endif

/* probe.h - what `limber doctor` asks this platform. See platforms/probe.h. */
#ifndef PLATFORMS_MATTERMOST_PROBE_H
#define PLATFORMS_MATTERMOST_PROBE_H

#include "platforms/probe.h"

extern const struct probe_kind mattermost_probe;

#endif

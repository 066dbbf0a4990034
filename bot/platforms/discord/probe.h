/* probe.h - what `limber doctor` asks this platform. See platforms/probe.h. */
#ifndef PLATFORMS_DISCORD_PROBE_H
#define PLATFORMS_DISCORD_PROBE_H

#include "platforms/probe.h"

extern const struct probe_kind discord_probe;

#endif

/* probe.h - what `limber doctor` asks this platform. See platforms/probe.h. */
#ifndef PLATFORMS_SLACK_PROBE_H
#define PLATFORMS_SLACK_PROBE_H

#include "platforms/probe.h"

extern const struct probe_kind slack_probe;

#endif

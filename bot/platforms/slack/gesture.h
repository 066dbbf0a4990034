/* gesture.h - what a person sent once and Slack's client twice, under two ids (section
 * 6): also when the second comes before the first is on disk, or after a restart.
 * Bounded: the oldest is forgotten first; the two are some seconds apart. */
#ifndef PLATFORMS_SLACK_GESTURE_H
#define PLATFORMS_SLACK_GESTURE_H

#include "platforms/slack/adapter.h"

void sl_gestures_load(struct slack *s);
/* The message is handed over. The note is written with the turn that claims it. */
void sl_gestures_add(struct slack *s, const char *gesture, const char *id);
/* Was it handed over under another id? Under the same one it may come again: the turn
 * that had it may have failed. */
bool sl_gestures_other(const struct slack *s, const char *gesture, const char *id);

#endif

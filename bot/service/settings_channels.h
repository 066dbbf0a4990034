/* settings_channels.h - the channels of a connection that differ from it: as
 * "C0123=questions" (the mode alone) or as a map with `id:` and what is set for it. */
#ifndef SERVICE_SETTINGS_CHANNELS_H
#define SERVICE_SETTINGS_CHANNELS_H

#include "base/yaml.h"
#include "service/settings.h"

/* Reads a list into c, whose own room is known by then; what is wrong is added to faults.
 * list NULL: none. */
void settings_channels_read(struct connection_settings *c, const struct yaml *list,
                            struct faults *faults);
void settings_channels_free(struct connection_settings *c);
/* How to behave in a channel: its own way, or the connection's. */
const struct room_settings *settings_room(const struct connection_settings *c,
                                          const char *channel);

#endif

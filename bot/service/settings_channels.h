/* settings_channels.h - "C0123=questions": the mode of a single channel. */
#ifndef SERVICE_SETTINGS_CHANNELS_H
#define SERVICE_SETTINGS_CHANNELS_H

#include "service/settings.h"

/* Reads the words of the key `channels` into c; what is wrong is added to faults. */
void settings_channels_read(struct connection_settings *c, const struct config *from,
                            struct faults *faults);
void settings_channels_free(struct connection_settings *c);
/* The mode in a channel: its own, or the connection's. */
enum channel_mode settings_mode(const struct connection_settings *c, const char *channel);

#endif

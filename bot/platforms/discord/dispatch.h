/* dispatch.h - what each event of the gateway (opcode 0) means. */
#ifndef PLATFORMS_DISCORD_DISPATCH_H
#define PLATFORMS_DISCORD_DISPATCH_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

/* name: "MESSAGE_CREATE" ...; data: its `d`. READY and RESUMED are frame.c's. */
void dc_dispatch(struct discord *d, const char *name, const struct json *data);

#endif

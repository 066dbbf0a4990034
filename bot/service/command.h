/* command.h - what an admin may say in chat: "status", "mode questions", "mute 2h".
 * Pure. */
#ifndef SERVICE_COMMAND_H
#define SERVICE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "service/settings.h"

enum command_verb {
    COMMAND_COMMANDS, /* the list of them */
    COMMAND_STATUS,
    COMMAND_MODE,
    COMMAND_MUTE,
    COMMAND_UNMUTE,
    COMMAND_RELOAD,
    COMMAND_EXPLAIN
};

#define COMMAND_CHANNEL_SIZE 160

struct command {
    enum command_verb verb;
    bool has_mode;    /* COMMAND_MODE: set it; else tell it */
    bool mode_as_set; /* back to what the settings say */
    enum channel_mode mode;
    int64_t mute_ms;                    /* 0: until it is taken back */
    char channel[COMMAND_CHANNEL_SIZE]; /* "in C0123"; "": where it was said */
    struct span words; /* COMMAND_EXPLAIN: what to explain; borrowed from the text */
};

/* False: it is no command, and may be a question. Case does not matter. */
bool command_parse(struct span text, struct command *out);

#endif

/* room.h - how Limber behaves in one channel right now: its settings, and over them what
 * an admin said in chat, which the ledger keeps over restarts. */
#ifndef SERVICE_ROOM_H
#define SERVICE_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "ledger/ledger.h"
#include "service/settings.h"

struct room {
    const struct room_settings *settings;
    enum channel_mode mode;
    bool mode_said;      /* by an admin; else it is the settings' */
    int64_t muted_until; /* Unix ms; 0: it may speak */
    bool quiet;          /* its quiet hours hold */
};

#define ROOM_MUTED_FOR_GOOD INT64_MAX

/* While the connection has no admins, what they said once does not count: nobody could
 * take it back. */
void room_look(struct room *out, const struct connection_settings *c, struct ledger *l,
               const char *channel, int64_t unix_ms);

/* What an admin says. mode NULL: as the settings say. until_ms 0: not muted. False: the
 * ledger failed. */
bool room_say_mode(struct ledger *l, const struct connection_settings *c,
                   const char *channel, const enum channel_mode *mode, int64_t unix_ms,
                   struct err *e);
bool room_say_muted(struct ledger *l, const struct connection_settings *c,
                    const char *channel, int64_t until_ms, int64_t unix_ms,
                    struct err *e);

#endif

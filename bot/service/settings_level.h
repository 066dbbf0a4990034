/* settings_level.h - keys of the settings that stand at the wrong level: `clinic` at the
 * top, `ledger` in a connection. */
#ifndef SERVICE_SETTINGS_LEVEL_H
#define SERVICE_SETTINGS_LEVEL_H

#include "base/config.h"

enum { SETTINGS_MISPLACED_MOST = 32 };

struct settings_level {
    const struct config_key *keys;
    size_t count;
    const char *list;  /* one more that it knows */
    const char *where; /* a hint: where its keys stand */
};

/* Tells of the keys in `map` that only `other` knows, and puts their names behind those
 * in `also` (NULL-ended, with room for so many more): they are told once. */
void settings_tell_misplaced(const struct yaml *map, const struct settings_level *here,
                             const struct settings_level *other, const char **also,
                             struct faults *faults);

#endif

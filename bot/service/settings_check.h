/* settings_check.h - what only the whole of the settings can tell to be wrong. */
#ifndef SERVICE_SETTINGS_CHECK_H
#define SERVICE_SETTINGS_CHECK_H

#include "service/settings.h"

/* at: where the connection begins in the file, {0} without one. */
void settings_check_connection(const struct config *c, struct fault_place at,
                               struct faults *faults);
void settings_check(const struct settings *s, struct faults *faults);

#endif

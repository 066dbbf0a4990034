/* doctor_secrets.h - the check of `limber doctor` that tokens are not for everybody on
 * this machine to read. */
#ifndef CLI_DOCTOR_SECRETS_H
#define CLI_DOCTOR_SECRETS_H

#include "cli/doctor_report.h"
#include "service/settings.h"

/* config: the file of the settings; NULL: they came from the environment. A line only for
 * what is wrong. */
void doctor_check_secrets(struct report *r, const struct settings *s, const char *config);

#endif

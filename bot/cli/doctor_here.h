/* doctor_here.h - the checks of `limber doctor` that need no network. */
#ifndef CLI_DOCTOR_HERE_H
#define CLI_DOCTOR_HERE_H

#include "cli/content.h"
#include "cli/doctor_report.h"
#include "service/settings.h"

/* Content loads, what was learned is there, the clock is plausible, the ledger's folder
 * takes a database. A running bot's ledger is not touched. */
void doctor_check_here(struct report *r, const struct settings *s);

#endif

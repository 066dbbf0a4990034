/* doctor_calls.h - the checks of `limber doctor` that ask a connection's server. */
#ifndef CLI_DOCTOR_CALLS_H
#define CLI_DOCTOR_CALLS_H

#include "cli/doctor_report.h"
#include "service/settings.h"

/* Name, reachability and TLS, the clock against the server's, then the platform's own
 * calls (platforms/probe.h). Returns when all are answered or given up; what goes wrong
 * is in the report. */
void doctor_check_connection(struct report *r, const struct settings *s,
                             const struct connection_settings *c, struct loop *loop,
                             struct http *http);

#endif

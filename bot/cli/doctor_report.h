/* doctor_report.h - what `limber doctor` prints: a line for each check, and the count. */
#ifndef CLI_DOCTOR_REPORT_H
#define CLI_DOCTOR_REPORT_H

#include <stdio.h>

#include "base/secret.h"
#include "platforms/probe.h"

struct report { /* begins as zeros, with out set */
    FILE *out;
    const char *connection;                 /* whose lines these are; NULL: of none */
    const struct secret *token, *app_token; /* of the same: no line shows them */
    unsigned count[PROBE_FAIL + 1];
};

/* "ok    support-chat: token    accepted". Control characters are left out. */
void report_line(struct report *r, enum probe_state state, const char *what,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void report_end(const struct report *r);

#endif

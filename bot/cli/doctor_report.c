#include "cli/doctor_report.h"

#include <stdarg.h>
#include <string.h>

enum { WHAT_SIZE = 100, TEXT_SIZE = 1024 };

static const char *const words[] = {
    [PROBE_OK] = "ok", [PROBE_WARN] = "warn", [PROBE_FAIL] = "fail"};

/* What a server says may hold anything. */
static void tame(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == '\x7f')
            *text = ' ';
}

void report_line(struct report *r, enum probe_state state, const char *what,
                 const char *fmt, ...)
{
    char name[WHAT_SIZE], text[TEXT_SIZE];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    snprintf(name, sizeof name, "%s%s%s", r->connection ? r->connection : "",
             r->connection ? ": " : "", what);
    const struct secret *const secrets[] = {r->token, r->app_token};
    secret_cover_all(secrets, 2, text, strlen(text));
    tame(name);
    tame(text);
    fprintf(r->out, "%-4s  %-24s  %s\n", words[state], name, text);
    fflush(r->out);
    r->count[state]++;
}

void report_end(const struct report *r)
{
    unsigned failed = r->count[PROBE_FAIL], warned = r->count[PROBE_WARN];

    fprintf(r->out, "\n%u ok, %u warning%s, %u failure%s\n", r->count[PROBE_OK], warned,
            warned == 1 ? "" : "s", failed, failed == 1 ? "" : "s");
}

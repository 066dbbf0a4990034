/* `limber report`: what was asked in a period, and what went wrong. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/ledger_path.h"
#include "cli/report_write.h"

#define OUT_MAX ((size_t)32 * 1024 * 1024)
enum { DAYS_USUAL = 30 };

static const char help[] =
    "usage: limber report [--ledger FILE] [--days N | --since DATE] [--until DATE]\n"
    "                     [--csv | --json | --html] [-o FILE] [--content DIR] "
    "[--overlay DIR]\n\n"
    "Tells what was asked in a period: replies by topic, questions that were not "
    "answered\n"
    "(like ones together) and disliked answers, how long replies took, and what went "
    "wrong.\n"
    "It only reads, also while the bot runs. Questions are there only if the setting\n"
    "`review` keeps them.\n\n"
    "  --ledger FILE  the ledger; else LIMBER_LEDGER, else limber.db\n"
    "  --days N       the last N days (30)\n"
    "  --since DATE   from this day on, such as 2026-11-01 (UTC)\n"
    "  --until DATE   up to and with this day; else today\n"
    "  --csv, --json  as a table, as JSON\n"
    "  --html         as one page with charts, to be read, printed or sent\n"
    "  -o, --output FILE  into a file\n";

enum {
    OPTION_CSV = 1,
    OPTION_JSON,
    OPTION_HTML,
    OPTION_DAYS,
    OPTION_SINCE,
    OPTION_UNTIL
};

struct wanted {
    const char *ledger, *output, *days, *since, *until;
    struct content_options content;
    void (*write)(const struct report *r, struct buf *out);
    int forms;
};

static bool wrong(const char *what, const char *text)
{
    fprintf(stderr, "limber report: %s \"%s\" is not understood: %s\n", what, text,
            strcmp(what, "--days") == 0 ? "a number from 1 to 3660, such as 30"
                                        : "a day such as 2026-11-01");
    return false;
}

/* "-o limber.db" would end the ledger. */
static bool spares_ledger(const struct wanted *w)
{
    struct stat ledger, output;

    if (!w->output || stat(ledger_path(w->ledger), &ledger) != 0 ||
        stat(w->output, &output) != 0 || ledger.st_dev != output.st_dev ||
        ledger.st_ino != output.st_ino)
        return true;
    fprintf(stderr, "limber report: %s is the ledger; name another file with --output\n",
            w->output);
    return false;
}

static bool find_period(const struct wanted *w, struct period *out)
{
    long days = DAYS_USUAL;
    char *end;

    out->last = ledger_day((int64_t)time(NULL) * 1000);
    if (w->until && !report_parse_date(w->until, &out->last))
        return wrong("--until", w->until);
    if (w->days) {
        errno = 0;
        days = strtol(w->days, &end, 10);
        if (errno || *end || end == w->days || days < 1 || days > REPORT_DAYS_MOST)
            return wrong("--days", w->days);
    }
    out->first = out->last - days + 1;
    if (w->since && !report_parse_date(w->since, &out->first))
        return wrong("--since", w->since);
    if (out->first > out->last || out->last - out->first >= REPORT_DAYS_MOST) {
        fputs("limber report: the period must begin before it ends, and have at most "
              "3660 days\n",
              stderr);
        return false;
    }
    return true;
}

static bool write_out(const struct buf *text, const char *path)
{
    FILE *to = path ? fopen(path, "w") : stdout;
    bool ok = to && fwrite(text->data, 1, text->len, to) == text->len && fflush(to) == 0;

    if (!ok)
        fprintf(stderr, "limber report: %s: %s\n", path ? path : "writing",
                strerror(errno));
    if (to && path && fclose(to) != 0)
        ok = false;
    return ok;
}

static bool report(const struct wanted *w, struct period period)
{
    struct faq *faq = content_load(&w->content); /* only for titles */
    struct ledger *ledger = NULL;
    struct report r = {0};
    struct progress progress;
    struct err e = {0};
    struct buf out;
    bool ok;

    buf_init(&out, OUT_MAX);
    progress_begin(&progress);
    ok = ledger_open_reading(&ledger, ledger_path(w->ledger), &e) &&
         report_read(&r, ledger, period, faq, &progress, &e);
    progress_end(&progress);
    if (ok) {
        w->write(&r, &out);
        ok = !out.failed ||
             err_set(&e, ERR_LIMIT, "the report is too long; ask for a shorter period");
    }
    if (!ok)
        fprintf(stderr, "limber report: %s\n", e.text);
    ok = ok && write_out(&out, w->output);
    report_free(&r);
    ledger_close(ledger);
    faq_free(faq);
    buf_free(&out);
    return ok;
}

/* False: none of report's own. */
static bool take_option(struct wanted *w, int option, const char *value)
{
    switch (option) {
    case 'l':
        w->ledger = value;
        return true;
    case 'o':
        w->output = value;
        return true;
    case OPTION_DAYS:
        w->days = value;
        return true;
    case OPTION_SINCE:
        w->since = value;
        return true;
    case OPTION_UNTIL:
        w->until = value;
        return true;
    case OPTION_CSV:
        w->write = report_write_csv;
        break;
    case OPTION_JSON:
        w->write = report_write_json;
        break;
    case OPTION_HTML:
        w->write = report_write_html;
        break;
    default:
        return false;
    }
    w->forms++;
    return true;
}

int report_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"ledger", required_argument, NULL, 'l'},
        {"days", required_argument, NULL, OPTION_DAYS},
        {"since", required_argument, NULL, OPTION_SINCE},
        {"until", required_argument, NULL, OPTION_UNTIL},
        {"csv", no_argument, NULL, OPTION_CSV},
        {"json", no_argument, NULL, OPTION_JSON},
        {"html", no_argument, NULL, OPTION_HTML},
        {"output", required_argument, NULL, 'o'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct wanted w = {.write = report_write_text};
    struct period period;
    int option, status;

    while ((option = getopt_long(argc, argv, "o:h", options, NULL)) != -1)
        if (!take_option(&w, option, optarg) &&
            !args_common(option, optarg, help, &w.content, &status))
            return status;
    if (optind < argc)
        return args_no_word("report", argv[optind], help);
    if (w.forms > 1)
        return args_refuse("report", help, "take one of --csv, --json and --html");
    if (w.days && w.since)
        return args_refuse("report", help, "take either --days or --since");
    if (!find_period(&w, &period) || !spares_ledger(&w))
        return CLI_USAGE;
    return report(&w, period) ? CLI_OK : CLI_FAILED;
}

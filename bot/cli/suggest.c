/* `limber suggest`: drafts an intent from questions that were not answered. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/ledger_path.h"
#include "cli/report_data.h"
#include "cli/suggest_write.h"
#include "faq/propose.h"

enum { EXAMPLES_SHOWN = 3, DAYS = 366 };
#define FILE_MAX ((size_t)16 * 1024 * 1024)

static const char help[] =
    "usage: limber suggest [--ledger FILE | --from FILE] [--group N [--id TOPIC] "
    "[--write DIR]]\n"
    "                      [--content DIR] [--overlay DIR] [--language LANG]\n\n"
    "Turns questions that were not answered into the draft of an intent. Without "
    "--group it\n"
    "lists the groups of like questions; with it the group's draft is printed: a concept "
    "of the\n"
    "words they share, a pattern, and the questions as examples.\n\n"
    "  --ledger FILE  the ledger whose kept questions are taken (setting `review`); "
    "else\n"
    "                 LIMBER_LEDGER, else limber.db\n"
    "  --from FILE    questions from a text file instead, one a line\n"
    "  --group N      the group, by its number in the list\n"
    "  --id TOPIC     the new topic's id, such as symptom.hiccups\n"
    "  --write DIR    writes intents/ and responses/en/ (with --language that "
    "language's) in\n"
    "                 an overlay, to be edited there; nothing is overwritten\n";

/* Questions to draft from, and the topic nearest to each ("" when unknown). */
struct source {
    char **texts;
    char (*near)[FAQ_TOPIC_MAX];
    size_t count;
    struct alike *groups;
};

struct wanted {
    const char *ledger, *from, *group, *id, *write;
    struct content_options content;
};

/* --- where the questions come from --- */

static bool make_room(struct source *s, size_t count, struct err *e)
{
    s->texts = mem_zero(count + 1, sizeof *s->texts);
    s->near = mem_zero(count + 1, sizeof *s->near);
    if (!s->texts || !s->near)
        err_set(e, ERR_MEMORY, "out of memory");
    return s->texts && s->near;
}

static bool from_ledger(struct source *s, const char *path, struct err *e)
{
    int64_t today = ledger_day((int64_t)time(NULL) * 1000);
    struct ledger *ledger = NULL;
    struct report r = {0};
    bool ok =
        ledger_open_reading(&ledger, path, e) &&
        report_read(&r, ledger, (struct period){today - DAYS, today}, NULL, NULL, e) &&
        make_room(s, r.unanswered.count, e);

    for (size_t i = 0; ok && i < r.unanswered.count; i++) {
        struct report_question *q = &r.unanswered.list[i];
        s->texts[s->count++] = q->text;
        memcpy(s->near[i], q->topic, sizeof q->topic);
        q->text = NULL;
    }
    report_free(&r);
    ledger_close(ledger);
    return ok;
}

static size_t count_lines(struct span text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

/* Scrubbed as the ledger's are: what is drafted from is meant to be shared. */
static bool from_file(struct source *s, const struct faq *faq, const char *path,
                      struct err *e)
{
    struct buf text, kept;
    bool ok;

    buf_init(&text, FILE_MAX);
    buf_init(&kept, (size_t)64 * 1024);
    ok = file_read(path, &text, e) && make_room(s, count_lines(buf_view(&text)), e);
    struct span rest = buf_view(&text), line;
    while (ok && span_line(&rest, &line)) {
        buf_clear(&kept);
        ok = faq_scrub(faq, line, &kept);
        if (ok && kept.len)
            ok = (s->texts[s->count++] = mem_copy(kept.data, kept.len)) != NULL;
        if (!ok)
            err_set(e, ERR_MEMORY, "out of memory");
    }
    buf_free(&kept);
    buf_free(&text);
    return ok;
}

static void free_source(struct source *s)
{
    for (size_t i = 0; i < s->count; i++)
        mem_free(s->texts[i]);
    mem_free(s->texts);
    mem_free(s->near);
    alike_free(s->groups);
}

/* --- what is told --- */

static void list_groups(const struct source *s)
{
    for (size_t i = 0; i < alike_count(s->groups); i++) {
        struct alike_group g = alike_group(s->groups, i);
        printf("%3zu. %zu question%s:", i + 1, g.count, g.count == 1 ? "" : "s");
        for (size_t k = 0; k < g.word_count; k++)
            printf(" %s", g.words[k]);
        putchar('\n');
        for (size_t k = 0; k < g.count && k < EXAMPLES_SHOWN; k++)
            printf("       %s\n", s->texts[g.members[k]]);
    }
    puts(s->count ? "\n`limber suggest --group 1` drafts an intent from the first group."
                  : "There are no questions. The setting `review` says whether any are "
                    "kept.");
}

/* --- what is drafted --- */

static bool parse_group(const struct source *s, const char *text, size_t *out,
                        struct err *e)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*end || end == text || number < 1 || number > alike_count(s->groups))
        return err_set(e, ERR_VALUE, "there is no group \"%s\"; there are %zu", text,
                       alike_count(s->groups));
    *out = number - 1;
    return true;
}

/* An id becomes a file's name. */
static bool good_id(const char *id, struct err *e)
{
    const char *dot = strchr(id, '.');

    return (dot && dot > id && dot[1] && strlen(id) < FAQ_TOPIC_MAX &&
            id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0') ||
           err_set(e, ERR_VALUE,
                   "\"%.80s\" is no topic's id: write group.name in small letters", id);
}

static bool draft(const struct wanted *w, const struct faq *faq, const struct source *s,
                  struct err *e)
{
    char id[FAQ_TOPIC_MAX];
    struct buf out;
    size_t at = 0;
    bool ok;

    buf_init(&out, (size_t)256 * 1024);
    ok = (!w->id || good_id(w->id, e)) && parse_group(s, w->group, &at, e);
    if (ok) {
        struct propose_from from = {.texts = (const char *const *)s->texts,
                                    .group = alike_group(s->groups, at),
                                    .id = w->id};
        from.near = s->near[from.group.members[0]];
        ok = faq_propose(faq, &from, &out, id, e);
    }
    if (ok && w->write)
        ok = suggest_write(w->write, content_language(&w->content), id, &out, e);
    else if (ok)
        fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
    return ok;
}

static int suggest(const struct wanted *w)
{
    struct faq *faq = content_load(&w->content);
    struct source s = {0};
    struct err e = {0};

    if (!faq)
        return CLI_FAILED;
    bool ok = (w->from ? from_file(&s, faq, w->from, &e)
                       : from_ledger(&s, ledger_path(w->ledger), &e)) &&
              faq_alike(faq, (const char *const *)s.texts, s.count, &s.groups, &e);
    if (ok && w->group)
        ok = draft(w, faq, &s, &e);
    else if (ok)
        list_groups(&s);
    if (!ok)
        fprintf(stderr, "limber suggest: %s\n", e.text);
    free_source(&s);
    faq_free(faq);
    return ok ? CLI_OK : CLI_FAILED;
}

/* False: none of suggest's own. */
static bool take_option(struct wanted *w, int option, const char *value)
{
    const char **const into = option == 'l'   ? &w->ledger
                              : option == 'f' ? &w->from
                              : option == 'g' ? &w->group
                              : option == 'i' ? &w->id
                              : option == 'w' ? &w->write
                                              : NULL;

    if (into)
        *into = value;
    return into != NULL;
}

int suggest_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"ledger", required_argument, NULL, 'l'},
        {"from", required_argument, NULL, 'f'},
        {"group", required_argument, NULL, 'g'},
        {"id", required_argument, NULL, 'i'},
        {"write", required_argument, NULL, 'w'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct wanted w = {0};
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
        if (!take_option(&w, option, optarg) &&
            !args_common(option, optarg, help, &w.content, &status))
            return status;
    if (optind < argc)
        return args_no_word("suggest", argv[optind], help);
    if (w.ledger && w.from)
        return args_refuse("suggest", help, "take either --ledger or --from");
    if (!w.group && (w.id || w.write))
        return args_refuse("suggest", help, "--id and --write need --group");
    return suggest(&w);
}

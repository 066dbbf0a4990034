/* `limber coverage`: what questions show about the content. */
#include "faq/coverage.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/question_line.h"
#include "cli/tally.h"

#define FILE_MAX      ((size_t)256 * 1024 * 1024)
#define EXAMPLE_BYTES 70

static const char help[] =
    "usage: limber coverage [--topic PREFIX] [--content DIR] [--overlay DIR]\n"
    "                       [--language LANG] FILE...\n\n"
    "Answers the questions of the files (JSON lines with \"text\", and if they have "
    "them\n"
    "\"context\", \"after\" and the topics to \"accept\") and reports as tables what "
    "they "
    "show about\n"
    "the content: intents that no question reached, patterns that held for none, "
    "alternatives of\n"
    "patterns that none used, and topics that are taken for one another.\n\n"
    "  limber coverage tests/eval/questions.jsonl\n"
    "  limber coverage --topic itb. questions.jsonl   only what concerns these topics\n";

/* What is counted per topic. */
struct reached {
    unsigned expected, told; /* `told`: anywhere in an answer */
};

struct survey {
    struct faq *faq;
    struct coverage *coverage;
    const char *prefix;
    struct reached *reached; /* by topic */
    struct tally taken;      /* expected one, answered with another */
    struct tally left;       /* expected one, got choices or silence */
    unsigned lines;
    const char *file; /* being read, and its line */
    unsigned number;
    char here[4096]; /* the current folder */
};

static bool concerns(const struct survey *s, const char *topic)
{
    return strncmp(topic, s->prefix, strlen(s->prefix)) == 0;
}

static bool concerns_any(const struct survey *s)
{
    for (size_t i = 0; i < faq_topic_count(s->faq); i++)
        if (concerns(s, faq_topic_id(s->faq, i)))
            return true;
    return !*s->prefix;
}

/* The faq's own copy of a topic's id, or NULL. */
static const char *find_topic(const struct survey *s, const char *id, size_t *at)
{
    for (size_t i = 0; i < faq_topic_count(s->faq); i++)
        if (strcmp(faq_topic_id(s->faq, i), id) == 0) {
            *at = i;
            return faq_topic_id(s->faq, i);
        }
    return NULL;
}

/* --- counting --------------------------------------------------------------------- */

static void count_reply(struct survey *s, const struct faq_reply *reply)
{
    for (size_t i = 0; i < reply->topic_count; i++) {
        size_t at;
        if (!find_topic(s, reply->topics[i], &at))
            continue;
        s->reached[at].told++;
    }
}

static bool is_accepted(const struct json *accept, const char *topic)
{
    for (const struct json *item = json_first(accept); item; item = json_after(item))
        if (json_text(item) && strcmp(json_text(item), topic) == 0)
            return true;
    return false;
}

/* A slip in an id would count as a question that nothing answers. */
static void tell_unknown(const struct survey *s, const struct json *accept)
{
    size_t at;

    for (const struct json *item = json_first(accept); item; item = json_after(item))
        if (json_text(item) && !find_topic(s, json_text(item), &at))
            fprintf(stderr, "limber coverage: %s:%u: there is no topic \"%s\"\n", s->file,
                    s->number, json_text(item));
}

static bool count_expected(struct survey *s, const struct json *line, struct span text,
                           const struct faq_reply *reply)
{
    const struct json *accept = json_get(line, "accept");
    const char *wanted = json_get_text(line, "action");
    const char *first = json_text(json_first(accept));
    const char *given = reply->topic_count ? reply->topics[0] : NULL;
    size_t at;

    tell_unknown(s, accept);
    if (!first || !(first = find_topic(s, first, &at)))
        return true;
    s->reached[at].expected++;
    if (given)
        return is_accepted(accept, given) || tally_add(&s->taken, first, given, text);
    if (wanted && strcmp(wanted, faq_action_name(reply->action)) == 0)
        return true; /* choices were due */
    return tally_add(&s->left, first,
                     reply->action == FAQ_IGNORE ? "(silence)" : "(choices)", text);
}

static bool survey_line(struct survey *s, struct span line, struct err *e)
{
    struct json *root;
    struct faq_question q;
    struct faq_reply reply;
    bool ok = false;

    if (!json_parse(&root, line, QUESTION_LINE_MAX, e))
        return false;
    if (!question_line_read(s->faq, root, &q, e) ||
        !coverage_answer(s->coverage, &q, &reply, e))
        goto out;
    s->lines++;
    count_reply(s, &reply);
    ok = count_expected(s, root, q.text, &reply) ||
         err_set(e, ERR_MEMORY, "out of memory");
out:
    json_free(root);
    return ok;
}

static bool survey_file(struct survey *s, const char *path)
{
    struct err e = {0};
    struct buf text;
    struct span rest, line;
    bool ok;

    s->file = path;
    s->number = 0;
    buf_init(&text, FILE_MAX);
    ok = file_read(path, &text, &e);
    rest = buf_view(&text);
    while (ok && span_line(&rest, &line)) {
        line = span_trim(line);
        s->number++;
        ok = !line.len || survey_line(s, line, &e);
    }
    if (!ok && s->number)
        fprintf(stderr,
                "limber coverage: %s:%u: %s; each line is one question, such as "
                "{\"text\": \"what is clonus\"}\n",
                path, s->number, e.text);
    else if (!ok)
        fprintf(stderr, "limber coverage: %s\n", e.text);
    buf_free(&text);
    return ok;
}

/* --- reporting -------------------------------------------------------------------- */

/* A place as the author would type it: from the folder that is open. */
static const char *from_here(const struct survey *s, const char *file)
{
    size_t len = strlen(s->here);
    return len && strncmp(file, s->here, len) == 0 && file[len] == '/' ? file + len + 1
                                                                       : file;
}

static void print_intents(const struct survey *s)
{
    puts("\nIntents that no question reached\n  expected  intent");
    for (size_t i = 0; i < faq_topic_count(s->faq); i++)
        if (!s->reached[i].told && concerns(s, faq_topic_id(s->faq, i)))
            printf("  %8u  %s\n", s->reached[i].expected, faq_topic_id(s->faq, i));
}

static void print_patterns(const struct survey *s)
{
    puts("\nPatterns that held for no question");
    for (size_t i = 0; i < coverage_count(s->coverage); i++) {
        struct coverage_pattern p = coverage_pattern(s->coverage, i);
        if (!p.used && concerns(s, p.topic))
            printf("  %s:%u  %-26s %s\n", from_here(s, p.file), p.line, p.topic,
                   p.source);
    }
}

static void print_alternatives(const struct survey *s)
{
    struct span unused;

    puts("\nAlternatives that no question used, in patterns that held");
    for (size_t i = 0; i < coverage_count(s->coverage); i++) {
        struct coverage_pattern p = coverage_pattern(s->coverage, i);
        if (!p.used || !concerns(s, p.topic) ||
            !coverage_unused(s->coverage, i, 0, &unused))
            continue;
        printf("  %s:%u  %-26s %s\n     ", from_here(s, p.file), p.line, p.topic,
               p.source);
        for (size_t k = 0; coverage_unused(s->coverage, i, k, &unused); k++)
            printf("%s %.*s", k ? "," : "", unused.len ? (int)unused.len : 9,
                   unused.len ? unused.ptr : "(nothing)");
        putchar('\n');
    }
}

static void print_tally(const struct survey *s, struct tally *t, const char *title)
{
    tally_sort(t);
    printf("\n%s\n  times  %-28s %-28s such as\n", title, "expected", "given");
    for (size_t i = 0; i < t->count; i++) {
        const struct tally_pair *p = &t->list[i];
        if (concerns(s, p->expected) || concerns(s, p->given))
            printf("  %5u  %-28s %-28s %.*s\n", p->times, p->expected, p->given,
                   EXAMPLE_BYTES, p->example);
    }
}

static void print_report(struct survey *s)
{
    printf("%u questions, %zu intents, %zu patterns\n", s->lines, faq_topic_count(s->faq),
           coverage_count(s->coverage));
    print_intents(s);
    print_patterns(s);
    print_alternatives(s);
    print_tally(s, &s->taken, "Topics taken for one another");
    print_tally(s, &s->left, "Questions left without an answer");
}

static int survey(struct survey *s, char **files, int count)
{
    struct err e = {0};
    bool ok = coverage_new(&s->coverage, s->faq, &e);

    if (!getcwd(s->here, sizeof s->here))
        s->here[0] = '\0';
    s->reached = mem_zero(faq_topic_count(s->faq) + 1, sizeof *s->reached);
    if (!ok || !s->reached) {
        fputs("limber coverage: out of memory\n", stderr);
        ok = false;
    }
    for (int i = 0; ok && i < count; i++)
        ok = survey_file(s, files[i]);
    if (ok)
        print_report(s);
    coverage_free(s->coverage);
    tally_free(&s->taken);
    tally_free(&s->left);
    mem_free(s->reached);
    return ok ? CLI_OK : CLI_FAILED;
}

int coverage_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"topic", required_argument, NULL, 't'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {0};
    struct survey s = {.prefix = ""};
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 't':
            s.prefix = optarg;
            break;
        default:
            if (!args_common(option, optarg, help, &content, &status))
                return status;
        }
    }
    if (optind == argc)
        return args_refuse("coverage", help, "name a file of questions");
    s.faq = content_load(&content);
    if (s.faq && !concerns_any(&s))
        status = args_refuse("coverage", help, "--topic: no topic begins with \"%s\"",
                             s.prefix);
    else
        status = s.faq ? survey(&s, argv + optind, argc - optind) : CLI_FAILED;
    faq_free(s.faq);
    return status;
}

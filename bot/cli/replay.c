/* `limber replay`: what a change of content changes for recorded questions. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/question_line.h"

#define FILE_MAX ((size_t)256 * 1024 * 1024)
enum { TEXT_SHOWN = 100 };

static const char help[] =
    "usage: limber replay [--content DIR] [--overlay DIR] [--against DIR] "
    "[--against-overlay DIR]\n"
    "                     [--language LANG] [--strict] FILE...\n\n"
    "Asks the questions of the files two versions of the content, and shows what "
    "changes. A line\n"
    "is a question as text, or JSON with \"text\" and, if there are any, \"context\", "
    "\"after\" and\n"
    "the topics to \"accept\": then a change is better or worse.\n\n"
    "  --content, --overlay  the content as it is now\n"
    "  --against, --against-overlay  what it is compared with; the usual content, "
    "without an\n"
    "                 overlay, when nothing is said\n"
    "  --strict       exit status 1 when a change is worse\n\n"
    "  limber replay --overlay mine questions.txt      what our overlay changes\n"
    "  limber replay --against ../limber-1.0 tests/eval/questions.jsonl\n";

struct replay {
    struct faq *before, *now;
    unsigned questions, same, better, worse, otherwise, texts;
};

/* What was decided, kept while the other version is asked. */
struct decision {
    enum faq_action action;
    char topics[FAQ_TOPICS][FAQ_TOPIC_MAX], suggestions[FAQ_CHOICES][FAQ_TOPIC_MAX];
    size_t topic_count, suggestion_count;
};

static struct decision decision_of(const struct faq_reply *reply)
{
    struct decision d = {.action = reply->action,
                         .topic_count = reply->topic_count,
                         .suggestion_count = reply->suggestion_count};

    for (size_t i = 0; i < d.topic_count; i++)
        snprintf(d.topics[i], FAQ_TOPIC_MAX, "%s", reply->topics[i]);
    for (size_t i = 0; i < d.suggestion_count; i++)
        snprintf(d.suggestions[i], FAQ_TOPIC_MAX, "%s", reply->suggestions[i].topic);
    return d;
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
    return a->action == b->action && a->topic_count == b->topic_count &&
           a->suggestion_count == b->suggestion_count &&
           memcmp(a->topics, b->topics, sizeof a->topics) == 0 &&
           memcmp(a->suggestions, b->suggestions, sizeof a->suggestions) == 0;
}

static bool accepts(const struct json *accept, const char *topic)
{
    for (const struct json *item = json_first(accept); item; item = json_after(item))
        if (json_text(item) && strcmp(json_text(item), topic) == 0)
            return true;
    return false;
}

/* Is it what the line's labels want? Nothing to accept: silence. */
static bool is_right(const struct json *line, const struct decision *d)
{
    const struct json *accept = json_get(line, "accept");
    const char *action = json_get_text(line, "action");

    if (!json_len(accept))
        return d->action == FAQ_IGNORE;
    if (action && strcmp(action, "suggest") == 0 && d->action == FAQ_SUGGEST)
        return true;
    return d->topic_count && accepts(accept, d->topics[0]);
}

static void print_decision(const char *when, const struct decision *d)
{
    size_t count = d->topic_count ? d->topic_count : d->suggestion_count;

    printf("    %s %s", when, faq_action_name(d->action));
    for (size_t i = 0; i < count; i++)
        printf("%s %s", i ? "," : "", d->topic_count ? d->topics[i] : d->suggestions[i]);
    putchar('\n');
}

static const char *judge(struct replay *r, const struct json *line,
                         const struct decision *before, const struct decision *now)
{
    bool labelled = line && json_get(line, "accept");
    bool was = labelled && is_right(line, before), is = labelled && is_right(line, now);

    if (was == is) {
        r->otherwise++;
        return "changed";
    }
    ++*(is ? &r->better : &r->worse);
    return is ? "better" : "worse";
}

/* The reply's text is compared while both are still there. */
static bool ask_both(struct replay *r, const struct json *line, struct span text,
                     struct decision *before, struct decision *now, bool *same_text,
                     struct err *e)
{
    struct faq_question q = {.text = text, .now_ms = 2};
    struct faq_reply a, b;

    if ((line && !question_line_read(r->before, line, &q, e)) ||
        !faq_answer(r->before, &q, &a, e))
        return false;
    *before = decision_of(&a);
    if ((line && !question_line_read(r->now, line, &q, e)) ||
        !faq_answer(r->now, &q, &b, e))
        return false;
    *now = decision_of(&b);
    *same_text = span_equal(a.markdown, b.markdown);
    return true;
}

static bool replay_question(struct replay *r, const char *path, unsigned number,
                            const struct json *line, struct span text, struct err *e)
{
    struct decision before, now;
    bool same_text;

    if (!ask_both(r, line, text, &before, &now, &same_text, e))
        return false;
    r->questions++;
    if (same_decision(&before, &now)) {
        r->same++;
        r->texts += !same_text;
        return true;
    }
    const char *verdict = judge(r, line, &before, &now);
    struct span shown = line ? span_of(json_get_text(line, "text")) : text;
    printf("%s:%u: %s: %.*s\n", path, number, verdict,
           (int)(shown.len < TEXT_SHOWN ? shown.len : TEXT_SHOWN), shown.ptr);
    print_decision("before:", &before);
    print_decision("now:   ", &now);
    return true;
}

static bool replay_line(struct replay *r, const char *path, unsigned number,
                        struct span text, struct err *e)
{
    struct json *line = NULL;
    bool ok = text.ptr[0] != '{' || json_parse(&line, text, QUESTION_LINE_MAX, e);

    ok = ok && replay_question(r, path, number, line, text, e);
    json_free(line);
    return ok;
}

static bool replay_file(struct replay *r, const char *path)
{
    struct err e = {0};
    struct buf text;
    unsigned number = 0;
    bool ok;

    buf_init(&text, FILE_MAX);
    ok = file_read(path, &text, &e);
    struct span rest = buf_view(&text), line;
    while (ok && span_line(&rest, &line)) {
        number++;
        line = span_trim(line);
        ok = !line.len || replay_line(r, path, number, line, &e);
    }
    if (!ok && number)
        fprintf(stderr, "limber replay: %s:%u: %s\n", path, number, e.text);
    else if (!ok)
        fprintf(stderr, "limber replay: %s\n", e.text);
    buf_free(&text);
    return ok;
}

static void print_sum(const struct replay *r)
{
    printf("%u question%s: %u decided as before", r->questions,
           r->questions == 1 ? "" : "s", r->same);
    if (r->texts)
        printf(" (the words of %u repl%s changed)", r->texts,
               r->texts == 1 ? "y" : "ies");
    printf(", %u better, %u worse, %u otherwise\n", r->better, r->worse, r->otherwise);
}

struct wanted {
    struct content_options now, before;
    bool strict;
};

static int replay(const struct wanted *w, char **files, int count)
{
    struct replay r = {.before = content_load(&w->before)};
    bool ok;

    r.now = r.before ? content_load(&w->now) : NULL;
    ok = r.now != NULL;
    for (int i = 0; ok && i < count; i++)
        ok = replay_file(&r, files[i]);
    if (ok)
        print_sum(&r);
    faq_free(r.before);
    faq_free(r.now);
    return ok && !(w->strict && r.worse) ? CLI_OK : CLI_FAILED;
}

int replay_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"against", required_argument, NULL, 'a'},
        {"against-overlay", required_argument, NULL, 'o'},
        {"strict", no_argument, NULL, 's'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct wanted w = {0};
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'a':
            w.before.dir = optarg;
            break;
        case 'o':
            w.before.overlay = optarg;
            break;
        case 's':
            w.strict = true;
            break;
        default:
            if (!args_common(option, optarg, help, &w.now, &status))
                return status;
        }
    }
    if (optind == argc)
        return args_refuse("replay", help, "name a file of questions");
    w.before.language = w.now.language;
    return replay(&w, argv + optind, argc - optind);
}

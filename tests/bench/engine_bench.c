/* What a message costs: against a plain loop over the same patterns, with ten thousand
 * intents, and at worst. Prints the figures and the bars that are held; ends with
 * "N passed, N failed". All times are processor time of this thread, so that other work
 * on the machine does not count.
 *
 *   engine FILE...   .txt: one unaddressed message a line; .jsonl: labelled questions */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/content.h"
#include "cli/question_line.h"
#include "faq/engine.h"
#include "tests/bench/plain_loop.h"
#include "tests/bench/synthetic.h"

#define FILE_MAX       ((size_t)64 * 1024 * 1024)
#define WARM_UP_ROUNDS 250
#define MANY           10000 /* intents of the large content */

static unsigned passed, failed;

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void hold(const char *what, double value, const char *unit, bool at_least,
                 double bar)
{
    bool ok = at_least ? value >= bar : value <= bar;
    printf("  %s %s: %.2f %s (bar: %s %g)\n", ok ? "ok  " : "FAIL", what, value, unit,
           at_least ? "at least" : "at most", bar);
    passed += ok;
    failed += !ok;
}

/* --- messages --------------------------------------------------------------------- */

struct message {
    char *text;
    enum faq_setting setting;
};

struct messages {
    struct message *list;
    size_t count, room;
};

static void add(struct messages *m, struct span text, enum faq_setting setting)
{
    if (m->count == m->room) {
        m->room = m->room ? 2 * m->room : 1024;
        m->list = mem_resize(m->list, m->room, sizeof *m->list);
        if (!m->list)
            abort();
    }
    m->list[m->count++] = (struct message){mem_copy(text.ptr, text.len), setting};
}

static void add_line(struct messages *m, struct span line, bool json)
{
    struct json *root;
    struct faq_question q;
    struct err e = {0};

    if (!json) {
        add(m, line, FAQ_CHANNEL);
        return;
    }
    /* Without its question before: one message is measured at a time. */
    if (!json_parse(&root, line, QUESTION_LINE_MAX, &e))
        return;
    if (!json_get_text(root, "after") && question_line_read(NULL, root, &q, &e))
        add(m, q.text, q.setting);
    json_free(root);
}

static void read_messages(struct messages *m, const char *path)
{
    struct err e = {0};
    struct buf text;
    struct span rest;
    bool json = strstr(path, ".jsonl") != NULL;

    buf_init(&text, FILE_MAX);
    if (!file_read(path, &text, &e))
        fprintf(stderr, "bench: %s: %s\n", path, e.text);
    rest = buf_view(&text);
    while (rest.len) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end ? (size_t)(end - rest.ptr) : rest.len;
        struct span line = span_trim((struct span){rest.ptr, len});
        if (line.len)
            add_line(m, line, json);
        len += end != NULL;
        rest = (struct span){rest.ptr + len, rest.len - len};
    }
    buf_free(&text);
}

static void free_messages(struct messages *m)
{
    for (size_t i = 0; i < m->count; i++)
        mem_free(m->list[i].text);
    mem_free(m->list);
    *m = (struct messages){0};
}

/* --- costs ------------------------------------------------------------------------ */

struct cost {
    double mean, median, p99, worst; /* microseconds a message */
};

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static struct cost cost_of(double *us, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += us[i];
    qsort(us, count, sizeof *us, by_size);
    return (struct cost){sum / (double)count, us[count / 2], us[count * 99 / 100],
                         us[count - 1]};
}

/* One measured step for each message. */
typedef void work(void *user, const struct message *m);

/* Each message's least of three rounds: what it costs when nothing disturbs. */
static struct cost measure(const struct messages *m, work *step, void *user)
{
    double *us = mem_zero(m->count + 1, sizeof *us);
    struct cost cost = {0};

    for (int round = 0; us && round < 3; round++)
        for (size_t i = 0; i < m->count; i++) {
            double begin = now_us();
            step(user, &m->list[i]);
            double took = now_us() - begin;
            us[i] = round == 0 || took < us[i] ? took : us[i];
        }
    if (us && m->count)
        cost = cost_of(us, m->count);
    mem_free(us);
    return cost;
}

static void answer(void *user, const struct message *m)
{
    struct faq_question q = {
        .text = span_of(m->text), .setting = m->setting, .now_ms = 1};
    struct faq_reply reply;
    struct err e = {0};

    if (!faq_answer(user, &q, &reply, &e))
        fprintf(stderr, "bench: %s\n", e.text);
}

/* --- what is measured ------------------------------------------------------------- */

static void print_cost(const char *what, struct cost c)
{
    printf("  %-28s mean %8.2f  median %8.2f  p99 %8.2f  worst %8.2f us a message\n",
           what, c.mean, c.median, c.p99, c.worst);
}

static void run_loop(void *user, const struct message *m)
{
    loop_run(user, m->text);
}

static struct cost compare_with_loop(struct faq *faq, const struct messages *m)
{
    struct loop loop;
    struct cost ours, plain;

    loop_build(&loop, faq);
    ours = measure(m, answer, faq);
    plain = measure(m, run_loop, &loop);
    print_cost("engine", ours);
    print_cost("plain loop", plain);
    hold("faster than the plain loop over the same patterns", plain.mean / ours.mean,
         "times", true, 20);
    loop_free(&loop);
    return ours;
}

static size_t heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* Loads content, with an overlay unless that is NULL; the least of several times in *ms.
 */
static struct faq *load(const char *overlay, double *ms, size_t *bytes)
{
    struct content_options options = {.overlay = overlay};
    struct faq *faq = NULL;

    for (int round = 0; round < (overlay ? 3 : 10); round++) {
        faq_free(faq);
        size_t before = heap_bytes();
        double begin = now_us();
        faq = content_load(&options);
        double took = (now_us() - begin) / 1e3;
        *ms = round == 0 || took < *ms ? took : *ms;
        *bytes = heap_bytes() - before;
    }
    return faq;
}

/* What was measured of the shipped content. */
struct shipped {
    struct faq *faq;
    size_t bytes;
    struct cost cost;
};

static void measure_invented(struct faq *faq)
{
    struct messages m = {0};

    for (size_t i = 0; i < 1000; i++) {
        char *text = synthetic_question(i);
        if (text)
            add(&m, span_of(text), FAQ_DIRECT);
        mem_free(text);
    }
    print_cost("about synthetic subjects", measure(&m, answer, faq));
    free_messages(&m);
}

static void measure_many(const struct shipped *ours, const struct messages *m)
{
    char dir[] = "/tmp/limber-bench-XXXXXX";
    size_t few = faq_topic_count(ours->faq), more = MANY - few, bytes = 0;
    struct faq *faq = NULL;
    double ms = 0;

    if (mkdtemp(dir) && synthetic_write(dir, ours->faq, more))
        faq = load(dir, &ms, &bytes);
    printf("%zu intents, of them %zu synthetic\n", faq ? faq_topic_count(faq) : 0, more);
    hold("load", faq ? ms : 1e9, "ms", false, 2000);
    if (faq) {
        struct cost many = measure(m, answer, faq);
        printf("       memory: %.2f MB for 1,000 intents more\n",
               (double)(bytes - ours->bytes) / 1e3 / (double)more);
        print_cost("engine", many);
        measure_invented(faq);
        hold("cost of a message against the shipped intents alone",
             many.mean / ours->cost.mean, "times", false, 2);
    }
    faq_free(faq);
    synthetic_remove(dir, more);
}

/* Expressions that are used get their machine code by and by (pattern.c): the bar is held
 * by a bot that has run for a while; what the very first such message costs is printed.
 */
static void measure_worst(struct faq *faq)
{
    struct messages m = {0};
    struct cost cost;
    char *text;

    for (size_t i = 0; (text = synthetic_hostile(faq, i)); i++) {
        add(&m, span_of(text), FAQ_DIRECT);
        mem_free(text);
    }
    print_cost("hostile messages, at first", measure(&m, answer, faq));
    for (int round = 0; round < WARM_UP_ROUNDS; round++)
        for (size_t i = 0; i < m.count; i++)
            answer(faq, &m.list[i]);
    cost = measure(&m, answer, faq);
    print_cost("hostile messages", cost);
    hold("the worst message", cost.worst / 1e3, "ms", false, 5);
    free_messages(&m);
}

int main(int argc, char **argv)
{
    struct messages m = {0};
    struct shipped ours = {0};
    double ms = 0;

    for (int i = 1; i < argc; i++)
        read_messages(&m, argv[i]);
    if (!m.count) {
        fputs("engine_bench: no messages; name files with one a line, or questions in "
              ".jsonl\n",
              stderr);
        return 2;
    }
    ours.faq = load(NULL, &ms, &ours.bytes);
    if (!ours.faq)
        return 1;
    printf("%zu intents, %zu messages\n", faq_topic_count(ours.faq), m.count);
    hold("load", ms, "ms", false, 100);
    printf("       memory: %.1f MB\n", (double)ours.bytes / 1e6);
    ours.cost = compare_with_loop(ours.faq, &m);
    measure_worst(ours.faq);
    measure_many(&ours, &m);

    faq_free(ours.faq);
    free_messages(&m);
    printf("%u passed, %u failed\n", passed, failed);
    return failed ? 1 : 0;
}

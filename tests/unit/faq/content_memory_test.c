/* Each allocation fails in turn while content is loaded, asked, explained, proved and
 * learned from: it either says so, or does exactly what it does with memory. Only builds
 * with LIMBER_FAULTS (make SANITIZE=1) make them fail; others just run through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "faq/faq.h"

enum { TODAY = 20600, LONGEST = 200000 };

static const struct faq_paths english = {.intents = "tests/unit/faq/content/intents",
                                         .responses = "tests/unit/faq/content/responses",
                                         .overlay = "tests/unit/faq/steering",
                                         .language = "en"};
static const struct faq_paths spanish = {.intents = "tests/unit/faq/content/intents",
                                         .responses = "tests/unit/faq/content/responses",
                                         .overlay = "tests/fixtures/spanish",
                                         .language = "es"};

static const char *const questions[] = {
    "what is spasticity",
    "whats lioresal and the side effects of baclofen?",
    "i doubled my baclofen and i cannot stay awake",
    "how many mg of baclofen",
    "tell me about the weather",
    "group.everything",
    "sources",
    "que es el baclofeno",
    "alarma roja"};

/* With all its room from the start: it does not count among the allocations. */
static void roomy(struct buf *b)
{
    buf_init(b, LONGEST);
    while (b->len < LONGEST)
        buf_char(b, ' ');
    buf_clear(b);
}

/* What a loaded content does, as text; the same for the same content. */
struct deeds {
    struct buf text;
    struct err e;
};

static bool work_reply(struct faq *f, const char *text, struct deeds *d)
{
    struct faq_question q = {.text = span_of(text), .now_ms = 1000};
    struct faq_reply r;

    if (!faq_answer(f, &q, &r, &d->e))
        return false;
    buf_text(&d->text, faq_action_name(r.action));
    buf_span(&d->text, r.markdown);
    return faq_context_write(&r.context, &d->text);
}

static bool work_answer(struct faq *f, struct faults *faults, struct deeds *d)
{
    (void)faults;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (!work_reply(f, questions[i], d))
            return false;
    return true;
}

static bool work_explain(struct faq *f, struct faults *faults, struct deeds *d)
{
    struct faq_question q = {.text = span_of(questions[1]), .now_ms = 1000};

    (void)faults;
    return faq_explain(f, &q, &d->text, &d->e);
}

static bool work_check(struct faq *f, struct faults *faults, struct deeds *d)
{
    return faq_check(f, (int64_t)TODAY * 86400000, faults, &d->e) &&
           buf_format(&d->text, "%zu faults\n", faults_count(faults)) &&
           faults_print(faults, &d->text);
}

static bool work_learn(struct faq *f, struct faults *faults, struct deeds *d)
{
    struct faq_learnt counts;

    return faq_learn(f, &d->text, &counts, faults, &d->e);
}

typedef bool work_fn(struct faq *f, struct faults *faults, struct deeds *d);

/* Runs it with the n-th allocation failing (0: none). *over: it needed fewer. */
static bool run(work_fn *work, struct faq *f, size_t n, struct deeds *d, bool *over)
{
    struct faults *faults = faults_new();

    roomy(&d->text);
    d->e = (struct err){0};
    mem_fail_after(n);
    bool ok = work(f, faults, d);
    *over = n == 0 || mem_count() < n;
    mem_fail_after(0);
    if (!ok && !d->e.code && !faults_any(faults))
        fail_msg("allocation %zu failed and nobody said so", n);
    faults_free(faults);
    return ok;
}

static struct faq *load(const struct faq_paths *paths)
{
    struct faults *faults = faults_new();
    struct faq *f;

    assert_true(faq_load(&f, paths, faults));
    faults_free(faults);
    return f;
}

static void fails_or_does_the_same(const struct faq_paths *paths, work_fn *work)
{
    struct deeds whole, d;
    struct faq *f = load(paths);
    bool over = false;

    assert_true(run(work, f, 0, &whole, &over));
    over = false;
    for (size_t n = 1; !over; n++) {
        if (run(work, f, n, &d, &over) &&
            !span_equal(buf_view(&d.text), buf_view(&whole.text)))
            fail_msg("allocation %zu failed and changed what was said:\n%.*s", n,
                     (int)d.text.len, d.text.data);
        buf_free(&d.text);
        assert_true(n < 1000000);
    }
    buf_free(&whole.text);
    faq_free(f);
}

static void test_answering(void **state)
{
    (void)state;
    fails_or_does_the_same(&english, work_answer);
}

static void test_explaining(void **state)
{
    (void)state;
    fails_or_does_the_same(&english, work_explain);
}

static void test_checking(void **state)
{
    (void)state;
    fails_or_does_the_same(&english, work_check);
}

static void test_learning(void **state)
{
    (void)state;
    fails_or_does_the_same(&english, work_learn);
}

static void all_deeds(struct faq *f, struct deeds *d)
{
    bool over;

    assert_true(run(work_check, f, 0, d, &over));
    assert_true(work_answer(f, NULL, d));
}

/* Loads with the n-th allocation failing; false: it needed fewer. */
static bool load_with_fault(const struct faq_paths *paths, struct faq **f, size_t n)
{
    struct faults *faults = faults_new();

    mem_fail_after(n);
    bool ok = faq_load(f, paths, faults), failed = mem_count() >= n;
    mem_fail_after(0);
    if (!ok && !faults_any(faults))
        fail_msg("allocation %zu failed and nobody said so", n);
    faults_free(faults);
    return failed;
}

/* Content that was loaded in spite of it is whole. */
static void fails_or_loads_the_same(const struct faq_paths *paths)
{
    struct faq *f = load(paths);
    struct deeds whole, d;
    bool more = true;

    all_deeds(f, &whole);
    faq_free(f);
    for (size_t n = 1; more; n++) {
        assert_true(n < 1000000);
        more = load_with_fault(paths, &f, n);
        if (!f)
            continue;
        all_deeds(f, &d);
        if (!span_equal(buf_view(&d.text), buf_view(&whole.text)))
            fail_msg("allocation %zu failed and something is missing:\n%.*s", n,
                     (int)d.text.len, d.text.data);
        buf_free(&d.text);
        faq_free(f);
    }
    buf_free(&whole.text);
}

static void test_loading(void **state)
{
    (void)state;
    fails_or_loads_the_same(&english);
}

static void test_a_language_pack(void **state)
{
    (void)state;
    fails_or_loads_the_same(&spanish);
    fails_or_does_the_same(&spanish, work_answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loading),    cmocka_unit_test(test_answering),
        cmocka_unit_test(test_explaining), cmocka_unit_test(test_checking),
        cmocka_unit_test(test_learning),   cmocka_unit_test(test_a_language_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

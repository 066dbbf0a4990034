/* Coverage: which patterns and alternatives questions use. */
#include "content_bed.h"
#include "faq/branches.h"
#include "faq/coverage.h"

static int load(void **state)
{
    return content_bed_load(state, NULL);
}

static void say(struct coverage *c, const char *text)
{
    struct faq_question q = {.text = span_of(text), .now_ms = 1};
    struct faq_reply reply;
    struct err e = {0};
    assert_true(coverage_answer(c, &q, &reply, &e));
}

/* How often the pattern with this source held. */
static unsigned used(const struct coverage *c, const char *source)
{
    for (size_t i = 0; i < coverage_count(c); i++)
        if (strcmp(coverage_pattern(c, i).source, source) == 0)
            return coverage_pattern(c, i).used;
    fail_msg("there is no pattern %s", source);
    return 0;
}

static void every_pattern_that_holds_is_counted_winner_or_not(void **state)
{
    struct coverage *c;
    struct err e = {0};

    assert_true(coverage_new(&c, *state, &e));
    say(c, "what is botox");
    say(c, "does botox hurt");
    assert_int_equal(used(c, "{botox} & ({what_is}|{hurt})"), 2);
    assert_int_equal(used(c, "{botox} & {hurt}"), 1);
    assert_int_equal(used(c, "{pump}"), 0);
    coverage_free(c);
}

static void an_id_alone_needs_no_pattern(void **state)
{
    struct coverage *c;
    struct err e = {0};

    assert_true(coverage_new(&c, *state, &e));
    say(c, "what is botox");
    say(c, "itb.overview");
    assert_int_equal(used(c, "{botox} & {what_is}"), 1);
    coverage_free(c);
}

/* Finds the pattern's place and compares its unused alternatives with a list. */
static void expect_unused(const struct coverage *c, const char *source,
                          const char *const *wanted, size_t count)
{
    struct span found;
    size_t at = 0, k = 0;

    while (strcmp(coverage_pattern(c, at).source, source) != 0)
        at++;
    for (; coverage_unused(c, at, k, &found); k++) {
        assert_true(k < count);
        assert_true(span_is(found, wanted[k]));
    }
    assert_int_equal(k, count);
}

static void alternatives_that_no_question_used_are_told(void **state)
{
    static const char *const hurt[] = {"{hurt}"};
    struct coverage *c;
    struct err e = {0};

    assert_true(coverage_new(&c, *state, &e));
    say(c, "what is botox");
    expect_unused(c, "{botox} & ({what_is}|{hurt})", hurt, 1);
    say(c, "does botox hurt");
    expect_unused(c, "{botox} & ({what_is}|{hurt})", NULL, 0);
    coverage_free(c);
}

/* --- the alternatives of single patterns ------------------------------------------ */

struct heard_pattern {
    struct faq *faq;
    struct pattern pattern;
    struct branches branches;
};

static void compile(struct heard_pattern *h, struct faq *faq, const char *source)
{
    struct faults *faults = faults_new();
    h->faq = faq;
    assert_true(pattern_compile(&h->pattern, source, (struct fault_place){0}, false,
                                faq->intents.lexicon, faults));
    assert_true(branches_find(&h->branches, &h->pattern, faq->intents.lexicon));
    faults_free(faults);
}

static void hear(struct heard_pattern *h, const char *text)
{
    pcre2_match_data *data = pcre2_match_data_create(64, NULL);
    struct err e = {0};

    assert_true(lexicon_hear(h->faq->intents.lexicon, span_of(text), &h->faq->heard, &e));
    hearing_make(&h->faq->hearing, &h->faq->heard, h->faq->intents.lexicon, NULL);
    branches_note(&h->branches, &h->faq->hearing, -1, data);
    pcre2_match_data_free(data);
}

/* "a:1 b:0": each alternative and how often it was used. */
static void expect_branches(struct heard_pattern *h, const char *wanted)
{
    struct buf text;

    buf_init(&text, 1000);
    for (size_t i = 0; i < h->branches.count; i++) {
        const struct branch *b = &h->branches.list[i];
        buf_format(&text, "%s%.*s:%u", i ? " " : "", b->len, h->pattern.source + b->at,
                   b->used);
    }
    assert_string_equal(text.data ? text.data : "", wanted);
    buf_free(&text);
    branches_free(&h->branches);
    pattern_free(&h->pattern);
}

static void alternatives_are_found_in_every_kind_of_group(void **state)
{
    struct heard_pattern h;

    compile(&h, *state, "{botox} & (long|(very|really) (soon|late))");
    hear(&h, "botox really late");
    expect_branches(&h,
                    "long:0 very:0 really:1 soon:0 late:1 (very|really) (soon|late):1");

    compile(&h, *state, "{botox} ... (?:wear(s|ing|) off)");
    hear(&h, "botox wears off");
    hear(&h, "botox will wear off");
    expect_branches(&h, "s:1 ing:0 :1");

    compile(&h, *state, "{botox|pump} & {what_is}");
    hear(&h, "what is botox");
    expect_branches(&h, "botox:1 pump:0");
}

static void what_is_no_alternative_is_left_alone(void **state)
{
    struct heard_pattern h;

    compile(&h, *state, "{botox} & (again)");
    hear(&h, "botox again");
    expect_branches(&h, "");

    /* Inside a lookaround nothing can be said to be used. */
    compile(&h, *state, "{botox} (?!hurts|helps)(lasts|works)");
    hear(&h, "botox works");
    expect_branches(&h, "lasts:0 works:1");

    compile(&h, *state, "{botox} & !(never|not)");
    hear(&h, "botox");
    expect_branches(&h, "");
}

static void anchors_hold_for_all_alternatives(void **state)
{
    struct heard_pattern h;

    compile(&h, *state, "{botox} & ^(the |a |){botox}$");
    hear(&h, "a botox");
    hear(&h, "tell me of a botox");
    expect_branches(&h, "the :0 a :1 :0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pattern_that_holds_is_counted_winner_or_not),
        cmocka_unit_test(an_id_alone_needs_no_pattern),
        cmocka_unit_test(alternatives_that_no_question_used_are_told),
        cmocka_unit_test(alternatives_are_found_in_every_kind_of_group),
        cmocka_unit_test(what_is_no_alternative_is_left_alone),
        cmocka_unit_test(anchors_hold_for_all_alternatives),
    };
    return cmocka_run_group_tests(tests, load, content_bed_unload);
}

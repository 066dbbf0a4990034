/* What of a question may be kept: never names, numbers, addresses, links, mentions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "faq/faq.h"

static const struct faq_paths paths = {
    .intents = "intents", .responses = "responses", .language = "en"};

static int set_up(void **state)
{
    struct faults *faults = faults_new();
    struct faq *faq = NULL;

    bool ok = faq_load(&faq, &paths, faults);
    faults_free(faults);
    *state = faq;
    return ok ? 0 : -1;
}

static int tear_down(void **state)
{
    faq_free(*state);
    return 0;
}

static void expect(const struct faq *faq, const char *text, const char *kept)
{
    struct buf out;

    buf_init(&out, 16384);
    assert_true(faq_scrub(faq, span_of(text), &out));
    assert_string_equal(out.data ? out.data : "", kept);
    buf_free(&out);
}

static void test_a_plain_question_stays(void **state)
{
    expect(*state, "Why do my legs jump at night?", "why do my legs jump at night?");
    expect(*state, "what's baclofen for, and is it safe",
           "what's baclofen for and is it safe");
    expect(*state, "can MS cause hiccups", "can ms cause hiccups");
    expect(*state, "WHY IS MY HAND SO TIGHT", "why is my hand so tight");
    expect(*state, "what is bacolfen", "what is bacolfen");
    expect(*state, "does ozempic help with spasms", "does ozempic help with spasms");
    expect(*state, "", "");
}

static void test_names_go(void **state)
{
    static const char *const cases[][2] = {
        {"my name is Zbigniew Kowalczyk and my leg is stiff",
         "my name is [name] and my leg is stiff"},
        {"my name is zbigniew kowalczyk", "my name is [name]"},
        {"hello this is zbigniew", "hello this is [name]"},
        {"can margaret take baclofen", "can [name] take baclofen"},
        {"can MARGARET take baclofen", "can [name] take baclofen"},
        {"Margaret's leg jumps", "[name] leg jumps"},
        {"dr khan said botox", "dr [name] said botox"},
        {"my husband Xandro has spasms", "my husband [name] has spasms"},
        {"it hurts, regards Jos\xC3\xA9", "it hurts regards [name]"},
        {"we live in Llandudno now", "we live in [name] now"},
        {"\xC5\x81ukasz cannot sleep", "[name] cannot sleep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(*state, cases[i][0], cases[i][1]);
}

static void test_an_overlay_adds_names(void **state)
{
    static const char list[] =
        "# who works here\nglimmerstone\nDr Zoll\xC3\xA9-Glane\nVAN Huis\n";
    char dir[] = "/tmp/limber-names-XXXXXX", path[64];
    struct faq_paths mine = paths;
    struct faults *faults = faults_new();
    struct faq *faq = NULL;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/intents", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/intents/names.txt", dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(list, 1, sizeof list - 1, f), sizeof list - 1);
    fclose(f);
    mine.overlay = dir;
    assert_true(faq_load(&faq, &mine, faults));
    expect(faq, "ask glimmerstone or margaret", "ask [name] or [name]");
    expect(faq, "was zolle right, or glane, or huis",
           "was [name] right or [name] or [name]");
    expect(faq, "is my dr right", "is my dr right");
    faq_free(faq);
    faults_free(faults);
    remove(path);
    snprintf(path, sizeof path, "%s/intents", dir);
    rmdir(path);
    rmdir(dir);
}

static void test_numbers_and_places_go(void **state)
{
    static const char *const cases[][2] = {
        {"i take 10mg at 8.30", "i take [number] at [number]"},
        {"ring +44 7700 900123 please", "ring [number] please"},
        {"i live at 12 Elm Tree Road", "i live at [address]"},
        {"12 elm road, leg stiff", "[address] leg stiff"},
        {"born 12/03/1961", "born [number]"},
        {"write to a.b+c@example.org.", "write to [mail]"},
        {"see https://example.org/?u=1 or www.example.com or example.co.uk/x",
         "see [link] or [link] or [link]"},
        {"<@U12345> and @someone, help", "[mention] and [mention] help"},
        {"<https://example.org|here>", "[link]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(*state, cases[i][0], cases[i][1]);
}

/* Whatever comes in, what stays is short, and holds no digit, no "@" and no control. */
static void test_nothing_of_it_slips_through(void **state)
{
    char text[4000];
    struct buf out;
    uint32_t seed = 12345;

    for (int round = 0; round < 300; round++) {
        size_t len = 0;
        while (len < sizeof text - 1) {
            seed = seed * 1664525u + 1013904223u;
            text[len++] = (char)(seed >> 24);
        }
        buf_init(&out, 16384);
        assert_true(faq_scrub(*state, (struct span){text, len}, &out));
        for (size_t i = 0; i < out.len; i++)
            assert_false((out.data[i] >= '0' && out.data[i] <= '9') ||
                         out.data[i] == '@' || (unsigned char)out.data[i] < ' ');
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_plain_question_stays),
        cmocka_unit_test(test_names_go),
        cmocka_unit_test(test_an_overlay_adds_names),
        cmocka_unit_test(test_numbers_and_places_go),
        cmocka_unit_test(test_nothing_of_it_slips_through),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

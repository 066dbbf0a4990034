/* From a message's letters to words, sentences and concepts: what is corrected and what
 * is left alone, what asks, what a line of words stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/lexicon.h"

static const char words[] =
    "rewrites: {wich: which, gonna: going to}\n"
    "concepts:\n"
    "  spasticity: {kind: subject, words: [spasticity], misheard: [spas city]}\n"
    "  baclofen: {kind: subject, words: [baclofen]}\n"
    "  botox: {kind: subject, words: [botox]}\n"
    "  dantrium: {kind: subject, words: [dantrium]}\n"
    "  contracture: {kind: subject, words: [contracture(s|)], misheard: [contractur]}\n"
    "  shoulder: {kind: context, words: [shoulder(s|)]}\n"
    "  hand: {kind: context, words: [hand(s|), head]}\n"
    "  help: {kind: aspect, words: [help(s|), heel]}\n"
    "  sleep: {kind: aspect, words: [sleeping]}\n"
    "  pump: {kind: subject, words: [pump]}\n"
    "  fever: {kind: aspect, sign: yes, words: [fever]}\n"
    "  confused: {kind: aspect, sign: yes, words: [confused]}\n"
    "  red_face: {kind: aspect, loose: yes, words: [face red]}\n"
    "  pump_fever: {kind: subject, words: [pump fever]}\n"
    "  sayings: {kind: context, keep: no, words: [hay fever]}\n"
    "  jumping:\n"
    "    kind: aspect\n"
    "    words:\n"
    "      - (my|his|) (left |right |)(leg|foot) (jump(s|ing|)|kick((s|ed)|))\n";

static const char common[] =
    "my\nis\nthe\nso\nwhy\nback\nwhat\nor\nname\nspain\nand\nmean\nit\ndoes\nwe\nfor\n"
    "that\nknow\nto\ndo\nis\nleft\nafter\nfell\nhe\non\nnot\ntablets\ni\nhow\nwhich\ngoin"
    "g\n";

static struct lexicon *build(const char *text, struct faults *faults)
{
    struct lexicon *l = lexicon_new(true);
    struct yaml *root = NULL;
    struct err e = {0};

    assert_non_null(l);
    assert_true(yaml_parse(&root, "words.yaml", 1, span_of(text), 100000, faults));
    (void)lexicon_add(l, root, faults); /* its faults are in the list */
    yaml_free(root);
    assert_true(lexicon_add_common(l, span_of(common), &e));
    return l;
}

static int set_up(void **state)
{
    struct faults *faults = faults_new();
    struct lexicon *l = build(words, faults);
    bool ok = lexicon_finish(l, faults);

    faults_free(faults);
    *state = l;
    return ok ? 0 : -1;
}

static int tear_down(void **state)
{
    lexicon_free(*state);
    return 0;
}

static struct heard heard;

static const struct heard *hear(const struct lexicon *l, const char *text)
{
    struct err e = {0};

    if (!lexicon_hear(l, span_of(text), &heard, &e))
        fail_msg("%s: %s", text, e.text);
    return &heard;
}

static void expect_text(const struct lexicon *l, const char *said, const char *understood)
{
    const struct heard *h = hear(l, said);

    if (h->text_len != strlen(understood) || memcmp(h->text, understood, h->text_len))
        fail_msg("\"%s\" was heard as \"%.*s\", not as \"%s\"", said, (int)h->text_len,
                 h->text, understood);
}

static bool hears(const struct lexicon *l, const char *said, const char *concept)
{
    int id = lexicon_find(l, span_of(concept));

    assert_true(id >= 0);
    return heard_has(&hear(l, said)->all, (unsigned)id);
}

static void corrects_what_fingers_and_ears_do(void **state)
{
    static const char *const table[][2] = {
        {"wich baclofin", "which baclofen"},
        {"gonna", "going to"},
        {"bacloefn", "baclofen"},
        {"spastcity", "spasticity"},
        {"hepl", "help"},        /* letters in the wrong order before other slips */
        {"my hnad", "my hand"},  /* not "head" */
        {"sleepin", "sleeping"}, /* the g that nobody says */
        {"the dan trium", "the dantrium"}, /* torn, and its neighbour stays */
        {"bow tox", "botox"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_text(*state, table[i][0], table[i][1]);
}

static void leaves_neighbours_and_known_words_alone(void **state)
{
    static const char *const table[][2] = {
        {"contractur or spastcity", "contractur or spasticity"},
        {"my sholder is so", "my shoulder is so"}, /* not "shoulders so" */
        {"spastcity why", "spasticity why"},
        {"spain", "spain"}, /* a word of the list is nobody's misspelling */
        {"xyzzy", "xyzzy"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_text(*state, table[i][0], table[i][1]);
    assert_true(hears(*state, "contractur or spastcity", "contracture"));
    assert_true(hears(*state, "is it spas city", "spasticity"));
}

static void a_line_of_words_stands_for_all_its_ways(void **state)
{
    static const char *const yes[] = {"my leg jumps", "his left foot kicked", "leg jump",
                                      "right leg kick", "my right foot jumping"};
    static const char *const no[] = {"my leg", "left jumps", "my his leg jumps"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!hears(*state, yes[i], "jumping"))
            fail_msg("\"%s\" is not heard", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        const struct heard *h = hear(*state, no[i]);
        for (size_t k = 0; k < h->hit_count; k++)
            if (h->hits[k].concept ==
                    (unsigned)lexicon_find(*state, span_of("jumping")) &&
                h->hits[k].first == 0)
                fail_msg("\"%s\" is heard from its beginning", no[i]);
    }
}

static void refuses_lines_that_are_no_phrases(void **state)
{
    static const char *const lines[] = {"one two three four five six seven eight nine",
                                        "\"(a|) (b|)\"", "\"(open\"", "\"a | b\""};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[200];
        struct faults *faults = faults_new();
        struct lexicon *l;

        snprintf(text, sizeof text, "concepts:\n  x: {kind: form, words: [%s]}\n",
                 lines[i]);
        l = build(text, faults);
        if (lexicon_finish(l, faults) && !faults_any(faults))
            fail_msg("accepted: %s", lines[i]);
        lexicon_free(l);
        faults_free(faults);
    }
}

static void knows_what_asks(void **state)
{
    static const char *const asking[] = {"what is baclofen",
                                         "is it baclofen",
                                         "baclofen?",
                                         "so does baclofen help",
                                         "he fell on his shoulder what does that mean",
                                         "spasticity after baclofen why",
                                         "baclofen does it help"};
    static const char *const telling[] = {"he fell on the pump", "that is why we do it",
                                          "we know what it is", "baclofen tablets"};

    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
        if (!hear(*state, asking[i])->sentences[0].asks)
            fail_msg("does not ask: %s", asking[i]);
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        if (hear(*state, telling[i])->sentences[0].asks)
            fail_msg("asks: %s", telling[i]);
}

static void what_is_put_aside_is_not_asked(void **state)
{
    assert_false(hears(*state, "not the pump, the tablets", "pump"));
    assert_true(hears(*state, "isn't the pump for that", "pump"));
}

static void a_sign_can_be_denied(void **state)
{
    assert_true(hears(*state, "he has a fever", "fever"));
    assert_false(hears(*state, "he has no fever", "fever"));
    assert_false(hears(*state, "she has not got a fever", "fever"));
    assert_false(hears(*state, "no fever or confused", "confused"));
    assert_true(hears(*state, "no fever but confused", "confused"));
    assert_true(hears(*state, "why not fever", "fever"));
}

static void a_sign_is_hidden_only_by_a_saying(void **state)
{
    assert_false(hears(*state, "pump fever", "pump"));
    assert_true(hears(*state, "pump fever", "fever"));
    assert_false(hears(*state, "hay fever", "fever"));
}

static void little_words_may_stand_in_a_loose_phrase(void **state)
{
    assert_true(hears(*state, "face red", "red_face"));
    assert_true(hears(*state, "her face has gone all red", "red_face"));
    assert_false(hears(*state, "face the red pump", "pump_fever"));
    assert_false(hears(*state, "her face and tablets red", "red_face"));
    assert_false(hears(*state, "face. red", "red_face"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrects_what_fingers_and_ears_do),
        cmocka_unit_test(leaves_neighbours_and_known_words_alone),
        cmocka_unit_test(a_line_of_words_stands_for_all_its_ways),
        cmocka_unit_test(refuses_lines_that_are_no_phrases),
        cmocka_unit_test(knows_what_asks),
        cmocka_unit_test(what_is_put_aside_is_not_asked),
        cmocka_unit_test(a_sign_can_be_denied),
        cmocka_unit_test(a_sign_is_hidden_only_by_a_saying),
        cmocka_unit_test(little_words_may_stand_in_a_loose_phrase),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Mistakes in answers: each is told with its file and line and what to do. */
#include "tests/unit/faq/content_fault_bed.h"

static void test_how_front_matter_is_written(void **state)
{
    static const struct mistake list[] = {
        {"no front matter\n", "cause.overview.md:1", "no front matter"},
        {"---\ntitle: A\n", "cause.overview.md:1", "the front matter does not end"},
        {"---\r\ntitle: A\r\n---\r\n", "cause.overview.md:1", "as on Windows"},
        {"\xEF\xBB\xBF---\ntitle: A\n---\n", "cause.overview.md:1", "a byte order mark"},
        {"\xFF\xFE-", "cause.overview.md:1", "in UTF-16"},
        {"\xFE\xFF-", "cause.overview.md:1", "in UTF-16"},
        {"---\ntitle: A\n\tx: y\n---\ntext\n", "cause.overview.md:3", "a tab"},
        {"---\n---\ntext\n", "cause.overview.md:2", "`title` is missing"},
        {"---\nreviewed: 2026-01-02\n---\ntext\n", "cause.overview.md:2",
         "`title` is missing"},
        {"---\ntitle: A\nsources: [text]\n---\ntext\n", "cause.overview.md:3",
         "a source needs a title and a url"},
        {"---\ntitle: A\nsources: [{title: B}]\n---\ntext\n", "cause.overview.md:3",
         "`url` is missing"},
        {"---\ntitle: A\nfollow-ups: [[a]]\n---\ntext\n", "cause.overview.md:3",
         "entries of `follow-ups` must be texts"},
        {"---\ntitle: A\nfollow-ups: text\n---\ntext\n", "cause.overview.md:3",
         "`follow-ups` must be a list"},
        {"---\ntitle: A\nauthor: me\n---\ntext\n", "cause.overview.md:3",
         "unknown key `author`"},
    };

    (void)state;
    TELLS("responses/en/cause.overview.md", list);
}

static void test_characters_and_slots(void **state)
{
    static const struct mistake list[] = {
        {HEAD("") "good\nb\xC3\xA4"
                  "d \xFF text\n",
         "cause.overview.md:8:5", "not valid UTF-8"},
        {HEAD("") "\n\nText {{clinik}}.\n", "cause.overview.md:9:6",
         "unknown slot or fragment"},
        {HEAD("") "good\n{{clinic} text\n", "cause.overview.md:8:1",
         "this slot does not end"},
        {"---\ntitle: At {{clinic}}\n---\ntext\n", "cause.overview.md:2:8",
         "nothing is filled into a title"},
        {"---\ntitle: A\nreviewer: b\xE4\n---\ntext\n", "cause.overview.md:3:12",
         "invalid UTF-8"},
    };

    (void)state;
    TELLS("responses/en/cause.overview.md", list);
}

static void test_what_front_matter_says(void **state)
{
    static const struct mistake list[] = {
        {"---\ntitle: A\n---\ntext\n", "cause.overview.md:1",
         "the answer names no source"},
        {"---\ntitle: A\nsources: [{title: B, url: example.org}]\n---\ntext\n",
         "cause.overview.md:3:27", "source \"B\" has no web address"},
        {"---\ntitle: A\nreviewed: soon\n---\ntext\n", "cause.overview.md:3:11",
         "the review date \"soon\" is not a date"},
        {"---\ntitle: A\nreviewed: 2027-01-01\n---\ntext\n", "cause.overview.md:3:11",
         "lies in the future"},
        {"---\ntitle: A\nreviewed: 2020-01-01\n---\ntext\n", "cause.overview.md:3:11",
         "more than two years ago"},
        {"---\ntitle: \"\"\n---\ntext\n", "cause.overview.md:2:8",
         "the answer has no title"},
        {"---\ntitle: A\nfollow-ups: [my.own, itb.overview]\n---\ntext\n",
         "cause.overview.md:3:14", "follow-up my.own has no answer"},
        {"---\ntitle: A\nfollow-ups: [itb.overview]\n---\ntext\n",
         "cause.overview.md:3:13", "the answer has 1 follow-ups"},
    };

    (void)state;
    TELLS("responses/en/cause.overview.md", list);
}

static void test_what_an_answer_says(void **state)
{
    static const struct mistake list[] = {
        {HEAD("") "Text {{clinik}}.\n", "cause.overview.md:7:6",
         "unknown slot or fragment"},
        {HEAD("") "Text {{> gone}}.\n", "cause.overview.md:7",
         "unknown slot or fragment"},
        {HEAD("") "a\n\n# Head\n", "cause.overview.md:9", "headings do not belong"},
        {HEAD("") "See https://example.org now.\n", "cause.overview.md:7:5",
         "a bare web address"},
        {HEAD("") "Take 5 mg of it.\n", "cause.overview.md:7:6", "an amount"},
        {HEAD("") "First 0.5\xC2\xA0MG/day.\n", "cause.overview.md:7:7", "an amount"},
        {HEAD("") "Per day 300\xCE\xBCg.\n", "cause.overview.md:7:9", "an amount"},
        {HEAD("") "A 10-mg tablet.\n", "cause.overview.md:7:3", "an amount"},
        {"---\ntitle: The 20 micrograms\n---\ntext\n", "cause.overview.md:2:8",
         "an amount"},
        {HEAD("") "- a\n- b\n- c\n- d\n- e\n- f\n- g\n- h\n- i\n", "cause.overview.md:15",
         "more than 8 bullets"},
        {HEAD("") "Intrathecal administration of pharmacological interventions "
                  "necessitates "
                  "interdisciplinary collaboration. Considerable institutional "
                  "heterogeneity "
                  "regarding neurorehabilitation methodologies complicates comparisons. "
                  "Electrophysiological characterisation of spasticity manifestations "
                  "requires "
                  "specialised instrumentation. Individually calibrated interventions "
                  "demonstrate "
                  "considerable superiority over standardised alternatives. "
                  "Contemporary multidisciplinary rehabilitation programmes incorporate "
                  "comprehensive physiotherapeutic evaluation.\n",
         "cause.overview.md:7", "reading grade"},
    };

    (void)state;
    TELLS("responses/en/cause.overview.md", list);
}

static void test_local_facts(void **state)
{
    static const struct mistake list[] = {
        {"clinic: [a]\n", "locals.yaml:1", "a local fact must be a text"},
        {"clinic: {\n", "locals.yaml:", ""},
        {"- clinic\n", "locals.yaml:1:1", "local facts must be a map"},
        {"clinic: \"\"\n", "locals.yaml:1:9", "`clinic` is empty"},
        {"clinic: \"a\\nb\"\n", "locals.yaml:1:9", "must be one line"},
        {"clinic: ask {{operator}}\n", "locals.yaml:1:9", "nothing is filled"},
        {"clinik: a\n", "locals.yaml:1:1", "no answer says {{clinik}}"},
    };

    (void)state;
    TELLS("responses/en/locals.yaml", list);
}

static void test_an_answer_without_an_intent(void **state)
{
    static const struct mistake list[] = {
        {HEAD("") "text\n", "my.own.md:1", "answer my.own has no intent"}};

    (void)state;
    TELLS("responses/en/my.own.md", list);
}

static void test_a_long_answer(void **state)
{
    char *text = calloc(1, 9000);

    (void)state;
    strcpy(text, HEAD(""));
    for (size_t i = 0, len = strlen(text); i < 400; i++)
        len += (size_t)sprintf(text + len, "It is so. ");
    const struct mistake list[] = {{text, "cause.overview.md:7", "characters, at most"}};
    TELLS("responses/en/cause.overview.md", list);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_how_front_matter_is_written, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_what_front_matter_says, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_characters_and_slots, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_what_an_answer_says, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_local_facts, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_an_answer_without_an_intent, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_a_long_answer, make_folder, drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

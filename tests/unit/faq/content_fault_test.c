/* Mistakes that authors make: each is told with its file and line and what to do. Each
 * row is an operator's own file over the small content, which is sound. */
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

#define TODAY_MS ((int64_t)20600 * 86400000) /* 2026-05-27 */

static char folder[64];

static int make_folder(void **state)
{
    char path[128];

    (void)state;
    snprintf(folder, sizeof folder, "/tmp/limber-content-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    for (int i = 0; i < 4; i++) {
        static const char *const parts[] = {"intents", "responses", "responses/en",
                                            "responses/en/fragments"};
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        if (mkdir(path, 0700) != 0)
            return -1;
    }
    return 0;
}

static int drop_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void put(const char *name, const char *text)
{
    char path[160];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void take_away(const char *name)
{
    char path[160];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

/* All faults of loading and, where that works, of proving, as they are printed. */
static void faults_of_content(struct buf *out)
{
    struct faq_paths paths = {.intents = "tests/unit/faq/content/intents",
                              .responses = "tests/unit/faq/content/responses",
                              .overlay = folder,
                              .language = "en"};
    struct faults *faults = faults_new();
    struct faq *f;
    struct err e = {0};

    if (faq_load(&f, &paths, faults) && !faq_check(f, TODAY_MS, faults, &e))
        fail_msg("%s", e.text);
    faq_free(f);
    faults_print(faults, out);
    faults_free(faults);
}

struct mistake {
    const char *text;  /* of the file */
    const char *place; /* "file:line" */
    const char *words;
};

/* Each as the file of that name; the printed faults hold place and words in one line. */
static void are_told(const char *name, const struct mistake *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out;
        bool told = false;
        buf_init(&out, 1 << 20);
        put(name, list[i].text);
        faults_of_content(&out);
        take_away(name);
        for (char *line = out.data; line && !told;) {
            char *end = strchr(line, '\n');
            if (end)
                *end = '\0';
            told = strstr(line, list[i].place) && strstr(line, list[i].words);
            if (end)
                *end = '\n';
            line = end ? end + 1 : NULL;
        }
        if (!told)
            fail_msg("%s\nshould be told at %s as \"%s\", but:\n%s", list[i].text,
                     list[i].place, list[i].words, out.data ? out.data : "nothing");
        buf_free(&out);
    }
}

#define TELLS(name, list) are_told(name, list, sizeof(list) / sizeof((list)[0]))

static void test_the_small_content_is_sound(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    faults_of_content(&out);
    /* But that its answers are short and few. */
    assert_true(!out.data || !strstr(out.data, "intents/"));
    buf_free(&out);
}

static void test_the_lexicon(void **state)
{
    static const struct mistake list[] = {
        {"concepts: [a]\n", "mine.yaml:1", "\"concepts\" must be a map"},
        {"concepts:\n  Big: {kind: form}\n", "mine.yaml:2", "not a concept name"},
        {"concepts:\n  1st: {kind: form}\n", "mine.yaml:2", "not a concept name"},
        {"concepts:\n  a-b: {kind: form}\n", "mine.yaml:2", "not a concept name"},
        {"concepts:\n  mine: text\n", "mine.yaml:2", "a map is needed here"},
        {"concepts:\n  mine: {words: [a]}\n", "mine.yaml:2", "has no kind"},
        {"concepts:\n  mine: {kind: thing}\n", "mine.yaml:2", "unknown kind \"thing\""},
        {"concepts:\n  mine: {kind: form, weight: 11}\n", "mine.yaml:2", "not a weight"},
        {"concepts:\n  mine: {kind: form, weight: 1kg}\n", "mine.yaml:2", "not a weight"},
        {"concepts:\n  mine: {kind: form, weight: heavy}\n", "mine.yaml:2",
         "not a weight"},
        {"concepts:\n  mine: {kind: form, domain: maybe}\n", "mine.yaml:2",
         "`domain` cannot be \"maybe\""},
        {"concepts:\n  mine: {kind: form, exact: maybe}\n", "mine.yaml:2",
         "`exact` must be yes or no"},
        {"concepts:\n  mine: {kind: form, wrods: [a]}\n", "mine.yaml:2",
         "unknown key `wrods`"},
        {"concepts:\n  mine: {kind: form, words: {a: b}}\n", "mine.yaml:2",
         "a list is needed here"},
        {"concepts:\n  mine: {kind: form, words: [[a]]}\n", "mine.yaml:2",
         "a text is needed here"},
        {"concepts:\n  mine:\n    kind: form\n    words:\n      - \"stiff (leg\"\n",
         "mine.yaml:5", "missing )"},
        {"concepts:\n  mine: {kind: form, words: [\"a (b (c (d (e (f|))))) g\"]}\n",
         "mine.yaml:2", "cannot read"},
        {"concepts:\n  mine: {kind: form, words: [a b c d e f g h i j]}\n", "mine.yaml:2",
         "cannot be a phrase"},
        {"concepts:\n  mine: {kind: form, also: [spastisity]}\n", "mine.yaml:2",
         "no concept is called \"spastisity\"; did you mean:"},
        {"concepts:\n  mine: {kind: form, also: [zzzzzz]}\n", "mine.yaml:2",
         "no concept is called \"zzzzzz\""},
        /* What ours says of a concept cannot be said otherwise. */
        {"concepts:\n  botox: {kind: form}\n", "mine.yaml:2",
         "not what another file says"},
        {"concepts:\n  medicine: {weight: 1}\n", "mine.yaml:2",
         "not what another file says"},
        {"concepts:\n  ms: {exact: no}\n", "mine.yaml:2", "not what another file says"},
        {"concepts:\n  botox: {domain: no}\n", "mine.yaml:2",
         "not what another file says"},
        {"rewrites: [a]\n", "mine.yaml:1", "\"rewrites\" must be a map"},
        {"rewrites:\n  pls: [a]\n", "mine.yaml:2", "a text is needed here"},
        {"rewrites:\n  pls: one two three four five six seven\n", "mine.yaml:2",
         "this rewrite cannot be used"},
        {"dances: 1\n", "mine.yaml:1", "unknown key `dances`"},
        {"concepts: {\n", "mine.yaml:", ""},
    };

    (void)state;
    TELLS("intents/mine.yaml", list);
}

#define MINE "intents:\n  - id: cause.overview\n    about: [spasticity]\n    patterns:\n"

static void test_patterns(void **state)
{
    static const struct mistake list[] = {
        {MINE "      - [a]\n", "mine.yaml:5", "a pattern must be a text"},
        {MINE "      - {weight: 1}\n", "mine.yaml:5", "`match` is missing"},
        {MINE "      - {match: \"{spasticity}\", weight: much}\n", "mine.yaml:5",
         "weight \"much\" is not understood"},
        {MINE "      - {match: \"{spasticity}\", weight: 6}\n", "mine.yaml:5",
         "weight \"6\" is not understood"},
        {MINE "      - {match: \"{spasticity}\", setting: here}\n", "mine.yaml:5",
         "unknown setting \"here\""},
        {MINE "      - \"{spastisity}\"\n", "mine.yaml:5:11",
         "unknown concept {spastisity}"},
        {MINE "      - \"{spasticity} & {zzzzzz|cause}\"\n", "mine.yaml:5:26",
         "unknown concept {zzzzzz}"},
        {MINE "      - \"{spasticity} & & {cause}\"\n", "mine.yaml:5", "an empty term"},
        {MINE "      - \"{spasticity} & !\"\n", "mine.yaml:5", "an empty term"},
        {MINE "      - \"{spasticity} &\"\n", "mine.yaml:5", "an empty term"},
        {MINE "      - \"{spasticity} & (why\"\n", "mine.yaml:5:29", "missing )"},
        {MINE "      - \"{spasticity} & why)\"\n", "mine.yaml:5:28", "a ) without its ("},
        {MINE "      - '{spasticity} & (a)\\1'\n", "mine.yaml:5", "back-references"},
        {MINE "      - '{spasticity} & a\\K'\n", "mine.yaml:5", "this escape is not"},
        {MINE "      - '{spasticity} & a\\'\n", "mine.yaml:5", "this escape is not"},
        {MINE "      - '{spasticity} & (*FAIL)'\n", "mine.yaml:5", "(*VERBS)"},
        {MINE "      - '{spasticity} & (?R)'\n", "mine.yaml:5", "this kind of group"},
        {MINE "      - '{spasticity} & (?<name>a)'\n", "mine.yaml:5",
         "this kind of group"},
        {MINE "      - '{spasticity} & (a+)+'\n", "mine.yaml:5",
         "a repeat inside a repeat"},
        {MINE "      - '{spasticity} & ((a{2,})|b)*'\n", "mine.yaml:5",
         "a repeat inside a repeat"},
        {MINE "      - '{spasticity} & "
              "((((((((((((((((((((((((a))))))))))))))))))))))))'\n",
         "mine.yaml:5", "nested too deeply"},
        {MINE "      - '{spasticity} & [z-a]'\n", "mine.yaml:5", "does not compile"},
        {MINE "      - '{spasticity} & a{3,2}'\n", "mine.yaml:5", "does not compile"},
        {MINE "      - \"why\"\n", "mine.yaml:5", "would be tried on every message"},
        {MINE "      - \"!{spasticity}\"\n", "mine.yaml:5",
         "would be tried on every message"},
        {MINE
         "      - \"{spasticity} & a & b & c & d & e & f & g & h & i & j & k & l\"\n",
         "mine.yaml:5", "a pattern has at most"},
    };

    (void)state;
    TELLS("intents/mine.yaml", list);
}

static void test_intents(void **state)
{
    static const struct mistake list[] = {
        {"intents: text\n", "mine.yaml:1", "`intents` must be a list"},
        {"intents:\n  - text\n", "mine.yaml:2", "an intent must be a map"},
        {"intents:\n  - {about: [spasticity]}\n", "mine.yaml:2", "`id` is missing"},
        {"intents:\n  - {id: my.own}\n", "mine.yaml:2", "intent my.own has no answer"},
        {"intents:\n  - {id: cause.overview, priority: high}\n", "mine.yaml:2",
         "unknown priority \"high\""},
        {"intents:\n  - {id: cause.overview, priority: [a]}\n", "mine.yaml:2",
         "`priority` must be a text"},
        {"intents:\n  - {id: cause.overview, channel: perhaps}\n", "mine.yaml:2",
         "`channel` must be yes or no"},
        {"intents:\n  - {id: cause.overview, about: [baclofin]}\n", "mine.yaml:2",
         "unknown concept \"baclofin\""},
        {"intents:\n  - {id: cause.overview, about: [[a]]}\n", "mine.yaml:2",
         "unknown concept \"\""},
        {"intents:\n  - {id: cause.overview, examples: [{after: b}]}\n", "mine.yaml:2",
         "`text` is missing"},
        {"intents:\n  - {id: cause.overview, colour: red}\n", "mine.yaml:2",
         "unknown key `colour`"},
        {"intents:\n  - {id: cause.overview}\n  - {id: cause.overview}\n", "mine.yaml:3",
         "intent cause.overview is also at"},
        {"quiet: text\n", "mine.yaml:1", "`quiet` must be a list"},
        /* These load, and are found when content is proved. */
        {"intents:\n  - {id: cause.overview, patterns: [\"{spasticity} & {cause}\"]}\n",
         "mine.yaml:2", "intent cause.overview has no example"},
        {"intents:\n  - {id: cause.overview, examples: [a]}\n", "mine.yaml:2",
         "intent cause.overview has no pattern"},
        {MINE "      - \"{spasticity} & {cause}\"\n    examples: [what is the pump]\n",
         "mine.yaml:6", "example \"what is the pump\" of cause.overview leads to"},
        {MINE "      - \"{spasticity} & {cause}\"\n    examples:\n"
              "      - what causes spasticity\n"
              "    counter-examples: [why spasticity]\n",
         "mine.yaml:8", "counter-example \"why spasticity\" is answered by"},
        {MINE "      - \"{spasticity} & {cause}\"\n    examples:\n"
              "      - what is spasticity\n",
         "mine.yaml:7", "is an example of"},
    };

    (void)state;
    TELLS("intents/mine.yaml", list);
}

#define HEAD(more)                                                                   \
    "---\ntitle: Causes\nsources: [{title: S, url: \"https://example.org\"}]\n"      \
    "reviewed: 2026-01-02\nfollow-ups: [definition.spasticity, itb.overview]\n" more \
    "---\n"

static void test_answers(void **state)
{
    static const struct mistake list[] = {
        {"no front matter\n", "cause.overview.md:1", "no front matter"},
        {"---\ntitle: A\n", "cause.overview.md:1", "no front matter"},
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
        {HEAD("") "bad \xFF text\n", "cause.overview.md:1", "not valid UTF-8"},
        {"---\ntitle: A\n---\ntext\n", "cause.overview.md:1",
         "the answer names no source"},
        {"---\ntitle: A\nsources: [{title: B, url: example.org}]\n---\ntext\n",
         "cause.overview.md:1", "source \"B\" has no web address"},
        {"---\ntitle: A\nreviewed: soon\n---\ntext\n", "cause.overview.md:1",
         "the review date \"soon\" is not a date"},
        {"---\ntitle: A\nreviewed: 2027-01-01\n---\ntext\n", "cause.overview.md:1",
         "lies in the future"},
        {"---\ntitle: A\nreviewed: 2020-01-01\n---\ntext\n", "cause.overview.md:1",
         "more than two years ago"},
        {"---\ntitle: \"\"\n---\ntext\n", "cause.overview.md:1",
         "the answer has no title"},
        {"---\ntitle: A\nfollow-ups: [my.own, itb.overview]\n---\ntext\n",
         "cause.overview.md:1", "follow-up my.own has no answer"},
        {"---\ntitle: A\nfollow-ups: [itb.overview]\n---\ntext\n", "cause.overview.md:1",
         "the answer has 1 follow-ups"},
        {HEAD("") "Text {{clinik}}.\n", "cause.overview.md:7:6",
         "unknown slot or fragment"},
        {HEAD("") "Text {{> gone}}.\n", "cause.overview.md:7",
         "unknown slot or fragment"},
        {HEAD("") "a\n\n# Head\n", "cause.overview.md:9", "headings do not belong"},
        {HEAD("") "See https://example.org now.\n", "cause.overview.md:7:5",
         "a bare web address"},
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
    static const struct mistake locals[] = {
        {"clinic: [a]\n", "locals.yaml:1", "a local fact must be a text"},
        {"clinic: {\n", "locals.yaml:", ""},
    };
    static const struct mistake lonely[] = {
        {HEAD("") "text\n", "my.own.md:1", "answer my.own has no intent"}};

    (void)state;
    TELLS("responses/en/cause.overview.md", list);
    TELLS("responses/en/locals.yaml", locals);
    TELLS("responses/en/my.own.md", lonely);
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

/* An operator's file replaces ours, or adds to it. */
static void test_what_is_no_mistake(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    put("intents/mine.yaml",
        "concepts:\n  botox: {words: dysport}\n  mine: {kind: subject, weight: 3,"
        " domain: part, words: [\"(my|) own\"], misheard: [moan], also: botox}\n"
        "rewrites: {pls: please}\n"
        "intents:\n  - id: my.own\n    about: [mine]\n"
        "    patterns: [{match: \"{mine}\", weight: 0.5, setting: any}, '{mine} & "
        "(?:of|(?=it)|(?<=a)x|a{2}|b{,3}|c*?)']\n    examples: [my own]\n"
        "quiet: [\"{mine} & anyone\"]\n");
    put("responses/en/my.own.md", HEAD("") "Text {{clinic}} {{> mine}}.\n");
    put("responses/en/fragments/mine.md", "A fragment.\n");
    put("responses/en/locals.yaml", "clinic: our clinic\n");
    faults_of_content(&out);
    if (out.data && strstr(out.data, "mine.yaml"))
        fail_msg("%s", out.data);
    if (out.data && strstr(out.data, "my.own"))
        fail_msg("%s", out.data);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_small_content_is_sound, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(test_the_lexicon, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_patterns, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_intents, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_answers, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_a_long_answer, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_what_is_no_mistake, make_folder,
                                        drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

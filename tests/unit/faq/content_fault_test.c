/* Mistakes in intents and lexicon: each is told with its file and line and what to do. */
#include "tests/unit/faq/content_fault_bed.h"

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
        {MINE "      - {spasticity}\n", "mine.yaml:5:9", "without its quotes"},
        {MINE "      - {spasticity|cause}\n", "mine.yaml:5:9", "without its quotes"},
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
        {MINE "      - \"{spasticity} & [a\"\n", "mine.yaml:5:25", "missing ]"},
        {MINE "      - \"{spasticity} & Why\"\n", "mine.yaml:5:25",
         "has no capital letters"},
        {MINE "      - \"{spasticity} & {cause\"\n", "mine.yaml:5:25",
         "this { does not end"},
        {MINE "      - \"{spasticity} & cause}\"\n", "mine.yaml:5:30",
         "a } without its {"},
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
        cmocka_unit_test_setup_teardown(test_what_is_no_mistake, make_folder,
                                        drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Mistakes that authors make in groups.yaml and remarks.yaml. */
#include "tests/unit/faq/content_fault_bed.h"

#define GROUP(id) "more: M\ngroups:\n  - id: " id "\n    title: T\n"
#define TOPICS    "    topics: [cause.overview]\n"

static void test_groups(void **state)
{
    static const struct mistake list[] = {
        {"- a\n", "groups.yaml:1", "map"},
        {"groups: []\n", "groups.yaml:1", "`more` is missing"},
        {"more: M\nparts: []\n", "groups.yaml:2", "unknown key `parts`"},
        {"more: M\ngroups: text\n", "groups.yaml:2", "`groups` must be a list"},
        {"more: M\ngroups: [text]\n", "groups.yaml:2", "a group is no map"},
        {"more: M\ngroups: [{title: T}]\n", "groups.yaml:2", "`id` is missing"},
        {"more: M\ngroups: [{id: mine}]\n", "groups.yaml:2", "`title` is missing"},
        {GROUP("Mine") TOPICS, "groups.yaml:3", "group id \"Mine\" is not usable"},
        {GROUP("mine") "    topics: text\n", "groups.yaml:5", "`topics` must be a list"},
        {GROUP("mine") "    topics: [cause.overvew]\n", "groups.yaml:5:14",
         "topic cause.overvew has no answer"},
        {GROUP("mine") "    topics: []\n", "groups.yaml:3", "group mine has no topic"},
        {GROUP("mine") TOPICS "  - id: mine\n    title: T\n" TOPICS, "groups.yaml:6",
         "two groups have the id mine"},
        {GROUP("mine") TOPICS, "groups.yaml:1", "no answer offers the groups"},
        {"more: M\ngroups:\n  - id: a\n    title: A title that is a good deal longer "
         "than "
         "the seventy-five characters of a button\n" TOPICS,
         "groups.yaml:3", "longer than a button"},
        {"more: M\ngroups: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}, "
         "{id: d, title: D}, {id: e, title: E}, {id: f, title: F}, {id: g, title: G}, "
         "{id: h, title: H}, {id: i, title: I},\n  {id: j, title: J}]\n",
         "groups.yaml:3", "more than 9 groups"},
    };

    (void)state;
    TELLS("responses/en/groups.yaml", list);
}

static void test_remarks(void **state)
{
    static const struct mistake list[] = {
        {"thanks: {words: [ta]}\n", "remarks.yaml:1", "unknown key `thanks`"},
        {"more: [go on]\n", "remarks.yaml:1", "a remark is no map"},
        {"more: {words: [[a]]}\n", "remarks.yaml:1", "entries must be texts"},
        {"more: {words: [(go on]}\n", "remarks.yaml:1", "missing )"},
        {"more: {words: [go on], topic: gone}\n", "remarks.yaml:1",
         "topic gone has no answer"},
        {"around: [please]\nmore: {words: [please]}\n", "remarks.yaml:2", "is no remark"},
        {"around: [ok]\nhelpful: {words: [good]}\nunhelpful: {words: [ok good]}\n",
         "remarks.yaml:3", "stands for two remarks"},
        {"around: text\n", "remarks.yaml:1", "`around` must be a list"},
        {"within: [[a]]\n", "remarks.yaml:1", "`within` is a list of"},
        {"more: {words: [go on]}\n", "intents:", "lacks the line \"more\""},
    };

    (void)state;
    TELLS("responses/en/remarks.yaml", list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_groups, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(test_remarks, make_folder, drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

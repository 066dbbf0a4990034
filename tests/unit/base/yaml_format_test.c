/* One form for YAML: what changes, what stays, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/yaml_format.h"

static const char *const entry[] = {"id", "words", "note", NULL};
static const struct yaml_order orders[] = {{entry}, {NULL}};

static char *formatted(const char *text)
{
    struct faults *faults = faults_new();
    struct buf out;

    buf_init(&out, 100000);
    bool ok = yaml_format("x.yaml", 1, span_of(text), orders, &out, faults);
    faults_free(faults);
    char *result = ok ? buf_take(&out) : NULL;
    buf_free(&out);
    return result;
}

static void becomes(const char *text, const char *form)
{
    char *once = formatted(text), *twice;

    if (!once)
        fail_msg("refused:\n%s", text);
    assert_string_equal(once, form);
    twice = formatted(once);
    assert_non_null(twice);
    assert_string_equal(twice, form);
    free(once);
    free(twice);
}

static void test_layout(void **state)
{
    (void)state;
    becomes("a:   1\n\n\n\nb:\n- x\n-   y\n", "a: 1\n\nb:\n  - x\n  - y\n");
    becomes("a:\n      b:\n            c: d", "a:\n  b:\n    c: d\n");
    becomes("a: [x ,y,  {k:  v}]", "a: [x, y, {k: v}]\n");
    becomes("a: [x,\n    y]\nb: {}\nc: []\n", "a: [x, y]\n\nb: {}\n\nc: []\n");
    becomes("\n\na:\n\n  - x\n\n\n  - y\n\n", "a:\n  - x\n\n  - y\n");
    becomes("- a\n- b: 1\n  c: 2\n-\n  - d\n", "- a\n- b: 1\n  c: 2\n- - d\n");
}

static void test_texts(void **state)
{
    (void)state;
    becomes("a: 'x'\nb: 'say \"no\"'\nc: \"it's \\\"so\\\"\"\n",
            "a: \"x\"\n\nb: 'say \"no\"'\n\nc: \"it's \\\"so\\\"\"\n");
    becomes("note: \"{x}\"\nid: plain text (a|b), and #1\n",
            "id: plain text (a|b), and #1\nnote: \"{x}\"\n");
    becomes("note: one\n  two\nid: \"\"\n", "id: \"\"\nnote: one two\n");
    becomes("id:\nwords: [\"a, b\", c\\d]\n", "id:\nwords: [\"a, b\", c\\d]\n");
    becomes("id: |\n  two\n  lines\n", "id: \"two\\nlines\\n\"\n");
    becomes("id: \"a\\N\\Lb\\r\"\n", "id: \"a\\x85\\u2028b\\x0d\"\n");
    becomes("id: one\r\nnote: two\r\n", "id: one\nnote: two\n");
}

static void test_comments_stay_where_they_belong(void **state)
{
    (void)state;
    becomes("# head\n\n# of a\na: 1 # one\n", "# head\n\n# of a\na: 1 # one\n");
    becomes("a:   # the list\n    # first\n    - x   # ex\n    # last\nb: 1\n",
            "a: # the list\n  # first\n  - x # ex\n# last\nb: 1\n");
    becomes("a:\n  - words: [x] # w\n    # why\n    note: n\n    id: i\n",
            "a:\n  - id: i\n    words: [x] # w\n    # why\n    note: n\n");
    becomes("a: \"no # comment\" # one\n# end\n\n# more\n\n",
            "a: \"no # comment\" # one\n# end\n\n# more\n");
    becomes("\xC3\xA9: \"\xC3\xA9\" # \xC3\xA9\n", "\xC3\xA9: \"\xC3\xA9\" # \xC3\xA9\n");
    becomes("# nothing else\n", "# nothing else\n");
}

static void test_what_is_refused(void **state)
{
    static const char *const texts[] = {
        "a: [x, # lost\n  y]\n",
        "a: [\n",
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "a:\n  - # of the first key\n    note: n\n    id: i\n",
        "a: 1\r\r# lines of another machine\rb: 2\n",
        "a: 1 \u2028# a line that no editor shows\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(formatted(texts[i]));
}

/* Whatever is put together from pieces: formatted twice it is the same as once, or it is
 * refused. */
static void test_any_text_is_stable_or_refused(void **state)
{
    static const char *const pieces[] = {
        "a", "b: ", "- ", "\n", "\n  ", "\n    ", "# c",     "[", "]", "{",
        "}", ", ",  "\"", "'",  ": ",   "id: ",   "words: ", "x", " ", "note: "};
    struct rng rng;
    char text[400];
    size_t good = 0;

    (void)state;
    rng_seed(&rng, 7);
    for (int round = 0; round < 20000; round++) {
        size_t count = 1 + rng_below(&rng, 14);
        text[0] = '\0';
        for (size_t i = 0; i < count; i++)
            strcat(text, pieces[rng_below(&rng, sizeof pieces / sizeof *pieces)]);
        char *once = formatted(text);
        if (!once)
            continue;
        char *twice = formatted(once);
        if (!twice || strcmp(once, twice) != 0)
            fail_msg("not stable:\n%s\n---\n%s\n---\n%s", text, once,
                     twice ? twice : "(refused)");
        free(once);
        free(twice);
        good++;
    }
    assert_true(good > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_comments_stay_where_they_belong),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_any_text_is_stable_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "base/nearest.h"
#include "base/yaml.h"

enum { MAX = 1 << 22 };

static struct yaml *parse(const char *text, struct faults *f)
{
    struct yaml *root;
    bool ok = yaml_parse(&root, "f.yaml", 1, span_of(text), MAX, f);

    assert_int_equal(ok, root != NULL);
    assert_int_equal(ok, !faults_any(f));
    return root;
}

static void assert_faults(const struct faults *f, const char *part)
{
    struct buf out;

    buf_init(&out, 1 << 20);
    assert_true(faults_print(f, &out));
    if (!strstr(out.data, part))
        fail_msg("\"%s\" is not in:\n%s", part, out.data);
    buf_free(&out);
}

static void assert_refused(struct span text, const char *part)
{
    struct faults *f = faults_new();
    struct yaml *root;

    if (yaml_parse(&root, "f.yaml", 1, text, MAX, f))
        fail_msg("accepted: %s", text.ptr);
    assert_null(root);
    assert_faults(f, part);
    faults_free(f);
}

static void test_reads_a_tree_with_places(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct yaml *root =
        parse("# top\na: no\nl:\n  - 007\n  - 'q'\n  - [\xC3\xA4, y]\nb: |\n  one\n"
              "  two\ne:\n",
              f);
    assert_int_equal(yaml_kind(root), YAML_MAP);
    assert_int_equal(yaml_len(root), 4);
    assert_string_equal(yaml_text(yaml_get(root, "a")), "no");
    assert_false(yaml_quoted(yaml_get(root, "a")));
    const struct yaml *l = yaml_get(root, "l");
    assert_int_equal(yaml_kind(l), YAML_LIST);
    assert_string_equal(yaml_text(yaml_item(l, 0)), "007");
    assert_true(yaml_quoted(yaml_item(l, 1)));
    struct fault_place at = yaml_place(yaml_item(yaml_item(l, 2), 1));
    assert_string_equal(at.file, "f.yaml");
    assert_int_equal(at.line, 6);
    assert_int_equal(at.column, 9); /* code points */
    assert_string_equal(yaml_text(yaml_get(root, "b")), "one\ntwo\n");
    assert_true(yaml_quoted(yaml_get(root, "b")));
    assert_string_equal(yaml_text(yaml_get(root, "e")), "");
    assert_string_equal(yaml_text(yaml_key(root, 1)), "l");
    assert_null(yaml_key(root, 9));
    assert_null(yaml_item(root, 9));
    assert_null(yaml_get(root, "none"));
    assert_null(yaml_get(l, "a"));
    assert_null(yaml_text(l));
    yaml_free(root);
    faults_free(f);
}

static void test_absent_values(void **state)
{
    (void)state;
    assert_null(yaml_get(NULL, "x"));
    assert_null(yaml_text(NULL));
    assert_int_equal(yaml_len(NULL), 0);
    assert_null(yaml_item(NULL, 0));
    assert_null(yaml_key(NULL, 0));
    assert_false(yaml_quoted(NULL));
    assert_null(yaml_place(NULL).file);
    yaml_free(NULL);
}

static void test_empty_texts_give_an_empty_map(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "\n\n", "# nothing\n", "\xEF\xBB\xBF",
                                        "---\n{}"};

    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        struct faults *f = faults_new();
        struct yaml *root = parse(empty[i], f);
        assert_int_equal(yaml_kind(root), YAML_MAP);
        assert_int_equal(yaml_len(root), 0);
        yaml_free(root);
        faults_free(f);
    }
}

static void test_front_matter_lines(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct yaml *root;

    assert_true(yaml_parse(&root, "a.md", 10, span_of("x: 1\ny: 2\n"), MAX, f));
    assert_int_equal(yaml_place(yaml_get(root, "y")).line, 11);
    yaml_free(root);
    assert_false(yaml_parse(&root, "a.md", 10, span_of("x: 1\n- y\n"), MAX, f));
    assert_faults(f, "a.md:11:");
    faults_free(f);
}

static void test_refuses(void **state)
{
    (void)state;
    assert_refused(span_of("a: &x 1\n"), "f.yaml:1:4: anchors and tags are not allowed");
    assert_refused(span_of("a: [1]\nb: *x\n"), "f.yaml:2:4: aliases are not allowed");
    assert_refused(span_of("a: !!str 1\n"), "anchors and tags");
    assert_refused(span_of("a: ! 1\n"), "anchors and tags");
    assert_refused(span_of("a: &x [1]\n"), "anchors and tags");
    assert_refused(span_of("a: !t {}\n"), "anchors and tags");
    assert_refused(span_of("a: 1\nb: 2\na: 3\n"),
                   "f.yaml:3:1: the key \"a\" stands twice");
    assert_refused(span_of("a: {b: 1, 'b': 2}"), "the key \"b\" stands twice");
    assert_refused(span_of("a: 1\n---\nb: 1\n"), "second document");
    assert_refused(span_of("? [a]\n: 1\n"), "a key must be a text");
    assert_refused(span_of("? {a: 1}\n: 1\n"), "a key must be a text");
    assert_refused(span_of("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"), "nested too deeply");
    assert_refused(span_of("a: \"\\0\"\n"), "NUL");
    assert_refused(span_of("a: \xFF\n"), "invalid UTF-8");
    assert_refused(span_of("a: b: c\n"), "f.yaml:1:5:");
    assert_refused(span_of("a: [1\n"), "f.yaml:");
    assert_refused(span_of("a: 1\nb: x\x07y\n"), "f.yaml:2:5: control characters");
    assert_refused(span_of("a: 'x\n"), "f.yaml:1:4: this quote does not end");
    assert_refused(span_of("b: 1\na: \"x\nc: 2\n---\n"),
                   "f.yaml:2:4: this quote does not end\n");
    assert_refused(span_of("a: \"x\nb: \"\"\n"), "it may be missing on a line before");
    assert_refused(span_of("a: \"x\nb: \"y\"\n"), "that each quote before it ends");
    assert_refused((struct span){"a: \0b", 5}, "f.yaml:1:4");
    assert_refused(span_of("%TAG ! tag:x,2000:\n---\na: !b c\n"), "anchors and tags");
}

static void test_limits(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct yaml *root;
    struct buf b;

    assert_false(yaml_parse(&root, "f", 1, span_of("a: 1234"), 6, f));
    assert_faults(f, "larger than 6 bytes");
    faults_free(f);
    f = faults_new();
    root = parse("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", f); /* 16 */
    assert_non_null(root);
    yaml_free(root);
    faults_free(f);
    buf_init(&b, MAX);
    for (int i = 0; i < 200000; i++)
        buf_char(&b, '[');
    assert_refused(buf_view(&b), "nested too deeply");
    buf_clear(&b);
    for (int i = 0; i < 10001; i++)
        buf_format(&b, "k%d: v\n", i);
    assert_refused(buf_view(&b), "more than 10,000 keys");
    buf_free(&b);
}

static void test_readers(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct yaml *root =
        parse("t: text\nyes: yes\ntrue: true\nno: no\nn: 42\nl: [a]\nm: {}\n", f);

    assert_string_equal(yaml_need_text(root, "t", f), "text");
    assert_string_equal(yaml_opt_text(root, "x", "y", f), "y");
    assert_true(yaml_opt_bool(root, "yes", false, f));
    assert_true(yaml_opt_bool(root, "true", false, f));
    assert_false(yaml_opt_bool(root, "no", true, f));
    assert_true(yaml_opt_bool(root, "x", true, f));
    assert_int_equal(yaml_len(yaml_opt_list(root, "l", f)), 1);
    assert_null(yaml_opt_list(root, "x", f));
    assert_false(faults_any(f));

    assert_null(yaml_need_text(root, "x", f));
    assert_faults(f, "f.yaml:1:1: `x` is missing\n  hint: add a line `x: ...`");
    assert_string_equal(yaml_opt_text(root, "l", "fallback", f), "fallback");
    assert_faults(f, "f.yaml:6:4: `l` must be a text, not a list");
    yaml_opt_bool(root, "t", false, f);
    assert_faults(f, "`t` must be yes or no, not \"text\"");
    assert_null(yaml_opt_list(root, "t", f));
    assert_faults(f, "`t` must be a list");
    assert_int_equal(faults_count(f), 4);
    yaml_free(root);
    faults_free(f);
}

static void test_unknown_keys(void **state)
{
    (void)state;
    static const char *const known[] = {"title", "sources", "reviewed", NULL};
    struct faults *f = faults_new();
    struct yaml *root = parse("title: x\ntitel: y\nzebra: z\n", f);

    yaml_only_keys(root, known, f);
    assert_int_equal(faults_count(f), 2);
    assert_faults(f, "f.yaml:2:1: unknown key `titel`\n  hint: did you mean `title`?");
    assert_faults(f,
                  "unknown key `zebra`\n  hint: known are: title, sources, reviewed\n");
    yaml_only_keys(yaml_get(root, "title"), known, f);
    assert_faults(f, "a map is expected here");
    yaml_free(root);
    faults_free(f);
}

static void test_nearest_word(void **state)
{
    (void)state;
    static const char *const known[] = {"token", "platform", "url", NULL};
    char small[24], longest[200];

    assert_string_equal(nearest_word("platfrom", known), "platform");
    assert_null(nearest_word("q", known));
    assert_null(nearest_word("", known));
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(nearest_distance(longest, ""), 64);
    nearest_hint(small, sizeof small, "q", known);
    assert_string_equal(small, "known are: token, ...");
}

static bool parse_and_free(void)
{
    static const char text[] = "a: 1\nl: [x, y, {k: v, k2: [1, 2, 3]}]\n? q\n: 'z'\n"
                               "b: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\nh: 1\n";
    struct faults *f = faults_new();
    struct yaml *root = NULL;
    bool ok = f && yaml_parse(&root, "f", 1, span_of(text), MAX, f);

    if (f && !ok)
        assert_true(faults_any(f));
    yaml_free(root);
    faults_free(f);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(parse_and_free);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_tree_with_places),
        cmocka_unit_test(test_absent_values),
        cmocka_unit_test(test_empty_texts_give_an_empty_map),
        cmocka_unit_test(test_front_matter_lines),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_unknown_keys),
        cmocka_unit_test(test_nearest_word),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

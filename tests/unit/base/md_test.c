/* Markdown to a tree. */
#include "md_bed.h"

/* The tree as text: kind(children), text in quotes. */
static void dump(const struct md_node *n, struct buf *out)
{
    static const char *const names[] = {"doc",   "p",      "h",    "list", "item",
                                        "quote", "pre",    "rule", "text", "strong",
                                        "emph",  "strike", "code", "link", "br"};

    for (; n; n = n->next) {
        buf_text(out, names[n->kind]);
        if (n->level)
            buf_format(out, "%u", n->level);
        if (n->text.len)
            buf_format(out, "'%.*s'", (int)n->text.len, n->text.ptr);
        if (n->url.len)
            buf_format(out, "<%.*s>", (int)n->url.len, n->url.ptr);
        if (n->child) {
            buf_char(out, '(');
            dump(n->child, out);
            buf_char(out, ')');
        }
        if (n->next)
            buf_char(out, ' ');
    }
}

static void assert_tree(const char *markdown, const char *want)
{
    struct md *doc = read_text(markdown);
    struct buf out;

    buf_init(&out, OUT_MAX);
    dump(md_root(doc)->child, &out);
    buf_text(&out, "");
    assert_string_equal(out.data, want);
    buf_free(&out);
    md_free(doc);
}

static void test_trees(void **state)
{
    (void)state;
    assert_tree("", "");
    assert_tree("one\ntwo  \nthree", "p(text'one two' br text'three')");
    assert_tree("# T\n\n---\n", "h1(text'T') rule");
    assert_tree("a **b _c_** ~~d~~ `e`", "p(text'a ' strong(text'b ' emph(text'c')) "
                                         "text' ' strike(text'd') text' ' code'e')");
    assert_tree("- a\n- b\n  - c\n",
                "list(item(text'a') item(text'b' list(item(text'c'))))");
    assert_tree("3. a\n4. b", "list3(item(text'a') item(text'b'))");
    assert_tree("0. a", "list1(item(text'a'))");
    assert_tree("> q\n", "quote(p(text'q'))");
    assert_tree("```\na\n\nb\n```\n", "pre'a\n\nb\n'");
    assert_tree("[x](http://a/?b=1&amp;c=\\_2 \"t\")",
                "p(link<http://a/?b=1&c=_2>(text'x'))");
    assert_tree("![alt](i.png)", "p(link<i.png>(text'alt'))");
    assert_tree("<https://a.b>", "p(link<https://a.b>(text'https://a.b'))");
}

static void test_nothing_becomes_html_or_a_link_by_itself(void **state)
{
    (void)state;
    assert_tree("<b>x</b> https://a.b w@x.y", "p(text'<b>x</b> https://a.b w@x.y')");
    assert_tree("<script>\nx\n</script>", "p(text'<script> x </script>')");
    assert_tree("|a|b|\n|-|-|\n|1|2|", "p(text'|a|b| |-|-| |1|2|')");
}

static void test_entities(void **state)
{
    (void)state;
    assert_tree("&amp;&lt;&#39;&#x41;&mdash;", "p(text'&<'A\xE2\x80\x94')");
    assert_tree("&commat;here&NewLine;&num;x", "p(text'@here #x')");
    assert_tree("&unknown; &;", "p(text'&unknown; &;')");
    assert_tree("a&#10;b&#0;c&#xD800;", "p(text'a b\xEF\xBF\xBD"
                                        "c\xEF\xBF\xBD')");
    assert_tree("`&amp;`", "p(code'&amp;')");
}

static void test_bad_bytes_are_repaired(void **state)
{
    (void)state;
    assert_tree("a\xFF"
                "b",
                "p(text'a\xEF\xBF\xBD"
                "b')");
    struct md *doc;
    struct err e;
    assert_true(md_read(&doc, (struct span){"a\0b", 3}, &e));
    assert_int_equal(md_root(doc)->child->child->text.len, 5); /* a U+FFFD b */
    md_free(doc);
    assert_true(md_read(&doc, (struct span){NULL, 0}, &e));
    assert_null(md_root(doc)->child);
    md_free(doc);
    md_free(NULL);
}

static size_t depth_of(const struct md_node *n)
{
    size_t most = 0;

    for (const struct md_node *child = n->child; child; child = child->next) {
        size_t depth = depth_of(child);
        most = depth > most ? depth : most;
    }
    return most + 1;
}

static void test_limits(void **state)
{
    (void)state;
    struct buf b;
    struct md *doc;
    struct err e;

    buf_init(&b, OUT_MAX);
    for (int i = 0; i < 500; i++)
        buf_text(&b, "> ");
    buf_text(&b, "deep");
    doc = read_text(b.data);
    assert_int_equal(depth_of(md_root(doc)), 25); /* 24 and the text */
    md_free(doc);

    buf_clear(&b);
    for (int i = 0; i < 100; i++)
        buf_format(&b, "%*s- item %d\n\n", 2 * i, "", i);
    doc = read_text(b.data);
    struct buf out;
    buf_init(&out, OUT_MAX);
    for (const struct md_node *n = md_root(doc)->child; n; n = n->next)
        assert_true(md_plain.block(n, &out, NULL));
    assert_non_null(strstr(out.data, "item 99")); /* flattened, not lost */
    assert_null(strstr(out.data, "98item"));
    buf_free(&out);
    md_free(doc);

    buf_clear(&b);
    for (int i = 0; i < 25000; i++)
        buf_text(&b, "a\n\n");
    assert_false(md_read(&doc, buf_view(&b), &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_null(doc);

    buf_clear(&b);
    for (int i = 0; i < 300000; i++)
        buf_char(&b, 'a');
    assert_false(md_read(&doc, buf_view(&b), &e));
    assert_int_equal(e.code, ERR_LIMIT);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_nothing_becomes_html_or_a_link_by_itself),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_bad_bytes_are_repaired),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

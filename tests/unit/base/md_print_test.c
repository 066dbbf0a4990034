/* A Markdown tree printed into parts, whole or cut to a limit. */
#include "md_bed.h"

#include "base/utf8.h"

struct taken {
    struct buf all; /* parts, parted by "|" */
    size_t count, most, stop_at;
};

static bool take(void *user, struct span part)
{
    struct taken *t = user;

    assert_true(part.len > 0);
    assert_true(utf8_valid(part, NULL));
    if (utf8_count(part) > t->most)
        t->most = utf8_count(part);
    if (t->count++)
        buf_char(&t->all, '|');
    buf_span(&t->all, part);
    return t->count != t->stop_at;
}

static void assert_printed(const char *markdown, const struct md_printer *printer,
                           size_t limit, const char *want)
{
    struct md *doc = read_text(markdown);
    struct taken t = {0};
    struct err e = {0};

    buf_init(&t.all, OUT_MAX);
    assert_true(md_print(doc, printer, limit, take, &t, &e));
    buf_text(&t.all, "");
    assert_string_equal(t.all.data, want);
    assert_true(t.most <= limit);
    buf_free(&t.all);
    md_free(doc);
}

static void test_plain(void **state)
{
    (void)state;
    assert_printed("# T\n\na **b** `c`\n\n- x\n- y\n  1. z\n\n> q\n\n```\ncode\n```\n"
                   "\n[l](http://u) <http://v> ![](w)",
                   &md_plain, SIZE_MAX,
                   "T\n\na b c\n\n- x\n- y\n  1. z\n\nq\n\ncode\n\n"
                   "l (http://u) http://v w");
    assert_printed("- a\n\n  b\n- c\\\n  d", &md_plain, SIZE_MAX, "- a\n  b\n- c\n  d");
    assert_printed("", &md_plain, 10, "");
}

static void test_cuts_between_blocks(void **state)
{
    (void)state;
    assert_printed("one\n\ntwo\n\nthree", &md_plain, 8, "one\n\ntwo|three");
    assert_printed("one\n\ntwo\n\nthree", &md_plain, 7, "one|two|three");
}

static void test_cuts_long_blocks(void **state)
{
    (void)state;
    assert_printed("one two three four", &md_plain, 9, "one two|three|four");
    assert_printed("onetwothree", &md_plain, 4, "onet|woth|ree");
    /* between items; the last piece may share its part with the next block */
    assert_printed("- one two\n- three\n- four\n\nx", &md_plain, 16,
                   "- one two|- three\n- four|x");
    assert_printed("- one\n- two\n- three\n\nx", &md_plain, 12,
                   "- one\n- two|- three\n\nx");
    assert_printed("1. one\n2. two\n3. three", &md_plain, 14, "1. one\n2. two|3. three");
    assert_printed("a\\\nb c d\\\ne", &md_plain, 6, "a|b c d|e");
    assert_printed("```\nab\n  cd\nef\n```", &md_plain, 5, "ab|  cd|ef");
    /* never inside a code point */
    assert_printed("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", &md_plain, 2,
                   "\xF0\x9F\x98\x80\xF0\x9F\x98\x80|\xF0\x9F\x98\x80");
    /* a limit that nothing can keep still ends */
    assert_printed("[ab](http://x)", &md_plain, 5, "a (ht|tp://|x)|b (ht|tp://|x)");
}

/* A printer with marks: they must be whole in every part. */
static void put_marked(const struct md_node *n, struct buf *out)
{
    static const char *const marks[] = {
        [MD_STRONG] = "**", [MD_CODE] = "`", [MD_CODE_BLOCK] = "```", [MD_BREAK] = "/"};
    const char *mark = n->kind >= MD_CODE_BLOCK && marks[n->kind] ? marks[n->kind] : "";

    buf_text(out, mark);
    buf_span(out, n->text);
    for (const struct md_node *child = n->child; child; child = child->next)
        put_marked(child, out);
    buf_text(out, n->kind == MD_BREAK ? "" : mark);
}

static bool marked_block(const struct md_node *block, struct buf *out, const void *user)
{
    (void)user;
    put_marked(block, out);
    return !out->failed;
}

static void test_marks_stay_whole(void **state)
{
    (void)state;
    static const struct md_printer marked = {marked_block, utf8_count, NULL};

    assert_printed("a **one two three** b", &marked, 11, "a **one**|**two**|**three** b");
    assert_printed("```\none\ntwo\nthree\n```", &marked, 12,
                   "```one```|```two```|```three\n```");
    assert_printed("`abcdefgh`", &marked, 5, "`abc`|`def`|`gh`");
}

static bool refuse(const struct md_node *block, struct buf *out, const void *user)
{
    (void)block;
    (void)out;
    (void)user;
    return false;
}

static void test_stops(void **state)
{
    (void)state;
    static const struct md_printer failing = {refuse, utf8_count, NULL};
    struct md *doc = read_text("one two three\n\nfour");
    struct taken t = {.stop_at = 2};
    struct err e = {0};

    buf_init(&t.all, OUT_MAX);
    assert_false(md_print(doc, &md_plain, 5, take, &t, &e));
    assert_int_equal(t.count, 2);
    assert_int_equal(e.code, ERR_STATE);
    assert_false(md_print(doc, &failing, 5, take, &t, &e));
    assert_int_equal(t.count, 2);
    buf_free(&t.all);
    md_free(doc);
}

static void keep_letters(struct buf *out, struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] & 0x80))
            buf_char(out, s.ptr[i]);
    }
}

/* Whatever the limit: it is kept, all ends, and no letter is lost or doubled. */
static void test_every_limit(void **state)
{
    (void)state;
    static const char text[] =
        "# head line\n\nsome **bold words and *more* of** them, `code span here`\n\n"
        "- first item with words\n- second\n\n  para of it\n  - nested \xC3\xA4\xC3\xB6 "
        "one\n"
        "- third\n\n> a quote of words\n> > and one inside\n\n```\ncode line\n  "
        "more\n```\n"
        "\n7. seven\n8. eight is longer than seven\n\nverylongwordwithoutanyblank\n";
    struct md *doc = read_text(text);
    struct buf want, got;
    struct err e;

    buf_init(&want, OUT_MAX);
    buf_init(&got, OUT_MAX);
    struct taken whole = {0};
    buf_init(&whole.all, OUT_MAX);
    assert_true(md_print(doc, &md_plain, SIZE_MAX, take, &whole, &e));
    keep_letters(&want, buf_view(&whole.all));
    for (size_t limit = 5; limit < 300; limit++) {
        struct taken t = {0};
        buf_init(&t.all, OUT_MAX);
        assert_true(md_print(doc, &md_plain, limit, take, &t, &e));
        assert_true(t.most <= limit);
        buf_clear(&got);
        keep_letters(&got, buf_view(&t.all));
        assert_string_equal(got.data, want.data);
        buf_free(&t.all);
    }
    buf_free(&whole.all);
    buf_free(&want);
    buf_free(&got);
    md_free(doc);
}

/* 250 KiB in one paragraph at a chat's limit must not take minutes. */
static void test_a_huge_block(void **state)
{
    (void)state;
    struct buf b;
    struct taken t = {0};
    struct err e;

    buf_init(&b, OUT_MAX);
    buf_init(&t.all, OUT_MAX);
    for (int i = 0; i < 25000; i++)
        buf_text(&b, "*a* words ");
    buf_cut(&b, 60000); /* nodes are bounded too */
    struct md *doc = read_text(b.data);
    assert_true(md_print(doc, &md_plain, 2000, take, &t, &e));
    assert_in_range(t.count, 20, 40);
    md_free(doc);
    buf_free(&b);
    buf_free(&t.all);
}

static bool read_and_print(void)
{
    static const char text[] =
        "# T\n\n[a](b&amp;c) **d** `e`\n\n- one two\n- three four\n\n"
        "```\nx\n```\n\nlong long long text";
    struct md *doc = NULL;
    struct err e = {0};
    struct taken t = {0};

    buf_init(&t.all, OUT_MAX);
    bool ok = md_read(&doc, span_of(text), &e) &&
              md_print(doc, &md_plain, 12, take, &t, &e) && !t.all.failed;
    if (!ok && !t.all.failed)
        assert_true(e.code == ERR_MEMORY || e.code == ERR_LIMIT);
    md_free(doc);
    buf_free(&t.all);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(read_and_print);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_cuts_between_blocks),
        cmocka_unit_test(test_cuts_long_blocks),
        cmocka_unit_test(test_marks_stay_whole),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_every_limit),
        cmocka_unit_test(test_a_huge_block),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

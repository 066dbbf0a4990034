#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "platforms/slack/conversations.h"
#include "platforms/slack/walk.h"

static const int64_t second = 1000000;

struct seen {
    char all[8192];
    int fresh;
};

static void visit(void *user, const struct sl_caught *caught)
{
    struct seen *s = user;
    size_t len = strlen(s->all);

    snprintf(s->all + len, sizeof s->all - len, "%s ",
             json_get_text(caught->message, "ts"));
    s->fresh += caught->fresh;
}

/* next "": the last page. */
static struct json *page(const char *messages, const char *next)
{
    struct json *root = NULL;
    char text[8192];

    snprintf(text, sizeof text,
             "{\"ok\":true,\"messages\":[%s],\"has_more\":%s,"
             "\"response_metadata\":{\"next_cursor\":\"%s\"}}",
             messages, next[0] ? "true" : "false", next);
    assert_true(json_parse(&root, span_of(text), sizeof text, NULL));
    return root;
}

#define M(ts) "{\"ts\":\"" ts "\",\"user\":\"U1\",\"text\":\"x\"}"
#define REPLY(ts, parent) \
    "{\"ts\":\"" ts "\",\"thread_ts\":\"" parent "\",\"user\":\"U1\",\"text\":\"x\"}"
#define PARENT(ts, latest)                   \
    "{\"ts\":\"" ts "\",\"thread_ts\":\"" ts \
    "\",\"reply_count\":1,\"latest_reply\":\"" latest "\",\"user\":\"U1\"}"

static void begin(struct sl_walk *w, int64_t since, int most)
{
    struct sl_range range = {.since_us = since * second,
                             .oldest_us = 0,
                             .latest_us = 1000 * second,
                             .most = most};
    sl_walk_begin(w, "C1", "channel", &range);
}

static void assert_asks(const struct sl_walk *w, const char *method, const char *form)
{
    struct buf out;

    buf_init(&out, 4096);
    assert_string_equal(sl_walk_ask(w, &out), method);
    if (!strstr(out.data, form))
        print_message("%s\n", out.data);
    assert_non_null(strstr(out.data, form));
    buf_free(&out);
}

static void three_pages_oldest_first(void **state)
{
    struct sl_walk w;
    struct seen s = {.fresh = 0};

    (void)state;
    begin(&w, 10, 500);
    assert_asks(&w, "conversations.history",
                "channel=C1&oldest=0.000000&latest=1000.000000&inclusive=false&limit=200&"
                "include_all_metadata=true");
    assert_int_equal(sl_walk_page(&w, page(M("16.000000") "," M("15.000000"), "n==1")),
                     SL_STEP_MORE);
    assert_asks(&w, "conversations.history", "&cursor=n%3D%3D1");
    assert_int_equal(sl_walk_page(&w, page(M("14.000000") "," M("13.000000"), "n2")),
                     SL_STEP_MORE);
    assert_int_equal(sl_walk_page(&w, page(M("12.000000") "," M("10.000000"), "")),
                     SL_STEP_DONE);
    assert_true(sl_walk_each(&w, 14 * second, visit, &s));
    assert_string_equal(s.all, "12.000000 13.000000 14.000000 15.000000 16.000000 ");
    assert_int_equal(s.fresh, 3);
    assert_false(w.cut);
    sl_walk_free(&w);
}

static void threads_with_news_are_read(void **state)
{
    struct sl_walk w;
    struct seen s = {.fresh = 0};

    (void)state;
    begin(&w, 10, 500);
    /* One older than the cursor with news, one without. */
    assert_int_equal(
        sl_walk_page(&w,
                     page(M("14.000000") "," PARENT("5.000000", "13.000000") "," PARENT(
                              "4.000000", "9.000000"),
                          "")),
        SL_STEP_MORE);
    assert_asks(&w, "conversations.replies",
                "channel=C1&ts=5.000000&oldest=10.000000&latest=1000.000000");
    /* The parent may come with each page. */
    assert_int_equal(sl_walk_page(&w, page(PARENT("5.000000", "13.000000") "," REPLY(
                                               "11.000000", "5.000000"),
                                           "n1")),
                     SL_STEP_MORE);
    assert_asks(&w, "conversations.replies", "&cursor=n1");
    assert_int_equal(sl_walk_page(&w, page(PARENT("5.000000", "13.000000") "," REPLY(
                                               "13.000000", "5.000000"),
                                           "")),
                     SL_STEP_DONE);
    assert_true(sl_walk_each(&w, 0, visit, &s));
    assert_string_equal(s.all, "11.000000 13.000000 14.000000 ");
    sl_walk_free(&w);
}

static void a_reply_sent_to_the_channel_comes_once(void **state)
{
    struct sl_walk w;
    struct seen s = {.fresh = 0};

    (void)state;
    begin(&w, 10, 500);
    assert_int_equal(sl_walk_page(&w, page(REPLY("14.000000", "5.000000"), "")),
                     SL_STEP_MORE);
    assert_asks(&w, "conversations.replies", "ts=5.000000");
    assert_int_equal(
        sl_walk_page(&w, page(M("5.000000") "," REPLY("14.000000", "5.000000"), "")),
        SL_STEP_DONE);
    assert_true(sl_walk_each(&w, 0, visit, &s));
    assert_string_equal(s.all, "14.000000 ");
    sl_walk_free(&w);
}

static void older_pages_are_read_for_threads_but_not_for_ever(void **state)
{
    struct sl_walk w;

    (void)state;
    begin(&w, 10, 500);
    assert_int_equal(sl_walk_page(&w, page(M("9.000000"), "n1")), SL_STEP_MORE);
    assert_int_equal(sl_walk_page(&w, page(M("8.000000"), "n2")), SL_STEP_DONE);
    assert_false(w.cut);
    sl_walk_free(&w);
}

static void the_newest_are_kept(void **state)
{
    struct sl_walk w;
    struct seen s = {.fresh = 0};

    (void)state;
    begin(&w, 10, 2);
    assert_int_equal(
        sl_walk_page(&w,
                     page(M("16.000000") "," M("15.000000") "," M("14.000000"), "n1")),
        SL_STEP_DONE);
    assert_true(w.cut);
    assert_true(sl_walk_each(&w, 0, visit, &s));
    assert_string_equal(s.all, "15.000000 16.000000 ");
    sl_walk_free(&w);
}

static void what_is_no_page(void **state)
{
    struct json *root = NULL;
    struct sl_walk w;

    (void)state;
    begin(&w, 10, 2);
    assert_int_equal(sl_walk_page(&w, NULL), SL_STEP_BAD);
    assert_true(json_parse(&root, span_of("{\"ok\":true}"), 100, NULL));
    assert_int_equal(sl_walk_page(&w, root), SL_STEP_BAD);
    assert_false(sl_walk_skip(&w));
    sl_walk_free(&w);
}

static void a_thread_that_is_gone(void **state)
{
    struct sl_walk w;

    (void)state;
    begin(&w, 10, 500);
    sl_walk_page(
        &w,
        page(PARENT("5.000000", "13.000000") "," PARENT("4.000000", "13.000000"), ""));
    assert_asks(&w, "conversations.replies", "ts=5.000000");
    assert_true(sl_walk_skip(&w));
    assert_asks(&w, "conversations.replies", "ts=4.000000");
    assert_false(sl_walk_skip(&w));
    sl_walk_free(&w);
}

static enum sl_listing listed(struct sl_conversations *c, const char *body)
{
    struct http_answer http = {
        .outcome = HTTP_ANSWERED, .status = 200, .body = span_of(body)};
    struct sl_answer answer;

    sl_answer_read(&answer, &http);
    enum sl_listing result = sl_conversations_page(c, &answer);
    sl_answer_clear(&answer);
    return result;
}

static void conversations_are_listed(void **state)
{
    struct sl_conversations c;

    (void)state;
    sl_conversations_begin(&c);
    assert_int_equal(
        listed(&c,
               "{\"ok\":true,\"channels\":[{\"id\":\"C2\"},{\"id\":\"G1\","
               "\"is_private\":true}],\"response_metadata\":{\"next_cursor\":\"n\"}}"),
        SL_LIST_MORE);
    assert_int_equal(listed(&c, "{\"ok\":false,\"error\":\"ratelimited\"}"),
                     SL_LIST_LATER);
    assert_int_equal(listed(&c,
                            "{\"ok\":true,\"channels\":[{\"id\":\"D1\",\"is_im\":true},"
                            "{\"id\":\"C2\"},{\"id\":\"C9\",\"is_archived\":true}]}"),
                     SL_LIST_DONE);
    assert_int_equal(c.count, 3);
    assert_string_equal(c.list[0].id, "D1");
    assert_string_equal(c.list[0].type, "im");
    assert_string_equal(c.list[1].id, "C2");
    assert_string_equal(c.list[2].type, "group");
    assert_true(sl_conversations_add(&c, "C2")); /* there already */
    assert_true(sl_conversations_add(&c, "C7"));
    assert_int_equal(c.count, 4);
    sl_conversations_free(&c);
}

static void each_kind_alone_where_a_scope_is_missing(void **state)
{
    static const char refused[] =
        "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"im:read\"}";
    struct sl_conversations c;
    struct buf form;

    (void)state;
    buf_init(&form, 1024);
    sl_conversations_begin(&c);
    assert_int_equal(listed(&c, refused), SL_LIST_MORE);
    sl_conversations_ask(&c, &form);
    assert_non_null(strstr(form.data, "types=im&"));
    assert_int_equal(listed(&c, refused), SL_LIST_MORE);
    assert_int_equal(listed(&c, refused), SL_LIST_MORE);
    buf_clear(&form);
    sl_conversations_ask(&c, &form);
    assert_non_null(strstr(form.data, "types=public_channel&"));
    assert_int_equal(listed(&c, "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}"),
                     SL_LIST_MORE);
    assert_int_equal(listed(&c, refused), SL_LIST_DONE);
    assert_int_equal(c.count, 1);
    sl_conversations_free(&c);
    buf_free(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_pages_oldest_first),
        cmocka_unit_test(threads_with_news_are_read),
        cmocka_unit_test(a_reply_sent_to_the_channel_comes_once),
        cmocka_unit_test(older_pages_are_read_for_threads_but_not_for_ever),
        cmocka_unit_test(the_newest_are_kept),
        cmocka_unit_test(what_is_no_page),
        cmocka_unit_test(a_thread_that_is_gone),
        cmocka_unit_test(conversations_are_listed),
        cmocka_unit_test(each_kind_alone_where_a_scope_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

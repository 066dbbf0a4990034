#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/mattermost/look.h"
#include "platforms/mattermost/walk.h"

enum { LIMIT = 1000 };

struct seen {
    char ids[4096]; /* in order, each with a blank after it */
    int stale, loose;
};

static void visit(void *user, const struct mm_caught *post)
{
    struct seen *s = user;
    size_t len = strlen(s->ids);

    snprintf(s->ids + len, sizeof s->ids - len, "%s ", json_get_text(post->post, "id"));
    s->stale += !post->fresh;
    s->loose += !post->in_order;
}

static struct json *parse(const char *text)
{
    struct json *root = NULL;
    struct buf out;

    buf_init(&out, 1 << 20);
    for (; *text; text++)
        buf_char(&out, *text == '\'' ? '"' : *text);
    assert_true(json_parse(&root, buf_view(&out), 1 << 20, NULL));
    buf_free(&out);
    return root;
}

/* Posts "p<first>" ... "p<last>" with create_at = their numbers, in the server's order.
 */
static struct json *make_page(int first, int last, const char *next)
{
    struct json *root = NULL;
    struct json_writer w;
    struct buf out;
    char id[16];

    buf_init(&out, 1 << 20);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_open_array(&w, "order");
    for (int i = last; i >= first; i--) {
        snprintf(id, sizeof id, "p%d", i);
        json_put_text(&w, NULL, id);
    }
    json_close(&w);
    json_open_object(&w, "posts");
    for (int i = first; i <= last; i++) {
        snprintf(id, sizeof id, "p%d", i);
        json_open_object(&w, id);
        json_put_text(&w, "id", id);
        json_put_int(&w, "create_at", i);
        json_put_int(&w, "delete_at", 0);
        json_close(&w);
    }
    json_open_object(&w, "root"); /* of a thread; not in `order` */
    json_put_text(&w, "id", "root");
    json_put_int(&w, "create_at", 1);
    json_close(&w);
    json_close(&w);
    if (next)
        json_put_text(&w, "next_post_id", next);
    json_close(&w);
    assert_true(json_done(&w));
    assert_true(json_parse(&root, buf_view(&out), 1 << 20, NULL));
    buf_free(&out);
    return root;
}

static bool begin(struct mm_walk *w, int64_t last_post_at, int64_t at, const char *newest,
                  const char *start)
{
    char text[128];
    struct mm_cursor c = {.at_ms = at};

    snprintf(text, sizeof text, "{'id':'c1','type':'O','last_post_at':%lld}",
             (long long)last_post_at);
    struct json *channel = parse(text);
    ident_copy(c.newest, sizeof c.newest, newest);
    ident_copy(c.start, sizeof c.start, start);
    bool any = mm_walk_begin(w, channel, &c, LIMIT, 1000, false);
    json_free(channel);
    return any;
}

static void expect_path(const struct mm_walk *w, const char *path)
{
    struct buf out;

    buf_init(&out, 512);
    assert_true(mm_walk_path(w, &out));
    assert_string_equal(out.data, path);
    buf_free(&out);
}

static enum mm_step feed(struct mm_walk *w, struct seen *s, struct json *page)
{
    enum mm_step step = mm_walk_page(w, page, visit, s);
    json_free(page);
    return step;
}

static void pages_of_one_cursor(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    w.per_page = 3;
    expect_path(&w, "/channels/c1/posts?after=p1090&page=0&per_page=3");
    assert_int_equal(feed(&w, &s, make_page(1100, 1102, "p1103")), MM_STEP_MORE);
    expect_path(&w, "/channels/c1/posts?after=p1090&page=1&per_page=3");
    assert_int_equal(feed(&w, &s, make_page(1103, 1105, "p1106")), MM_STEP_MORE);
    expect_path(&w, "/channels/c1/posts?after=p1090&page=2&per_page=3");
    assert_int_equal(feed(&w, &s, make_page(1106, 1107, "")), MM_STEP_DONE);
    assert_string_equal(s.ids, "p1100 p1101 p1102 p1103 p1104 p1105 p1106 p1107 ");
    assert_int_equal(s.stale, 0);
    assert_int_equal(s.loose, 0);
}

static void a_full_last_page(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    w.per_page = 2;
    assert_int_equal(feed(&w, &s, make_page(1100, 1101, "")), MM_STEP_DONE);
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    w.per_page = 2; /* a server that tells no next_post_id */
    assert_int_equal(feed(&w, &s, make_page(1100, 1101, NULL)), MM_STEP_MORE);
    assert_int_equal(feed(&w, &s, make_page(1, 0, NULL)), MM_STEP_DONE);
}

static void which_channels_are_read(void **state)
{
    struct mm_walk w;
    struct json *gone = parse("{'id':'c1','type':'O','delete_at':5}");
    struct json *bad = parse("{'id':'../c','type':'O'}");
    struct json *same = parse("{'id':'c1','last_post_at':1100}");
    struct mm_cursor c = {1100, "p1100", "p1090"};

    (void)state;
    assert_false(begin(&w, LIMIT - 1, 0, "", "")); /* nothing young enough */
    assert_false(begin(&w, 1099, 1100, "p1100", "p1090"));
    assert_true(begin(&w, 1100, 1100, "p1100", "p1090")); /* a sibling may be unread */
    assert_true(begin(&w, 1101, 1100, "p1100", "p1090"));
    assert_true(begin(&w, -1, 0, "", ""));
    assert_false(mm_walk_begin(&w, gone, NULL, LIMIT, 10, false));
    assert_false(mm_walk_begin(&w, bad, NULL, LIMIT, 10, false));
    assert_false(mm_walk_begin(&w, same, &c, LIMIT, 10, true));
    json_free(gone);
    json_free(bad);
    json_free(same);
}

static void without_a_cursor_by_time(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 0, "", ""));
    expect_path(&w, "/channels/c1/posts?since=999");
    struct json *page =
        parse("{'order':['c','old','a','dead','b','twin'],'posts':{"
              "'a':{'id':'a','create_at':1001},'b':{'id':'b','create_at':1005},"
              "'c':{'id':'c','create_at':1003},'old':{'id':'old','create_at':900},"
              "'twin':{'id':'twin','create_at':1005},"
              "'dead':{'id':'dead','create_at':1004,'delete_at':1004}}}");
    assert_int_equal(feed(&w, &s, page), MM_STEP_DONE);
    assert_string_equal(s.ids, "a c twin b ");
}

static void an_old_cursor_is_not_paged(void **state)
{
    struct mm_walk w;

    (void)state;
    assert_true(begin(&w, 1500, 500, "p500", "p400"));
    expect_path(&w, "/channels/c1/posts?since=999");
    assert_true(begin(&w, 1500, 1200, "p1200", "")); /* no older sibling known */
    expect_path(&w, "/channels/c1/posts?since=1199");
}

static void a_cursor_whose_post_is_gone(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    assert_int_equal(feed(&w, &s, make_page(1, 0, "")), MM_STEP_MORE);
    expect_path(&w, "/channels/c1/posts?since=1099");
    assert_int_equal(feed(&w, &s, make_page(1099, 1103, NULL)), MM_STEP_DONE);
    assert_string_equal(s.ids, "p1100 p1101 p1102 p1103 ");

    /* nothing promised: an empty page is the truth */
    assert_true(begin(&w, 1100, 1100, "p1100", "p1090"));
    assert_int_equal(feed(&w, &s, make_page(1, 0, "")), MM_STEP_DONE);
}

static void an_empty_answer_by_time_is_doubted(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1200, "p1200", ""));
    assert_int_equal(feed(&w, &s, make_page(1, 0, NULL)), MM_STEP_MORE);
    expect_path(&w, "/channels/c1/posts?after=p1200&page=0&per_page=200");
    assert_int_equal(feed(&w, &s, make_page(1, 0, "")), MM_STEP_DONE); /* once only */
}

static void a_truncated_answer_by_time_is_paged(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 9000, 0, "", ""));
    w.most = 5000;
    assert_int_equal(feed(&w, &s, make_page(1001, 2000, NULL)), MM_STEP_MORE);
    assert_int_equal(s.loose, 1000); /* there may be others between: no cursor moves */
    expect_path(&w, "/channels/c1/posts?after=p1001&page=0&per_page=200");
}

static void bounded_in_number(void **state)
{
    struct mm_walk w;
    struct seen s = {0}, t = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    w.most = 3;
    assert_int_equal(feed(&w, &s, make_page(1100, 1110, "")), MM_STEP_CUT);
    assert_string_equal(s.ids, "p1100 p1101 p1102 ");
    assert_true(begin(&w, 1500, 0, "", ""));
    w.most = 3; /* by time: the newest */
    assert_int_equal(feed(&w, &t, make_page(1100, 1110, NULL)), MM_STEP_CUT);
    assert_string_equal(t.ids, "p1108 p1109 p1110 ");
}

static void posts_too_old_are_marked(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1000, "p1000", "p900"));
    assert_int_equal(feed(&w, &s, make_page(998, 1001, "")), MM_STEP_DONE);
    assert_int_equal(s.stale, 2);
}

static void answers_that_are_no_pages(void **state)
{
    struct mm_walk w;
    struct seen s = {0};

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    assert_int_equal(mm_walk_page(&w, NULL, visit, &s), MM_STEP_BAD);
    assert_int_equal(feed(&w, &s, parse("{'posts':{}}")), MM_STEP_BAD);
    assert_int_equal(feed(&w, &s, parse("{'order':[1,null,'x'],'posts':[]}")),
                     MM_STEP_DONE);
    assert_string_equal(s.ids, "");
}

static void smaller_pages(void **state)
{
    struct mm_walk w;

    (void)state;
    assert_true(begin(&w, 1500, 1100, "p1100", "p1090"));
    w.page = 3;
    assert_true(mm_walk_smaller(&w));
    expect_path(&w, "/channels/c1/posts?after=p1090&page=0&per_page=50");
    assert_true(mm_walk_smaller(&w));
    assert_false(mm_walk_smaller(&w));
}

static void looking_for_a_reply(void **state)
{
    struct json *list =
        parse("{'order':['x'],'posts':{"
              "'a':{'id':'a','user_id':'u1','props':{'faq_src':'p1','faq_part':0}},"
              "'b':{'id':'b','user_id':'b0t','props':{'faq_src':'p2','faq_part':0}},"
              "'c':{'id':'c','user_id':'b0t','props':{'faq_src':'p1','faq_part':1}},"
              "'d':{'id':'d','user_id':'b0t','props':{'faq_src':'p1','faq_part':'0'}},"
              "'e':{'id':'e','user_id':'b0t'}}}");

    (void)state;
    assert_string_equal(mm_look_find(list, "b0t", "p1", 0), "d");
    assert_string_equal(mm_look_find(list, "b0t", "p1", 1), "c");
    assert_null(mm_look_find(list, "b0t", "p1", 2));
    assert_null(mm_look_find(list, "b0t", "p9", 0));
    assert_null(mm_look_find(NULL, "b0t", "p1", 0));
    json_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_one_cursor),
        cmocka_unit_test(a_full_last_page),
        cmocka_unit_test(which_channels_are_read),
        cmocka_unit_test(without_a_cursor_by_time),
        cmocka_unit_test(an_old_cursor_is_not_paged),
        cmocka_unit_test(a_cursor_whose_post_is_gone),
        cmocka_unit_test(an_empty_answer_by_time_is_doubted),
        cmocka_unit_test(a_truncated_answer_by_time_is_paged),
        cmocka_unit_test(bounded_in_number),
        cmocka_unit_test(posts_too_old_are_marked),
        cmocka_unit_test(answers_that_are_no_pages),
        cmocka_unit_test(smaller_pages),
        cmocka_unit_test(looking_for_a_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

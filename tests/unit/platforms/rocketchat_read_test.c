/* What Rocket.Chat's frames, messages and dates mean to the bot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "platforms/rocketchat/ddp.h"
#include "platforms/rocketchat/event.h"
#include "platforms/rocketchat/page.h"
#include "platforms/rocketchat/stamp.h"

static const struct rc_self self = {.id = "bot1", .username = "faqbot"};

static struct json *parse(const char *text)
{
    struct json *root = NULL;
    struct err e = {0};

    if (!json_parse(&root, span_of(text), 1 << 20, &e))
        fail_msg("%s: %s", text, e.text);
    return root;
}

static int64_t stamp_of(const char *object)
{
    struct json *root = parse(object);
    int64_t ms = rc_stamp(root, "ts");

    json_free(root);
    return ms;
}

static void test_all_dates_are_read(void **state)
{
    (void)state;
    assert_int_equal(stamp_of("{\"ts\":{\"$date\":1795345200123}}"), 1795345200123);
    assert_int_equal(stamp_of("{\"ts\":1795345200123}"), 1795345200123);
    assert_int_equal(stamp_of("{\"ts\":\"2026-11-22T11:00:00.123Z\"}"), 1795345200123);
    assert_int_equal(stamp_of("{\"ts\":\"2026-11-22T11:00:00Z\"}"), 1795345200000);
    assert_int_equal(stamp_of("{\"ts\":\"2026-11-22T13:00:00.5+02:00\"}"), 1795345200500);
    assert_int_equal(stamp_of("{\"ts\":\"yesterday\"}"), 0);
    assert_int_equal(stamp_of("{\"ts\":\"2026-11-22T11:00:00Zoo\"}"), 0);
    assert_int_equal(stamp_of("{\"ts\":{\"$date\":null}}"), 0);
    assert_int_equal(stamp_of("{}"), 0);
}

static void test_dates_are_written(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 64);
    assert_true(rc_stamp_write(&out, 1795345200007));
    assert_string_equal(out.data, "2026-11-22T11:00:00.007Z");
    buf_free(&out);
}

static enum ddp_kind kind_of(const char *frame)
{
    struct ddp_frame f;

    assert_true(ddp_read(&f, span_of(frame), 1 << 20));
    enum ddp_kind kind = f.kind;
    ddp_free(&f);
    return kind;
}

static void test_frames_are_told_apart(void **state)
{
    (void)state;
    struct ddp_frame f;

    assert_int_equal(kind_of("{\"server_id\":\"0\"}"), DDP_OTHER);
    assert_int_equal(kind_of("{\"msg\":\"server_id\",\"server_id\":\"0\"}"), DDP_OTHER);
    assert_int_equal(kind_of("{\"msg\":\"connected\",\"session\":\"s\"}"), DDP_CONNECTED);
    assert_int_equal(kind_of("{\"msg\":\"ping\",\"id\":\"x\"}"), DDP_PING);
    assert_int_equal(kind_of("{\"msg\":\"changed\",\"collection\":\"c\"}"), DDP_OTHER);
    assert_int_equal(kind_of("{\"msg\":\"new in 2030\"}"), DDP_OTHER);
    assert_false(ddp_read(&f, span_of("{\"msg\":"), 1 << 20));
    assert_false(ddp_read(&f, span_of("[1]"), 1 << 20));
}

static void test_several_subscriptions_get_ready_at_once(void **state)
{
    (void)state;
    struct ddp_frame f;

    assert_true(
        ddp_read(&f, span_of("{\"msg\":\"ready\",\"subs\":[\"7\",\"2\"]}"), 1 << 20));
    assert_true(ddp_is_ready(&f, "2"));
    assert_false(ddp_is_ready(&f, "1"));
    ddp_free(&f);
}

static void test_error_codes_are_numbers_or_words(void **state)
{
    (void)state;
    struct json *number = parse("{\"error\":403,\"reason\":\"logged out\"}");
    struct json *word = parse("{\"error\":\"not-allowed\"}");
    char text[64];

    assert_true(ddp_error_is(number, "403"));
    assert_false(ddp_error_is(number, "404"));
    assert_true(ddp_error_is(word, "not-allowed"));
    ddp_error_text(number, text, sizeof text);
    assert_string_equal(text, "logged out");
    json_free(number);
    json_free(word);
}

static void test_login_says_the_token_once(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 1024);
    assert_true(ddp_login(&out, "1", "TOKEN"));
    assert_string_equal(out.data, "{\"msg\":\"method\",\"method\":\"login\",\"id\":\"1\","
                                  "\"params\":[{\"resume\":\"TOKEN\"}]}");
    buf_free(&out);
}

#define HEAD                                                               \
    "\"_id\":\"m1\",\"rid\":\"GENERAL\",\"ts\":{\"$date\":1795345200123}," \
    "\"_updatedAt\":{\"$date\":1795345200140},"
#define BY(id) "\"u\":{\"_id\":\"" id "\",\"username\":\"x\"}"

static struct rc_item read_item(const char *message, const char *type)
{
    struct json *root = parse(message);
    struct rc_item item;

    assert_true(rc_item_read(&item, &self, root, type));
    json_free(root);
    return item;
}

static void is(const char *message, enum rc_what what)
{
    struct rc_item item = read_item(message, "c");

    if (item.what != what)
        fail_msg("%s is %d, not %d", message, (int)item.what, (int)what);
    rc_item_free(&item);
}

static void test_a_mention(void **state)
{
    (void)state;
    struct rc_item item =
        read_item("{" HEAD BY("u1") ",\"msg\":\"@faqbot what is spasticity?\"}", "c");

    assert_int_equal(item.what, RC_ASKED);
    assert_true(item.mentioned);
    assert_int_equal(item.place, PLACE_CHANNEL);
    assert_true(span_is(buf_view(&item.text), "what is spasticity?"));
    assert_string_equal(item.reply_to, "m1");
    assert_string_equal(item.thread, "");
    assert_int_equal(item.at_ms, 1795345200123);
    assert_int_equal(item.updated_ms, 1795345200140);
    rc_item_free(&item);
}

static void test_the_servers_own_list_of_mentions_counts(void **state)
{
    (void)state;
    struct rc_item named =
        read_item("{" HEAD BY("u1") ",\"msg\":\"Faq Bot, hi\",\"mentions\":"
                                    "[{\"_id\":\"bot1\"}]}",
                  "c");
    struct rc_item all =
        read_item("{" HEAD BY("u1") ",\"msg\":\"@all hi\",\"mentions\":"
                                    "[{\"_id\":\"all\",\"username\":\"all\"}]}",
                  "c");

    assert_true(named.mentioned);
    assert_false(all.mentioned);
    rc_item_free(&named);
    rc_item_free(&all);
}

static void test_threads_and_direct_messages(void **state)
{
    (void)state;
    struct rc_item thread = read_item(
        "{" HEAD BY("u1") ",\"tmid\":\"root\",\"msg\":\"and in children?\"}", "c");
    struct rc_item direct = read_item("{" HEAD BY("u1") ",\"msg\":\"hi\"}", "d");

    assert_string_equal(thread.thread, "root");
    assert_string_equal(thread.reply_to, "root");
    assert_int_equal(direct.place, PLACE_DIRECT);
    assert_string_equal(direct.reply_to, "");
    rc_item_free(&thread);
    rc_item_free(&direct);
}

static void test_what_is_not_to_be_answered(void **state)
{
    (void)state;
    is("{" HEAD BY("bot1") ",\"msg\":\"hi\"}", RC_OWN);
    is("{" HEAD BY("u1") ",\"msg\":\"carol\",\"t\":\"uj\"}", RC_SEEN);
    is("{" HEAD BY("u1") ",\"msg\":\"x\",\"t\":\"e2e\"}", RC_SEEN);
    is("{" HEAD BY("u1") ",\"msg\":\"\"}", RC_SEEN);
    is("{" HEAD BY("u1") ",\"msg\":\"x\",\"_hidden\":true}", RC_SEEN);
    is("{" HEAD BY("u1") ",\"msg\":\"build ok\",\"bot\":{\"i\":\"1\"}}", RC_SEEN);
    is("{" HEAD BY("rocket.cat") ",\"msg\":\"welcome\"}", RC_SEEN);
    is("{" HEAD BY("u1") ",\"msg\":\"new\",\"editedAt\":{\"$date\":1795345300000}}",
       RC_CHANGED);
    is("{" HEAD BY("u1") ",\"msg\":\"\",\"t\":\"rm\",\"editedAt\":{\"$date\":1}}",
       RC_CHANGED);
    is("{" HEAD BY("u1") ",\"msg\":\"hi\",\"editedAt\":null}", RC_ASKED);
}

static void test_what_is_no_message(void **state)
{
    (void)state;
    static const char *const bad[] = {"{}", "[]", "{\"_id\":\"m1\",\"rid\":\"r\"}",
                                      "{\"_id\":5,\"rid\":\"r\",\"u\":{\"_id\":\"u\"}}"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct json *root = parse(bad[i]);
        struct rc_item item;
        assert_false(rc_item_read(&item, &self, root, "c"));
        rc_item_free(&item);
        json_free(root);
    }
}

static void count_vote(void *user, bool helpful, const char *who)
{
    int *votes = user;
    assert_non_null(who);
    *votes += helpful ? 1 : 100;
}

static void test_reactions_are_votes(void **state)
{
    (void)state;
    struct json *root =
        parse("{\"reactions\":{\":+1:\":{\"usernames\":[\"a\",\"b\"]},"
              "\":-1:\":{\"usernames\":[\"c\"]},\":eyes:\":{\"usernames\":"
              "[\"d\"]}}}");
    int votes = 0;

    rc_reactions(root, count_vote, &votes);
    assert_int_equal(votes, 102);
    json_free(root);
}

/* Newest first, as the server gives them; m1 is old and was edited last. */
static void test_a_page_is_put_in_order(void **state)
{
    (void)state;
    struct json *root = parse("[{\"_id\":\"m3\",\"ts\":30,\"_updatedAt\":30},"
                              "{\"_id\":\"m2\",\"ts\":20,\"_updatedAt\":20},"
                              "{\"_id\":\"m1\",\"ts\":10,\"_updatedAt\":99}]");
    size_t count;
    struct rc_entry *e = rc_page_read(root, &count);

    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(e[i].at_ms, 10 * (int)(i + 1));
    assert_int_equal(e[0].cursor_ms, 20); /* not 99: m2 and m3 are not handled yet */
    assert_int_equal(e[1].cursor_ms, 20);
    assert_int_equal(e[2].cursor_ms, 99);
    mem_free(e);
    json_free(root);
}

static void test_messages_of_one_moment_keep_their_order(void **state)
{
    (void)state;
    struct json *root =
        parse("[{\"_id\":\"second\",\"ts\":10},{\"_id\":\"first\",\"ts\":10}]");
    size_t count;
    struct rc_entry *e = rc_page_read(root, &count);

    assert_string_equal(json_get_text(e[0].message, "_id"), "first");
    mem_free(e);
    json_free(root);
}

static void test_pages_overlap(void **state)
{
    (void)state;
    struct json *more = parse("{\"cursor\":{\"next\":\"1795345200123\"}}");
    struct json *end = parse("{\"cursor\":{\"next\":null}}");
    struct buf path;

    assert_int_equal(rc_page_next(more), 1795345200122);
    assert_int_equal(rc_page_next(end), 0);
    buf_init(&path, 256);
    assert_true(rc_page_path("a/b", 1795345200007, false, &path));
    assert_string_equal(path.data, "/chat.syncMessages?roomId=a%2Fb&lastUpdate="
                                   "2026-11-22T11%3A00%3A00.007Z");
    buf_free(&path);
    json_free(more);
    json_free(end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_dates_are_read),
        cmocka_unit_test(test_dates_are_written),
        cmocka_unit_test(test_frames_are_told_apart),
        cmocka_unit_test(test_several_subscriptions_get_ready_at_once),
        cmocka_unit_test(test_error_codes_are_numbers_or_words),
        cmocka_unit_test(test_login_says_the_token_once),
        cmocka_unit_test(test_a_mention),
        cmocka_unit_test(test_the_servers_own_list_of_mentions_counts),
        cmocka_unit_test(test_threads_and_direct_messages),
        cmocka_unit_test(test_what_is_not_to_be_answered),
        cmocka_unit_test(test_what_is_no_message),
        cmocka_unit_test(test_reactions_are_votes),
        cmocka_unit_test(test_a_page_is_put_in_order),
        cmocka_unit_test(test_messages_of_one_moment_keep_their_order),
        cmocka_unit_test(test_pages_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

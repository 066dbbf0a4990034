#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/mattermost/account.h"
#include "platforms/mattermost/cursor.h"
#include "platforms/mattermost/event.h"
#include "platforms/mattermost/resume.h"

static const struct mm_self self = {"b0t", "faqbot"};

/* One row per case of the section 7 of docs/protocols/mattermost.md: the event's data
 * around a post. */
struct row {
    const char *event, *type;
    const char *post; /* with ' for " */
    enum mm_what what;
    enum message_kind kind;
    enum message_place place;
    const char *text, *thread, *reply_to;
    bool mentioned;
};

#define ALICE           "'user_id':'u1','channel_id':'c1','create_at':1750000000123"
#define TRUE_MARK(name) "'props':{'" name "':'true'}"

static const struct row rows[] = {
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'@faqbot what is baclofen?'}",
     MM_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "what is baclofen?", "", "p1", true},
    {"posted", "P", "{'id':'p1'," ALICE ",'message':'hello'}", MM_MESSAGE, MESSAGE_POSTED,
     PLACE_CHANNEL, "hello", "", "p1", false},
    {"posted", "O", "{'id':'p2'," ALICE ",'root_id':'p1','message':'and side effects?'}",
     MM_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "and side effects?", "p1", "p1", false},
    {"posted", "D", "{'id':'p1'," ALICE ",'message':'hi'}", MM_MESSAGE, MESSAGE_POSTED,
     PLACE_DIRECT, "hi", "", "", false},
    {"posted", "D", "{'id':'p2'," ALICE ",'root_id':'p1','message':'hi'}", MM_MESSAGE,
     MESSAGE_POSTED, PLACE_DIRECT, "hi", "p1", "p1", false},
    {"posted", "G", "{'id':'p1'," ALICE ",'message':'hi'}", MM_MESSAGE, MESSAGE_POSTED,
     PLACE_GROUP, "hi", "", "p1", false},
    {"posted", "O", "{'id':'p1'," ALICE ",'type':'me','message':'*shrugs*'}", MM_MESSAGE,
     MESSAGE_POSTED, PLACE_CHANNEL, "*shrugs*", "", "p1", false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'@all @here hi'}", MM_MESSAGE,
     MESSAGE_POSTED, PLACE_CHANNEL, "@all @here hi", "", "p1", false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':''}", MM_MESSAGE, MESSAGE_POSTED,
     PLACE_CHANNEL, "", "", "p1", false},
    {"post_edited", "", "{'id':'p1'," ALICE ",'edit_at':5,'message':'new'}", MM_MESSAGE,
     MESSAGE_EDITED, PLACE_CHANNEL, "", "", "p1", false},
    {"post_edited", "", "{'id':'p1'," ALICE ",'edit_at':0,'is_pinned':true}", MM_NOTHING,
     0, 0, NULL, NULL, NULL, false},
    {"post_edited", "",
     "{'id':'p1','user_id':'b0t','channel_id':'c1','create_at':1,'edit_at':5}",
     MM_NOTHING, 0, 0, NULL, NULL, NULL, false},
    {"post_deleted", "", "{'id':'p1'," ALICE ",'delete_at':0,'message':'old'}",
     MM_MESSAGE, MESSAGE_DELETED, PLACE_CHANNEL, "", "", "p1", false},
    {"posted", "O",
     "{'id':'p1','user_id':'b0t','channel_id':'c1','create_at':1,'message':'x',"
     "'props':{'from_bot':'true','faq_src':'p0','faq_part':2}}",
     MM_RECEIPT, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O",
     "{'id':'p1','user_id':'b0t','channel_id':'c1','create_at':1,'message':'x',"
     "'props':{'from_bot':'true','faq_src':'p0','faq_part':'2'}}",
     MM_RECEIPT, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O",
     "{'id':'p1','user_id':'b0t','channel_id':'c1','create_at':1,'message':'by hand'}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'x'," TRUE_MARK("from_bot") "}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'x'," TRUE_MARK("from_webhook") "}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'x'," TRUE_MARK("from_oauth_app") "}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'x'," TRUE_MARK("from_plugin") "}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'message':'x','props':{'from_bot':true}}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O",
     "{'id':'p1'," ALICE ",'type':'system_join_channel','message':'alice joined'}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'type':'slack_attachment','message':'x'}",
     MM_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'type':'burn_on_read','message':''}", MM_SEEN,
     0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'type':'custom_poll','message':'x'}", MM_SEEN,
     0, 0, NULL, NULL, NULL, false},
    {"posted", "O", "{'id':'p1'," ALICE ",'delete_at':7,'message':'x'}", MM_SEEN, 0, 0,
     NULL, NULL, NULL, false},
    {"ephemeral_message", "O", "{'id':'p1'," ALICE ",'message':'@channel did nothing'}",
     MM_NOTHING, 0, 0, NULL, NULL, NULL, false},
    {"typing", "O", "{}", MM_NOTHING, 0, 0, NULL, NULL, NULL, false},
};

/* 'x' -> "x" */
static void quotes(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    for (char *c = out; *c; c++)
        *c = *c == '\'' ? '"' : *c;
}

static struct json *make_event(const char *name, const char *type, const char *member,
                               const char *inner)
{
    char body[2048];
    struct json_writer w;
    struct json *root = NULL;
    struct buf out;

    quotes(body, sizeof body, inner);
    buf_init(&out, 8192);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "event", name);
    json_open_object(&w, "data");
    if (type && type[0])
        json_put_text(&w, "channel_type", type);
    json_put_text(&w, member, body);
    json_close(&w);
    json_open_object(&w, "broadcast");
    json_put_text(&w, "channel_id", "c9");
    json_close(&w);
    json_put_int(&w, "seq", 7);
    json_close(&w);
    assert_true(json_done(&w));
    assert_true(json_parse(&root, buf_view(&out), 8192, NULL));
    buf_free(&out);
    return root;
}

static void each_case_of_posts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        struct json *event = make_event(r->event, r->type, "post", r->post);
        struct mm_decoded d;

        assert_true(mm_decode_event(&d, &self, event));
        if (d.what != r->what)
            print_message("row %zu: %s\n", i, r->post);
        assert_int_equal(d.what, r->what);
        assert_int_equal(d.posted, strcmp(r->event, "posted") == 0);
        if (r->what == MM_MESSAGE) {
            assert_int_equal(d.message.kind, r->kind);
            assert_int_equal(d.message.place, r->place);
            assert_true(span_is(d.message.text, r->text));
            assert_string_equal(d.message.thread, r->thread);
            assert_string_equal(d.message.reply_to, r->reply_to);
            assert_string_equal(d.message.user, "u1");
            assert_string_equal(d.message.channel, "c1");
            assert_int_equal(d.message.mentioned, r->mentioned);
            assert_int_equal(d.message.at_ms, 1750000000123);
        }
        if (r->what == MM_RECEIPT)
            assert_string_equal(d.key, "b0t:p0:2");
        mm_decoded_free(&d);
        json_free(event);
    }
}

static void reactions_are_feedback(void **state)
{
    static const struct {
        const char *user, *emoji;
        enum mm_what what;
        enum message_kind kind;
    } cases[] = {
        {"u1", "+1", MM_MESSAGE, MESSAGE_HELPFUL},
        {"u1", "thumbsup", MM_MESSAGE, MESSAGE_HELPFUL},
        {"u1", "-1", MM_MESSAGE, MESSAGE_UNHELPFUL},
        {"u1", "eyes", MM_NOTHING, 0},
        {"b0t", "+1", MM_NOTHING, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char inner[256];
        struct mm_decoded d;

        snprintf(inner, sizeof inner, "{'user_id':'%s','post_id':'p5','emoji_name':'%s'}",
                 cases[i].user, cases[i].emoji);
        struct json *event = make_event("reaction_added", NULL, "reaction", inner);
        assert_true(mm_decode_event(&d, &self, event));
        assert_int_equal(d.what, cases[i].what);
        assert_false(d.posted);
        if (d.what == MM_MESSAGE) {
            assert_int_equal(d.message.kind, cases[i].kind);
            assert_string_equal(d.message.id, "p5");
            assert_string_equal(d.message.channel, "c9");
        }
        mm_decoded_free(&d);
        json_free(event);
    }
}

static void malformed_events(void **state)
{
    static const char *const posts[] = {
        "",
        "[]",
        "{",
        "{'id':'p1'}",
        "{'id':'../p1'," ALICE "}",
        "{'id':'p1','user_id':'u 1','channel_id':'c1','create_at':1}",
        "{'id':'p1'," ALICE ",'root_id':'a/b'}",
        "{'id':'p1','user_id':'u1','channel_id':'c1'}",
        "{'id':'0123456789012345678901234567890123456789012345678'," ALICE "}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        struct json *event = make_event("posted", "O", "post", posts[i]);
        struct mm_decoded d;

        assert_false(mm_decode_event(&d, &self, event));
        assert_int_equal(d.what, MM_NOTHING);
        mm_decoded_free(&d);
        json_free(event);
    }
}

static void keys(void **state)
{
    char out[MM_KEY_SIZE];

    (void)state;
    assert_true(mm_key(out, sizeof out, "b0t", "p1", 0));
    assert_string_equal(out, "b0t:p1:0");
    assert_false(mm_key(out, 8, "b0t", "p1", 0));
    assert_false(mm_key(out, sizeof out, "", "p1", 0));
    assert_false(mm_key(out, sizeof out, "b0t", "p:1", 0));
    assert_false(mm_key(out, sizeof out, "b0t", "p1", -1));
}

static void resume_numbers(void **state)
{
    struct mm_resume r;
    struct buf q;
    bool resuming;

    (void)state;
    buf_init(&q, 256);
    mm_resume_forget(&r);
    assert_true(mm_resume_query(&r, &q, &resuming));
    assert_string_equal(q.data, "?connection_id=&sequence_number=0");
    assert_false(resuming);

    assert_true(mm_resume_hello(&r, "conn1", 0));
    assert_true(mm_resume_event(&r, 1));
    assert_true(mm_resume_event(&r, 2));
    buf_clear(&q);
    mm_resume_query(&r, &q, &resuming);
    assert_string_equal(q.data, "?connection_id=conn1&sequence_number=3");
    assert_true(resuming);

    assert_false(mm_resume_event(&r, 4)); /* a gap: resume at 3 */
    buf_clear(&q);
    mm_resume_query(&r, &q, &resuming);
    assert_string_equal(q.data, "?connection_id=conn1&sequence_number=3");
    assert_true(mm_resume_event(&r, 3)); /* the server had it */
    assert_false(mm_resume_event(&r, 9));
    assert_false(mm_resume_event(&r, 9)); /* twice at one place: give it up */
    mm_resume_query(&r, &q, &resuming);
    assert_false(resuming);

    assert_true(mm_resume_hello(&r, "conn2", 0));
    assert_true(mm_resume_hello(&r, NULL, 0)); /* an old server: no id */
    mm_resume_query(&r, &q, &resuming);
    assert_false(resuming);
    buf_free(&q);
}

static void cursors(void **state)
{
    struct platform_cursor stored = {0};
    struct mm_cursor c = {0};

    (void)state;
    assert_true(mm_cursor_move(&c, 10, "a"));
    mm_cursor_write(&c, &stored);
    assert_string_equal(stored.id, "a");
    assert_false(mm_cursor_move(&c, 10, "b")); /* the same millisecond */
    assert_false(mm_cursor_move(&c, 9, "z"));
    assert_true(mm_cursor_move(&c, 12, "c"));
    mm_cursor_write(&c, &stored);
    assert_string_equal(stored.id, "c,a");
    assert_int_equal(stored.at_ms, 12);

    mm_cursor_read(&c, &stored);
    assert_string_equal(c.newest, "c");
    assert_string_equal(c.start, "a");
    snprintf(stored.id, sizeof stored.id, "../x,y z");
    mm_cursor_read(&c, &stored);
    assert_string_equal(c.newest, "");
    assert_string_equal(c.start, "");
}

static void post_limits(void **state)
{
    (void)state;
    assert_int_equal(mm_post_limit(NULL), 16383);
    assert_int_equal(mm_post_limit(""), 16383);
    assert_int_equal(mm_post_limit("4000"), 4000);
    assert_int_equal(mm_post_limit("12x"), 16383);
    assert_int_equal(mm_post_limit("-5"), 16383);
    assert_int_equal(mm_post_limit("99999999999999999999"), 16383);
    assert_int_equal(mm_post_limit("1000000"), 65535);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_of_posts), cmocka_unit_test(reactions_are_feedback),
        cmocka_unit_test(malformed_events),   cmocka_unit_test(keys),
        cmocka_unit_test(resume_numbers),     cmocka_unit_test(cursors),
        cmocka_unit_test(post_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

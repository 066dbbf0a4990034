/* What people do to a message that is there already: edit it, delete it, react, click. */
#include "tests/unit/platforms/slack_event_bed.h"

static void edits_and_deletions(void **state)
{
    static const struct {
        const char *event;
        enum sl_what what;
        enum message_kind kind;
    } cases[] = {
        {CHANGED("'message':{'user':'U1','text':'new','ts':'1700000000.000100',"
                 "'edited':{'user':'U1','ts':'1'}},'previous_message':{'text':'old'}"),
         SL_MESSAGE, MESSAGE_EDITED},
        {CHANGED("'message':{'user':'U1','text':'old','ts':'1700000000.000100',"
                 "'edited':{'user':'U1','ts':'1'}},'previous_message':{'text':'old'}"),
         SL_NOTHING, 0},
        {CHANGED("'message':{'user':'U1','text':'old','ts':'1700000000.000100'}"),
         SL_NOTHING, 0},
        {CHANGED("'message':{'user':'UBOT','bot_id':'BBOT','text':'new',"
                 "'ts':'1700000000.000100','edited':{'user':'UBOT','ts':'1'}}"),
         SL_NOTHING, 0},
        {CHANGED("'message':{'subtype':'tombstone','ts':'1700000000.000100'}"),
         SL_MESSAGE, MESSAGE_DELETED},
        {"{'type':'message','subtype':'message_deleted','hidden':true,'channel':'C1',"
         "'ts':'1700000009.000200','deleted_ts':'1700000000.000100',"
         "'previous_message':{'user':'U1'}}",
         SL_MESSAGE, MESSAGE_DELETED},
        {"{'type':'message','subtype':'message_deleted','hidden':true,'channel':'C1',"
         "'ts':'1700000009.000200','deleted_ts':'1700000000.000100'}",
         SL_MESSAGE, MESSAGE_DELETED},
        {"{'type':'message','subtype':'message_deleted','hidden':true,'channel':'C1',"
         "'ts':'1700000009.000200','deleted_ts':'1700000000.000100',"
         "'previous_message':{'user':'UBOT'}}",
         SL_NOTHING, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json *event = parse(cases[i].event);
        struct sl_decoded d;

        assert_true(sl_decode_event(&d, &self, event));
        assert_int_equal(d.what, cases[i].what);
        assert_false(d.posted);
        if (d.what == SL_MESSAGE) {
            assert_int_equal(d.message.kind, cases[i].kind);
            assert_string_equal(d.message.id, "1700000000.000100");
            assert_string_equal(d.message.channel, "C1");
        }
        sl_decoded_free(&d);
        json_free(event);
    }
}

static void reactions_are_feedback(void **state)
{
    static const struct {
        const char *user, *name, *author;
        enum sl_what what;
        enum message_kind kind;
    } cases[] = {
        {"U1", "+1", "UBOT", SL_MESSAGE, MESSAGE_HELPFUL},
        {"U1", "+1::skin-tone-3", "UBOT", SL_MESSAGE, MESSAGE_HELPFUL},
        {"U1", "thumbsup", "UBOT", SL_MESSAGE, MESSAGE_HELPFUL},
        {"U1", "-1", "UBOT", SL_MESSAGE, MESSAGE_UNHELPFUL},
        {"U1", "eyes", "UBOT", SL_NOTHING, 0},
        {"U1", "+1", "U2", SL_NOTHING, 0},
        {"UBOT", "+1", "UBOT", SL_NOTHING, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct sl_decoded d;

        snprintf(text, sizeof text,
                 "{'type':'reaction_added','user':'%s','reaction':'%s','item_user':'%s',"
                 "'item':{'type':'message','channel':'C1','ts':'1700000000.000100'}}",
                 cases[i].user, cases[i].name, cases[i].author);
        struct json *event = parse(text);
        assert_true(sl_decode_event(&d, &self, event));
        assert_int_equal(d.what, cases[i].what);
        if (d.what == SL_MESSAGE) {
            assert_int_equal(d.message.kind, cases[i].kind);
            assert_string_equal(d.message.id, "1700000000.000100");
        }
        sl_decoded_free(&d);
        json_free(event);
    }
}

static void clicks(void **state)
{
    static const char thread[] = "1700000000.000100";
    struct json *picked = parse(CLICK("C1", ",'thread_ts':'1700000000.000100'",
                                      "'action_id':'faq_2','value':'medication.x'"));
    struct json *direct =
        parse(CLICK("D1", "", "'action_id':'faq_1','value':'medication.x'"));
    struct json *top =
        parse(CLICK("C1", "", "'action_id':'faq_1','value':'medication.x'"));
    struct json *helpful =
        parse(CLICK("C1", "", "'action_id':'faq_helpful','value':'yes'"));
    struct json *foreign = parse(CLICK("C1", "", "'action_id':'other','value':'yes'"));
    struct sl_decoded d;

    (void)state;
    assert_true(sl_decode_click(&d, &self, picked));
    assert_int_equal(d.what, SL_MESSAGE);
    assert_int_equal(d.message.kind, MESSAGE_PICKED);
    assert_true(span_is(d.message.text, "medication.x"));
    assert_string_equal(d.message.thread, thread);
    assert_string_equal(d.message.reply_to, thread);
    assert_string_equal(d.message.id, "1700000002.000300/1700000050.123456/U1/faq_2");
    assert_int_equal(stamp_micros(d.message.id), 1700000002000300);
    assert_int_equal(d.message.at_ms, 1700000050123);
    assert_false(d.posted);

    assert_true(sl_decode_click(&d, &self, direct));
    assert_int_equal(d.message.place, PLACE_DIRECT);
    assert_string_equal(d.message.reply_to, "");
    assert_true(sl_decode_click(&d, &self, top));
    assert_string_equal(d.message.reply_to, "1700000002.000300");

    assert_true(sl_decode_click(&d, &self, helpful));
    assert_int_equal(d.message.kind, MESSAGE_HELPFUL);
    assert_string_equal(d.message.id, "1700000002.000300");

    assert_true(sl_decode_click(&d, &self, foreign));
    assert_int_equal(d.what, SL_NOTHING);
    json_free(picked);
    json_free(direct);
    json_free(top);
    json_free(helpful);
    json_free(foreign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_and_deletions),
        cmocka_unit_test(reactions_are_feedback),
        cmocka_unit_test(clicks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

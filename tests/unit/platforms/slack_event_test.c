#include <time.h>

#include "base/rng.h"
#include "platforms/slack/inbound.h"
#include "tests/unit/platforms/slack_event_bed.h"

static void stamps(void **state)
{
    char out[STAMP_SIZE];

    (void)state;
    assert_int_equal(stamp_micros("1700000000.000100"), 1700000000000100);
    assert_int_equal(stamp_micros("1700000000.1"), 1700000000100000);
    assert_int_equal(stamp_micros("1700000000"), 1700000000000000);
    assert_int_equal(stamp_micros("1700000000.000100/1/U1"), 1700000000000100);
    assert_int_equal(stamp_micros(""), 0);
    assert_int_equal(stamp_micros(NULL), 0);
    assert_int_equal(stamp_micros("x"), 0);
    assert_true(stamp_ok("1700000000.000100"));
    assert_false(stamp_ok("1700000000.000100x"));
    assert_false(stamp_ok("0.000000"));
    assert_false(stamp_ok(NULL));
    stamp_write(out, 1700000000000100);
    assert_string_equal(out, "1700000000.000100");
    assert_int_equal(stamp_ms("1700000000.123456"), 1700000000123);
}

static void what_a_person_wrote(void **state)
{
    static const struct {
        const char *text, *words;
        bool mentioned;
    } rows[] = {
        {"what is a spasm?", "what is a spasm?", false},
        {"<@UBOT> what is a spasm?", "what is a spasm?", true},
        {"<@UBOT|faqbot>: what is it", "what is it", true},
        {"<@UBOT>, hello", "hello", true},
        {"hey <@UBOT>, hello <@U2>", "hey hello @someone", true},
        {"what`s up <@UBOT> it`s bad", "what`s up it`s bad", true},
        {"<@UBOTHER> hello", "@someone hello", false},
        {"<@U2><@U3>", "@someone@someone", false},
        {"ask <@U2|ann> or <!here> or <!subteam^S1|@team>",
         "ask @someone or  or @someone", false},
        {"see <#C1|general> and <#C2>", "see general and", false},
        {"<https://a.org/x|the page> and <https://b.org>", "the page and https://b.org",
         false},
        {"<!date^1700000000^{date}|Tuesday>", "Tuesday", false},
        {"a &lt;b&gt; &amp;amp; c &amp;lt;", "a <b> &amp; c &lt;", false},
        {"&lt;@UBOT&gt; is text", "<@UBOT> is text", false},
        {"1 < 2", "1 < 2", false},
        {"<@UBOT>", "", true},
        {"<", "<", false},
        {"<>", "<>", false},
        {"", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool mentioned = false;
        struct buf out;

        buf_init(&out, 4096);
        buf_text(&out, "");
        assert_true(sl_inbound(span_of(rows[i].text), "UBOT", &out, &mentioned));
        assert_string_equal(out.data ? out.data : "", rows[i].words);
        assert_int_equal(mentioned, rows[i].mentioned);
        buf_free(&out);
    }
}

#define WHERE "'channel':'C1','channel_type':'channel','ts':'1700000000.000100'"

struct row {
    const char *event;
    enum sl_what what;
    enum message_kind kind;
    enum message_place place;
    const char *text, *thread, *reply_to;
    bool mentioned;
};

static const struct row rows[] = {
    {"{'type':'message'," WHERE ",'user':'U1','text':'what is a spasm?'}", SL_MESSAGE,
     MESSAGE_POSTED, PLACE_CHANNEL, "what is a spasm?", "", "1700000000.000100", false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'<@UBOT> hi'}", SL_MESSAGE,
     MESSAGE_POSTED, PLACE_CHANNEL, "hi", "", "1700000000.000100", true},
    {"{'type':'app_mention','channel':'C1','ts':'1700000000.000100','user':'U1',"
     "'text':'<@UBOT> hi'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "hi", "", "1700000000.000100", true},
    {"{'type':'message'," WHERE ",'user':'U1','text':'x','thread_ts':"
     "'1690000000.000001','parent_user_id':'U9'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "x", "1690000000.000001",
     "1690000000.000001", false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'x','thread_ts':"
     "'1700000000.000100','reply_count':2}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "x", "", "1700000000.000100", false},
    {"{'type':'message','channel':'D1','channel_type':'im','ts':'1700000000.000100',"
     "'user':'W1','text':'x'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_DIRECT, "x", "", "", false},
    {"{'type':'message','channel':'D1','channel_type':'im','ts':'1700000000.000100',"
     "'user':'U1','text':'x','thread_ts':'1690000000.000001'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_DIRECT, "x", "1690000000.000001",
     "1690000000.000001", false},
    {"{'type':'message','channel':'G1','channel_type':'mpim','ts':'1700000000.000100',"
     "'user':'U1','text':'x'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_GROUP, "x", "", "1700000000.000100", false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'x','subtype':'file_share'}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "x", "", "1700000000.000100", false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'x','subtype':'thread_broadcast',"
     "'thread_ts':'1690000000.000001','root':{}}",
     SL_MESSAGE, MESSAGE_POSTED, PLACE_CHANNEL, "x", "1690000000.000001",
     "1690000000.000001", false},
    /* nobody's question */
    {"{'type':'message'," WHERE ",'user':'U1','text':'','subtype':'file_share'}", SL_SEEN,
     0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'<@U1> has joined',"
     "'subtype':'channel_join'}",
     SL_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'waves','subtype':'me_message'}",
     SL_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'U2','bot_id':'B2','text':'x'}", SL_SEEN, 0, 0,
     NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'subtype':'bot_message','bot_id':'B2','username':'b',"
     "'text':'x'}",
     SL_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'U2','bot_profile':{'id':'B2'},'text':'x'}",
     SL_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'USLACKBOT','text':'x'}", SL_SEEN, 0, 0, NULL,
     NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'UBOT','bot_id':'BBOT','text':'x'}", SL_SEEN, 0,
     0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'text':'x'}", SL_SEEN, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'UBOT','bot_id':'BBOT','text':'x','metadata':"
     "{'event_type':'faq_reply','event_payload':{'q':'C1:1690000000.000001','part':2}}}",
     SL_RECEIPT, 0, 0, NULL, NULL, NULL, false},
    {"{'type':'message'," WHERE ",'user':'U1','text':'x','hidden':true}", SL_NOTHING, 0,
     0, NULL, NULL, NULL, false},
    {"{'type':'message','subtype':'message_replied'," WHERE "}", SL_NOTHING, 0, 0, NULL,
     NULL, NULL, false},
    {"{'type':'channel_created','channel':{'id':'C1'}}", SL_NOTHING, 0, 0, NULL, NULL,
     NULL, false},
    {"{'type':'something_new'}", SL_NOTHING, 0, 0, NULL, NULL, NULL, false},
};

static void each_case_of_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        struct json *event = parse(r->event);
        struct sl_decoded d;

        assert_true(sl_decode_event(&d, &self, event));
        if (d.what != r->what)
            print_message("row %zu: %s\n", i, r->event);
        assert_int_equal(d.what, r->what);
        if (r->what != SL_NOTHING)
            assert_string_equal(d.known[0] ? d.id : "1700000000.000100",
                                "1700000000.000100");
        if (r->what == SL_MESSAGE) {
            assert_int_equal(d.message.kind, r->kind);
            assert_int_equal(d.message.place, r->place);
            assert_true(span_is(d.message.text, r->text));
            assert_string_equal(d.message.thread, r->thread);
            assert_string_equal(d.message.reply_to, r->reply_to);
            assert_int_equal(d.message.mentioned, r->mentioned);
            assert_int_equal(d.message.at_ms, 1700000000000);
        }
        if (r->what == SL_RECEIPT)
            assert_string_equal(d.key, "C1:1690000000.000001:2");
        sl_decoded_free(&d);
        json_free(event);
    }
}

static const char *const malformed[] = {
    "{'type':'message','channel':'C1','user':'U1','text':'x'}",
    "{'type':'message','ts':'1700000000.000100','user':'U1','text':'x'}",
    "{'type':'message','channel':'C 1','ts':'1700000000.000100','user':'U1','text':'x'}",
    "{'type':'message','channel':'C1','ts':'yesterday','user':'U1','text':'x'}",
    "{'type':'message','subtype':'message_changed','channel':'C1'}",
    "{'type':'message','subtype':'message_deleted','channel':'C1'}",
};

static void malformed_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        struct json *event = parse(malformed[i]);
        struct sl_decoded d;

        assert_false(sl_decode_event(&d, &self, event));
        assert_int_equal(d.what, SL_NOTHING);
        sl_decoded_free(&d);
        json_free(event);
    }
}

static void one_gesture_sent_twice(void **state)
{
    struct json *a = parse("{'type':'message','channel':'C1','ts':'1700000000.000100',"
                           "'user':'U1','text':'x','client_msg_id':'m1'}");
    struct json *b = parse("{'type':'message','channel':'C1','ts':'1700000030.000100',"
                           "'user':'U1','text':'x','client_msg_id':'m1'}");
    struct json *c = parse("{'type':'message','channel':'C1','ts':'1700000030.000100',"
                           "'user':'U1','text':'y','client_msg_id':'m1'}");
    struct sl_decoded x, y, z;

    (void)state;
    assert_true(sl_decode_event(&x, &self, a));
    assert_true(sl_decode_event(&y, &self, b));
    assert_true(sl_decode_event(&z, &self, c));
    assert_string_not_equal(x.known, y.known);
    assert_string_equal(x.gesture, y.gesture);
    assert_string_not_equal(x.gesture, z.gesture);
    sl_decoded_free(&x);
    sl_decoded_free(&y);
    sl_decoded_free(&z);
    json_free(a);
    json_free(b);
    json_free(c);
}

/* Whatever an event holds, decoding ends well. */
static void mutated_events(void **state)
{
    static const char *const sources[] = {
        "{'type':'message'," WHERE ",'user':'U1','text':'<@UBOT|x>: a &amp; <b|c> `d`',"
        "'thread_ts':'1690000000.000001','subtype':'','client_msg_id':'m','bot_id':1}",
        CHANGED("'message':{'user':'U1','text':'new','ts':'1700000000.000100',"
                "'edited':{'user':'U1','ts':'1'}},'previous_message':{'text':'old'}"),
        "{'type':'reaction_added','user':'U1','reaction':'+1','item_user':'UBOT',"
        "'item':{'type':'message','channel':'C1','ts':'1700000000.000100'}}",
        CLICK("C1", "", "'action_id':'faq_1','value':'x'")};
    static const char signs[] = "'\"{}[]:,0<>@|&;.\\x";
    struct rng rng;
    uint64_t seed = (uint64_t)time(NULL);

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    rng_seed(&rng, seed);
    for (int round = 0; round < 20000; round++) {
        struct json *root = NULL;
        struct sl_decoded d;
        char text[1024];

        snprintf(text, sizeof text, "%s", sources[rng_below(&rng, 4)]);
        for (char *c = text; *c; c++)
            *c = *c == '\'' ? '"' : *c;
        for (uint64_t n = rng_below(&rng, 4); n > 0; n--)
            text[rng_below(&rng, strlen(text))] =
                signs[rng_below(&rng, sizeof signs - 1)];
        if (!json_parse(&root, span_of(text), sizeof text, NULL))
            continue;
        sl_decode_event(&d, &self, root);
        if (d.what == SL_MESSAGE)
            assert_true(d.message.id[0] && d.message.channel[0] && d.message.thread &&
                        d.message.reply_to && d.message.user);
        sl_decoded_free(&d);
        sl_decode_click(&d, &self, root);
        sl_decoded_free(&d);
        json_free(root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamps),
        cmocka_unit_test(what_a_person_wrote),
        cmocka_unit_test(each_case_of_messages),
        cmocka_unit_test(malformed_events),
        cmocka_unit_test(one_gesture_sent_twice),
        cmocka_unit_test(mutated_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

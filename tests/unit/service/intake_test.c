#include "service/intake.h"
#include "tests/unit/service/fake.h"

static struct message message_of(const char *id, struct span text)
{
    return (struct message){.id = id,
                            .channel = "room",
                            .thread = "",
                            .reply_to = id,
                            .user = "ann",
                            .text = text,
                            .ack = 7};
}

static void test_an_item_owns_its_texts(void **state)
{
    (void)state;
    struct intake in = {0};
    char id[] = "m1", text[] = "with a \0 NUL";
    struct message m = message_of(id, (struct span){text, sizeof text});

    assert_true(intake_add(&in, NULL, NULL, &m, 5));
    memset(id, 'x', sizeof id);
    memset(text, 'x', sizeof text);
    struct intake_item *it = intake_take(&in);
    assert_string_equal(it->message.id, "m1");
    assert_string_equal(it->message.reply_to, "m1");
    assert_string_equal(it->message.user, "ann");
    assert_memory_equal(it->message.text.ptr, "with a \0 NUL", sizeof text);
    assert_int_equal(it->message.ack, 7);
    assert_int_equal(it->received_ms, 5);
    intake_item_free(it);
    assert_null(intake_take(&in));
    assert_int_equal(in.bytes, 0);
}

static void test_first_in_first_out(void **state)
{
    (void)state;
    struct intake in = {0};

    for (int i = 0; i < 3; i++) {
        char id[] = {(char)('a' + i), '\0'};
        struct message m = message_of(id, span_of("?"));
        assert_true(intake_add(&in, NULL, NULL, &m, 0));
    }
    for (int i = 0; i < 3; i++) {
        struct intake_item *it = intake_take(&in);
        assert_int_equal(it->message.id[0], 'a' + i);
        intake_item_free(it);
    }
}

static void test_missing_texts_are_empty(void **state)
{
    (void)state;
    struct intake in = {0};
    struct message m = {.id = "m"};

    assert_true(intake_add(&in, NULL, NULL, &m, 0));
    assert_string_equal(in.first->message.thread, "");
    assert_string_equal(in.first->message.user, "");
    assert_int_equal(in.first->message.text.len, 0);
    intake_free(&in);
    assert_int_equal(in.count, 0);
}

static void test_it_is_bounded(void **state)
{
    (void)state;
    struct intake in = {0};
    static char large[1 << 20];
    struct message m = message_of("m", (struct span){large, sizeof large});
    int taken = 0;

    while (taken < 1000 && intake_add(&in, NULL, NULL, &m, 0))
        taken++;
    assert_in_range(taken, 60, 64);
    intake_item_free(intake_take(&in));
    assert_true(intake_add(&in, NULL, NULL, &m, 0));
    intake_free(&in);
    m.text.len = 1;
    for (taken = 0; taken < 100000 && intake_add(&in, NULL, NULL, &m, 0);)
        taken++;
    assert_int_equal(taken, 20000);
    intake_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_item_owns_its_texts),
        cmocka_unit_test(test_first_in_first_out),
        cmocka_unit_test(test_missing_texts_are_empty),
        cmocka_unit_test(test_it_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

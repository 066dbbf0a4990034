/* What the whole service does with questions, faults and signals. */
#include "tests/unit/service/bed.h"

#include "service/service_inside.h"

static bool one_answer(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say_text(0, "m1", span_of("what is baclofen"), 9);
        assert_int_equal(made[0]->acknowledged, 0); /* not before the commit */
        assert_int_equal(made[0]->count, 0);
    }
    end_posts(made[0]);
    return counts(b).confirmed == 1;
}

static void test_a_question_is_answered_and_acknowledged(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, one_answer);
    assert_int_equal(made[0]->started, 1);
    assert_int_equal(made[0]->acknowledged, 1);
    assert_int_equal(made[0]->acks[0], 9);
    assert_int_equal(made[0]->typed, 1);
    assert_int_equal(made[0]->count, 1);
    assert_non_null(strstr(made[0]->calls[0].text, "Oral baclofen"));
    logged(b, "ready");
    assert_null(strstr(b->text, "what is baclofen"));
}

static bool twice(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "what is baclofen");
        say(0, "m1", "what is baclofen");
    } else if (b->at == 2) {
        if (not_yet(b, made[0]->count))
            return false;
        say(0, "m1", "what is baclofen");
    }
    end_posts(made[0]);
    return b->at > 10;
}

static void test_the_same_question_is_answered_once(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, twice);
    assert_int_equal(made[0]->count, 1);
    assert_int_equal(counts(b).questions, 1);
    logged(b, "seen");
}

static bool poison(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        render_fails = true;
        say(0, "m1", "what is baclofen");
    } else if (b->at == 2) {
        if (not_yet(b, counts(b).questions)) /* it was given up */
            return false;
        render_fails = false;
        say(0, "m2", "what is baclofen");
    }
    end_posts(made[0]);
    return counts(b).confirmed == 1;
}

static void test_a_poisoned_message_is_set_aside(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, poison);
    logged(b, "poisoned");
    assert_int_equal(counts(b).questions, 2); /* claimed, so that nobody tries again */
    assert_string_equal(made[0]->calls[0].key, "room:m2:0");
}

static bool too_much(struct bed *b)
{
    static char large[1 << 20];

    if (b->at++ == 0) {
        struct platform_cursor c = {.at_ms = 5, .id = "m"};
        struct platform *p = &made[0]->base;
        memset(large, 'x', sizeof large);
        ready(0);
        for (int i = 0; i < 70; i++) {
            char id[16];
            snprintf(id, sizeof id, "m%d", i);
            say_text(0, id, (struct span){large, sizeof large}, 0);
        }
        p->host.advance(p->host.user, p, "room", &c); /* over what found no room */
    }
    return made_count == 2 && made[1]->started == 1;
}

static void test_what_finds_no_room_is_read_again(void **state)
{
    struct bed *b = *state;
    struct ledger_cursor cursor;

    begin(b, 1);
    run(b, too_much);
    assert_int_equal(made[0]->destroyed, 1);
    assert_false(ledger_cursor_get(b->ledger, "one", "room", &cursor));
    logged(b, "no room for messages");
}

static bool one_dies(struct bed *b)
{
    struct err why = {.text = "make a new token"};

    if (b->at++ == 0) {
        ready(0);
        ready(1);
        made[1]->base.host.fatal(made[1]->base.host.user, &made[1]->base, &why);
        say(0, "m1", "what is baclofen");
    }
    end_posts(made[0]);
    return counts(b).confirmed == 1;
}

static void test_one_of_two_goes_on(void **state)
{
    struct bed *b = *state;

    begin(b, 2);
    run(b, one_dies);
    logged(b, "make a new token");
    assert_true(b->ran_well);
}

static bool all_die(struct bed *b)
{
    struct err why = {.text = "make a new token"};

    if (b->at++ == 0)
        for (int i = 0; i < 2; i++)
            made[i]->base.host.fatal(made[i]->base.host.user, &made[i]->base, &why);
    b->in_time = true; /* the service ends by itself */
    return false;
}

static void test_it_ends_when_no_connection_can_go_on(void **state)
{
    struct bed *b = *state;

    begin(b, 2);
    run(b, all_die);
    assert_false(b->ran_well);
    assert_non_null(strstr(b->why.text, "no connection can go on"));
}

static bool stop_in_flight(struct bed *b)
{
    b->in_time = true;
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "what is baclofen");
    } else if (b->at == 5) {
        if (!not_yet(b, made[0]->count))
            raise(SIGTERM);
    } else if (b->at == 20) {
        assert_int_equal(made[0]->stopped, 1);
        end_posts(made[0]);
    }
    return false;
}

static void test_sigterm_waits_for_what_is_in_flight(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, stop_in_flight);
    assert_true(b->ran_well);
    assert_true(b->at >= 20);
    assert_int_equal(counts(b).confirmed, 1);
    logged(b, "stopped");
}

static bool stop_twice(struct bed *b)
{
    b->in_time = true;
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "what is baclofen");
    } else if (b->at == 5 || b->at == 10) {
        if (!not_yet(b, made[0]->count))
            raise(SIGTERM);
    }
    return false;
}

static void test_asked_twice_it_ends_at_once(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, stop_twice);
    assert_int_equal(counts(b).sending, 1); /* the next start looks for it */
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static bool full_disk(struct bed *b)
{
    char id[16];

    if (b->at++ == 0) {
        signal(SIGXFSZ, SIG_IGN);
        ready(0);
        limit_files(4096);
    }
    fflush(b->out);
    if (b->at < 10) {
        snprintf(id, sizeof id, "m%d", b->at);
        say_text(0, id, span_of("what is baclofen"), 1);
    } else if (b->at == 10) {
        if (not_yet(b, strstr(b->text, "could not be committed")))
            return false;
        assert_int_equal(made[0]->acknowledged, 0);
        assert_int_equal(made[0]->count, 0);
        limit_files(RLIM_INFINITY);
    }
    end_posts(made[0]);
    return counts(b).confirmed == 9;
}

static void test_a_full_disk_says_nothing_and_loses_nothing(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, full_disk);
    limit_files(RLIM_INFINITY);
    assert_int_equal(made[0]->acknowledged, 9);
    assert_int_equal(made[0]->count, 9);
    logged(b, "could not be committed");
}

static bool reload(struct bed *b)
{
    if (b->at++ == 0)
        raise(SIGHUP);
    else if (b->at == 2)
        raise(SIGHUP); /* while the first is under way */
    fflush(b->out);
    return b->text && strstr(b->text, "content reloaded");
}

static void test_sighup(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, reload);
}

/* It must not outlive the service that it would write to. */
static bool reload_and_leave(struct bed *b)
{
    if (b->at++ == 0)
        raise(SIGHUP);
    return b->at == 2;
}

static void test_a_reload_under_way_at_the_end(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, reload_and_leave);
    end(b);
}

static bool notes(struct bed *b)
{
    struct platform *p = &made[0]->base;
    char value[16];

    (void)b;
    p->host.note_set(p->host.user, p, "resume", "abc");
    p->host.note_get(p->host.user, p, "resume", value, sizeof value);
    assert_string_equal(value, "abc");
    p->host.note_get(p->host.user, p, "other", value, sizeof value);
    assert_string_equal(value, "");
    assert_false(p->host.in_thread(p->host.user, p, "room", "t"));
    return true;
}

static void test_what_the_host_keeps_for_a_platform(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, notes);
}

/* Loading takes longer than the first frames of a socket: who dies between them must know
 * afterwards from where on a channel's messages were for it. */
static void test_a_channel_met_before_the_answers_are_loaded_is_kept(void **state)
{
    struct bed *b = *state;
    struct platform_cursor at = {.at_ms = 5, .id = "5"};

    begin(b, 1);
    struct platform *p = &made[0]->base;
    p->host.advance(p->host.user, p, "room", &at);
    assert_true(ledger_dirty(b->ledger));
    service_turn(b->service);
    assert_false(ledger_dirty(b->ledger));

    say_text(0, "m1", span_of("what is baclofen"), 1);
    at.at_ms = 6;
    p->host.advance(p->host.user, p, "room", &at);
    service_turn(b->service);
    assert_true(ledger_dirty(b->ledger)); /* not over a question that nobody answered */
    ledger_rollback(b->ledger);
    assert_true(p->host.cursor(p->host.user, p, "room", &at));
    assert_int_equal(at.at_ms, 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_question_is_answered_and_acknowledged),
        TEST(test_the_same_question_is_answered_once),
        TEST(test_a_poisoned_message_is_set_aside),
        TEST(test_what_finds_no_room_is_read_again),
        TEST(test_one_of_two_goes_on),
        TEST(test_it_ends_when_no_connection_can_go_on),
        TEST(test_sigterm_waits_for_what_is_in_flight),
        TEST(test_asked_twice_it_ends_at_once),
        TEST(test_a_full_disk_says_nothing_and_loses_nothing),
        TEST(test_sighup),
        TEST(test_a_reload_under_way_at_the_end),
        TEST(test_what_the_host_keeps_for_a_platform),
        TEST(test_a_channel_met_before_the_answers_are_loaded_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

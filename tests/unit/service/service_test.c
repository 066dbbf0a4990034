/* The whole service over a scripted platform, a real loop and a real ledger. */
#include "service/service.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "tests/unit/service/fake.h"

enum { PLATFORMS_MOST = 4 };

/* The kinds' functions get no pointer of the test's, so what they made is found here. */
static struct fake *made[PLATFORMS_MOST];
static int made_count, create_fails;
static bool render_fails;

static const struct platform_kind *find(const char *name);

static bool make_fake(struct platform **out, const struct platform_options *options,
                      const struct platform_host *host, struct err *e)
{
    *out = NULL;
    if (create_fails)
        return err_set(e, ERR_VALUE, "wrong in itself");
    assert_true(made_count < PLATFORMS_MOST);
    struct fake *f = calloc(1, sizeof *f);
    f->base.kind = find("fake");
    f->base.options = *options;
    f->base.host = *host;
    made[made_count++] = f;
    *out = &f->base;
    return true;
}

static bool render(struct platform *p, const struct platform_reply *reply,
                   bool (*emit)(void *user, struct span payload), void *user,
                   struct err *e)
{
    if (render_fails)
        return err_set(e, ERR_BUG, "cannot be rendered");
    return fake_render(p, reply, emit, user, e);
}

static const struct platform_kind *find(const char *name)
{
    static struct platform_kind kind;

    (void)name;
    kind = fake_kind;
    kind.create = make_fake;
    kind.render = render;
    return &kind;
}

struct bed {
    char dir[64], path[96];
    struct settings settings;
    struct connection_settings connections[2];
    struct ledger *ledger;
    struct loop *loop;
    struct log *log;
    FILE *out;
    char *text;
    size_t len;
    struct service *service;
    struct loop_timer *ticker, *late;
    bool (*step)(struct bed *b); /* called every few ms; true ends the run */
    int at;
    bool in_time, ran_well;
    struct err why;
};

static const struct faq_paths paths = {.intents = "tests/unit/faq/content/intents",
                                       .responses = "tests/unit/faq/content/responses",
                                       .language = "en"};

static int64_t log_time(void)
{
    return 0;
}

static void tick(void *user)
{
    struct bed *b = user;

    if (b->step && b->step(b)) {
        b->in_time = true;
        b->step = NULL;
        loop_stop(b->loop);
    }
    loop_timer_set(b->ticker, 5);
}

static void too_late(void *user)
{
    loop_stop(((struct bed *)user)->loop);
}

static void begin(struct bed *b, size_t connections)
{
    struct loop_options loop = {.seed = 1};
    struct err e = {0};
    bool recovered;

    b->out = open_memstream(&b->text, &b->len);
    b->log = log_new(b->out, LOG_DEBUG, LOG_AS_TEXT, log_time);
    loop.log = b->log;
    b->connections[0] = (struct connection_settings){.name = "one", .platform = "fake"};
    b->connections[1] = (struct connection_settings){.name = "two", .platform = "fake"};
    b->settings = (struct settings){.catchup_ms = 86400000,
                                    .keep_ms = (int64_t)30 * 86400000,
                                    .connections = b->connections,
                                    .connection_count = connections};
    assert_true(ledger_open(&b->ledger, b->path, &recovered, &e));
    assert_true(loop_new(&b->loop, &loop, &e));
    struct service_options o = {.settings = &b->settings,
                                .paths = &paths,
                                .ledger = b->ledger,
                                .loop = b->loop,
                                .log = b->log,
                                .find = find};
    if (!service_new(&b->service, &o, &e))
        fail_msg("%s", e.text);
    b->ticker = loop_timer_new(b->loop, tick, b);
    b->late = loop_timer_new(b->loop, too_late, b);
}

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);

    made_count = create_fails = 0;
    render_fails = false;
    snprintf(b->dir, sizeof b->dir, "/tmp/limber-service-XXXXXX");
    if (!mkdtemp(b->dir))
        return -1;
    snprintf(b->path, sizeof b->path, "%s/l.db", b->dir);
    *state = b;
    return 0;
}

static void end(struct bed *b)
{
    service_free(b->service);
    loop_free(b->loop);
    ledger_close(b->ledger);
    log_free(b->log);
    fclose(b->out);
    free(b->text);
    b->service = NULL;
    for (int i = 0; i < made_count; i++)
        free(made[i]);
    made_count = 0;
}

static int tear_down(void **state)
{
    struct bed *b = *state;
    char command[128];

    if (b->service)
        end(b);
    snprintf(command, sizeof command, "rm -rf %s", b->dir);
    int status = system(command);
    free(b);
    return status;
}

/* Runs until step says that it is done; else the test fails. */
static void run(struct bed *b, bool (*step)(struct bed *b))
{
    b->step = step;
    b->in_time = false;
    b->at = 0;
    loop_timer_set(b->ticker, 1);
    loop_timer_set(b->late, 20000);
    b->ran_well = service_run(b->service, &b->why);
    loop_timer_stop(b->ticker);
    loop_timer_stop(b->late);
    fflush(b->out);
    if (!b->in_time)
        fail_msg("not in time; the log:\n%s", b->text);
}

static void logged(struct bed *b, const char *part)
{
    fflush(b->out);
    if (!strstr(b->text, part))
        fail_msg("\"%s\" is not in\n%s", part, b->text);
}

static void ready(int i)
{
    struct platform *p = &made[i]->base;
    p->host.ready(p->host.user, p);
}

static void say_text(int i, const char *id, struct span text, uint64_t ack)
{
    struct platform *p = &made[i]->base;
    struct message m = {.kind = MESSAGE_POSTED,
                        .place = PLACE_DIRECT,
                        .id = id,
                        .channel = "room",
                        .thread = "",
                        .reply_to = "",
                        .user = "ann",
                        .text = text,
                        .ack = ack};
    p->host.message(p->host.user, p, &m);
}

static void say(int i, const char *id, const char *text)
{
    say_text(i, id, span_of(text), 0);
}

static void end_posts(struct fake *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (!f->calls[i].ended && !f->calls[i].look)
            fake_end(&f->calls[i], POST_DONE, 0, "");
}

static struct ledger_counts counts(struct bed *b)
{
    struct ledger_counts c;
    struct err e = {0};

    assert_true(ledger_count(b->ledger, &c, &e));
    return c;
}

/* --- tests --- */

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
    } else if (b->at == 5) {
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
    } else if (b->at == 10) {
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
        assert_int_equal(made[0]->count, 1);
        raise(SIGTERM);
    } else if (b->at == 20) {
        assert_int_equal(made[0]->stopped, 1);
        end_posts(made[0]);
    }
    assert_true(b->at < 1000);
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
        raise(SIGTERM);
    }
    assert_true(b->at < 200);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The Slack adapter against a scripted server: sockets, envelopes, posts, looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "platforms/platform.h"
#include "platforms/slack/adapter.h"
#include "scripted_server.h"

#define HELLO "{\"type\":\"hello\",\"num_connections\":1,\"connection_info\":{}}"

struct world {
    struct scripted server;
    struct loop *loop;
    struct http *http;
    struct secret *token, *app_token;
    struct platform *p;
    struct loop_timer *tick;
    char url[64];
    char told[1 << 16]; /* "ready;" "message <id> <text>;" ... */
    char fatal[512];
    struct platform_cursor cursor;
    bool has_cursor, acknowledges;
    uint64_t last_ack;
    int64_t at_ms; /* of the last message */
    int ticks;
    bool (*until)(struct world *w);
    const char *want;
    char auth[256], opened[512]; /* answers; "": the usual one */
    char history[4096], replies[4096], posted[512];
    char conversations[128], note[8192];
    char hold[64];        /* a method that is answered with 429 */
    char bodies[1 << 16]; /* of chat.postMessage and reads */
    int posts, post_status;
    struct post_outcome outcome;
    enum look_result looked;
    char remote[64];
    bool done;
};

static void tell(struct world *w, const char *what, const char *a, const char *b)
{
    size_t len = strlen(w->told);
    snprintf(w->told + len, sizeof w->told - len, "%s%s%s%s%s;", what, a[0] ? " " : "", a,
             b[0] ? " " : "", b);
}

static void on_message(void *user, struct platform *p, const struct message *m)
{
    static const char *const kinds[] = {"message", "edited",  "deleted",
                                        "picked",  "helpful", "unhelpful"};
    struct world *w = user;
    char text[256];

    snprintf(text, sizeof text, "%.*s", (int)m->text.len, m->text.ptr ? m->text.ptr : "");
    tell(w, m->caught_up ? "caught" : kinds[m->kind], m->id, text);
    w->last_ack = m->ack;
    w->at_ms = m->at_ms;
    if (w->acknowledges)
        p->kind->acknowledge(p, m->ack);
}
static void on_receipt(void *user, struct platform *p, const char *key, const char *id)
{
    (void)p;
    tell(user, "receipt", key, id);
}
static void on_ready(void *user, struct platform *p)
{
    (void)p;
    tell(user, "ready", "", "");
}
static void on_down(void *user, struct platform *p, const char *reason)
{
    (void)p;
    (void)reason;
    tell(user, "down", "", "");
}
static void on_fatal(void *user, struct platform *p, const struct err *why)
{
    struct world *w = user;

    (void)p;
    snprintf(w->fatal, sizeof w->fatal, "%s", why->text);
    tell(w, "fatal", "", "");
}
static bool get_cursor(void *user, struct platform *p, const char *channel,
                       struct platform_cursor *out)
{
    struct world *w = user;

    (void)p;
    (void)channel;
    *out = w->cursor;
    return w->has_cursor;
}
static void on_advance(void *user, struct platform *p, const char *channel,
                       const struct platform_cursor *c)
{
    struct world *w = user;

    (void)p;
    w->cursor = *c;
    w->has_cursor = true;
    tell(w, "cursor", channel, c->id);
}

static void note_get(void *user, struct platform *p, const char *name, char *out,
                     size_t size)
{
    struct world *w = user;

    (void)p;
    (void)name;
    snprintf(out, size, "%s", w->note);
}
static void note_set(void *user, struct platform *p, const char *name, const char *value)
{
    struct world *w = user;

    (void)p;
    (void)name;
    snprintf(w->note, sizeof w->note, "%s", value);
}

static void keep_body(struct world *w, const struct ss_request *r)
{
    size_t len = strlen(w->bodies);
    snprintf(w->bodies + len, sizeof w->bodies - len, "%s %s\n", r->path + 5, r->body);
}

static const char *or_usual(const char *set, const char *usual)
{
    return set[0] ? set : usual;
}

static void answer(struct scripted *s, const struct ss_request *r, struct ss_reply *out)
{
    struct world *w = s->user;
    const char *method = r->path + strlen("/api/");

    out->status = 200;
    if (strcmp(method, w->hold) == 0) {
        out->status = 429;
        out->header = "Retry-After: 1\r\n";
    } else if (strcmp(method, "auth.test") == 0) {
        strcpy(
            out->body,
            or_usual(w->auth, "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\"}"));
    } else if (strcmp(method, "apps.connections.open") == 0) {
        snprintf(
            out->body, sizeof out->body,
            "{\"ok\":true,\"url\":\"ws:\\/\\/127.0.0.1:%d\\/link?ticket=t%d&app=A\"}",
            s->port, s->upgrades);
        if (w->opened[0])
            strcpy(out->body, w->opened);
    } else if (strcmp(method, "users.conversations") == 0) {
        strcpy(out->body, or_usual(w->conversations,
                                   "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}"));
    } else if (strcmp(method, "conversations.history") == 0) {
        keep_body(w, r);
        strcpy(out->body, or_usual(w->history, "{\"ok\":true,\"messages\":[]}"));
    } else if (strcmp(method, "conversations.replies") == 0) {
        keep_body(w, r);
        strcpy(out->body, or_usual(w->replies, "{\"ok\":true,\"messages\":[]}"));
    } else if (strcmp(method, "chat.postMessage") == 0) {
        keep_body(w, r);
        w->posts++;
        out->status = w->post_status ? w->post_status : 200;
        strcpy(out->body, or_usual(w->posted, "{\"ok\":true,\"ts\":\"9.000009\"}"));
        if (out->status == 429)
            out->header = "Retry-After: 1\r\n";
    } else {
        out->status = 404;
    }
}

static void setup_with(struct world *w, int64_t ping_ms, int64_t quiet_ms)
{
    struct err e;

    memset(w, 0, sizeof *w);
    w->acknowledges = true;
    w->server.user = w;
    w->server.answer = answer;
    strcpy(w->server.hello, HELLO);
    ss_start(&w->server);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%d/api/", w->server.port);
    struct loop_options loop = {.seed = 1};
    assert_true(loop_new(&w->loop, &loop, &e));
    struct http_options http = {.user_agent = "test"};
    assert_true(http_new(&w->http, w->loop, &http, &e));
    assert_true(secret_new(&w->token, "xoxb-secret", &e));
    assert_true(secret_new(&w->app_token, "xapp-secret", &e));
    struct platform_options options = {.name = "test",
                                       .url = w->url,
                                       .token = w->token,
                                       .app_token = w->app_token,
                                       .loop = w->loop,
                                       .http = w->http,
                                       .catchup_ms = 3600000,
                                       .catchup_posts = 500,
                                       .ping_ms = ping_ms,
                                       .quiet_ms = quiet_ms,
                                       .backoff_first_ms = 20,
                                       .backoff_most_ms = 100};
    struct platform_host host = {.user = w,
                                 .message = on_message,
                                 .receipt = on_receipt,
                                 .ready = on_ready,
                                 .down = on_down,
                                 .fatal = on_fatal,
                                 .cursor = get_cursor,
                                 .advance = on_advance,
                                 .note_get = note_get,
                                 .note_set = note_set};
    assert_true(platform_find("slack")->create(&w->p, &options, &host, &e));
    sl_of(w->p)->pace.held_until = 0;
    sl_of(w->p)->timing.between_ms = 100;
}

static struct world *new_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    setup_with(w, 5000, 0);
    return w;
}

static void teardown(struct world *w)
{
    if (w->p) {
        w->p->kind->stop(w->p);
        w->p->kind->destroy(w->p);
    }
    http_free(w->http);
    loop_timer_free(w->tick);
    loop_free(w->loop);
    secret_free(w->token);
    secret_free(w->app_token);
    ss_stop(&w->server);
    free(w);
}

static void start(struct world *w)
{
    struct err e;
    assert_true(w->p->kind->start(w->p, &e));
}

static void on_tick(void *user)
{
    struct world *w = user;

    if (w->until(w) || ++w->ticks > 2000) {
        loop_stop(w->loop);
        return;
    }
    loop_timer_set(w->tick, 5);
}

/* Runs until the condition holds; fails after 10 s. */
static void run_until(struct world *w, bool (*until)(struct world *w))
{
    if (!w->tick)
        w->tick = loop_timer_new(w->loop, on_tick, w);
    w->until = until;
    w->ticks = 0;
    loop_timer_set(w->tick, 1);
    loop_run(w->loop);
    if (!until(w))
        print_message("want: %s\ntold: %s\nrequests:\n%sactions:\n%s%s\n",
                      w->want ? w->want : "", w->told, w->server.requests,
                      w->server.actions, w->bodies);
    assert_true(until(w));
}

static bool was_told(struct world *w)
{
    return strstr(w->told, w->want) != NULL;
}
static void run_until_told(struct world *w, const char *what)
{
    w->want = what;
    run_until(w, was_told);
}
static bool was_acted(struct world *w)
{
    ss_lock(&w->server);
    bool yes = strstr(w->server.actions, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}
static void run_until_acked(struct world *w, const char *envelope)
{
    w->want = envelope;
    run_until(w, was_acted);
}
static bool is_done(struct world *w)
{
    return w->done;
}
static bool waited(struct world *w)
{
    return w->ticks >= 30;
}
static void run_a_while(struct world *w)
{
    run_until(w, waited);
}
static bool is_caught_up(struct world *w)
{
    ss_lock(&w->server);
    bool asked = strstr(w->server.requests, "conversations.history") != NULL;
    ss_unlock(&w->server);
    return asked && waited(w);
}
static void start_and_catch_up(struct world *w)
{
    start(w);
    run_until_told(w, "ready");
    run_until(w, is_caught_up);
}

static int count(const char *all, const char *what)
{
    int n = 0;
    for (const char *at = strstr(all, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static void send_event(struct world *w, const char *envelope, const char *ts,
                       const char *text)
{
    char frame[1024];

    snprintf(frame, sizeof frame,
             "{\"envelope_id\":\"%s\",\"type\":\"events_api\",\"payload\":{\"event\":{"
             "\"type\":\"message\",\"channel\":\"C1\",\"channel_type\":\"channel\","
             "\"user\":\"U1\",\"ts\":\"%s\",\"text\":\"%s\"}}}",
             envelope, ts, text);
    ss_send(&w->server, frame);
}

static void messages_and_their_acknowledgement(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    assert_non_null(strstr(w->server.last_upgrade, "/link?ticket=t0&app=A"));
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    run_until_acked(w, "{\"envelope_id\":\"e1\"}");
    send_event(w, "e2", "1700000000.000100", "hi"); /* again: let go at once */
    run_until_acked(w, "{\"envelope_id\":\"e2\"}");
    assert_int_equal(count(w->told, "message"), 1);
    assert_non_null(strstr(w->told, "cursor C1 1700000000.000100"));
    /* Years old, and yet live: the clock is wrong, the question is not. */
    assert_in_range(loop_unix(w->loop) - w->at_ms, 0, 5000);
    teardown(w);
}

static void not_before_the_commit(void **state)
{
    struct world *w = new_world();

    (void)state;
    w->acknowledges = false;
    start_and_catch_up(w);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    uint64_t first = w->last_ack;
    run_a_while(w);
    assert_null(strstr(w->server.actions, "e1"));
    /* Sent again meanwhile: handed over again, the ledger tells them apart. */
    send_event(w, "e2", "1700000000.000100", "hi");
    run_until_told(w, "hi;cursor C1 1700000000.000100;message 1700000000.000100 hi");
    w->p->kind->acknowledge(w->p, first);
    run_until_acked(w, "e1");
    w->p->kind->acknowledge(w->p, w->last_ack);
    run_until_acked(w, "e2");
    w->p->kind->acknowledge(w->p, 77777); /* of nothing */
    teardown(w);
}

static void all_envelopes_are_let_go(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    ss_send(&w->server, "{\"envelope_id\":\"s1\",\"type\":\"slash_commands\"}");
    ss_send(&w->server, "{\"envelope_id\":\"n1\",\"type\":\"news\",\"payload\":[]}");
    ss_send(&w->server, "{\"envelope_id\":\"m1\",\"type\":\"events_api\"}");
    ss_send(&w->server, "{\"envelope_id\":\"b1\",\"type\":\"events_api\",\"payload\":{"
                        "\"event\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":1}}}");
    /* JSON that is refused: a number too large, a NUL */
    ss_send(&w->server, "{\"x\":12345678901234567890,\"envelope_id\": \"q1\"}");
    ss_send(&w->server, "{\"text\":\"\\u0000\",\"envelope_id\":\"q2\"}");
    ss_send(&w->server, "{");
    ss_send(&w->server, "\"envelope_id\"");
    ss_send(&w->server, "{\"envelope_id\":\"unended");
    ss_send(&w->server, "{\"envelope_id\":\"i1\",\"type\":\"interactive\",\"payload\":{"
                        "\"type\":\"view_submission\"}}");
    run_until_acked(w, "\"i1\"");
    static const char *const all[] = {"\"s1\"", "\"n1\"", "\"m1\"",
                                      "\"b1\"", "\"q1\"", "\"q2\""};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        run_until_acked(w, all[i]);
    assert_null(strstr(w->told, "message"));
    assert_null(strstr(w->told, "down"));
    teardown(w);
}

static void a_click(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    ss_send(&w->server,
            "{\"envelope_id\":\"i1\",\"type\":\"interactive\",\"payload\":{\"type\":"
            "\"block_actions\",\"user\":{\"id\":\"U1\"},\"container\":{\"message_ts\":"
            "\"5.000001\",\"channel_id\":\"C1\"},\"actions\":[{\"action_id\":\"faq_1\","
            "\"value\":\"a.topic\",\"action_ts\":\"6.000001\"}]}}");
    run_until_told(w, "picked 5.000001/6.000001/U1/faq_1 a.topic");
    run_until_acked(w, "\"i1\"");
    teardown(w);
}

static bool two_upgrades(struct world *w)
{
    return w->server.upgrades == 2 && count(w->told, "ready;") == 2;
}
static bool one_is_left(struct world *w)
{
    return w->server.open_sockets == 1;
}

static void the_successor_comes_first(void **state)
{
    struct world *w = new_world();

    (void)state;
    sl_of(w->p)->timing.retire_ms = 200;
    start_and_catch_up(w);
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"warning\"}");
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
    run_until(w, two_upgrades);
    assert_int_equal(w->server.most_sockets, 2);
    /* Both are read and acknowledged. */
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    run_until(w, one_is_left);
    assert_int_equal(count(w->server.actions, "\"e1\""), 2);
    assert_null(strstr(w->told, "down"));
    assert_int_equal(w->server.upgrades, 2);
    teardown(w);
}

static void a_break(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    ss_cut(&w->server);
    run_until_told(w, "ready;down;ready;");
    assert_int_equal(count(w->server.requests, "apps.connections.open"), 2);
    assert_int_equal(count(w->server.requests, "auth.test"), 1);
    teardown(w);
}

static void no_hello(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    (void)state;
    setup_with(w, 200, 0);
    w->server.hello[0] = '\0';
    start(w);
    run_until_told(w, "down;down;");
    assert_null(strstr(w->told, "ready"));
    strcpy(w->server.hello, HELLO);
    run_until_told(w, "ready");
    teardown(w);
}

static void an_upgrade_that_is_refused(void **state)
{
    struct world *w = new_world();

    (void)state;
    w->server.upgrade_status = 403;
    start(w);
    run_until_told(w, "down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "ready");
    teardown(w);
}

static void what_an_operator_must_do(void **state)
{
    static const struct {
        const char *auth, *opened, *words;
    } rows[] = {
        {"{\"ok\":false,\"error\":\"invalid_auth\"}", "", "bot's token"},
        {"{\"ok\":false,\"error\":\"token_revoked\"}", "", "revoked"},
        {"{\"ok\":false,\"error\":\"account_inactive\"}", "", "removed"},
        {"<html>", "", "https://slack.com/api"},
        {"{\"ok\":true}", "", "https://slack.com/api"},
        {"", "{\"ok\":false,\"error\":\"not_allowed_token_type\"}", "mixed up"},
        {"", "{\"ok\":false,\"error\":\"invalid_auth\"}", "app's token"},
        {"",
         "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"connections:write\"}",
         "connections:write"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        strcpy(w->auth, rows[i].auth);
        strcpy(w->opened, rows[i].opened);
        start(w);
        run_until_told(w, "fatal");
        if (!strstr(w->fatal, rows[i].words))
            print_message("row %zu: %s\n", i, w->fatal);
        assert_non_null(strstr(w->fatal, rows[i].words));
        assert_null(strstr(w->fatal, "secret"));
        assert_int_equal(count(w->told, "fatal"), 1);
        teardown(w);
    }
}

static void what_passes(void **state)
{
    static const char *const rows[] = {
        "{\"ok\":false,\"error\":\"internal_error\"}",
        "{\"ok\":false,\"error\":\"ratelimited\"}",
        "{\"ok\":false,\"error\":\"never_heard_of\"}",
        "{\"ok\":true}",
        "{\"ok\":true,\"url\":\"http://127.0.0.1:1/\"}",
        "{\"ok\":true,\"url\":\"ws://203.0.113.1/\"}", /* not to loopback: refused */
        "<html>"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        strcpy(w->opened, rows[i]);
        start(w);
        run_until_told(w, "down");
        assert_null(strstr(w->told, "fatal"));
        teardown(w);
    }
}

static void socket_mode_is_off(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"link_disabled\"}");
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "Socket Mode"));
    teardown(w);
}

static void told_of_too_many(struct world *w, int64_t wait_ms)
{
    start_and_catch_up(w);
    sl_of(w->p)->timing.too_many_ms = wait_ms;
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
    run_until_told(w, "down");
}

static void too_many_connections(void **state)
{
    struct world *patient = new_world(), *w;

    (void)state;
    told_of_too_many(patient, 60000);
    run_a_while(patient);
    assert_int_equal(patient->server.upgrades, 1); /* not at once */
    teardown(patient);
    w = new_world();
    told_of_too_many(w, 50);
    run_until_told(w, "down;ready");
    assert_int_equal(w->server.most_sockets, 1);
    teardown(w);
}

/* Pings are answered, and yet nothing comes: found by a look at the history. */
static void a_deaf_socket(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    int64_t then;

    (void)state;
    setup_with(w, 5000, 200);
    start_and_catch_up(w);
    then = loop_unix(w->loop) / 1000 - 60;
    ss_lock(&w->server);
    snprintf(w->history, sizeof w->history,
             "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"user\":\"U1\",\"text\":"
             "\"missed\",\"ts\":\"%lld.000001\"}]}",
             (long long)then);
    ss_unlock(&w->server);
    run_until(w, two_upgrades);
    assert_non_null(strstr(w->told, "missed"));
    assert_int_equal(count(w->told, "missed"), 1);
    teardown(w);
}

static void missed_messages_come_in_order(void **state)
{
    struct world *w = new_world();
    long long now = loop_unix(w->loop) / 1000;

    (void)state;
    snprintf(w->history, sizeof w->history,
             "{\"ok\":true,\"messages\":["
             "{\"user\":\"U1\",\"text\":\"three\",\"ts\":\"%lld.000003\"},"
             "{\"user\":\"U1\",\"text\":\"one\",\"ts\":\"%lld.000001\",\"thread_ts\":"
             "\"%lld.000001\",\"reply_count\":1,\"latest_reply\":\"%lld.000002\"},"
             "{\"user\":\"U1\",\"text\":\"too old\",\"ts\":\"1000000000.000001\"}]}",
             now - 10, now - 10, now - 10, now - 10);
    snprintf(w->replies, sizeof w->replies,
             "{\"ok\":true,\"messages\":[{\"user\":\"U1\",\"text\":\"two\",\"ts\":"
             "\"%lld.000002\",\"thread_ts\":\"%lld.000001\"}]}",
             now - 10, now - 10);
    start(w);
    run_until_told(w, "three");
    const char *one = strstr(w->told, "one"), *two = strstr(w->told, "two");
    assert_true(one && two && one < two && two < strstr(w->told, "three"));
    assert_null(strstr(w->told, "too old"));
    assert_int_equal(count(w->told, "caught"), 3);
    assert_true(strcmp(w->cursor.id + strlen(w->cursor.id) - 3, "003") == 0);
    teardown(w);
}

/* A token that may not list conversations: what was seen is read all the same. */
static void channels_seen_are_read(void **state)
{
    struct world *w = new_world();

    (void)state;
    strcpy(w->conversations, "{\"ok\":false,\"error\":\"unknown_method\"}");
    strcpy(w->note, "C7,C8,,x y");
    start(w);
    run_until_told(w, "ready");
    run_until(w, is_caught_up);
    assert_non_null(strstr(w->bodies, "channel=C7&"));
    assert_non_null(strstr(w->bodies, "channel=C8&"));
    assert_int_equal(count(w->bodies, "channel="), 2);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_acked(w, "e1");
    assert_string_equal(w->note, "C7,C8,C1");
    teardown(w);
}

/* A live message waits for what was missed before it; not for long. */
static void a_live_message_waits_its_turn(void **state)
{
    struct world *w = new_world();
    long long now = loop_unix(w->loop) / 1000;
    char ts[32];

    (void)state;
    snprintf(w->history, sizeof w->history,
             "{\"ok\":true,\"messages\":[{\"user\":\"U1\",\"text\":\"first\",\"ts\":"
             "\"%lld.000001\"}]}",
             now - 10);
    strcpy(w->hold, "conversations.history");
    start(w);
    run_until_told(w, "ready");
    snprintf(ts, sizeof ts, "%lld.000002", now - 1);
    send_event(w, "e1", ts, "second");
    run_a_while(w);
    assert_null(strstr(w->told, "second"));
    w->hold[0] = '\0';
    run_until_told(w, "second");
    assert_true(strstr(w->told, "first") < strstr(w->told, "second"));
    run_until_acked(w, "\"e1\"");
    assert_int_equal(count(w->told, "second"), 1);
    teardown(w);
}

static void a_live_message_does_not_wait_for_ever(void **state)
{
    struct world *w = new_world();

    (void)state;
    strcpy(w->hold, "users.conversations");
    start(w);
    run_until_told(w, "ready");
    int64_t since = loop_now(w->loop);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_acked(w, "\"e1\"");
    assert_in_range(loop_now(w->loop) - since, 1000, 2500);
    since = loop_now(w->loop);
    send_event(w, "e2", "1700000000.000200", "hi"); /* and the next ones do not wait */
    run_until_acked(w, "\"e2\"");
    assert_true(loop_now(w->loop) - since < 1000);
    teardown(w);
}

/* --- posts --- */

static void on_posted(void *user, const struct post_outcome *outcome)
{
    struct world *w = user;

    w->outcome = *outcome;
    snprintf(w->remote, sizeof w->remote, "%s", outcome->remote_id);
    w->done = true;
}
static void on_looked(void *user, enum look_result result, const char *remote_id)
{
    struct world *w = user;

    w->looked = result;
    snprintf(w->remote, sizeof w->remote, "%s", remote_id);
    w->done = true;
}

static struct post make_post(void)
{
    static const char payload[] = "{\"text\":\"hello\",\"blocks\":[{\"type\":\"x\"}]}";

    return (struct post){.channel = "C1",
                         .thread = "5.000001",
                         .source = "5.000001",
                         .key = "C1:5.000001:0",
                         .payload = {payload, sizeof payload - 1},
                         .first_try_ms = 5000,
                         .last_try_ms = 5000,
                         .now_ms = 60000};
}

static void post(struct world *w)
{
    struct post p = make_post();
    struct err e;

    w->done = false;
    assert_true(w->p->kind->post(w->p, &p, on_posted, w, &e));
}

static void posts_at_their_pace(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_DONE);
    assert_string_equal(w->remote, "9.000009");
    int64_t first = loop_now(w->loop);
    post(w);
    run_until(w, is_done);
    assert_true(loop_now(w->loop) - first >= 80);
    assert_int_equal(w->posts, 2);
    teardown(w);
}

static bool asked_for_status(struct world *w)
{
    w->want = "assistant.threads.setStatus";
    ss_lock(&w->server);
    bool yes = strstr(w->server.requests, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}

/* Worth a request only when the reply has to wait, once a thread, and while it is taken.
 */
static void is_typing(void **state)
{
    struct world *w = new_world();
    int64_t now;

    (void)state;
    start_and_catch_up(w);
    w->p->kind->typing(w->p, "C1", "5.000001");
    run_a_while(w);
    assert_false(asked_for_status(w));
    now = loop_now(w->loop);
    sl_pace_until(&sl_of(w->p)->pace, "C1", now + 5000);
    assert_in_range(w->p->kind->pace(w->p, "C1"), 4000, 5000);
    assert_int_equal(w->p->kind->pace(w->p, "C2"), 0);
    w->p->kind->typing(w->p, "C1", "");
    w->p->kind->typing(w->p, "C1", "5.000001");
    w->p->kind->typing(w->p, "C1", "5.000001");
    run_until(w, asked_for_status);
    run_a_while(w);
    assert_int_equal(count(w->server.requests, "setStatus"), 1);
    assert_true(sl_of(w->p)->no_status); /* the server answered 404 */
    w->p->kind->typing(w->p, "C1", "6.000001");
    run_a_while(w);
    assert_int_equal(count(w->server.requests, "setStatus"), 1);
    teardown(w);
}

static void posted_differently(void **state)
{
    static const struct {
        const char *error;
        const char *gone;
    } rows[] = {{"invalid_blocks", "\"blocks\""},
                {"msg_too_long", "\"blocks\""},
                {"metadata_too_large", "\"metadata\""},
                {"restricted_action_non_threadable_channel", "\"thread_ts\""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        start_and_catch_up(w);
        snprintf(w->posted, sizeof w->posted, "{\"ok\":false,\"error\":\"%s\"}",
                 rows[i].error);
        w->bodies[0] = '\0';
        post(w);
        run_until(w, is_done);
        assert_int_equal(w->outcome.result, POST_REFUSED); /* twice refused: set aside */
        assert_int_equal(w->posts, 2);
        assert_int_equal(count(w->bodies, rows[i].gone), 1);
        teardown(w);
    }
}

static void a_limit_holds_all_posts(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    w->post_status = 429;
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_UNSENT);
    assert_int_equal(w->outcome.retry_ms, 1000);
    w->post_status = 200;
    int64_t first = loop_now(w->loop);
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_DONE);
    assert_true(loop_now(w->loop) - first >= 900);
    teardown(w);
}

static void a_token_that_is_revoked_meanwhile(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    strcpy(w->posted, "{\"ok\":false,\"error\":\"token_revoked\"}");
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_FATAL);
    run_until_told(w, "fatal");
    teardown(w);
}

static void the_end_with_posts_on_their_way(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    sl_of(w->p)->pace.held_until = INT64_MAX / 2;
    post(w);
    run_a_while(w);
    assert_false(w->done);
    w->p->kind->stop(w->p);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    assert_true(w->done);
    assert_int_equal(w->outcome.result, POST_UNSENT); /* it never left */
    teardown(w);
}

static void look(struct world *w, const char *thread)
{
    struct post p = make_post();
    struct err e;

    p.thread = thread;
    w->done = false;
    w->bodies[0] = '\0';
    assert_true(w->p->kind->look(w->p, &p, on_looked, w, &e));
    run_until(w, is_done);
}

#define MINE                                                                         \
    "{\"ts\":\"8.000001\",\"user\":\"UBOT\",\"metadata\":{\"event_payload\":{\"q\":" \
    "\"C1:5.000001\",\"part\":0}}}"

static void read_back(void **state)
{
    struct world *w = new_world();

    (void)state;
    start_and_catch_up(w);
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_ABSENT);
    assert_non_null(strstr(w->bodies, "conversations.replies channel=C1&ts=5.000001&"
                                      "oldest=5.000001&latest=660.000000"));
    assert_non_null(strstr(w->bodies, "include_all_metadata=true"));
    strcpy(w->replies, "{\"ok\":true,\"messages\":[" MINE "]}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_FOUND);
    assert_string_equal(w->remote, "8.000001");
    look(w, ""); /* in a direct message: after the question */
    assert_int_equal(w->looked, LOOK_ABSENT);
    assert_non_null(
        strstr(w->bodies, "conversations.history channel=C1&oldest=5.000001"));
    strcpy(w->replies, "{\"ok\":false,\"error\":\"internal_error\"}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_UNSURE);
    strcpy(w->replies, "{\"ok\":false,\"error\":\"thread_not_found\"}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_ABSENT);
    /* Pages without end prove nothing. */
    strcpy(w->replies, "{\"ok\":true,\"messages\":[],\"response_metadata\":{"
                       "\"next_cursor\":\"more\"}}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_UNSURE);
    assert_int_equal(count(w->bodies, "cursor=more"), 19);
    teardown(w);
}

static void wrong_settings(void **state)
{
    static const char *const urls[] = {"http://chat.example.org/api", "slack.com", "",
                                       "https://slack.com/api?x=1"};
    struct world *w = new_world();
    struct platform_options options = w->p->options;
    struct platform *p = NULL;
    struct err e;

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        options.url = urls[i];
        assert_false(platform_find("slack")->create(&p, &options, &w->p->host, &e));
        assert_true(e.text[0] != '\0');
    }
    options.url = "https://slack.com";
    options.app_token = NULL;
    assert_false(platform_find("slack")->create(&p, &options, &w->p->host, &e));
    assert_non_null(strstr(e.text, "app_token"));
    options.app_token = w->app_token;
    assert_true(platform_find("slack")->create(&p, &options, &w->p->host, &e));
    assert_string_equal(sl_of(p)->api_root, "https://slack.com/api");
    p->kind->destroy(p);
    teardown(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_and_their_acknowledgement),
        cmocka_unit_test(not_before_the_commit),
        cmocka_unit_test(all_envelopes_are_let_go),
        cmocka_unit_test(a_click),
        cmocka_unit_test(the_successor_comes_first),
        cmocka_unit_test(a_break),
        cmocka_unit_test(no_hello),
        cmocka_unit_test(an_upgrade_that_is_refused),
        cmocka_unit_test(what_an_operator_must_do),
        cmocka_unit_test(what_passes),
        cmocka_unit_test(socket_mode_is_off),
        cmocka_unit_test(too_many_connections),
        cmocka_unit_test(a_deaf_socket),
        cmocka_unit_test(missed_messages_come_in_order),
        cmocka_unit_test(channels_seen_are_read),
        cmocka_unit_test(a_live_message_waits_its_turn),
        cmocka_unit_test(a_live_message_does_not_wait_for_ever),
        cmocka_unit_test(posts_at_their_pace),
        cmocka_unit_test(is_typing),
        cmocka_unit_test(posted_differently),
        cmocka_unit_test(a_limit_holds_all_posts),
        cmocka_unit_test(a_token_that_is_revoked_meanwhile),
        cmocka_unit_test(the_end_with_posts_on_their_way),
        cmocka_unit_test(read_back),
        cmocka_unit_test(wrong_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

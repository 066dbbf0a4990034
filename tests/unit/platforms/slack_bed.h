/* slack_bed.h - Slack's adapter on the bed of link_bed.h. */
#ifndef TESTS_PLATFORMS_SLACK_BED_H
#define TESTS_PLATFORMS_SLACK_BED_H

#include <stdint.h>

struct own {
    char auth[256], opened[512]; /* answers; "": the usual one */
    char history[4096], replies[4096], posted[512];
    char conversations[128];
    char hold[64];        /* a method that is answered with 429 */
    char bodies[1 << 16]; /* of chat.postMessage and reads */
    int posts, post_status;
};

#include "link_bed.h"
#include "platforms/slack/adapter.h"

#define HELLO "{\"type\":\"hello\",\"num_connections\":1,\"connection_info\":{}}"

static inline void keep_body(struct world *w, const struct ss_request *r)
{
    size_t len = strlen(w->own.bodies);
    snprintf(w->own.bodies + len, sizeof w->own.bodies - len, "%s %s\n", r->path + 5,
             r->body);
}

static const char *or_usual(const char *set, const char *usual)
{
    return set[0] ? set : usual;
}

static inline void answer(struct scripted *s, const struct ss_request *r,
                          struct ss_reply *out)
{
    struct world *w = s->user;
    const char *method = r->path + strlen("/api/");

    out->status = 200;
    if (strcmp(method, w->own.hold) == 0) {
        out->status = 429;
        out->header = "Retry-After: 1\r\n";
    } else if (strcmp(method, "auth.test") == 0) {
        strcpy(out->body,
               or_usual(w->own.auth,
                        "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\"}"));
    } else if (strcmp(method, "apps.connections.open") == 0) {
        snprintf(
            out->body, sizeof out->body,
            "{\"ok\":true,\"url\":\"ws:\\/\\/127.0.0.1:%d\\/link?ticket=t%d&app=A\"}",
            s->port, s->upgrades);
        if (w->own.opened[0])
            strcpy(out->body, w->own.opened);
    } else if (strcmp(method, "users.conversations") == 0) {
        strcpy(out->body, or_usual(w->own.conversations,
                                   "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}"));
    } else if (strcmp(method, "conversations.history") == 0) {
        keep_body(w, r);
        strcpy(out->body, or_usual(w->own.history, "{\"ok\":true,\"messages\":[]}"));
    } else if (strcmp(method, "conversations.replies") == 0) {
        keep_body(w, r);
        strcpy(out->body, or_usual(w->own.replies, "{\"ok\":true,\"messages\":[]}"));
    } else if (strcmp(method, "chat.postMessage") == 0) {
        keep_body(w, r);
        w->own.posts++;
        out->status = w->own.post_status ? w->own.post_status : 200;
        strcpy(out->body, or_usual(w->own.posted, "{\"ok\":true,\"ts\":\"9.000009\"}"));
        if (out->status == 429)
            out->header = "Retry-After: 1\r\n";
    } else {
        out->status = 404;
    }
}

static inline void setup_with(struct world *w, int64_t ping_ms, int64_t quiet_ms)
{
    struct err e;

    memset(w, 0, sizeof *w);
    w->acknowledges = true;
    w->server.answer = answer;
    strcpy(w->server.hello, HELLO);
    struct platform_options options = bed_options(w, "api/");
    struct platform_host host = bed_host(w);
    options.app_token = w->app_token;
    options.ping_ms = ping_ms;
    options.quiet_ms = quiet_ms;
    host.note_get = note_get;
    host.note_set = note_set;
    assert_true(platform_find("slack")->create(&w->p, &options, &host, &e));
    sl_of(w->p)->pace.held_until = 0;
    sl_of(w->p)->timing.between_ms = 100;
}

static inline struct world *new_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    setup_with(w, 5000, 0);
    return w;
}

static inline void run_until_acked(struct world *w, const char *envelope)
{
    w->want = envelope;
    run_until(w, was_acted);
}
static inline bool is_caught_up(struct world *w)
{
    ss_lock(&w->server);
    bool asked = strstr(w->server.requests, "conversations.history") != NULL;
    ss_unlock(&w->server);
    return asked && waited(w);
}
static inline void start_and_catch_up(struct world *w)
{
    start(w);
    run_until_told(w, "ready");
    run_until(w, is_caught_up);
}

static inline int set_up(void **state)
{
    *state = new_world();
    return 0;
}

static inline int set_up_live(void **state)
{
    set_up(state);
    start_and_catch_up(*state);
    return 0;
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define WITH_LIVE_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, set_up_live, tear_down)

static inline void send_event(struct world *w, const char *envelope, const char *ts,
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

#endif

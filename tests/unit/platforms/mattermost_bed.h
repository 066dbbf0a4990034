/* mattermost_bed.h - Mattermost's adapter on the bed of link_bed.h. */
#ifndef TESTS_PLATFORMS_MATTERMOST_BED_H
#define TESTS_PLATFORMS_MATTERMOST_BED_H

#include <stdint.h>

struct own {
    char channels[1024];
    int me_status;
};

#include "base/mem.h"
#include "link_bed.h"
#include "platforms/mattermost/adapter.h"

#define PONG "{\"status\":\"OK\",\"seq_reply\":%d,\"data\":{\"text\":\"pong\"}}"

/* The server's own answers; a test changes server.answer where it wants others. */
static inline void usual(struct scripted *s, const struct ss_request *r,
                         struct ss_reply *out)
{
    struct world *w = s->user;

    out->status = 200;
    if (strcmp(r->path, "/api/v4/users/me") == 0) {
        out->status = w->own.me_status;
        strcpy(out->body, "{\"id\":\"b0t\",\"username\":\"faqbot\",\"is_bot\":true}");
    } else if (strncmp(r->path, "/api/v4/config/client", 21) == 0) {
        strcpy(out->body, "{\"MaxPostSize\":\"4000\"}");
    } else if (strcmp(r->path, "/api/v4/users/me/channels") == 0) {
        strcpy(out->body, w->own.channels);
    } else {
        out->status = 404;
    }
}

/* Posts and what reads them break off. */
static inline void posts_and_hangs(struct scripted *s, const struct ss_request *r,
                                   struct ss_reply *out)
{
    if (strncmp(r->path, "/api/v4/posts", 13) != 0)
        usual(s, r, out);
    else
        out->hang_up = true;
}

static inline void say_hello(struct scripted *s, const char *id)
{
    if (id)
        snprintf(s->hello, sizeof s->hello,
                 "{\"event\":\"hello\",\"data\":{\"connection_id\":\"%s\"},\"seq\":0}",
                 id);
    else
        s->hello[0] = '\0';
}

static inline void setup_with(struct world *w, int64_t ping_ms)
{
    struct err e;

    memset(w, 0, sizeof *w);
    w->own.me_status = 200;
    strcpy(w->own.channels, "[]");
    w->server.answer = usual;
    strcpy(w->server.pong, PONG);
    say_hello(&w->server, "conn1");
    struct platform_options options = bed_options(w, "");
    struct platform_host host = bed_host(w);
    options.ping_ms = ping_ms;
    assert_true(platform_find("mattermost")->create(&w->p, &options, &host, &e));
    mm_of(w->p)->timing.again_ms = 50;
}

static inline void setup(struct world *w)
{
    setup_with(w, 5000);
}

static inline struct world *new_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    return w;
}

static inline int set_up(void **state)
{
    struct world *w = new_world();

    setup(w);
    *state = w;
    return 0;
}

/* Connected, and greeted by the server. */
static inline int set_up_live(void **state)
{
    set_up(state);
    start(*state);
    run_until_told(*state, "ready");
    return 0;
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define WITH_LIVE_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, set_up_live, tear_down)

static inline int count_told(const struct world *w, const char *what)
{
    return count(w->told, what);
}

static inline void send_post(struct world *w, int seq, const char *id, int64_t at,
                             const char *text)
{
    char frame[1024];

    snprintf(
        frame, sizeof frame,
        "{\"event\":\"posted\",\"data\":{\"channel_type\":\"D\",\"post\":"
        "\"{\\\"id\\\":\\\"%s\\\",\\\"user_id\\\":\\\"u1\\\",\\\"channel_id\\\":"
        "\\\"c1\\\",\\\"create_at\\\":%lld,\\\"message\\\":\\\"%s\\\"}\"},\"seq\":%d}",
        id, (long long)at, text, seq);
    ss_send(&w->server, frame);
}

#endif

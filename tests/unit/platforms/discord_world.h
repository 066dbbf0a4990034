/* discord_world.h - what the tests of a living Discord adapter share: ids that are now,
 * and a gateway that lets the bot in. */
#ifndef TESTS_PLATFORMS_DISCORD_WORLD_H
#define TESTS_PLATFORMS_DISCORD_WORLD_H

#include "platforms/discord/adapter.h"
#include "tests/unit/platforms/world.h"

#define GATEWAY "GET /api/v10/gateway/bot"
#define READY                                                             \
    "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"user\":{\"id\":\"900\"}," \
    "\"session_id\":\"s1\",\"resume_gateway_url\":\"%s\"}}"
#define IDENTIFY "{\"op\":2"
#define RESUME   "{\"op\":6"

/* The id of something `seconds` ago; `n` tells apart what is of one moment. */
static inline void id_ago(char out[SNOWFLAKE_SIZE], int64_t seconds, unsigned n)
{
    snowflake_at(out, ((int64_t)time(NULL) - seconds) * 1000);
    snprintf(out, SNOWFLAKE_SIZE, "%llu", (unsigned long long)snowflake_number(out) + n);
}

static inline void hello_with(struct world *w, int heartbeat_ms)
{
    ss_lock(&w->server);
    snprintf(w->server.hello, sizeof w->server.hello,
             "{\"op\":10,\"d\":{\"heartbeat_interval\":%d}}", heartbeat_ms);
    ss_unlock(&w->server);
}

static inline const char *gateway_of(struct world *w)
{
    static char body[256];

    snprintf(body, sizeof body,
             "{\"url\":\"ws://127.0.0.1:%d/\",\"session_start_limit\":{\"remaining\":9}}",
             w->server.port);
    return body;
}

/* Not created yet, so that a test can choose other options. */
static inline struct world *discord_new(void)
{
    struct world *w = world_new("/api/v10");

    hello_with(w, 30000);
    answer(w, GATEWAY, 200, gateway_of(w));
    return w;
}

/* The number of the next event; READY is the first. */
static inline int next_number(bool ready)
{
    static int last;

    last = ready ? 1 : last + 1;
    return last;
}

static inline void say_ready(struct world *w)
{
    char url[64], frame[512];

    next_number(true);
    snprintf(url, sizeof url, "ws://127.0.0.1:%d", w->server.port);
    snprintf(frame, sizeof frame, READY, url);
    ss_send(&w->server, frame);
}

static inline void discord_live(struct world *w)
{
    if (!w->p)
        world_create(w, "discord");
    world_start(w);
    until_said(w, IDENTIFY);
    say_ready(w);
    until_told(w, "ready");
}

static inline void discord_event(struct world *w, const char *name, const char *data)
{
    char frame[8192];

    snprintf(frame, sizeof frame, "{\"op\":0,\"t\":\"%s\",\"s\":%d,\"d\":%s}", name,
             next_number(false), data);
    ss_send(&w->server, frame);
}

/* A person's message as the server writes it. */
static inline const char *written(char out[512], const char *channel, const char *id,
                                  const char *text)
{
    snprintf(out, 512,
             "{\"id\":\"%s\",\"channel_id\":\"%s\",\"type\":0,\"content\":\"%s\","
             "\"author\":{\"id\":\"700\"}}",
             id, channel, text);
    return out;
}

#endif

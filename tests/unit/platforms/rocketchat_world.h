/* rocketchat_world.h - what the tests of a living Rocket.Chat adapter share: a server
 * that lets the bot in, and messages as it writes them. */
#ifndef TESTS_PLATFORMS_ROCKETCHAT_WORLD_H
#define TESTS_PLATFORMS_ROCKETCHAT_WORLD_H

#include "platforms/rocketchat/adapter.h"
#include "tests/unit/platforms/world.h"

#define ME         "GET /chat/api/v1/me"
#define ROOMS      "GET /chat/api/v1/subscriptions.get"
#define PEOPLE     "GET /chat/api/v1/users.info"
#define SYNC       "GET /chat/api/v1/chat.syncMessages"
#define CONNECT    "{\"msg\":\"connect\""
#define LOGIN      "\"method\":\"login\""
#define SUBSCRIBED "\"name\":\"stream-room-messages\""

static inline int64_t ms_ago(int64_t seconds)
{
    return ((int64_t)time(NULL) - seconds) * 1000;
}

/* Not created yet, so that a test can choose other options. */
static inline struct world *rocketchat_new(void)
{
    struct world *w = world_new("/chat/");

    w->options.user_id = "bot1";
    answer(w, ME, 200, "{\"_id\":\"bot1\",\"username\":\"faqbot\",\"roles\":[\"bot\"]}");
    answer(w, ROOMS, 200, "{\"update\":[]}");
    answer(w, PEOPLE, 200, "{\"user\":{\"type\":\"user\"}}");
    return w;
}

static inline void rocketchat_begin(struct world *w)
{
    if (!w->p)
        world_create(w, "rocketchat");
    world_start(w);
    until_said(w, CONNECT);
}

static inline void rocketchat_login(struct world *w)
{
    ss_send(&w->server, "{\"msg\":\"connected\",\"session\":\"s\"}");
    until_said(w, LOGIN);
}

static inline void rocketchat_subscribe(struct world *w)
{
    ss_send(&w->server, "{\"msg\":\"result\",\"id\":\"1\",\"result\":{}}");
    until_said(w, SUBSCRIBED);
}

static inline void rocketchat_live(struct world *w)
{
    rocketchat_begin(w);
    rocketchat_login(w);
    rocketchat_subscribe(w);
    ss_send(&w->server, "{\"msg\":\"ready\",\"subs\":[\"2\"]}");
    until_told(w, "ready");
}

/* A person's message. */
static inline const char *rocketchat_written(char out[512], const char *room,
                                             const char *id, int64_t at_ms,
                                             const char *text)
{
    snprintf(
        out, 512,
        "{\"_id\":\"%s\",\"rid\":\"%s\",\"msg\":\"%s\",\"ts\":{\"$date\":%lld},"
        "\"_updatedAt\":{\"$date\":%lld},\"u\":{\"_id\":\"u1\",\"username\":\"ann\"}}",
        id, room, text, (long long)at_ms, (long long)at_ms);
    return out;
}

/* The stream brings a message; `about`: the object that tells of its room. */
static inline void rocketchat_event(struct world *w, const char *message,
                                    const char *about)
{
    char frame[2048];

    snprintf(frame, sizeof frame,
             "{\"msg\":\"changed\",\"collection\":\"stream-room-messages\",\"fields\":"
             "{\"eventName\":\"__my_messages__\",\"args\":[%s,%s]}}",
             message, about);
    ss_send(&w->server, frame);
}

#endif

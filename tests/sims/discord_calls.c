/* discord_calls.c - the calls of the REST API but for posting. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

enum { PAGE_MOST = 100, PAGE_USUAL = 50, CLICK_US = 3000000, FLAG_CONTENT = 1 << 18 };

static const struct refusal fine = {0, 0, NULL};

static void put_url(struct dc_sim *s, struct json_writer *w)
{
    char url[80];

    snprintf(url, sizeof url, "ws://127.0.0.1:%d/gateway", s->port);
    json_put_text(w, "url", url);
}

struct refusal call_gateway(struct dc_sim *s, struct call *call)
{
    put_url(s, call->w);
    return fine;
}

struct refusal call_gateway_bot(struct dc_sim *s, struct call *call)
{
    struct json_writer *w = call->w;

    put_url(s, w);
    json_put_int(w, "shards", 1);
    json_open_object(w, "session_start_limit");
    json_put_int(w, "total", 1000);
    json_put_int(w, "remaining", s->starts_left);
    json_put_int(w, "reset_after", s->starts_ms);
    json_put_int(w, "max_concurrency", 1);
    json_close(w);
    return fine;
}

struct refusal call_me(struct dc_sim *s, struct call *call)
{
    (void)s;
    json_put_text(call->w, "id", BOT_USER);
    json_put_text(call->w, "username", "faqbot");
    json_put_text(call->w, "discriminator", "0");
    json_put_bool(call->w, "bot", true);
    return fine;
}

struct refusal call_application(struct dc_sim *s, struct call *call)
{
    json_put_text(call->w, "id", APP);
    json_put_int(call->w, "flags", s->no_content_intent ? 0 : FLAG_CONTENT);
    return fine;
}

struct refusal call_guilds(struct dc_sim *s, struct call *call)
{
    (void)s;
    json_open_object(call->w, NULL);
    json_put_text(call->w, "id", GUILD);
    json_close(call->w);
    return fine;
}

struct refusal call_channel(struct dc_sim *s, struct call *call)
{
    shape_channel(call->w, store_channel(s, call->part[1]));
    return fine;
}

struct refusal call_message(struct dc_sim *s, struct call *call)
{
    const struct channel *c = store_channel(s, call->part[1]);
    const struct message *m = store_message(c, call->part[3]);

    if (!m || m->deleted)
        return (struct refusal){404, 10008, NULL};
    shape_message(s, call->w, c, m, SHAPE_REST, true);
    return fine;
}

static uint64_t query_id(const struct call *call, const char *name)
{
    const char *text = request_query(call->r, name);
    return text ? store_number(text) : 0;
}

static const struct message *nth_after(const struct channel *c, uint64_t after,
                                       int64_t limit)
{
    const struct message *last = NULL;

    for (const struct message *m = c->oldest; m && limit > 0; m = m->newer) {
        if (!m->deleted && store_number(m->id) > after) {
            last = m;
            limit--;
        }
    }
    return last;
}

/* Newest first; with `after` those nearest to it, with `before` or neither the newest. */
struct refusal call_history(struct dc_sim *s, struct call *call)
{
    const struct channel *c = store_channel(s, call->part[1]);
    const char *limit_text = request_query(call->r, "limit");
    int64_t limit = limit_text ? strtoll(limit_text, NULL, 10) : PAGE_USUAL;
    uint64_t after = query_id(call, "after"), before = query_id(call, "before");
    const struct message *m = c->newest;

    if (limit < 1 || limit > PAGE_MOST || (after && before))
        return (struct refusal){400, 50035, "NUMBER_TYPE_MAX"};
    if (after)
        m = nth_after(c, after, limit);
    for (; m && limit > 0 && !c->no_history; m = m->older) {
        uint64_t id = store_number(m->id);
        if (m->deleted || id <= after || (before && id >= before))
            continue;
        json_open_object(call->w, NULL);
        shape_message(s, call->w, c, m, SHAPE_REST, true);
        json_close(call->w);
        limit--;
    }
    return fine;
}

struct refusal call_typing(struct dc_sim *s, struct call *call)
{
    sim_count(&s->counts, "typing");
    call->status = 204;
    return fine;
}

struct refusal call_react(struct dc_sim *s, struct call *call)
{
    const struct message *m =
        store_message(store_channel(s, call->part[1]), call->part[3]);

    call->status = 204;
    return m && !m->deleted ? fine : (struct refusal){404, 10008, NULL};
}

static void write_channel(void *user, struct json_writer *w)
{
    shape_channel(w, user);
    json_put_bool(w, "newly_created", true);
}

/* A thread has the id of the message that it begins at: at most one. */
struct refusal call_thread(struct dc_sim *s, struct call *call)
{
    struct channel *c = store_channel(s, call->part[1]);
    const char *name = sim_text(call->body, "name");

    if (!store_message(c, call->part[3]))
        return (struct refusal){404, 10008, NULL};
    if (!name[0] || strlen(name) > 100)
        return (struct refusal){400, 50035, "BASE_TYPE_BAD_LENGTH"};
    struct channel *thread = store_add_channel(s, call->part[3], TYPE_THREAD, c->id);
    if (!thread)
        return (struct refusal){400, 160004, NULL};
    shape_channel(call->w, thread);
    call->status = 201;
    session_tell_all(s, INTENT_GUILDS, "THREAD_CREATE", write_channel, thread);
    return fine;
}

struct refusal call_active(struct dc_sim *s, struct call *call)
{
    json_open_array(call->w, "threads");
    for (size_t i = 0; i < s->channels; i++) {
        if (s->channel[i].type != TYPE_THREAD || s->channel[i].gone)
            continue;
        json_open_object(call->w, NULL);
        shape_channel(call->w, &s->channel[i]);
        json_close(call->w);
    }
    json_close(call->w);
    json_open_array(call->w, "members");
    json_close(call->w);
    return fine;
}

struct refusal call_direct(struct dc_sim *s, struct call *call)
{
    (void)s;
    if (!sim_text(call->body, "recipient_id")[0])
        return (struct refusal){400, 50035, "BASE_TYPE_REQUIRED"};
    for (size_t i = 0; i < s->channels; i++) {
        if (s->channel[i].type == TYPE_DIRECT) {
            shape_channel(call->w, &s->channel[i]);
            return fine;
        }
    }
    return (struct refusal){403, 50007, NULL};
}

/* Within 3 s, and once. */
struct refusal call_callback(struct dc_sim *s, struct call *call)
{
    int64_t type = json_get_int(call->body, "type", 0);

    for (size_t i = 0; i < CLICKS; i++) {
        struct click *click = &s->click[i];
        if (strcmp(click->id, call->part[1]) != 0 ||
            strcmp(click->token, call->part[2]) != 0)
            continue;
        if (click->answered)
            return (struct refusal){400, 40060, NULL};
        if (sim_now_us() - click->at_us > CLICK_US)
            break;
        if (type < 4 || type > 7)
            return (struct refusal){400, 50035, "BASE_TYPE_CHOICES"};
        if (type == 4 && !json_get(json_get(call->body, "data"), "allowed_mentions"))
            sim_note(&s->pings, "a callback without allowed_mentions");
        click->answered = true;
        call->status = 204;
        return fine;
    }
    return (struct refusal){404, 10062, NULL};
}

/* fake.h - a platform whose every answer the test gives, and a clock that it moves. */
#ifndef TESTS_SERVICE_FAKE_H
#define TESTS_SERVICE_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/md.h"
#include "platforms/platform.h"
#include "service/clock.h"
#include "tests/unit/md_plain.h"

#define FAKE_CALLS 4096

struct fake_call { /* a post or a look that the platform was asked for */
    bool look, ended;
    char channel[64], thread[64], key[128], text[1000];
    int part;
    int64_t first_try_ms, last_try_ms;
    void (*posted)(void *user, const struct post_outcome *outcome);
    void (*looked)(void *user, enum look_result result, const char *remote_id);
    void *user;
};

struct fake {
    struct platform base;
    struct fake_call calls[FAKE_CALLS];
    size_t count;
    int64_t pace_ms;
    bool may_repeat;      /* while the key lives, */
    int64_t key_lives_ms; /* which is so long */
    bool refuse_to_start; /* post gives ERR_MEMORY */
    int acknowledged, typed, started, stopped, destroyed;
    uint64_t acks[64];
    int parts;  /* into how many posts a reply is cut; 0: one */
    bool quick; /* what is open at its end was stored just before; else nobody knows */
};

static inline struct fake *fake_of(struct platform *p)
{
    return (struct fake *)(void *)p;
}

static inline struct fake_call *fake_add(struct fake *f, const struct post *post)
{
    assert_true(f->count < FAKE_CALLS);
    struct fake_call *c = &f->calls[f->count++];

    *c = (struct fake_call){.part = post->part,
                            .first_try_ms = post->first_try_ms,
                            .last_try_ms = post->last_try_ms};
    snprintf(c->channel, sizeof c->channel, "%s", post->channel);
    snprintf(c->thread, sizeof c->thread, "%s", post->thread);
    snprintf(c->key, sizeof c->key, "%s", post->key);
    snprintf(c->text, sizeof c->text, "%.*s", (int)post->payload.len, post->payload.ptr);
    return c;
}

static inline bool fake_post(struct platform *p, const struct post *post,
                             void (*done)(void *user, const struct post_outcome *outcome),
                             void *user, struct err *e)
{
    struct fake *f = fake_of(p);

    if (f->refuse_to_start)
        return err_set(e, ERR_MEMORY, "no memory");
    struct fake_call *c = fake_add(f, post);
    c->posted = done;
    c->user = user;
    return true;
}

static inline bool fake_look(struct platform *p, const struct post *post,
                             void (*done)(void *user, enum look_result result,
                                          const char *remote_id),
                             void *user, struct err *e)
{
    (void)e;
    struct fake_call *c = fake_add(fake_of(p), post);

    c->look = true;
    c->looked = done;
    c->user = user;
    return true;
}

static inline int64_t fake_pace(struct platform *p, const char *channel)
{
    (void)channel;
    return fake_of(p)->pace_ms;
}

static inline bool fake_may_repeat(struct platform *p, const struct post *post)
{
    struct fake *f = fake_of(p);
    return f->may_repeat && post->now_ms - post->last_try_ms < f->key_lives_ms;
}

static inline bool fake_make_key(struct platform *p, const char *channel,
                                 const char *source, int part, char *out, size_t size)
{
    (void)p;
    return (size_t)snprintf(out, size, "%s:%s:%d", channel, source, part) < size;
}

struct fake_emit {
    bool (*emit)(void *user, struct span payload);
    void *user;
    int copies;
};

static inline bool fake_give(void *user, struct span part)
{
    struct fake_emit *f = user;

    for (int i = 0; i < f->copies; i++)
        if (!f->emit(f->user, part))
            return false;
    return true;
}

static inline bool fake_render(struct platform *p, const struct platform_reply *reply,
                               bool (*emit)(void *user, struct span payload), void *user,
                               struct err *e)
{
    int parts = fake_of(p)->parts;
    struct fake_emit f = {emit, user, parts ? parts : 1};

    return md_print(reply->doc, &md_plain, 100000, fake_give, &f, e);
}

static inline bool fake_start(struct platform *p, struct err *e)
{
    (void)e;
    fake_of(p)->started++;
    return true;
}

static inline void fake_stop(struct platform *p)
{
    fake_of(p)->stopped++;
}

/* As an adapter does: requests that are open end with it. The test owns the memory. */
static inline void fake_destroy(struct platform *p)
{
    struct fake *f = fake_of(p);
    struct post_outcome outcome = {.result = f->quick ? POST_DONE : POST_UNKNOWN,
                                   .remote_id = "r",
                                   .reason = "shut down"};

    f->destroyed++;
    for (size_t i = 0; i < f->count; i++) {
        struct fake_call *c = &f->calls[i];
        if (c->ended)
            continue;
        c->ended = true;
        if (c->look)
            c->looked(c->user, LOOK_UNSURE, "");
        else
            c->posted(c->user, &outcome);
    }
}

static inline void fake_acknowledge(struct platform *p, uint64_t ack)
{
    struct fake *f = fake_of(p);

    f->acks[f->acknowledged++ % 64] = ack;
}

static inline void fake_typing(struct platform *p, const char *channel,
                               const char *thread)
{
    (void)channel;
    (void)thread;
    fake_of(p)->typed++;
}

static const struct platform_kind fake_kind = {
    .name = "fake",
    .start = fake_start,
    .stop = fake_stop,
    .destroy = fake_destroy,
    .acknowledge = fake_acknowledge,
    .typing = fake_typing,
    .render = fake_render,
    .make_key = fake_make_key,
    .pace = fake_pace,
    .may_repeat = fake_may_repeat,
    .post = fake_post,
    .look = fake_look,
};

/* Ends the newest request that is open. */
static inline struct fake_call *fake_open_call(struct fake *f, bool look)
{
    for (size_t i = f->count; i-- > 0;)
        if (!f->calls[i].ended && f->calls[i].look == look)
            return &f->calls[i];
    fail_msg("no %s is open", look ? "look" : "post");
    return NULL;
}

static inline void fake_end(struct fake_call *c, enum post_result result,
                            int64_t retry_ms, const char *reason)
{
    struct post_outcome outcome = {
        .result = result, .remote_id = "r", .retry_ms = retry_ms, .reason = reason};

    assert_false(c->ended || c->look);
    c->ended = true;
    c->posted(c->user, &outcome);
}

static inline void fake_post_ends(struct fake *f, enum post_result result,
                                  int64_t retry_ms)
{
    fake_end(fake_open_call(f, false), result, retry_ms, "scripted");
}

static inline void fake_look_ends(struct fake *f, enum look_result result)
{
    struct fake_call *c = fake_open_call(f, true);

    c->ended = true;
    c->looked(c->user, result, result == LOOK_FOUND ? "r" : "");
}

/* --- time */

struct fake_time {
    int64_t now, unix_ms;
};

static inline int64_t fake_now(void *user)
{
    return ((struct fake_time *)user)->now;
}

static inline int64_t fake_unix(void *user)
{
    return ((struct fake_time *)user)->unix_ms;
}

static inline struct clock fake_clock(struct fake_time *t)
{
    return (struct clock){fake_now, fake_unix, t};
}

#endif

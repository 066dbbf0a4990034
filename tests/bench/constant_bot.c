/* constant_bot.c - the limit that Limber is measured against: the same adapters on the
 * same loop, which answer every question with one text that was rendered before. No
 * ledger, no engine, no order, no second try. Takes its connection from the environment
 * as `limber run` does. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "platforms/platform.h"
#include "service/settings.h"

enum { IN_FLIGHT_MOST = 16, PAYLOAD_MAX = 1 << 20, ID_SIZE = 128 };

struct question {
    struct question *next;
    char id[ID_SIZE], channel[ID_SIZE], thread[ID_SIZE];
};

struct bot {
    struct settings settings;
    struct loop *loop;
    struct log *log;
    struct http *http;
    struct platform *platform;
    struct buf payload;
    struct question *first, *last;
    int in_flight;
};

static const char answer[] =
    "**Clonus** is a beat of a muscle that comes again and again by itself, most often "
    "at "
    "the ankle or the wrist.\n\n- It comes when the muscle is stretched quickly.\n- It "
    "often stops when the joint is moved back.\n\nThis text is always the same.\n";

static int64_t unix_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "constant_bot: %s\n", what);
    exit(1);
}

static bool keep_payload(void *user, struct span payload)
{
    return buf_span(user, payload);
}

static void render(struct bot *b)
{
    struct err e = {0};
    struct md *doc = NULL;
    struct platform_reply reply = {
        .feedback = true, .words = {.helpful = "Helpful", .unhelpful = "Not helpful"}};

    buf_init(&b->payload, PAYLOAD_MAX);
    if (!md_read(&doc, span_of(answer), &e))
        die(e.text);
    reply.doc = doc;
    if (!b->platform->kind->render(b->platform, &reply, keep_payload, &b->payload, &e))
        die(e.text);
    md_free(doc);
}

static void launch(struct bot *b);

static void posted(void *user, const struct post_outcome *outcome)
{
    struct bot *b = user;

    if (outcome->result != POST_DONE)
        die(outcome->reason ? outcome->reason : "a post failed");
    b->in_flight--;
    launch(b);
}

static void launch(struct bot *b)
{
    while (b->first && b->in_flight < IN_FLIGHT_MOST) {
        struct question *q = b->first;
        struct err e = {0};
        char key[ID_SIZE];
        struct post post = {.channel = q->channel,
                            .thread = q->thread,
                            .source = q->id,
                            .key = key,
                            .payload = buf_view(&b->payload),
                            .first_try_ms = unix_ms()};
        b->first = q->next;
        post.last_try_ms = post.now_ms = post.first_try_ms;
        if (!b->platform->kind->make_key(b->platform, q->channel, q->id, 0, key,
                                         sizeof key) ||
            !b->platform->kind->post(b->platform, &post, posted, b, &e))
            die(e.text);
        b->in_flight++;
        mem_free(q);
    }
}

static void ask(struct bot *b, const struct message *m)
{
    struct question *q = mem_zero(1, sizeof *q);

    if (!q)
        die("out of memory");
    snprintf(q->id, sizeof q->id, "%s", m->id);
    snprintf(q->channel, sizeof q->channel, "%s", m->channel);
    snprintf(q->thread, sizeof q->thread, "%s", m->reply_to);
    if (b->first)
        b->last->next = q;
    else
        b->first = q;
    b->last = q;
}

static void on_message(void *user, struct platform *p, const struct message *m)
{
    struct bot *b = user;

    if (m->ack && p->kind->acknowledge)
        p->kind->acknowledge(p, m->ack);
    if (m->kind != MESSAGE_POSTED || (m->place != PLACE_DIRECT && !m->mentioned))
        return;
    if (p->kind->typing)
        p->kind->typing(p, m->channel, m->reply_to);
    ask(b, m);
    launch(b);
}

static void on_ready(void *user, struct platform *p)
{
    struct bot *b = user;

    if (!b->payload.len)
        render(b);
    log_event(b->log, LOG_INFO, "bench", "ready",
              LOG_WITH(log_text("platform", p->kind->name)));
}

static void on_receipt(void *user, struct platform *p, const char *key, const char *id)
{
    (void)user;
    (void)p;
    (void)key;
    (void)id;
}

static void on_down(void *user, struct platform *p, const char *reason)
{
    (void)user;
    (void)p;
    (void)reason;
}

static void on_fatal(void *user, struct platform *p, const struct err *why)
{
    (void)user;
    (void)p;
    die(why->text);
}

static bool on_cursor(void *user, struct platform *p, const char *channel,
                      struct platform_cursor *out)
{
    (void)user;
    (void)p;
    (void)channel;
    (void)out;
    return false;
}

static void on_advance(void *user, struct platform *p, const char *channel,
                       const struct platform_cursor *c)
{
    (void)user;
    (void)p;
    (void)channel;
    (void)c;
}

static void on_note_get(void *user, struct platform *p, const char *name, char *out,
                        size_t size)
{
    (void)user;
    (void)p;
    (void)name;
    if (size > 0)
        out[0] = '\0';
}

static void on_note_set(void *user, struct platform *p, const char *name,
                        const char *value)
{
    (void)user;
    (void)p;
    (void)name;
    (void)value;
}

static bool on_in_thread(void *user, struct platform *p, const char *channel,
                         const char *thread)
{
    (void)user;
    (void)p;
    (void)channel;
    (void)thread;
    return false;
}

static void on_signal(void *user, int signal)
{
    struct bot *b = user;

    (void)signal;
    loop_stop(b->loop);
}

static bool connect(struct bot *b, struct err *e)
{
    const struct connection_settings *c = &b->settings.connections[0];
    const struct platform_kind *kind = platform_find(c->platform);
    struct platform_options options = {.name = c->name,
                                       .url = c->url,
                                       .user_id = c->user_id,
                                       .token = c->token,
                                       .app_token = c->app_token,
                                       .loop = b->loop,
                                       .http = b->http,
                                       .log = b->log,
                                       .ping_ms = c->ping_ms,
                                       .backoff_most_ms = c->retry_most_ms};
    struct platform_host host = {.user = b,
                                 .message = on_message,
                                 .receipt = on_receipt,
                                 .ready = on_ready,
                                 .down = on_down,
                                 .fatal = on_fatal,
                                 .cursor = on_cursor,
                                 .advance = on_advance,
                                 .note_get = on_note_get,
                                 .note_set = on_note_set,
                                 .in_thread = on_in_thread};

    return kind->create(&b->platform, &options, &host, e) && kind->start(b->platform, e);
}

int main(void)
{
    struct faults *faults = faults_new();
    struct bot b = {0};
    struct err e = {0};

    b.log = log_new(stderr, LOG_INFO, LOG_AS_TEXT, unix_ms);
    struct loop_options loop = {.log = b.log, .seed = 1};
    struct http_options http = {.user_agent = "constant_bot"};
    if (!b.log || !faults || !settings_load(&b.settings, NULL, faults))
        die("the environment has no connection");
    if (!loop_new(&b.loop, &loop, &e) || !http_new(&b.http, b.loop, &http, &e) ||
        !loop_on_signal(b.loop, SIGTERM, on_signal, &b, &e) || !connect(&b, &e))
        die(e.text);
    loop_run(b.loop);
    b.platform->kind->stop(b.platform);
    b.platform->kind->destroy(b.platform);
    http_free(b.http);
    loop_free(b.loop);
    buf_free(&b.payload);
    settings_free(&b.settings);
    faults_free(faults);
    log_free(b.log);
    return 0;
}

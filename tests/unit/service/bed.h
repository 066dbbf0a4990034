/* bed.h - the whole service over a scripted platform, a real loop and a real ledger.
 *
 * Header only, since each test is one file. */
#ifndef TESTS_SERVICE_BED_H
#define TESTS_SERVICE_BED_H

#include "service/service.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "tests/unit/service/fake.h"

enum { PLATFORMS_MOST = 64 };

/* The kinds' functions get no pointer of the test's, so what they made is found here. */
static struct fake *made[PLATFORMS_MOST];
static int made_count, create_fails;
static bool render_fails, posts_are_quick;
/* What the next service is made with; NULL: nothing. */
static const char *bed_metrics;
static int64_t (*bed_heard)(struct platform *p);
static bool (*bed_progress)(struct platform *p, struct platform_progress *out);

static const struct platform_kind *find(const char *name);

static inline bool make_fake(struct platform **out,
                             const struct platform_options *options,
                             const struct platform_host *host, struct err *e)
{
    *out = NULL;
    if (create_fails)
        return err_set(e, ERR_VALUE, "wrong in itself");
    assert_true(made_count < PLATFORMS_MOST);
    struct fake *f = calloc(1, sizeof *f);
    f->base.kind = find("fake");
    f->quick = posts_are_quick;
    f->base.options = *options;
    f->base.host = *host;
    made[made_count++] = f;
    *out = &f->base;
    return true;
}

static inline bool render(struct platform *p, const struct platform_reply *reply,
                          bool (*emit)(void *user, struct span payload), void *user,
                          struct err *e)
{
    if (render_fails)
        return err_set(e, ERR_BUG, "cannot be rendered");
    return fake_render(p, reply, emit, user, e);
}

static inline const struct platform_kind *find(const char *name)
{
    static struct platform_kind kind;

    (void)name;
    kind = fake_kind;
    kind.create = make_fake;
    kind.render = render;
    kind.heard = bed_heard;
    kind.progress = bed_progress;
    return &kind;
}

struct bed {
    char dir[64], path[96];
    int64_t review_ms, counts_ms; /* of the settings that begin makes */
    struct settings settings;
    struct connection_settings connections[2];
    struct room_settings room;   /* of the first one, set before begin */
    const struct config *config; /* the same: who its admins are */
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

static inline int64_t log_time(void)
{
    return 0;
}

static inline void tick(void *user)
{
    struct bed *b = user;

    if (b->step && b->step(b)) {
        b->in_time = true;
        b->step = NULL;
        loop_stop(b->loop);
    }
    loop_timer_set(b->ticker, 5);
}

static inline void too_late(void *user)
{
    loop_stop(((struct bed *)user)->loop);
}

static inline void begin(struct bed *b, size_t connections)
{
    struct loop_options loop = {.seed = 1};
    struct err e = {0};
    bool recovered;

    b->out = open_memstream(&b->text, &b->len);
    b->log = log_new(b->out, LOG_DEBUG, LOG_AS_TEXT, log_time);
    loop.log = b->log;
    b->connections[0] = (struct connection_settings){
        .name = "one", .platform = "fake", .room = b->room, .config = b->config};
    b->connections[1] = (struct connection_settings){.name = "two", .platform = "fake"};
    b->settings = (struct settings){.metrics = bed_metrics,
                                    .catchup_ms = 86400000,
                                    .keep_ms = (int64_t)30 * 86400000,
                                    .review_ms = b->review_ms,
                                    .counts_ms = b->counts_ms,
                                    .connections = b->connections,
                                    .connection_count = connections};
    assert_true(ledger_open(&b->ledger, b->path, &recovered, &e));
    assert_true(loop_new(&b->loop, &loop, &e));
    struct service_options o = {.settings = &b->settings,
                                .paths = &paths,
                                .ledger = b->ledger,
                                .loop = b->loop,
                                .log = b->log,
                                .find = find,
                                .progress_ms = 10};
    if (!service_new(&b->service, &o, &e))
        fail_msg("%s", e.text);
    b->ticker = loop_timer_new(b->loop, tick, b);
    b->late = loop_timer_new(b->loop, too_late, b);
}

static inline int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);

    made_count = create_fails = 0;
    render_fails = posts_are_quick = false;
    bed_metrics = NULL;
    bed_heard = NULL;
    bed_progress = NULL;
    snprintf(b->dir, sizeof b->dir, "/tmp/limber-service-XXXXXX");
    if (!mkdtemp(b->dir))
        return -1;
    snprintf(b->path, sizeof b->path, "%s/l.db", b->dir);
    *state = b;
    return 0;
}

static inline void end(struct bed *b)
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

static inline int tear_down(void **state)
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
static inline void run(struct bed *b, bool (*step)(struct bed *b))
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
        fail_msg("not in time; the log ends:\n%s",
                 b->len > 900 ? b->text + b->len - 900 : b->text);
}

static inline void logged(struct bed *b, const char *part)
{
    fflush(b->out);
    if (!strstr(b->text, part))
        fail_msg("\"%s\" is not in\n%s", part, b->text);
}

static inline void ready(int i)
{
    struct platform *p = &made[i]->base;
    p->host.ready(p->host.user, p);
}

static inline void say_text(int i, const char *id, struct span text, uint64_t ack)
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

static inline void say(int i, const char *id, const char *text)
{
    say_text(i, id, span_of(text), 0);
}

static inline void end_posts(struct fake *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (!f->calls[i].ended && !f->calls[i].look)
            fake_end(&f->calls[i], POST_DONE, 0, "");
}

/* For a step that comes only once something is so: until then its number stays. */
static inline bool not_yet(struct bed *b, bool is_so)
{
    if (!is_so)
        b->at--;
    return !is_so;
}

static inline struct ledger_counts counts(struct bed *b)
{
    struct ledger_counts c;
    struct err e = {0};

    assert_true(ledger_count(b->ledger, &c, &e));
    return c;
}

#endif

/* Content is read in another thread: the first while the connections open, so that a
 * start is quick; later ones beside the old, proved as `limber check` does, and taken
 * when there is no fault. Until then, and after a fault, the old one answers. */
#include "base/mem.h"
#include "service/notify.h"
#include "service/service_inside.h"

enum { TEXT_MOST = 256 * 1024, LINES_MOST = 60 };

struct reload {
    struct service *service; /* NULL: it went away; the thread may outlive it */
    struct packs *packs;     /* being loaded */
    int64_t today_ms;
    bool first; /* nothing answers yet: only what makes it unusable counts */
    bool usable;
    struct faults *faults;
    struct err why;
};

static void free_reload(struct reload *r)
{
    if (!r)
        return;
    packs_free(r->packs);
    faults_free(r->faults);
    mem_free(r);
}

static struct reload *new_reload(struct service *s)
{
    struct reload *r = mem_zero(1, sizeof *r);
    struct err e;

    if (!r)
        return NULL;
    r->service = s;
    r->today_ms = service_unix(s);
    r->first = !s->packs;
    r->faults = faults_new();
    if (r->faults && packs_new(&r->packs, s->options.paths, s->options.settings, &e))
        return r;
    free_reload(r);
    return NULL;
}

/* In the other thread. */
static void work(void *user)
{
    struct reload *r = user;

    r->usable = packs_load(r->packs, !r->first, r->today_ms, r->faults, &r->why);
}

static void log_faults(struct service *s, const struct faults *faults)
{
    struct buf text;
    char *rest = NULL;
    int lines = 0;

    buf_init(&text, TEXT_MOST);
    faults_print(faults, &text);
    for (char *line = text.data ? strtok_r(text.data, "\n", &rest) : NULL;
         line && lines < LINES_MOST; line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == ' ')
            continue; /* source lines and hints are for a terminal */
        log_event(s->options.log, LOG_WARN, "content", "fault",
                  LOG_WITH(log_text("text", line)));
        lines++;
    }
    buf_free(&text);
}

static void take(struct service *s, struct reload *r)
{
    packs_free(s->packs);
    s->packs = r->packs;
    r->packs = NULL;
    s->metrics.reloads += !r->first;
    s->refused_faults = 0;
    s->metrics.content_topics = faq_topic_count(packs_plain(s->packs));
    s->metrics.content_loaded_ms = service_unix(s);
    notify_send("READY=1");
    log_event(s->options.log, LOG_INFO, "service",
              r->first ? "content loaded" : "content reloaded",
              LOG_WITH(log_int("topics", (int64_t)s->metrics.content_topics)));
}

static void refuse(struct service *s, const char *why, size_t faults)
{
    bool first = !s->packs;

    s->metrics.reloads_refused += !first;
    s->refused_faults = faults ? faults : 1;
    if (!first)
        notify_send("READY=1"); /* the reload is over */
    log_event(
        s->options.log, LOG_ERROR, "service",
        first ? "content cannot be used" : "content not reloaded",
        LOG_WITH(log_int("faults", (int64_t)faults), log_text("why", why),
                 log_text("what_to_do", first ? "run limber check, mend it, start"
                                              : "the old content stays in force; run "
                                                "limber check, mend it, send SIGHUP")));
    if (first)
        service_end(s, SERVICE_NO_CONTENT);
}

static void done(void *user)
{
    struct reload *r = user;
    struct service *s = r->service;

    if (!s) {
        free_reload(r);
        return;
    }
    s->reload = NULL;
    if (r->usable) {
        take(s, r);
    } else {
        log_faults(s, r->faults);
        refuse(s, r->why.text, faults_count(r->faults));
    }
    free_reload(r);
    mem_trim();
    if (s->reload_again) {
        s->reload_again = false;
        reload_start(s);
    }
}

void reload_start(struct service *s)
{
    struct err e = {0};

    if (s->reload) { /* what changed since it began must not be missed */
        s->reload_again = true;
        return;
    }
    struct reload *r = new_reload(s);
    if (r && loop_work(s->options.loop, work, done, r, &e)) {
        s->reload = r;
        if (!r->first)
            notify_send("RELOADING=1");
        return;
    }
    free_reload(r);
    refuse(s, e.text[0] ? e.text : "out of memory", 0);
}

void reload_leave(struct reload *r)
{
    if (r)
        r->service = NULL;
}

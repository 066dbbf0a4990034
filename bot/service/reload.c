/* Content is read in another thread: the first while the connections open, so that a
 * start is quick; later ones beside the old, proved as `limber check` does, and taken
 * when there is no fault. Until then, and after a fault, the old one answers. */
#include "base/mem.h"
#include "service/notify.h"
#include "service/service_inside.h"

enum { TEXT_MOST = 256 * 1024, LINES_MOST = 60 };

struct reload {
    struct service *service; /* NULL: it went away */
    /* Its own: the thread may outlive the service. */
    char *intents, *responses, *overlay, *learned;
    const char *language;
    int64_t today_ms;
    bool first;      /* nothing answers yet: only what makes it unusable counts */
    struct faq *faq; /* NULL: it has faults */
    struct faults *faults;
    struct err why;
};

static void free_reload(struct reload *r)
{
    if (!r)
        return;
    faq_free(r->faq);
    faults_free(r->faults);
    mem_free(r->intents);
    mem_free(r->responses);
    mem_free(r->overlay);
    mem_free(r->learned);
    mem_free(r);
}

static bool copy(char **out, const char *text)
{
    *out = mem_copy_text(text);
    return *out || !text;
}

static struct reload *new_reload(struct service *s)
{
    const struct faq_paths *paths = s->options.paths;
    struct reload *r = mem_zero(1, sizeof *r);

    if (!r)
        return NULL;
    r->service = s;
    r->language = paths->language; /* a constant */
    r->today_ms = service_unix(s);
    r->first = !s->faq;
    r->faults = faults_new();
    if (r->faults && copy(&r->intents, paths->intents) &&
        copy(&r->responses, paths->responses) && copy(&r->overlay, paths->overlay) &&
        copy(&r->learned, paths->learned))
        return r;
    free_reload(r);
    return NULL;
}

/* In the other thread. */
static void work(void *user)
{
    struct reload *r = user;
    struct faq_paths paths = {.intents = r->intents,
                              .responses = r->responses,
                              .overlay = r->overlay,
                              .learned = r->learned,
                              .language = r->language};

    if (faq_load(&r->faq, &paths, r->faults) &&
        (r->first ||
         (faq_check(r->faq, r->today_ms, r->faults, &r->why) && !faults_any(r->faults))))
        return;
    faq_free(r->faq);
    r->faq = NULL;
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
        if (line[0] == ' ' || strstr(line, ": warning: "))
            continue; /* source lines and hints are for a terminal */
        log_event(s->options.log, LOG_WARN, "content", "fault",
                  LOG_WITH(log_text("text", line)));
        lines++;
    }
    buf_free(&text);
}

static void take(struct service *s, struct reload *r)
{
    faq_free(s->faq);
    s->faq = r->faq;
    r->faq = NULL;
    s->metrics.reloads += !r->first;
    s->metrics.content_topics = faq_topic_count(s->faq);
    s->metrics.content_loaded_ms = service_unix(s);
    notify_send("READY=1");
    log_event(s->options.log, LOG_INFO, "service",
              r->first ? "content loaded" : "content reloaded",
              LOG_WITH(log_int("topics", (int64_t)faq_topic_count(s->faq))));
}

static void refuse(struct service *s, const char *why, size_t faults)
{
    bool first = !s->faq;

    s->metrics.reloads_refused += !first;
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
    if (r->faq) {
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

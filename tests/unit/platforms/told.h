/* told.h - what any test's host writes down: "ready;" "message ID TEXT;" ... in the order
 * in which it was told. Whoever includes it has defined `struct world` before, with the
 * arrays `told` and `fatal`. */
#ifndef TESTS_PLATFORMS_TOLD_H
#define TESTS_PLATFORMS_TOLD_H

static inline void tell(struct world *w, const char *what, const char *a, const char *b)
{
    size_t len = strlen(w->told);
    snprintf(w->told + len, sizeof w->told - len, "%s%s%s%s%s;", what, a[0] ? " " : "", a,
             b[0] ? " " : "", b);
}

static inline void tell_message(struct world *w, const struct message *m)
{
    static const char *const kinds[] = {"message", "edited",  "deleted",
                                        "picked",  "helpful", "unhelpful"};
    char text[512];

    snprintf(text, sizeof text, "%.*s", (int)m->text.len, m->text.ptr ? m->text.ptr : "");
    tell(w, m->caught_up ? "caught" : kinds[m->kind], m->id, text);
}

static inline void on_receipt(void *user, struct platform *p, const char *key,
                              const char *id)
{
    (void)p;
    tell(user, "receipt", key, id);
}

static inline void on_ready(void *user, struct platform *p)
{
    (void)p;
    tell(user, "ready", "", "");
}

static inline void on_fatal(void *user, struct platform *p, const struct err *why)
{
    struct world *w = user;

    (void)p;
    snprintf(w->fatal, sizeof w->fatal, "%s", why->text);
    tell(w, "fatal", "", "");
}

#endif

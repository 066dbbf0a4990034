/* world_host.h - the host of a world: it writes down all that it is told, and keeps
 * cursors and notes. */
#ifndef TESTS_PLATFORMS_WORLD_HOST_H
#define TESTS_PLATFORMS_WORLD_HOST_H

#include "world_state.h"

#include "told.h"

static inline void on_message(void *user, struct platform *p, const struct message *m)
{
    struct world *w = user;

    (void)p;
    tell_message(w, m);
    w->last = *m;
    snprintf(w->last_thread, sizeof w->last_thread, "%s", m->thread);
    snprintf(w->last_reply_to, sizeof w->last_reply_to, "%s", m->reply_to);
}

static inline void on_down(void *user, struct platform *p, const char *reason)
{
    (void)p;
    tell(user, "down", reason, "");
}

static inline struct kept *kept_find(struct kept *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

static inline void kept_set(struct kept *list, size_t *count, const char *name,
                            const char *value, int64_t at_ms)
{
    struct kept *k = kept_find(list, *count, name);

    if (!k) {
        assert_true(*count < KEPT_MOST);
        k = &list[(*count)++];
        snprintf(k->name, sizeof k->name, "%s", name);
    }
    snprintf(k->value, sizeof k->value, "%s", value);
    k->at_ms = at_ms;
}

static inline bool get_cursor(void *user, struct platform *p, const char *channel,
                              struct platform_cursor *out)
{
    struct world *w = user;
    const struct kept *k = kept_find(w->cursors, w->cursor_count, channel);

    (void)p;
    if (!k)
        return false;
    out->at_ms = k->at_ms;
    snprintf(out->id, sizeof out->id, "%.*s", (int)sizeof out->id - 1, k->value);
    return true;
}

static inline void on_advance(void *user, struct platform *p, const char *channel,
                              const struct platform_cursor *c)
{
    struct world *w = user;

    (void)p;
    kept_set(w->cursors, &w->cursor_count, channel, c->id, c->at_ms);
}

static inline void get_note(void *user, struct platform *p, const char *name, char *out,
                            size_t size)
{
    struct world *w = user;
    const struct kept *k = kept_find(w->notes, w->note_count, name);

    (void)p;
    snprintf(out, size, "%s", k ? k->value : "");
}

static inline void set_note(void *user, struct platform *p, const char *name,
                            const char *value)
{
    struct world *w = user;

    (void)p;
    kept_set(w->notes, &w->note_count, name, value, 0);
}

static inline bool not_in_thread(void *user, struct platform *p, const char *channel,
                                 const char *thread)
{
    (void)user, (void)p, (void)channel, (void)thread;
    return false;
}

static inline const char *note(struct world *w, const char *name)
{
    const struct kept *k = kept_find(w->notes, w->note_count, name);
    return k ? k->value : "";
}

static inline struct platform_host host_of(struct world *w)
{
    return (struct platform_host){.user = w,
                                  .message = on_message,
                                  .receipt = on_receipt,
                                  .ready = on_ready,
                                  .down = on_down,
                                  .fatal = on_fatal,
                                  .cursor = get_cursor,
                                  .advance = on_advance,
                                  .note_get = get_note,
                                  .note_set = set_note,
                                  .in_thread = not_in_thread};
}

#endif

/* world_server.h - the server of a world: its answers are rules that a test gives, and it
 * remembers what was requested and said. */
#ifndef TESTS_PLATFORMS_WORLD_SERVER_H
#define TESTS_PLATFORMS_WORLD_SERVER_H

#include "world_state.h"

/* The next `times` requests that begin so get this answer (0: all). */
static inline void answer_times(struct world *w, int times, const char *start, int status,
                                const char *body)
{
    ss_lock(&w->server);
    assert_true(w->rule_count < RULES_MOST);
    struct rule *r = &w->rules[w->rule_count++];
    *r = (struct rule){.status = status, .times = times, .header = "", .body = body};
    snprintf(r->start, sizeof r->start, "%s", start);
    ss_unlock(&w->server);
}

static inline void answer(struct world *w, const char *start, int status,
                          const char *body)
{
    answer_times(w, 0, start, status, body);
}

/* The newest rule's: one more header line, with its CRLF. */
static inline void with_header(struct world *w, const char *header)
{
    ss_lock(&w->server);
    w->rules[w->rule_count - 1].header = header;
    ss_unlock(&w->server);
}

/* The newest rule's: the connection is reset, without any answer. */
static inline void with_reset(struct world *w)
{
    ss_lock(&w->server);
    w->rules[w->rule_count - 1].hang_up = true;
    ss_unlock(&w->server);
}

static inline void scripted_answer(struct scripted *s, const struct ss_request *r,
                                   struct ss_reply *out)
{
    struct world *w = s->user;
    char line[1100];
    size_t len = strlen(w->bodies);

    snprintf(line, sizeof line, "%s %s", r->method, r->path);
    if (r->body[0])
        snprintf(w->bodies + len, sizeof w->bodies - len, "%s %s\n", line, r->body);
    out->status = 404;
    for (size_t i = w->rule_count; i-- > 0;) {
        struct rule *rule = &w->rules[i];
        if (rule->times < 0 || strncmp(line, rule->start, strlen(rule->start)) != 0)
            continue;
        if (rule->times > 0 && --rule->times == 0)
            rule->times = -1; /* used up */
        out->status = rule->status;
        out->header = rule->header;
        out->hang_up = rule->hang_up;
        snprintf(out->body, sizeof out->body, "%s", rule->body);
        return;
    }
}

/* A close frame with that code, to all sockets. */
static inline void close_with(struct world *w, int code)
{
    char text[2] = {(char)(code >> 8), (char)code};

    ss_lock(&w->server);
    for (int i = 0; i < SS_CLIENTS; i++)
        if (w->server.clients[i].fd >= 0 && w->server.clients[i].ws)
            ss_frame(w->server.clients[i].fd, 8, text, 2);
    ss_unlock(&w->server);
}

static inline int times_in(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static inline int times_requested(struct world *w, const char *what)
{
    ss_lock(&w->server);
    int n = times_in(w->server.requests, what);
    ss_unlock(&w->server);
    return n;
}

static inline int times_said(struct world *w, const char *what)
{
    ss_lock(&w->server);
    int n = times_in(w->server.actions, what);
    ss_unlock(&w->server);
    return n;
}

static inline bool body_has(struct world *w, const char *what)
{
    ss_lock(&w->server);
    bool has = strstr(w->bodies, what) != NULL;
    ss_unlock(&w->server);
    return has;
}

#endif

/* probe.h - real calls that prove a connection's account without connecting it: is the
 * token good, may the bot do what it must, is it in any channel. For `limber doctor`.
 *
 * What each platform is asked is a table in its own folder's probe.c. Nothing here reads
 * messages, posts, or takes events away from a bot that runs meanwhile.
 *
 * Ownership: tables are static; targets and answers are borrowed for the call. */
#ifndef PLATFORMS_PROBE_H
#define PLATFORMS_PROBE_H

#include "base/err.h"
#include "base/json.h"
#include "base/secret.h"
#include "net/http.h"

enum probe_state { PROBE_OK, PROBE_WARN, PROBE_FAIL };
struct probe_finding {
    enum probe_state state;
    char text[480]; /* what was found; unless ok also what to do and where; no secret */
};

struct probe_target { /* a connection's settings */
    const char *url, *user_id;
    const struct secret *token, *app_token;
};

enum probe_auth {
    PROBE_BEARER,     /* Authorization: Bearer TOKEN */
    PROBE_BEARER_APP, /* the same with the app's token */
    PROBE_BOT,        /* Authorization: Bot TOKEN */
    PROBE_PAIR        /* X-User-Id and X-Auth-Token */
};

struct probe_call {
    const char *what;          /* names the line: "token" */
    const char *method, *path; /* below the API's address */
    const char *form;          /* body, or NULL */
    bool leads;                /* without it the later ones are of no use */
    /* Only for complete answers; body is NULL when it is no JSON or not of status 2xx. */
    void (*judge)(const struct probe_target *target, const struct http_answer *answer,
                  const struct json *body, struct probe_finding *out);
    enum probe_auth auth;
};

struct probe_kind {
    const char *platform;
    /* The API's address: the URL, with `api` behind it unless it is there already. */
    const char *api;
    /* Only behind a URL that ends so; "": only behind one without a path; NULL: always.
     */
    const char *api_after;
    const struct probe_call *calls;
    size_t count;
};

/* NULL for an unknown name. */
const struct probe_kind *probe_find(const char *platform);
/* As http_send; done gets the answer for probe_read. */
bool probe_send(struct http *http, const struct probe_kind *kind,
                const struct probe_call *call, const struct probe_target *target,
                void (*done)(void *user, const struct http_answer *answer), void *user,
                struct err *e);
/* Judges a complete answer. */
void probe_read(const struct probe_call *call, const struct probe_target *target,
                const struct http_answer *answer, struct probe_finding *out);

/* For the platforms' own tables. */
void probe_say(struct probe_finding *out, enum probe_state state, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A failure: "the server answered METHOD with status N: what_to_do". */
void probe_refused(struct probe_finding *out, const struct http_answer *answer,
                   const char *what_to_do);
/* "3 channels", or a warning that there is none, with what to do. */
void probe_count(struct probe_finding *out, size_t count, const char *one,
                 const char *what_to_do);

#endif

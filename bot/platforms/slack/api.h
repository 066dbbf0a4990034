/* api.h - calls of Slack's Web API, and what came of them (section 2).
 *
 * Ownership: `user` is the caller's. The answer is borrowed for the call of done, which
 * may take its root and leave NULL there. */
#ifndef PLATFORMS_SLACK_API_H
#define PLATFORMS_SLACK_API_H

#include "base/json.h"
#include "platforms/slack/adapter.h"
#include "platforms/slack/errors.h"

struct sl_answer {
    enum http_outcome outcome;
    int status;          /* HTTP_ANSWERED only */
    bool ok;             /* status 2xx and "ok": true */
    enum sl_fault fault; /* not ok: what it asks of us; NONE when only the status tells */
    const char *error;   /* its name, "" when there is none */
    const char *needed;  /* the scope that is missing, or "" */
    const char *what_to_do;
    struct json *root; /* NULL when it is no JSON */
    int64_t retry_after_ms;
    char reason[240]; /* in words, for the log; "" when ok */
};

struct sl_call {
    const char *method; /* "chat.postMessage" */
    bool by_app;        /* with the app's token, not the bot's */
    bool form;          /* the body is a form, not JSON */
    struct span body;   /* may be empty */
    int64_t timeout_ms; /* 0: the client's */
    void (*done)(void *user, struct sl_answer *answer);
    void (*drop)(void *user); /* as calls.h */
    void *user;
};

/* What the caller holds to cancel; it must forget it once done or drop was called. */
struct sl_request;
struct sl_request *sl_api_send(struct slack *s, const struct sl_call *call,
                               struct err *e);
void sl_api_cancel(
    struct sl_request *r); /* neither done nor drop follows; NULL is fine */

/* Appends "name=value" to a form, encoded. */
bool sl_form(struct buf *out, const char *name, const char *value);
/* May the same read succeed later? So it is with limits, faults of the server, and what
 * is no answer of Slack's at all. */
bool sl_answer_passes(const struct sl_answer *a);
/* Pure: reads an answer of the HTTP client; sl_answer_clear frees its JSON. */
void sl_answer_read(struct sl_answer *out, const struct http_answer *answer);
void sl_answer_clear(struct sl_answer *a);
/* Ends the connection when the answer says that a token is bad; true when it did. */
bool sl_answer_fatal(struct slack *s, const struct sl_answer *a, const char *method,
                     bool by_app);

#endif

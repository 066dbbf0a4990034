#include "platforms/slack/api.h"

#include <stdio.h>

#include "base/mem.h"
#include "net/url.h"
#include "platforms/ident.h"

/* A page of 200 messages of up to 40,000 characters is the largest answer. */
enum {
    JSON_MAX = 16 << 20,
    URL_MAX = 1024,
    LIMITED_MS = 30000 /* a 429 without Retry-After (section 8) */
};

struct sl_request {
    struct call *call;
    void (*done)(void *user, struct sl_answer *answer);
    void (*drop)(void *user);
    void *user;
};

static void set_reason(struct sl_answer *a)
{
    if (a->status >= 300 && a->status <= 399)
        snprintf(a->reason, sizeof a->reason, "redirected (status %d): correct url",
                 a->status);
    else if (a->error[0])
        snprintf(a->reason, sizeof a->reason, "%.60s%s%.60s: %.110s", a->error,
                 a->needed[0] ? " " : "", a->needed, a->what_to_do);
    else if (a->status / 100 == 2)
        ident_cut(a->reason, sizeof a->reason, "an answer that is none of Slack's");
    else
        snprintf(a->reason, sizeof a->reason, "status %d", a->status);
}

static void read_error(struct sl_answer *a)
{
    const char *error = json_get_text(a->root, "error");
    const char *needed = json_get_text(a->root, "needed");

    a->error = error ? error : "";
    a->needed = needed ? needed : "";
    if (error) {
        const struct sl_error *row = sl_error_find(error);
        a->fault = row->fault;
        a->what_to_do = row->what_to_do;
    }
    if (a->status == 429)
        a->fault = SL_FAULT_LIMITED;
    else if (a->status >= 500 || a->status == 408)
        a->fault = SL_FAULT_PASSES;
    if (a->fault == SL_FAULT_LIMITED && a->retry_after_ms == 0)
        a->retry_after_ms = LIMITED_MS;
    set_reason(a);
}

void sl_answer_read(struct sl_answer *out, const struct http_answer *answer)
{
    *out = (struct sl_answer){.outcome = answer->outcome,
                              .error = "",
                              .needed = "",
                              .what_to_do = "",
                              .retry_after_ms = answer->retry_after_ms};
    if (answer->outcome != HTTP_ANSWERED) {
        out->fault = SL_FAULT_PASSES;
        ident_cut(out->reason, sizeof out->reason, answer->err.text);
        return;
    }
    out->status = answer->status;
    json_parse(&out->root, answer->body, JSON_MAX, NULL);
    out->ok = out->status / 100 == 2 && json_get_bool(out->root, "ok", false);
    if (!out->ok)
        read_error(out);
}

/* Slack refuses with status 200 and an error's name. What has neither is none of its own:
 * of a proxy, say. A wrong address is told at the start, by account.c. */
bool sl_answer_passes(const struct sl_answer *a)
{
    bool garbled = !a->ok && a->status != 0 && a->status / 100 != 3 && !a->error[0];
    return garbled || a->fault == SL_FAULT_PASSES || a->fault == SL_FAULT_LIMITED;
}

void sl_answer_clear(struct sl_answer *a)
{
    json_free(a->root);
    a->root = NULL;
}

static void answered(void *user, const struct http_answer *http)
{
    struct sl_request *r = user;
    struct sl_answer answer;

    sl_answer_read(&answer, http);
    r->done(r->user, &answer);
    sl_answer_clear(&answer);
    mem_free(r);
}

static void dropped(void *user)
{
    struct sl_request *r = user;

    if (r->drop)
        r->drop(r->user);
    mem_free(r);
}

struct sl_request *sl_api_send(struct slack *s, const struct sl_call *call, struct err *e)
{
    const struct platform_options *o = &s->base.options;
    struct sl_request *r = mem_zero(1, sizeof *r);
    struct buf url;

    buf_init(&url, URL_MAX);
    if (!r || !buf_format(&url, "%s/%s", s->api_root, call->method)) {
        err_set(e, ERR_MEMORY, "no memory for a request to Slack");
        goto failed;
    }
    *r = (struct sl_request){.done = call->done, .drop = call->drop, .user = call->user};
    /* Without a Content-Type Slack answers missing_post_type. */
    struct http_call http = {
        .method = "POST",
        .url = url.data,
        .bearer = secret_reveal(call->by_app ? o->app_token : o->token),
        .content_type = call->form ? "application/x-www-form-urlencoded"
                                   : "application/json; charset=utf-8",
        .body = call->body.ptr ? call->body : span_of(""),
        .timeout_ms = call->timeout_ms,
    };
    r->call = calls_send(&s->calls, &http, answered, dropped, r, e);
    if (!r->call)
        goto failed;
    buf_free(&url);
    return r;
failed:
    buf_free(&url);
    mem_free(r);
    return NULL;
}

void sl_api_cancel(struct sl_request *r)
{
    if (!r)
        return;
    calls_cancel(r->call);
    mem_free(r);
}

bool sl_form(struct buf *out, const char *name, const char *value)
{
    if (out->len > 0)
        buf_char(out, '&');
    buf_text(out, name);
    buf_char(out, '=');
    return url_encode(out, value) && !out->failed;
}

bool sl_answer_fatal(struct slack *s, const struct sl_answer *a, const char *method,
                     bool by_app)
{
    if (a->fault != SL_FAULT_TOKEN)
        return false;
    sl_fatal(s, ERR_REFUSED, "Slack refused the %s token (%.60s, %s): %s",
             by_app ? "app's" : "bot's", a->error, method, a->what_to_do);
    return true;
}

#include "platforms/discord/outcome.h"

#include <stdio.h>
#include <string.h>

#include "platforms/discord/rest.h"

enum {
    MOVED_MS = 30000, /* a redirect: nothing was stored, and a person must see to it */
    LATER_MS = 5000,
    FOREIGN_MS = 10000,
    AT_ONCE_MS = 50,
    CODE_ANY = -1,
    CODE_NO_HISTORY = 160002
};

/* By status and Discord's own code; the first row that fits counts (section 15). */
static const struct {
    int first, last, code;
    enum post_result result;
    int64_t retry_ms;
    const char *reason;
} rules[] = {
    {300, 399, CODE_ANY, POST_UNSENT, MOVED_MS, "the server redirects: correct url"},
    {401, 401, CODE_ANY, POST_FATAL, 0, "the token was reset"},
    {400, 403, 50014, POST_FATAL, 0, "the token was reset"},
    {400, 404, CODE_NO_HISTORY, POST_UNSENT, AT_ONCE_MS,
     "the bot may not read the channel's history: replies without a reference"},
    {400, 499, 20028, POST_UNSENT, LATER_MS, "the channel takes no more for now"},
    {400, 499, 20016, POST_UNSENT, LATER_MS, "slow mode"},
    {404, 404, 10003, POST_REFUSED, 0, "the channel is gone"},
    {400, 404, 10008, POST_DONE, 0, "stored, and deleted since"},
    {400, 499, 50001, POST_REFUSED, 0, "the bot has no access to this channel"},
    {400, 499, 50013, POST_REFUSED, 0, "the bot may not write in this channel"},
    {400, 499, 50007, POST_REFUSED, 0, "this person takes no direct messages"},
    {400, 499, 50278, POST_REFUSED, 0, "no server is shared with this person any more"},
    {400, 499, 50083, POST_REFUSED, 0, "the thread is archived"},
    {400, 499, 160005, POST_REFUSED, 0, "the thread is locked"},
    {400, 499, 200000, POST_REFUSED, 0, "AutoMod of the server blocked the reply"},
    {400, 499, 240000, POST_REFUSED, 0, "a link filter of the server blocked the reply"},
    {408, 408, CODE_ANY, POST_UNKNOWN, 0, "the server timed out"},
    {413, 413, CODE_ANY, POST_REFUSED, 0, "the message is larger than the server takes"},
    {425, 425, CODE_ANY, POST_UNSENT, LATER_MS, "the server wants it later"},
    {400, 499, CODE_ANY, POST_REFUSED, 0, NULL},
    {500, 599, CODE_ANY, POST_UNKNOWN, 0, NULL},
};

static void set(struct dc_outcome *out, enum post_result result, int64_t retry_ms,
                const char *reason)
{
    ident_cut(out->reason, sizeof out->reason, reason);
    out->post = (struct post_outcome){.result = result,
                                      .retry_ms = retry_ms,
                                      .reason = out->reason,
                                      .remote_id = out->remote_id};
}

static void stored(struct dc_outcome *out, const struct http_answer *answer)
{
    struct json *root = rest_json(answer);
    const char *id = json_get_text(root, "id");

    if (snowflake_ok(id) && ident_copy(out->remote_id, sizeof out->remote_id, id))
        set(out, POST_DONE, 0, "");
    else
        set(out, POST_UNKNOWN, 0, "the answer is no message");
    json_free(root);
}

static void limited(struct dc_outcome *out, const struct http_answer *answer)
{
    struct dc_limit limit = dc_rest_limit(answer);

    set(out, POST_UNSENT, limit.wait_ms, "rate limit");
    out->global = limit.global;
    out->unsaid = limit.wait_ms <= 0;
}

static void refused(struct dc_outcome *out, const struct http_answer *answer)
{
    struct json *body = NULL;
    char reason[200];

    json_parse(&body, answer->body, 1 << 16, NULL); /* a proxy's errors are no JSON */
    int code = (int)json_get_int(body, "code", 0);
    const char *text = json_get_text(body, "message");
    bool deleted =
        answer->body.ptr &&
        memmem(answer->body.ptr, answer->body.len, "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
               strlen("MESSAGE_REFERENCE_UNKNOWN_MESSAGE"));
    snprintf(reason, sizeof reason, "status %d, code %d: %.120s", answer->status, code,
             deleted ? "the question was deleted"
             : text  ? text
                     : "without a reason");
    set(out, POST_UNKNOWN, 0, reason);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (answer->status < rules[i].first || answer->status > rules[i].last ||
            (rules[i].code != CODE_ANY && rules[i].code != code))
            continue;
        set(out, rules[i].result, rules[i].retry_ms,
            rules[i].reason ? rules[i].reason : reason);
        out->no_reference = rules[i].code == CODE_NO_HISTORY;
        break;
    }
    json_free(body);
}

void dc_outcome(struct dc_outcome *out, const struct http_answer *answer)
{
    *out = (struct dc_outcome){.reason = ""};
    if (answer->outcome == HTTP_NOT_SENT)
        set(out, POST_UNSENT, 0, answer->err.text);
    else if (answer->outcome == HTTP_UNKNOWN)
        set(out, POST_UNKNOWN, 0, answer->err.text);
    else if (answer->status >= 200 && answer->status <= 299)
        stored(out, answer);
    else if (answer->status == 429)
        limited(out, answer);
    else if (rest_is_foreign(answer))
        set(out, POST_UNKNOWN, FOREIGN_MS, "something in front of Discord refused it");
    else
        refused(out, answer);
    if (answer->outcome == HTTP_ANSWERED)
        out->spent_ms = dc_rest_spent(answer);
}

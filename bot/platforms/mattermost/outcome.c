#include "platforms/mattermost/outcome.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "platforms/mattermost/rest.h"

enum {
    LIMITED_MS = 1000, /* a 429 without Retry-After; the server says 1 s (section 13) */
    FOREIGN_MS = 10000,
    PENDING_MS = 1500, /* the first request is still running (section 10) */
    MOVED_MS = 30000   /* a redirect: nothing was stored, and a person must see to it */
};

/* By status first: in hardened mode the bodies of 5xx have no id. NULL fits any id; the
 * first row that fits counts (section 15). */
static const struct {
    int first, last;
    const char *id;
    enum post_result result;
    int64_t retry_ms;
    const char *reason;
} rules[] = {
    {300, 399, NULL, POST_UNSENT, MOVED_MS, "the server redirects: correct url"},
    {401, 401, NULL, POST_FATAL, 0, "the token was revoked or the bot disabled"},
    {403, 403, NULL, POST_REFUSED, 0, "the bot may not post in this channel"},
    {404, 404, NULL, POST_REFUSED, 0, "the channel or the post is gone"},
    {408, 408, NULL, POST_UNKNOWN, 0, "the server timed out"},
    {413, 413, NULL, POST_REFUSED, 0, "the post is larger than the server takes"},
    {425, 425, NULL, POST_UNSENT, LIMITED_MS, "the server wants it later"},
    {429, 429, NULL, POST_UNSENT, LIMITED_MS, "rate limit"},
    {400, 400, "api.post.create_post.can_not_post_to_deleted.error", POST_REFUSED, 0,
     "the channel is archived"},
    {400, 400, "api.post.create_post.root_id.app_error", POST_REFUSED, 0,
     "the thread's first post was deleted"},
    {400, 400, "api.post.create_post.channel_root_id.app_error", POST_REFUSED, 0,
     "the thread is in another channel (please report)"},
    {400, 400, "api.post.create_post.can_not_post_in_restricted_dm.error", POST_REFUSED,
     0, "direct messages are restricted to members of a common team"},
    {400, 400, "model.post.is_valid.message_length.app_error", POST_REFUSED, 0,
     "the post is longer than the server takes"},
    {400, 400, "api.context.invalid_body_param.app_error", POST_REFUSED, 0,
     "the server could not read the request (please report)"},
    {400, 400, "plugin.message_will_be_posted.dismiss_post", POST_REFUSED, 0,
     "a plugin of the server refused the post"},
    {400, 499, NULL, POST_REFUSED, 0, NULL},
    {500, 500, "api.post.deduplicate_create_post.pending", POST_UNKNOWN, PENDING_MS,
     "the first try is still under way"},
    {500, 500, "api.post.deduplicate_create_post.failed_to_get", POST_DONE, 0,
     "stored, and deleted since"},
    {500, 599, NULL, POST_UNKNOWN, 0, NULL},
};

static void set(struct mm_outcome *out, enum post_result result, int64_t retry_ms,
                const char *reason)
{
    ident_cut(out->reason, sizeof out->reason, reason);
    out->post.result = result;
    out->post.retry_ms = retry_ms;
    out->post.reason = out->reason;
    out->post.remote_id = out->remote_id;
}

/* A 2xx without a readable post: something between us and the server answered. */
static void stored(struct mm_outcome *out, const struct http_answer *answer)
{
    struct json *post = rest_json(answer);
    const char *id = json_get_text(post, "id");

    if (id && ident_ok(id, MM_ID_SIZE) && strlen(id) < sizeof out->remote_id) {
        set(out, POST_DONE, 0, "");
        memcpy(out->remote_id, id, strlen(id) + 1);
    } else {
        set(out, POST_UNKNOWN, 0, "the answer is no post");
    }
    json_free(post);
}

static void refused(struct mm_outcome *out, const struct http_answer *answer)
{
    struct json *body = NULL;
    char reason[200];

    /* A 429 and a proxy's errors are no JSON: then there is no id. */
    json_parse(&body, answer->body, 1 << 16, NULL);
    const char *id = json_get_text(body, "id");
    snprintf(reason, sizeof reason, "status %d%s%.120s", answer->status, id ? ", " : "",
             id ? id : "");
    set(out, POST_UNKNOWN, 0, reason);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (answer->status < rules[i].first || answer->status > rules[i].last ||
            (rules[i].id && (!id || strcmp(rules[i].id, id) != 0)))
            continue;
        int64_t retry = rules[i].retry_ms;
        if (answer->retry_after_ms > retry)
            retry = answer->retry_after_ms;
        set(out, rules[i].result, retry, rules[i].reason ? rules[i].reason : reason);
        break;
    }
    json_free(body);
}

void mm_outcome(struct mm_outcome *out, const struct http_answer *answer)
{
    *out = (struct mm_outcome){.reason = ""};
    if (answer->outcome == HTTP_NOT_SENT)
        set(out, POST_UNSENT, 0, answer->err.text);
    else if (answer->outcome == HTTP_UNKNOWN)
        set(out, POST_UNKNOWN, 0, answer->err.text);
    else if (answer->status >= 200 && answer->status <= 299)
        stored(out, answer);
    else if (rest_is_foreign(answer))
        set(out, POST_UNKNOWN, FOREIGN_MS, "something in front of the server refused it");
    else
        refused(out, answer);
}

#include "platforms/rocketchat/outcome.h"

#include <stdio.h>
#include <string.h>

#include "platforms/ident.h"
#include "platforms/rocketchat/rest.h"

enum {
    LIMITED_MS = 60000, /* a 429 that does not say how long (section 11) */
    FOREIGN_MS = 10000,
    MOVED_MS = 30000,   /* a redirect: nothing was stored, and a person must see to it */
    ONCE_MORE_MS = 1000 /* a refusal that may pass */
};

/* By status, then by a word in errorType or error: newer servers have a code there, older
 * ones a sentence. NULL fits any; the first row that fits counts (section 15). */
static const struct {
    int first, last;
    const char *word;
    enum post_result result;
    int64_t retry_ms;
    const char *reason;
} rules[] = {
    {400, 499, "error-too-many-requests", POST_UNSENT, LIMITED_MS, "rate limit"},
    {429, 429, NULL, POST_UNSENT, LIMITED_MS, "rate limit"},
    {300, 399, NULL, POST_UNSENT, MOVED_MS, "the server redirects: correct url"},
    {401, 401, NULL, POST_FATAL, 0, "the token was revoked or the account switched off"},
    {403, 403, NULL, POST_REFUSED, 0, "the account may not post here"},
    {404, 404, NULL, POST_REFUSED, 0, "the server has no chat.sendMessage: correct url"},
    {408, 408, NULL, POST_UNKNOWN, 0, "the server timed out"},
    {413, 413, NULL, POST_REFUSED, 0, "the message is larger than the server takes"},
    {425, 425, NULL, POST_UNSENT, ONCE_MORE_MS, "the server wants it later"},
    /* Also what one gets for a message that is there; then it is found (section 10). */
    {400, 400, "E11000", POST_REFUSED, 0, "the server took it for one that it has"},
    {400, 400, "starred", POST_REFUSED, 0, "an app of the server stopped it"},
    {400, 400, "error-invalid-room", POST_REFUSED, 0, "the room is gone"},
    {400, 400, "room_is_archived", POST_REFUSED, 0, "the room is archived"},
    {400, 400, "readonly", POST_REFUSED, 0, "the room is read-only"},
    {400, 400, "muted", POST_REFUSED, 0, "the account is muted in this room"},
    {400, 400, "room_is_blocked", POST_REFUSED, 0, "the room is blocked"},
    {400, 400, "error-abac-room-locked", POST_REFUSED, 0, "the room is locked"},
    {400, 400, "error-message-size-exceeded", POST_REFUSED, 0,
     "the message is longer than the server takes"},
    {400, 400, "error-not-allowed", POST_REFUSED, 0,
     "the account is not in this room, or threads are switched off"},
    {400, 499, NULL, POST_REFUSED, 0, NULL},
    {500, 599, NULL, POST_UNKNOWN, 0, NULL},
};

static void set(struct rc_outcome *out, enum post_result result, int64_t retry_ms,
                const char *reason)
{
    ident_cut(out->reason, sizeof out->reason, reason);
    out->post = (struct post_outcome){.result = result,
                                      .retry_ms = retry_ms,
                                      .reason = out->reason,
                                      .remote_id = out->remote_id};
}

static void stored(struct rc_outcome *out, const struct http_answer *answer)
{
    struct json *root = rest_json(answer);
    const char *id = json_get_text(json_get(root, "message"), "_id");

    if (id && json_get_bool(root, "success", true) &&
        ident_copy(out->remote_id, sizeof out->remote_id, id))
        set(out, POST_DONE, 0, "");
    else
        set(out, POST_UNKNOWN, 0, "the answer is no message");
    json_free(root);
}

static bool has_word(const char *text, const char *word)
{
    return text && strstr(text, word);
}

static void refused(struct rc_outcome *out, const struct http_answer *answer)
{
    struct json *body = NULL;
    char reason[200];

    json_parse(&body, answer->body, 1 << 16, NULL); /* a proxy's errors are no JSON */
    const char *type = json_get_text(body, "errorType"),
               *text = json_get_text(body, "error");
    snprintf(reason, sizeof reason, "status %d, %.120s", answer->status,
             type   ? type
             : text ? text
                    : "without a reason");
    set(out, POST_UNKNOWN, 0, reason);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (answer->status < rules[i].first || answer->status > rules[i].last ||
            (rules[i].word && !has_word(type, rules[i].word) &&
             !has_word(text, rules[i].word)))
            continue;
        int64_t retry = rules[i].retry_ms, wait = rc_rest_wait(answer);
        set(out, rules[i].result, wait > 0 ? wait : retry,
            rules[i].reason ? rules[i].reason : reason);
        break;
    }
    /* Checks of room and text run before the one for a message that is there, so any
     * refusal may hide one that was stored by an earlier try (section 10). */
    out->look = out->post.result == POST_REFUSED;
    json_free(body);
}

void rc_outcome(struct rc_outcome *out, const struct http_answer *answer)
{
    *out = (struct rc_outcome){.reason = ""};
    if (answer->outcome == HTTP_NOT_SENT)
        set(out, POST_UNSENT, 0, answer->err.text);
    else if (answer->outcome == HTTP_UNKNOWN)
        set(out, POST_UNKNOWN, 0, answer->err.text);
    else if (answer->status >= 200 && answer->status <= 299)
        stored(out, answer);
    else if (rc_rest_is_foreign(answer))
        set(out, POST_UNKNOWN, FOREIGN_MS, "something in front of the server refused it");
    else
        refused(out, answer);
}

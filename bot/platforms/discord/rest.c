#include "platforms/discord/rest.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_MAX = 4200, WAIT_MOST_MS = 60 * 60 * 1000 };

struct call *dc_rest_send(struct discord *d, const struct rest_request *what,
                          struct err *e)
{
    struct buf token;
    struct call *sent = NULL;

    buf_init(&token, HEADER_MAX);
    if (!buf_format(&token, "Authorization: Bot %s",
                    secret_reveal(d->base.options.token))) {
        buf_fail(&token, "a request to Discord", e);
        goto out;
    }
    /* The form of the agent is demanded (section 2). */
    const char *const headers[] = {
        token.data, "User-Agent: DiscordBot (limber, " LIMBER_VERSION ")", NULL};
    struct rest_server server = {.root = d->api_root, .headers = headers};
    sent = rest_send(&d->calls, &server, what, e);
out:
    if (token.data)
        explicit_bzero(token.data, token.len);
    buf_free(&token);
    return sent;
}

/* "1.250" seconds as ms; 0 for another text. */
static int64_t header_seconds(const struct http_answer *answer, const char *name)
{
    struct span value = http_header(answer, name);
    char text[32], *end;

    if (!value.ptr || value.len == 0 || value.len >= sizeof text)
        return 0;
    memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    double seconds = strtod(text, &end);
    if (end == text || !(seconds > 0) || seconds > WAIT_MOST_MS / 1000.0)
        return 0;
    return (int64_t)(seconds * 1000) + 1;
}

struct dc_limit dc_rest_limit(const struct http_answer *answer)
{
    struct dc_limit limit = {.wait_ms = answer->retry_after_ms};
    struct json *body = NULL;

    json_parse(&body, answer->body, 1 << 16, NULL);
    double seconds = json_get_number(body, "retry_after", -1);
    limit.global = json_get_bool(body, "global", false);
    if (seconds >= 0 && seconds <= WAIT_MOST_MS / 1000.0) {
        limit.wait_ms = (int64_t)(seconds * 1000) + 1;
    } else if (!body || limit.wait_ms <= 0) {
        limit.global = true; /* not of the API's own making: it holds for all of it */
    }
    json_free(body);
    return limit;
}

int64_t dc_rest_spent(const struct http_answer *answer)
{
    struct span left = http_header(answer, "X-RateLimit-Remaining");

    if (!left.ptr || !span_is(span_trim(left), "0"))
        return 0;
    return header_seconds(answer, "X-RateLimit-Reset-After");
}

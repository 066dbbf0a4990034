#include "platforms/rocketchat/rest.h"

#include <stdlib.h>
#include <string.h>

#include "net/header.h"

enum { HEADER_MAX = 4200, WAIT_LEAST_MS = 50, WAIT_MOST_MS = 60000 };

struct call *rc_rest_send(struct rocketchat *m, const struct rest_request *what,
                          struct err *e)
{
    struct buf user, token;
    struct call *sent = NULL;

    buf_init(&user, HEADER_MAX);
    buf_init(&token, HEADER_MAX);
    if (!buf_format(&user, "X-User-Id: %s", m->self.id) ||
        !buf_format(&token, "X-Auth-Token: %s", secret_reveal(m->base.options.token))) {
        buf_fail(user.failed ? &user : &token, "a request to Rocket.Chat", e);
        goto out;
    }
    const char *const headers[] = {user.data, token.data, NULL};
    struct rest_server server = {.root = m->roots.api, .headers = headers};
    sent = rest_send(&m->calls, &server, what, e);
out:
    if (token.data)
        explicit_bzero(token.data, token.len);
    buf_free(&token);
    buf_free(&user);
    return sent;
}

static bool header_text(const struct http_answer *answer, const char *name, char *out,
                        size_t size)
{
    struct span value = http_header(answer, name);

    if (!value.ptr || value.len == 0 || value.len >= size)
        return false;
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return true;
}

/* "... You must wait 26 seconds before ..." */
static int64_t seconds_in_text(struct span body)
{
    static const char before[] = "must wait ";
    const char *at = body.ptr ? memmem(body.ptr, body.len, before, strlen(before)) : NULL;
    int64_t seconds = 0;

    if (!at)
        return 0;
    for (at += strlen(before); at < body.ptr + body.len && *at >= '0' && *at <= '9'; at++)
        if (seconds < WAIT_MOST_MS)
            seconds = seconds * 10 + (*at - '0');
    return seconds * 1000;
}

/* A time that has passed already says: now. */
int64_t rc_rest_wait(const struct http_answer *answer)
{
    int64_t server_now = header_date(http_header(answer, "Date"));
    int64_t wait = answer->retry_after_ms, at = 0;
    char reset[32];

    if (header_text(answer, "X-RateLimit-Reset", reset, sizeof reset))
        at = strtoll(reset, NULL, 10);
    if (server_now > 0 && at > 0)
        wait = at > server_now ? at - server_now : WAIT_LEAST_MS;
    else if (wait <= 0)
        wait = seconds_in_text(answer->body);
    if (wait <= 0)
        return 0;
    return wait < WAIT_LEAST_MS  ? WAIT_LEAST_MS
           : wait > WAIT_MOST_MS ? WAIT_MOST_MS
                                 : wait;
}

bool rc_rest_is_foreign(const struct http_answer *answer)
{
    struct span body = span_trim(answer->body);
    bool html = body.len > 0 && body.ptr[0] == '<';

    return rest_is_foreign(answer) &&
           (html || (answer->status != 401 && answer->status != 403));
}

bool rc_rest_refuses_token(const struct http_answer *answer)
{
    return answer->outcome == HTTP_ANSWERED && answer->status == 401 &&
           !rc_rest_is_foreign(answer);
}

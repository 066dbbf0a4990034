#include "platforms/probe.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "platforms/discord/probe.h"
#include "platforms/mattermost/probe.h"
#include "platforms/rocketchat/probe.h"
#include "platforms/roots.h"
#include "platforms/slack/probe.h"

enum { URL_MAX = 2048, HEADER_MAX = 4200, JSON_MAX = 16 << 20, TIMEOUT_MS = 15000 };

static const struct probe_kind *const kinds[] = {&discord_probe, &mattermost_probe,
                                                 &rocketchat_probe, &slack_probe};

const struct probe_kind *probe_find(const char *platform)
{
    for (size_t i = 0; platform && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i]->platform, platform) == 0)
            return kinds[i];
    return NULL;
}

/* The lines that prove who asks; what is not needed stays empty. */
static bool add_headers(struct buf *first, struct buf *second,
                        const struct probe_call *call, const struct probe_target *target)
{
    const struct secret *by =
        call->auth == PROBE_BEARER_APP ? target->app_token : target->token;
    const char *token = secret_reveal(by);

    if (call->auth == PROBE_PAIR)
        return buf_format(first, "X-Auth-Token: %s", token) &&
               buf_format(second, "X-User-Id: %s", target->user_id);
    return buf_format(first, "Authorization: %s %s",
                      call->auth == PROBE_BOT ? "Bot" : "Bearer", token) &&
           /* Discord demands this form; the others do not mind it. */
           buf_text(second, "User-Agent: DiscordBot (limber, " LIMBER_VERSION ")");
}

bool probe_send(struct http *http, const struct probe_kind *kind,
                const struct probe_call *call, const struct probe_target *target,
                void (*done)(void *user, const struct http_answer *answer), void *user,
                struct err *e)
{
    struct buf url, first, second;
    bool ok = false;

    buf_init(&url, URL_MAX);
    buf_init(&first, HEADER_MAX);
    buf_init(&second, HEADER_MAX);
    if (!roots_write(&url, target->url, kind->api, kind->api_after) ||
        !buf_text(&url, call->path) || !add_headers(&first, &second, call, target)) {
        err_set(e, ERR_LIMIT, "the url or the token is too long");
        goto out;
    }
    const char *const headers[] = {first.data, second.data, NULL};
    struct http_call what = {.method = call->method,
                             .url = url.data,
                             .headers = headers,
                             .content_type = "application/x-www-form-urlencoded",
                             .body = span_of(call->form),
                             .timeout_ms = TIMEOUT_MS};
    ok = http_send(http, &what, done, user, e) != NULL;
out:
    if (first.data)
        explicit_bzero(first.data, first.len);
    buf_free(&second);
    buf_free(&first);
    buf_free(&url);
    return ok;
}

void probe_read(const struct probe_call *call, const struct probe_target *target,
                const struct http_answer *answer, struct probe_finding *out)
{
    struct json *body = NULL;

    if (answer->status >= 200 && answer->status <= 299)
        json_parse(&body, answer->body, JSON_MAX, NULL);
    call->judge(target, answer, body, out);
    json_free(body);
}

void probe_say(struct probe_finding *out, enum probe_state state, const char *fmt, ...)
{
    va_list args;

    out->state = state;
    va_start(args, fmt);
    vsnprintf(out->text, sizeof out->text, fmt, args);
    va_end(args);
}

void probe_refused(struct probe_finding *out, const struct http_answer *answer,
                   const char *what_to_do)
{
    static const char broken[] = "that is not what this platform's server answers; check "
                                 "that url is its address and platform its kind";
    static const char passes[] = "it may pass; try again in a minute";

    if (!what_to_do)
        what_to_do = answer->status / 100 == 2 ? broken : passes;
    probe_say(out, PROBE_FAIL, "the server answered with status %d: %s", answer->status,
              what_to_do);
}

void probe_count(struct probe_finding *out, size_t count, const char *one,
                 const char *what_to_do)
{
    if (count == 0)
        probe_say(out, PROBE_WARN, "the bot is in no %s yet: %s", one, what_to_do);
    else
        probe_say(out, PROBE_OK, "the bot is in %zu %s%s", count, one,
                  count == 1 ? "" : "s");
}

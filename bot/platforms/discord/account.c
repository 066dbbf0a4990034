#include "platforms/discord/account.h"

#include <stdio.h>

#include "platforms/discord/link.h"
#include "platforms/discord/rest.h"

enum { TIMEOUT_MS = 15000, NO_SESSION_MS = 60 * 60 * 1000 };

static const struct {
    int status;
    const char *what_to_do;
} refusals[] = {
    {401,
     "it was reset or is not the bot's: in the Developer Portal open the application > "
     "Bot > Reset Token, put the new token into the configuration and start again"},
    {404, "there is no Discord API at this address; set url to "
          "https://discord.com/api/v10"},
};

const char dc_no_content_intent[] =
    "the Message Content Intent is not allowed: in the Developer Portal open the "
    "application > Bot > Privileged Gateway Intents and switch it on";

const char *dc_account_what_to_do(int status)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (refusals[i].status == status)
            return refusals[i].what_to_do;
    return NULL;
}

void dc_account_refused(struct discord *d, const char *where)
{
    dc_fatal(d, ERR_REFUSED, "Discord refused the bot's token (%s): %s", where,
             dc_account_what_to_do(401));
}

/* The 1001st Identify of a day ends all sessions and resets the token (section 3). */
static bool may_identify(struct discord *d, const struct json *limit)
{
    int64_t left = json_get_int(limit, "remaining", 1);
    int64_t wait = json_get_int(limit, "reset_after", NO_SESSION_MS);

    if (left > 0 || dc_session_can_resume(&d->session))
        return true;
    dc_link_retry(
        d, "no session can be started any more today; Discord allows so many a day",
        wait);
    return false;
}

static int64_t link_wait(struct discord *d, const struct http_answer *answer)
{
    int64_t wait = dc_rest_limit(answer).wait_ms;
    return wait > 0 ? wait : dc_rate_unsaid(&d->rate, loop_now(d->base.options.loop));
}

static void answered(void *user, const struct http_answer *answer)
{
    struct discord *d = user;
    char reason[sizeof answer->err.text];

    if (d->stopped)
        return;
    struct json *root = rest_json(answer);
    const char *url = json_get_text(root, "url");
    rest_reason(answer, reason, sizeof reason);
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401 &&
        !rest_is_foreign(answer))
        dc_account_refused(d, "GET /gateway/bot, status 401");
    else if (answer->outcome == HTTP_ANSWERED && answer->status == 404 && !d->self.id[0])
        dc_fatal(d, ERR_REFUSED, "%s answered GET /gateway/bot with status 404: %s",
                 d->base.options.url, dc_account_what_to_do(404));
    else if (answer->outcome == HTTP_ANSWERED && answer->status == 429)
        dc_link_retry(d, reason, link_wait(d, answer));
    else if (!url)
        dc_link_retry(d, root ? "the server named no gateway" : reason, 0);
    else if (may_identify(d, json_get(root, "session_start_limit")))
        dc_link_open(d, url);
    json_free(root);
}

void dc_account_begin(struct discord *d)
{
    struct err e;
    struct rest_request request = {.method = "GET",
                                   .path = "/gateway/bot",
                                   .timeout_ms = TIMEOUT_MS,
                                   .done = answered,
                                   .user = d};

    if (!dc_rest_send(d, &request, &e))
        dc_link_retry(d, e.text, 0);
}

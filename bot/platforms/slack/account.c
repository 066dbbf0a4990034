#include "platforms/slack/account.h"

#include "platforms/ident.h"
#include "platforms/slack/api.h"
#include "platforms/slack/link.h"

enum { TIMEOUT_MS = 15000 };

static bool take_self(struct slack *s, const struct json *root)
{
    struct sl_self *self = &s->self;
    const char *user = json_get_text(root, "user_id");

    ident_copy(self->bot, sizeof self->bot, json_get_text(root, "bot_id"));
    if (!ident_ok(user, SL_ID_SIZE) || !ident_copy(self->user, sizeof self->user, user))
        return false;
    if (!self->bot[0])
        sl_log(s, LOG_WARN, "not_a_bot_token",
               "token should be the bot's, xoxb-...; this one belongs to a person");
    return true;
}

/* Answers that no waiting will change: the address is wrong. */
static bool wrong_address(const struct sl_answer *a)
{
    bool passes = a->status == 408 || a->status == 425 || a->status == 429;

    return a->outcome == HTTP_ANSWERED && !a->error[0] && a->status < 500 && !passes &&
           !a->ok;
}

static void self_answered(void *user, struct sl_answer *answer)
{
    struct slack *s = user;

    if (s->stopped || sl_answer_fatal(s, answer, "auth.test", false))
        return;
    if (answer->ok && take_self(s, answer->root))
        sl_link_open(s);
    else if (answer->ok || wrong_address(answer))
        sl_fatal(
            s, ERR_REFUSED,
            "%s answered auth.test with %s: url must be the base of Slack's Web API, "
            "https://slack.com/api",
            s->api_root, answer->ok ? "no user" : answer->reason);
    else if (answer->fault == SL_FAULT_SETUP)
        sl_fatal(s, ERR_REFUSED, "Slack refused auth.test (%s)", answer->reason);
    else
        sl_link_retry(s, answer->reason, answer->retry_after_ms);
}

static bool ask(struct slack *s, void (*done)(void *user, struct sl_answer *answer),
                struct err *e)
{
    struct sl_call call = {.method = "auth.test",
                           .form = true,
                           .timeout_ms = TIMEOUT_MS,
                           .done = done,
                           .user = s};
    return sl_api_send(s, &call, e) != NULL;
}

void sl_account_begin(struct slack *s)
{
    struct err e;

    if (!ask(s, self_answered, &e))
        sl_link_retry(s, e.text, 0);
}

static void check_answered(void *user, struct sl_answer *answer)
{
    struct slack *s = user;

    if (!s->stopped)
        sl_answer_fatal(s, answer, "auth.test", false);
}

void sl_account_check(struct slack *s)
{
    struct err e;

    if (!s->stopped && !ask(s, check_answered, &e))
        sl_log(s, LOG_WARN, "check_failed", e.text);
}

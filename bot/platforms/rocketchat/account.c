#include "platforms/rocketchat/account.h"

#include <string.h>

#include "platforms/rocketchat/link.h"
#include "platforms/rocketchat/rest.h"

enum { TIMEOUT_MS = 15000 };

static const struct {
    int first, last;
    const char *what_to_do;
} refusals[] = {
    {300, 399,
     "it redirects elsewhere; set url to the address it redirects to (is it https "
     "instead "
     "of http?)"},
    {401, 401,
     "The token was revoked or belongs to another user, or the account was switched off. "
     "Make a new personal access token for the bot (its profile > Personal Access "
     "Tokens, "
     "with \"ignore two factor\"), put token and user id into the configuration and "
     "start "
     "again"},
    {404, 404,
     "there is no Rocket.Chat API at this address; set url to the server's root as "
     "people "
     "open it in a browser"},
};

const char rc_no_bot_role[] =
    "the account lacks the role \"bot\", so the server limits it to few calls a minute; "
    "give it that role under Administration > Users";

const char *rc_account_what_to_do(int status)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (status >= refusals[i].first && status <= refusals[i].last)
            return refusals[i].what_to_do;
    return NULL;
}

void rc_account_refused(struct rocketchat *m, const char *where)
{
    rc_fatal(m, ERR_REFUSED, "Rocket.Chat at %s refused user id and token (%s). %s",
             m->base.options.url, where, rc_account_what_to_do(401));
}

/* Role "bot" lifts the limit of 10 calls a minute (sections 2 and 11). */
bool rc_account_has_bot_role(const struct json *me)
{
    const struct json *role = json_first(json_get(me, "roles"));

    for (; role; role = json_after(role)) {
        const char *name = json_text(role);
        if (name && strcmp(name, "bot") == 0)
            return true;
    }
    return false;
}

static bool take_self(struct rocketchat *m, const struct json *me)
{
    const char *id = json_get_text(me, "_id");

    if (!id || strcmp(id, m->self.id) != 0 ||
        !ident_copy(m->self.username, sizeof m->self.username,
                    json_get_text(me, "username")))
        return false;
    if (!rc_account_has_bot_role(me))
        rc_log(m, LOG_WARN, "no_bot_role", rc_no_bot_role);
    return true;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct rocketchat *m = user;
    char reason[sizeof answer->err.text];

    if (m->stopped)
        return;
    struct json *me = rest_json(answer);
    rest_reason(answer, reason, sizeof reason);
    if (rc_rest_refuses_token(answer))
        rc_account_refused(m, "GET /api/v1/me, status 401");
    /* Once it has worked, a 404 or a redirect comes from a proxy whose server restarts.
     */
    else if (answer->outcome == HTTP_ANSWERED && !m->self.username[0] &&
             rc_account_what_to_do(answer->status))
        rc_fatal(m, ERR_REFUSED, "%s answered GET /api/v1/me with status %d: %s",
                 m->base.options.url, answer->status,
                 rc_account_what_to_do(answer->status));
    else if (!me)
        rc_link_retry(m, reason, rc_rest_wait(answer));
    else if (take_self(m, me))
        rc_link_open(m);
    else
        rc_fatal(m, ERR_REFUSED,
                 "%s answered GET /api/v1/me with another user than user_id \"%s\"; set "
                 "user_id to the id that was shown beside the token",
                 m->base.options.url, m->self.id);
    json_free(me);
}

void rc_account_begin(struct rocketchat *m)
{
    struct err e;
    struct rest_request request = {.method = "GET",
                                   .path = "/me",
                                   .timeout_ms = TIMEOUT_MS,
                                   .done = answered,
                                   .user = m};

    if (!rc_rest_send(m, &request, &e))
        rc_link_retry(m, e.text, 0);
}

#include "platforms/mattermost/account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "platforms/mattermost/link.h"
#include "platforms/mattermost/rest.h"

enum {
    POST_LIMIT = 16383,      /* code points; 65,535 bytes / 4 (section 11) */
    POST_LIMIT_LEAST = 1000, /* the oldest schema has 4,000 */
    POST_LIMIT_MOST = 65535,
    CHECK_TIMEOUT_MS = 15000
};

size_t mm_post_limit(const char *max_post_size)
{
    char *end = NULL;

    errno = 0;
    long value = max_post_size ? strtol(max_post_size, &end, 10) : 0;
    if (!end || end == max_post_size || *end || errno || value < POST_LIMIT_LEAST)
        return POST_LIMIT;
    return value > POST_LIMIT_MOST ? POST_LIMIT_MOST : (size_t)value;
}

static const char new_token[] =
    "The token was revoked, or the bot was disabled, which also happens when its owner "
    "is "
    "deactivated. Enable the bot under Integrations > Bot Accounts, create a new token "
    "there, put it into the configuration and start again";

void mm_account_revoked(struct mattermost *m, const char *where)
{
    mm_fatal(m, ERR_REFUSED,
             "Mattermost at %s refused the bot's token (status 401, %s). %s",
             m->base.options.url, where, new_token);
}

/* What the first GET /users/me may answer when it is not 200: wrong for good? */
static const struct {
    int first, last;
    const char *what_to_do; /* NULL: passes, try again */
} refusals[] = {
    {300, 399,
     "it redirects elsewhere; set url to the address it redirects to "
     "(is it https instead of http?)"},
    {401, 401, new_token},
    {403, 403,
     "access is forbidden; a proxy or an address filter in front of the server "
     "must let the bot through"},
    {408, 408, NULL},
    {425, 425, NULL},
    {429, 429, NULL},
    {400, 499,
     "there is no Mattermost API at this address; set url to the server's "
     "root as people open it in a browser, with its sub-path if it has one"},
};

const char *mm_account_what_to_do(int status)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        if (status >= refusals[i].first && status <= refusals[i].last)
            return refusals[i].what_to_do;
    }
    return NULL;
}

static void ask(struct mattermost *m, const char *path,
                void (*done)(void *user, const struct http_answer *answer))
{
    struct err e;
    struct rest_request call = {.method = "GET",
                                .path = path,
                                .timeout_ms = CHECK_TIMEOUT_MS,
                                .done = done,
                                .user = m};

    if (!mm_rest_send(m, &call, &e))
        mm_link_retry(m, e.text, 0);
}

static void config_answered(void *user, const struct http_answer *answer)
{
    struct mattermost *m = user;

    if (m->stopped)
        return;
    /* The limit has a default that fits, so nothing waits for a better answer. */
    struct json *root = rest_json(answer);
    m->post_limit = mm_post_limit(json_get_text(root, "MaxPostSize"));
    json_free(root);
    mm_link_open(m);
}

/* True when it is a Mattermost user. */
static bool take_self(struct mattermost *m, const struct http_answer *answer)
{
    struct json *root = rest_json(answer);
    const char *id = json_get_text(root, "id"), *name = json_get_text(root, "username");
    bool ok = id && ident_ok(id, MM_ID_SIZE) &&
              ident_copy(m->self.id, sizeof m->self.id, id) &&
              ident_copy(m->self.username, sizeof m->self.username, name);

    if (!ok)
        m->self = (struct mm_self){{0}, {0}};
    else if (!json_get_bool(root, "is_bot", false))
        mm_log(m, LOG_WARN, "not_a_bot_account",
               "the token belongs to a person; a bot account is better");
    json_free(root);
    return ok;
}

static void refused(struct mattermost *m, const struct http_answer *answer)
{
    const char *hint = mm_account_what_to_do(answer->status);
    char reason[sizeof answer->err.text];

    rest_reason(answer, reason, sizeof reason);
    if (answer->status == 401)
        mm_account_revoked(m, "GET /users/me");
    else if (hint)
        mm_fatal(m, ERR_REFUSED, "%s answered GET /api/v4/users/me with status %d: %s",
                 m->base.options.url, answer->status, hint);
    else
        mm_link_retry(m, reason, answer->retry_after_ms);
}

static void self_answered(void *user, const struct http_answer *answer)
{
    struct mattermost *m = user;
    char reason[sizeof answer->err.text];

    if (m->stopped)
        return;
    if (answer->outcome != HTTP_ANSWERED) {
        rest_reason(answer, reason, sizeof reason);
        mm_link_retry(m, reason, 0);
    } else if (answer->status < 200 || answer->status > 299) {
        refused(m, answer);
    } else if (take_self(m, answer)) {
        ask(m, "/config/client?format=old", config_answered);
    } else {
        mm_fatal(m, ERR_REFUSED,
                 "%s answered GET /api/v4/users/me with something that is no "
                 "Mattermost user; set url to the root of a Mattermost server",
                 m->base.options.url);
    }
}

void mm_account_begin(struct mattermost *m)
{
    ask(m, "/users/me", self_answered);
}

static void check_answered(void *user, const struct http_answer *answer)
{
    struct mattermost *m = user;

    if (m->stopped)
        return;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401 &&
        !rest_is_foreign(answer))
        mm_account_revoked(m, "GET /users/me");
    else
        mm_link_checked(m, answer->outcome == HTTP_ANSWERED ? answer->retry_after_ms : 0);
}

void mm_account_check(struct mattermost *m, const char *reason)
{
    if (m->stopped || !mm_link_checking(m, reason))
        return;
    ask(m, "/users/me", check_answered);
}

#include "platforms/mattermost/probe.h"

#include <string.h>

#include "platforms/mattermost/account.h"

static void judge_token(const struct probe_target *target,
                        const struct http_answer *answer, const struct json *body,
                        struct probe_finding *out)
{
    const char *name = json_get_text(body, "username");

    (void)target;
    if (!json_get_text(body, "id") || !name)
        probe_refused(out, answer, mm_account_what_to_do(answer->status));
    else if (!json_get_bool(body, "is_bot", false))
        probe_say(
            out, PROBE_WARN,
            "accepted, but it belongs to the person %.64s; make a bot account under "
            "Integrations > Bot Accounts and use its token",
            name);
    else
        probe_say(out, PROBE_OK, "accepted; the bot is @%.64s", name);
}

/* Direct messages (D, G) need no invitation. */
static bool is_room(const struct json *channel)
{
    const char *type = json_get_text(channel, "type");

    return type && (strcmp(type, "O") == 0 || strcmp(type, "P") == 0);
}

static void judge_channels(const struct probe_target *target,
                           const struct http_answer *answer, const struct json *body,
                           struct probe_finding *out)
{
    size_t count = 0;

    (void)target;
    if (!json_is_array(body)) {
        probe_refused(out, answer, mm_account_what_to_do(answer->status));
        return;
    }
    for (const struct json *c = json_first(body); c; c = json_after(c))
        count += is_room(c);
    probe_count(
        out, count, "channel",
        "add it to the team (team's name > Invite People), then to each channel it "
        "shall serve (channel's name > Add Members); direct messages work without");
}

static const struct probe_call calls[] = {
    {.what = "token",
     .method = "GET",
     .path = "/users/me",
     .auth = PROBE_BEARER,
     .leads = true,
     .judge = judge_token},
    {.what = "channels",
     .method = "GET",
     .path = "/users/me/channels",
     .auth = PROBE_BEARER,
     .judge = judge_channels},
};

const struct probe_kind mattermost_probe = {.platform = "mattermost",
                                            .api = "/api/v4",
                                            .calls = calls,
                                            .count = sizeof calls / sizeof calls[0]};

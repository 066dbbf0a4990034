#include "platforms/rocketchat/probe.h"

#include <string.h>

#include "platforms/rocketchat/account.h"

static void judge_token(const struct probe_target *target,
                        const struct http_answer *answer, const struct json *body,
                        struct probe_finding *out)
{
    const char *id = json_get_text(body, "_id"), *name = json_get_text(body, "username");

    if (!id || !name)
        probe_refused(out, answer, rc_account_what_to_do(answer->status));
    else if (strcmp(id, target->user_id) != 0)
        probe_say(
            out, PROBE_FAIL,
            "accepted, but for another user than user_id; set user_id to the id that "
            "was shown beside the token");
    else if (!rc_account_has_bot_role(body))
        probe_say(out, PROBE_WARN, "accepted as @%.64s, but %s", name, rc_no_bot_role);
    else
        probe_say(out, PROBE_OK, "accepted; the bot is @%.64s", name);
}

/* Direct messages (d) need no invitation. */
static bool is_room(const struct json *subscription)
{
    const char *type = json_get_text(subscription, "t");

    return type && (strcmp(type, "c") == 0 || strcmp(type, "p") == 0);
}

static void judge_channels(const struct probe_target *target,
                           const struct http_answer *answer, const struct json *body,
                           struct probe_finding *out)
{
    const struct json *rooms = json_get(body, "update");
    size_t count = 0;

    (void)target;
    if (!json_is_array(rooms)) {
        probe_refused(out, answer, rc_account_what_to_do(answer->status));
        return;
    }
    for (const struct json *r = json_first(rooms); r; r = json_after(r))
        count += is_room(r);
    probe_count(out, count, "channel",
                "invite it to each channel it shall serve (channel > Members > Add); "
                "direct messages work without");
}

static const struct probe_call calls[] = {
    {.what = "token",
     .method = "GET",
     .path = "/me",
     .auth = PROBE_PAIR,
     .leads = true,
     .judge = judge_token},
    {.what = "channels",
     .method = "GET",
     .path = "/subscriptions.get",
     .auth = PROBE_PAIR,
     .judge = judge_channels},
};

const struct probe_kind rocketchat_probe = {.platform = "rocketchat",
                                            .api = "/api/v1",
                                            .calls = calls,
                                            .count = sizeof calls / sizeof calls[0]};

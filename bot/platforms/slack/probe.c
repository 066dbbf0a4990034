#include "platforms/slack/probe.h"

#include "platforms/slack/errors.h"

/* What deploy/slack-manifest.yaml asks for, and what goes amiss without. */
static const char *const scopes[] = {
    "chat:write",    "channels:history", "groups:history", "im:history", "mpim:history",
    "channels:read", "groups:read",      "im:read",        "mpim:read",  "reactions:read",
};

/* An answer that is not ok: by its error's name, else by its status. */
static void refused(struct probe_finding *out, const struct http_answer *answer,
                    const struct json *body, const char *address)
{
    const char *name = json_get_text(body, "error");

    if (name)
        probe_say(out, PROBE_FAIL, "Slack refused it (%.64s): %s", name,
                  sl_error_find(name)->what_to_do);
    else
        probe_refused(out, answer, answer->status == 429 ? NULL : address);
}

static const char wrong_url[] = "url must be the base of Slack's Web API, "
                                "https://slack.com/api";

static bool has_scope(struct span list, const char *scope)
{
    while (list.len > 0)
        if (span_is(span_trim(span_take(&list, ',')), scope))
            return true;
    return false;
}

/* The scopes that the token lacks, into missing; false when it has all. */
static bool lacks_scopes(const struct http_answer *answer, struct buf *missing)
{
    struct span granted = http_header(answer, "X-OAuth-Scopes");

    for (size_t i = 0; granted.len > 0 && i < sizeof scopes / sizeof scopes[0]; i++)
        if (!has_scope(granted, scopes[i]))
            buf_format(missing, "%s%s", missing->len ? ", " : "", scopes[i]);
    return missing->len > 0;
}

static void judge_token(const struct probe_target *target,
                        const struct http_answer *answer, const struct json *body,
                        struct probe_finding *out)
{
    const char *user = json_get_text(body, "user"), *team = json_get_text(body, "team");
    struct buf missing;

    (void)target;
    buf_init(&missing, 400);
    if (!json_get_bool(body, "ok", false) || !json_get_text(body, "user_id"))
        refused(out, answer, body, wrong_url);
    else if (!json_get_text(body, "bot_id"))
        probe_say(out, PROBE_WARN,
                  "accepted, but it belongs to a person; token should be the bot's, "
                  "xoxb-... (api.slack.com/apps > OAuth & Permissions)");
    else if (lacks_scopes(answer, &missing))
        probe_say(out, PROBE_FAIL,
                  "accepted, but without the scopes %.200s: add them under OAuth & "
                  "Permissions, then install the app into the workspace again",
                  missing.data);
    else
        probe_say(out, PROBE_OK, "accepted; the bot is @%.64s in %.64s",
                  user ? user : "?", team ? team : "the workspace");
    buf_free(&missing);
}

static void judge_app_token(const struct probe_target *target,
                            const struct http_answer *answer, const struct json *body,
                            struct probe_finding *out)
{
    (void)target;
    if (json_get_bool(body, "ok", false) && json_get_text(body, "url"))
        probe_say(out, PROBE_OK, "accepted; Socket Mode is on");
    else if (sl_error_find(json_get_text(body, "error"))->fault == SL_FAULT_SETUP)
        probe_say(
            out, PROBE_FAIL,
            "Slack opens no socket for it (%.64s): app_token is the app-level token, "
            "xapp-..., with the scope connections:write; make one under "
            "api.slack.com/apps > Basic Information > App-Level Tokens",
            json_get_text(body, "error"));
    else
        refused(out, answer, body, wrong_url);
}

static void judge_channels(const struct probe_target *target,
                           const struct http_answer *answer, const struct json *body,
                           struct probe_finding *out)
{
    const struct json *list = json_get(body, "channels");

    (void)target;
    if (!json_get_bool(body, "ok", false) || !json_is_array(list))
        refused(out, answer, body, wrong_url);
    else
        probe_count(
            out, json_len(list), "channel",
            "write /invite @Limber in each channel it shall serve; direct messages "
            "work without");
}

static const struct probe_call calls[] = {
    {.what = "token",
     .method = "POST",
     .path = "/auth.test",
     .form = "",
     .auth = PROBE_BEARER,
     .leads = true,
     .judge = judge_token},
    {.what = "app_token",
     .method = "POST",
     .path = "/apps.connections.open",
     .form = "",
     .auth = PROBE_BEARER_APP,
     .judge = judge_app_token},
    {.what = "channels",
     .method = "POST",
     .path = "/users.conversations",
     .form = "types=public_channel,private_channel&exclude_archived=true&limit=200",
     .auth = PROBE_BEARER,
     .judge = judge_channels},
};

const struct probe_kind slack_probe = {.platform = "slack",
                                       .api = "/api",
                                       .api_after = "",
                                       .calls = calls,
                                       .count = sizeof calls / sizeof calls[0]};

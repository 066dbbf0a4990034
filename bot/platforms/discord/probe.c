#include "platforms/discord/probe.h"

#include "platforms/discord/account.h"

/* Flags of an application that may read what messages say: in general, or while fewer
 * people than the review's threshold can see it (Discord's Application Flags). */
static const int64_t message_content = (int64_t)1 << 18;
static const int64_t message_content_limited = (int64_t)1 << 19;

static void judge_token(const struct probe_target *target,
                        const struct http_answer *answer, const struct json *body,
                        struct probe_finding *out)
{
    const char *name = json_get_text(body, "username");

    (void)target;
    if (!json_get_text(body, "id") || !name)
        probe_refused(out, answer, dc_account_what_to_do(answer->status));
    else
        probe_say(out, PROBE_OK, "accepted; the bot is %.64s", name);
}

static void judge_intents(const struct probe_target *target,
                          const struct http_answer *answer, const struct json *body,
                          struct probe_finding *out)
{
    int64_t flags = json_get_int(body, "flags", -1);

    (void)target;
    if (flags < 0)
        probe_say(out, PROBE_WARN,
                  "could not be checked (status %d); see that the Developer Portal > the "
                  "application > Bot > Message Content Intent is on",
                  answer->status);
    else if (!(flags & (message_content | message_content_limited)))
        probe_say(out, PROBE_FAIL, "%s", dc_no_content_intent);
    else
        probe_say(out, PROBE_OK, "the Message Content Intent is on");
}

static void judge_servers(const struct probe_target *target,
                          const struct http_answer *answer, const struct json *body,
                          struct probe_finding *out)
{
    (void)target;
    if (!json_is_array(body))
        probe_refused(out, answer, dc_account_what_to_do(answer->status));
    else
        probe_count(out, json_len(body), "server",
                    "open the invitation's address of docs/discord.md, step 2, with the "
                    "id from Developer Portal > the application > General Information");
}

static const struct probe_call calls[] = {
    {.what = "token",
     .method = "GET",
     .path = "/users/@me",
     .auth = PROBE_BOT,
     .leads = true,
     .judge = judge_token},
    {.what = "intents",
     .method = "GET",
     .path = "/applications/@me",
     .auth = PROBE_BOT,
     .judge = judge_intents},
    {.what = "servers",
     .method = "GET",
     .path = "/users/@me/guilds",
     .auth = PROBE_BOT,
     .judge = judge_servers},
};

const struct probe_kind discord_probe = {.platform = "discord",
                                         .api = "/v10",
                                         .api_after = "/api",
                                         .calls = calls,
                                         .count = sizeof calls / sizeof calls[0]};

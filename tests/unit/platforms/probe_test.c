#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/probe.h"

static const struct probe_target target = {.url = "https://x.org", .user_id = "u1"};

static struct probe_finding judge(const char *platform, const char *what, int status,
                                  const char *body)
{
    const struct probe_kind *kind = probe_find(platform);
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = status, .body = span_of(body)};
    struct probe_finding found = {.text = ""};

    assert_non_null(kind);
    for (size_t i = 0; i < kind->count; i++)
        if (strcmp(kind->calls[i].what, what) == 0)
            probe_read(&kind->calls[i], &target, &answer, &found);
    assert_true(found.text[0] != '\0');
    return found;
}

static void each_verdict(void **state)
{
    static const struct {
        const char *platform, *what;
        int status;
        const char *body;
        enum probe_state expected;
        const char *says;
    } cases[] = {
        {"mattermost", "token", 200, "{\"id\":\"a\",\"username\":\"b\",\"is_bot\":true}",
         PROBE_OK, "@b"},
        {"mattermost", "token", 200, "{\"id\":\"a\",\"username\":\"b\"}", PROBE_WARN,
         "Bot Accounts"},
        {"mattermost", "token", 301, "", PROBE_FAIL, "redirects"},
        {"mattermost", "token", 503, "", PROBE_FAIL, "try again"},
        {"mattermost", "token", 200, "[1", PROBE_FAIL, "url"},
        {"mattermost", "channels", 200, "[{\"type\":\"D\"},{\"type\":\"O\"}]", PROBE_OK,
         "1 channel"},
        {"mattermost", "channels", 200, "[{\"type\":\"D\"}]", PROBE_WARN, "Add Members"},
        {"slack", "token", 200, "{\"ok\":false,\"error\":\"token_revoked\"}", PROBE_FAIL,
         "Install App"},
        {"slack", "token", 404, "", PROBE_FAIL, "https://slack.com/api"},
        {"slack", "token", 200, "{\"ok\":true,\"user_id\":\"U\",\"user\":\"b\"}",
         PROBE_WARN, "xoxb-"},
        {"slack", "app_token", 200, "{\"ok\":false,\"error\":\"missing_scope\"}",
         PROBE_FAIL, "connections:write"},
        {"slack", "channels", 200, "{\"ok\":true,\"channels\":[]}", PROBE_WARN,
         "/invite"},
        {"discord", "token", 401, "{}", PROBE_FAIL, "Reset Token"},
        {"discord", "intents", 200, "{\"flags\":262144}", PROBE_OK, "on"},
        {"discord", "intents", 200, "{\"flags\":0}", PROBE_FAIL, "Privileged"},
        {"discord", "intents", 404, "", PROBE_WARN, "Developer Portal"},
        {"discord", "servers", 200, "[]", PROBE_WARN, "docs/discord.md"},
        {"rocketchat", "token", 200,
         "{\"_id\":\"u1\",\"username\":\"b\",\"roles\":[\"bot\"]}", PROBE_OK, "@b"},
        {"rocketchat", "token", 200, "{\"_id\":\"u1\",\"username\":\"b\"}", PROBE_WARN,
         "Administration"},
        {"rocketchat", "token", 200, "{\"_id\":\"u2\",\"username\":\"b\"}", PROBE_FAIL,
         "user_id"},
        {"rocketchat", "token", 401, "{}", PROBE_FAIL, "Personal Access Tokens"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct probe_finding found =
            judge(cases[i].platform, cases[i].what, cases[i].status, cases[i].body);
        if (found.state != cases[i].expected || !strstr(found.text, cases[i].says))
            fail_msg("case %zu: %d %s", i, (int)found.state, found.text);
    }
    assert_null(probe_find("irc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_verdict)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

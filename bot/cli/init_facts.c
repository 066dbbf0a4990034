#include "cli/init_facts.h"

#include <stddef.h>
#include <string.h>

static const struct init_facts facts[] = {
    {.platform = "mattermost",
     .url_help = "the server's root as people open it, such as https://chat.example.org",
     .token_help = "Integrations > Bot Accounts > Add Bot Account shows it once",
     .guide = "docs/mattermost.md"},
    {.platform = "slack",
     .url = "https://slack.com/api",
     .url_help = "the base of Slack's Web API",
     .token_help = "api.slack.com/apps > Install App: Bot User OAuth Token, xoxb-...",
     .app_token_help = "api.slack.com/apps > Basic Information > App-Level Tokens, with "
                       "the scope connections:write, xapp-...",
     .token_begins = "xoxb-",
     .app_token_begins = "xapp-",
     .guide = "docs/slack.md"},
    {.platform = "discord",
     .url = "https://discord.com/api/v10",
     .url_help = "the base of Discord's API",
     .token_help = "Developer Portal > the application > Bot > Reset Token shows it once",
     .guide = "docs/discord.md"},
    {.platform = "rocketchat",
     .url_help = "the server's root as people open it, such as https://chat.example.org",
     .token_help = "as the bot's user: profile > Personal Access Tokens, with \"ignore "
                   "two factor\"",
     .user_id_help = "shown once beside the token",
     .guide = "docs/rocketchat.md"},
};

const struct init_facts *init_facts(const char *platform)
{
    for (size_t i = 0; platform && i < sizeof facts / sizeof facts[0]; i++)
        if (strcmp(facts[i].platform, platform) == 0)
            return &facts[i];
    return NULL;
}

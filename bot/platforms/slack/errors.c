#include "platforms/slack/errors.h"

#include <string.h>

#define NEW_TOKEN                                                                      \
    "install the app into the workspace again (api.slack.com/apps, Install App), put " \
    "the new token into the configuration and start again"
#define ADD_SCOPE                                                                       \
    "add the scope under OAuth & Permissions, then install the app into the workspace " \
    "again"

/* The first row that fits counts. */
static const struct sl_error errors[] = {
    {"invalid_auth", SL_FAULT_TOKEN, "the token is not valid: " NEW_TOKEN},
    {"not_authed", SL_FAULT_TOKEN, "no token arrived: " NEW_TOKEN},
    {"token_revoked", SL_FAULT_TOKEN, "the token was revoked: " NEW_TOKEN},
    {"token_expired", SL_FAULT_TOKEN, "the token has expired: " NEW_TOKEN},
    {"account_inactive", SL_FAULT_TOKEN,
     "the app was removed or its user switched off: " NEW_TOKEN},
    {"user_removed_from_team", SL_FAULT_TOKEN, "the bot was removed: " NEW_TOKEN},
    {"team_disabled", SL_FAULT_TOKEN, "the workspace is switched off"},
    {"not_allowed_token_type", SL_FAULT_TOKEN,
     "the two tokens are mixed up: token is the bot's (xoxb-...), app_token the app's "
     "(xapp-...)"},
    {"forbidden_team", SL_FAULT_TOKEN, "the app is not allowed in this workspace"},
    {"missing_scope", SL_FAULT_SETUP, ADD_SCOPE},
    {"no_permission", SL_FAULT_SETUP, ADD_SCOPE},
    {"team_access_not_granted", SL_FAULT_SETUP,
     "an administrator must approve the app for this workspace"},
    {"access_denied", SL_FAULT_SETUP, "an administrator must allow the app to do that"},
    {"channel_not_found", SL_FAULT_PLACE, "the channel is gone, or the bot is not in it"},
    {"not_in_channel", SL_FAULT_PLACE, "invite the bot into the channel (/invite)"},
    {"is_archived", SL_FAULT_PLACE, "the channel is archived"},
    {"thread_not_found", SL_FAULT_PLACE, "the thread's first message is gone"},
    {"message_not_found", SL_FAULT_PLACE, "the message is gone"},
    {"messages_tab_disabled", SL_FAULT_PLACE,
     "switch the app's Messages Tab on (App Home), and let users write in it"},
    {"cannot_reply_to_message", SL_FAULT_PLACE, "this kind of message takes no reply"},
    {"ekm_access_denied", SL_FAULT_PLACE, "the workspace's key management forbids it"},
    {"restricted_action_non_threadable_channel", SL_FAULT_UNTHREADED,
     "threads are not allowed in this channel"},
    {"restricted_action*", SL_FAULT_PLACE,
     "the workspace's settings do not let the bot write here"},
    {"invalid_blocks*", SL_FAULT_BLOCKS, "the blocks were refused"},
    {"invalid_arguments", SL_FAULT_BLOCKS, "one of the arguments was refused"},
    {"invalid_metadata*", SL_FAULT_METADATA, "the metadata was refused"},
    {"metadata_*", SL_FAULT_METADATA, "the metadata was refused"},
    {"msg_too_long", SL_FAULT_LENGTH, "the message is longer than Slack takes"},
    {"msg_blocks_too_long", SL_FAULT_BLOCKS, "the blocks are longer than Slack takes"},
    {"ratelimited", SL_FAULT_LIMITED, "too many requests"},
    {"rate_limited", SL_FAULT_LIMITED, "too many requests"},
    {"internal_error", SL_FAULT_PASSES, "Slack has a fault of its own"},
    {"fatal_error", SL_FAULT_PASSES, "Slack has a fault of its own"},
    {"service_unavailable", SL_FAULT_PASSES, "Slack is not available"},
    {"request_timeout", SL_FAULT_PASSES, "the request reached Slack in part"},
    {"team_added_to_org", SL_FAULT_PASSES, "the workspace moves into an organization"},
    {"org_login_required", SL_FAULT_PASSES, "the workspace moves into an organization"},
};

static const struct sl_error unknown = {"", SL_FAULT_OURS, "Slack refused the request"};

static int fits(const char *pattern, const char *name)
{
    size_t len = strlen(pattern);

    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, name, len - 1) == 0;
    return strcmp(pattern, name) == 0;
}

const struct sl_error *sl_error_find(const char *name)
{
    for (size_t i = 0; name && i < sizeof errors / sizeof errors[0]; i++) {
        if (fits(errors[i].name, name))
            return &errors[i];
    }
    return &unknown;
}

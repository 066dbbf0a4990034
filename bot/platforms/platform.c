#include "platforms/platform.h"

#include <string.h>

#include "platforms/discord/kind.h"
#include "platforms/mattermost/kind.h"
#include "platforms/rocketchat/kind.h"
#include "platforms/slack/kind.h"

static const struct platform_kind *const kinds[] = {&discord_kind, &mattermost_kind,
                                                    &rocketchat_kind, &slack_kind};
static const char *const names[] = {"discord", "mattermost", "rocketchat", "slack", NULL};

_Static_assert(sizeof names / sizeof names[0] == sizeof kinds / sizeof kinds[0] + 1,
               "every kind has its name in the list of known ones");

const struct platform_kind *platform_find(const char *name)
{
    for (size_t i = 0; name && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    }
    return NULL;
}

const char *const *platform_known(void)
{
    return names;
}

#include "service/outcome.h"

static const char *const names[OUTCOME_COUNT] = {
    "answered", "suggested", "declined", "emergency", "ignored",  "mode",
    "old",      "seen",      "cooldown", "loop",      "poisoned", "cancelled",
    "edited",   "feedback",  "command",  "quiet",     "muted"};

const char *outcome_name(enum outcome o)
{
    return names[o];
}

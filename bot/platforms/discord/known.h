/* known.h - ids that must be known again after a restart: own roles, threads, direct
 * channels. A session that a new process resumes does not tell them once more.
 *
 * Kept as a note of the host's, oldest first. Bounded: the oldest give way. */
#ifndef PLATFORMS_DISCORD_KNOWN_H
#define PLATFORMS_DISCORD_KNOWN_H

#include "platforms/discord/snowflake.h"
#include "platforms/platform.h"

enum { DC_KNOWN_IDS = 128, DC_KNOWN_TEXT = DC_KNOWN_IDS * SNOWFLAKE_SIZE };

struct dc_known {
    const char *note; /* its name; static */
    char text[DC_KNOWN_TEXT];
};

void dc_known_load(struct dc_known *k, struct platform *p, const char *note);
/* Adds the id as the newest and has the host keep all; nothing when it is none. */
void dc_known_add(struct dc_known *k, struct platform *p, const char *id);
/* The next id from *at on, which begins as k->text; false: there is no more. */
bool dc_known_next(const char **at, char id[SNOWFLAKE_SIZE]);

#endif

/* session.h - pure: what a resume needs (section 10): the session's id, where to resume
 * it, the number of the last event that was handed over, and who we are.
 *
 * A plain value. Kept as one line of text, so that a new process can resume too. */
#ifndef PLATFORMS_DISCORD_SESSION_H
#define PLATFORMS_DISCORD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DC_SESSION_SIZE = 128, DC_URL_SIZE = 256, DC_SESSION_TEXT = 480 };

struct dc_session {
    char id[DC_SESSION_SIZE]; /* "": none */
    char resume_url[DC_URL_SIZE];
    char self[24];
    int64_t sequence; /* -1: no event yet */
};

void dc_session_forget(struct dc_session *s);
bool dc_session_can_resume(const struct dc_session *s);
/* False: it does not fit, or there is none. */
bool dc_session_write(const struct dc_session *s, char *out, size_t size);
bool dc_session_read(struct dc_session *out, const char *text);

#endif

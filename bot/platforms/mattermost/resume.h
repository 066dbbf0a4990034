/* resume.h - pure: which connection of the server's memory we are on, and where in it.
 *
 * The server numbers its events per logical connection, from 0 (hello) on. After a break
 * the connection goes on where it was when we name its id and the next number we expect
 * (section 4; Mattermost 11.6, app/platform/web_conn.go). */
#ifndef PLATFORMS_MATTERMOST_RESUME_H
#define PLATFORMS_MATTERMOST_RESUME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "platforms/mattermost/adapter.h"

struct mm_resume {
    char id[MM_ID_SIZE]; /* "": none */
    int64_t expected;    /* number of the next event */
    int64_t gap_at;      /* `expected` at the last gap, -1: none */
};

void mm_resume_forget(struct mm_resume *r);
/* Appends "?connection_id=...&sequence_number=..."; true in *resuming when it asks for a
 * known connection. */
bool mm_resume_query(const struct mm_resume *r, struct buf *out, bool *resuming);
/* A hello: true when it begins another connection, so events may have been lost. */
bool mm_resume_hello(struct mm_resume *r, const char *id, int64_t seq);
/* Any other event: false when numbers are missing. A second gap at the same place forgets
 * the connection: the server cannot close it. */
bool mm_resume_event(struct mm_resume *r, int64_t seq);

#endif

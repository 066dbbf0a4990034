/* progress.h - how far a work is that may take long, in one line that writes over itself:
 * on standard error, and only when that is a terminal. A plain value. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool shown;      /* somebody looks */
    const char *now; /* the step under way, borrowed; NULL: none yet */
    size_t done;     /* of it */
    int64_t told_ms;
};

void progress_begin(struct progress *p);
/* One more of this step is done: "Reading counts". A new step is told at once, its
 * numbers a few times a second. NULL is fine. */
void progress_step(struct progress *p, const char *step);
void progress_end(struct progress *p); /* wipes the line */

#endif

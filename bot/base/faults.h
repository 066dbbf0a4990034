/* faults.h - a list of faults in files, each with its place and a hint; shown all at
 * once.
 *
 * Ownership: the list copies its texts. Bounded: after 200 faults the rest is counted. */
#ifndef BASE_FAULTS_H
#define BASE_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

struct faults;

struct fault_place {
    const char *file;      /* as the user would type it; NULL when no file is meant */
    unsigned line, column; /* from 1; 0 = unknown; columns count code points */
};

/* Of a byte of a text that begins on a line of the file. */
struct fault_place fault_place_in(const char *file, unsigned first_line, struct span text,
                                  size_t offset);

struct faults *faults_new(void);
void faults_free(struct faults *f);
/* Source lines are shown up to their first colon only: they may hold secrets. */
void faults_hide_values(struct faults *f);
/* hint may be NULL. A NULL list or no memory: the fault is still counted where possible.
 */
void faults_add(struct faults *f, struct fault_place at, const char *hint,
                const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Returns false, for the caller to hand on. */
bool faults_no_memory(struct faults *f, struct fault_place at);
bool faults_any(const struct faults *f);
size_t faults_count(const struct faults *f);
/* "file:line:column: message\n  hint: ...\n" each; the source line with a caret under the
 * place is shown when the file can still be read. */
bool faults_print(const struct faults *f, struct buf *out);

#endif

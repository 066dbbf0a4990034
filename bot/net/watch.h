/* watch.h - waits for input and for changes of files, whichever comes first: inotify
 * through libuv, on a loop of its own, for programs that talk in a terminal.
 *
 * Ownership: paths are copied. Folders are watched, not what lies below them; one that is
 * not there is tried again after every change. */
#ifndef NET_WATCH_H
#define NET_WATCH_H

#include <stdbool.h>

#include "base/err.h"

#define WATCH_FOLDERS 16

struct watch;

/* Only files whose name ends with one of suffixes count (NULL-ended, borrowed). */
bool watch_new(struct watch **out, const char *const suffixes[], struct err *e);
void watch_free(struct watch *w); /* NULL is fine */
/* False for want of room or memory, or when the system watches nothing more for us. */
bool watch_folder(struct watch *w, const char *path, struct err *e);

enum watch_event { WATCH_INPUT, WATCH_CHANGED };
/* Blocks. WATCH_CHANGED: files changed, and have been at rest for a moment since. What
 * changed before comes before input that is there. A descriptor that cannot be waited for
 * (a file) always has input; -1 never has. */
enum watch_event watch_wait(struct watch *w, int fd);

#endif

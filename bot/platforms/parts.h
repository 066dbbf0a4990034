/* parts.h - a whole reply as a platform's posts: its text cut to the platform's limit,
 * and its choices as a numbered list at the end.
 *
 * Shared by platforms without buttons of their own. Ownership: borrows all; a part given
 * to `emit` is borrowed for the call. */
#ifndef PLATFORMS_PARTS_H
#define PLATFORMS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/md.h"
#include "platforms/platform.h"

struct parts_style {
    const struct md_printer *printer;
    size_t limit; /* of one post, in the printer's unit */
    bool (*text)(struct buf *out, struct span text); /* escapes a choice's title */
    const char *invite;                              /* the line after the choices */
};

/* Gives each part to emit, in order. Never gives none: a reply without any text is an
 * error. The choices stand in one part, with the text before them where they fit. */
bool parts_render(const struct platform_reply *reply, const struct parts_style *style,
                  bool (*emit)(void *user, struct span part), void *user, struct err *e);

#endif

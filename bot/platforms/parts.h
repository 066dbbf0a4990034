/* parts.h - a whole reply as a platform's posts: its text cut to the platform's limit,
 * and its choices as a numbered list at the end.
 *
 * Ownership: borrows all; a part given to `emit` is borrowed for the call. */
#ifndef PLATFORMS_PARTS_H
#define PLATFORMS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/md.h"
#include "platforms/platform.h"

struct parts_style {
    const struct md_printer *printer;
    size_t limit; /* of one post, in the printer's unit */
    bool (*text)(struct buf *out, struct span text); /* escapes a choice's title */
    const char *invite; /* the line after the choices; NULL or "": none */
};

/* Text and list of a part whose whole text is within the limit, a blank line between
 * them. */
struct part {
    struct span body; /* "" when the list stands alone */
    struct span list; /* the choices and the invitation; "" in all parts but the last */
    bool last;
};

/* Gives each part to emit, in order. Never gives none: a reply without any text is an
 * error. The choices stand in one part, with the text before them where they fit. For
 * platforms with buttons, which show the list as such. */
bool parts_split(const struct platform_reply *reply, const struct parts_style *style,
                 bool (*emit)(void *user, const struct part *part), void *user,
                 struct err *e);
/* The same with each part as one text. */
bool parts_render(const struct platform_reply *reply, const struct parts_style *style,
                  bool (*emit)(void *user, struct span part), void *user, struct err *e);

/* The same with each part as a JSON object, whose member `text` is that text. */
struct parts_json {
    const char *text;
    /* Puts further members, buttons say; sets w->failed when it cannot. */
    void (*more)(struct json_writer *w, const struct part *part, void *user);
    void *user; /* of `more` */
};
bool parts_render_json(const struct platform_reply *reply,
                       const struct parts_style *style, const struct parts_json *json,
                       bool (*emit)(void *user, struct span part), void *user,
                       struct err *e);

#endif

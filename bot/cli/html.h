/* html.h - text inside HTML and SVG, and the charts of a page: inline SVG with a title
 * for screen readers, coloured by the page's style sheet (classes s0, s1, grid, axis). */
#ifndef CLI_HTML_H
#define CLI_HTML_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* With & < > " ' escaped; control characters are left out. */
void html_text(struct buf *out, const char *text);

struct html_chart {
    const char *id;    /* unique on the page */
    const char *title; /* what a screen reader says of the whole */
    size_t count;
    /* The i-th label, and the value of one series; user is handed on. */
    void (*label)(const void *user, size_t i, char out[64]);
    int64_t (*value)(const void *user, size_t i, size_t series);
    size_t series; /* 1 or 2: stacked */
    const void *user;
};

/* Upright bars side by side, for days; every few have a label. */
void html_columns(struct buf *out, const struct html_chart *c);
/* Lying bars below one another, each with its label and its value. */
void html_rows(struct buf *out, const struct html_chart *c);

#endif

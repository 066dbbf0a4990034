/* md_bed.h - a text as a Markdown tree. */
#ifndef UNIT_BASE_MD_BED_H
#define UNIT_BASE_MD_BED_H

#include "unit.h"

#include "base/md.h"
#include "tests/unit/md_plain.h"

enum { OUT_MAX = 1 << 22 };

static inline struct md *read_text(const char *markdown)
{
    struct md *doc;
    struct err e = {0};

    if (!md_read(&doc, span_of(markdown), &e))
        fail_msg("%s", e.text);
    return doc;
}

#endif

/* content_bed.h - the engine over the tests' small content, for a group of tests: faults
 * of the content are told, and the group fails. */
#ifndef UNIT_FAQ_CONTENT_BED_H
#define UNIT_FAQ_CONTENT_BED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/engine.h"

/* overlay: a folder over the content, or NULL. */
static inline int content_bed_load(void **state, const char *overlay)
{
    struct faq_paths paths = {.intents = "tests/unit/faq/content/intents",
                              .responses = "tests/unit/faq/content/responses",
                              .overlay = overlay,
                              .language = "en"};
    struct faults *faults = faults_new();
    struct buf text;
    struct faq *faq = NULL;

    buf_init(&text, 100000);
    if (!faq_load(&faq, &paths, faults)) {
        faults_print(faults, &text);
        print_error("%s", text.data ? text.data : "no faults printed\n");
    }
    buf_free(&text);
    faults_free(faults);
    *state = faq;
    return faq ? 0 : -1;
}

static inline int content_bed_unload(void **state)
{
    faq_free(*state);
    return 0;
}

#endif

/* fuzz_content.h - the engine's content for fuzz targets; loaded once, never freed. */
#ifndef TESTS_FUZZ_FUZZ_CONTENT_H
#define TESTS_FUZZ_FUZZ_CONTENT_H

#include "base/faults.h"
#include "faq/faq.h"
#include "tests/fuzz/fuzz.h"

static inline struct faq *fuzz_content(const struct faq_paths *paths)
{
    struct faults *faults = faults_new();
    struct faq *faq = NULL;

    fuzz_must(faults && faq_load(&faq, paths, faults), "content can be loaded");
    faults_free(faults);
    return faq;
}

/* What the unit tests of the engine use. */
static inline struct faq *fuzz_small_content(void)
{
    return fuzz_content(
        &(struct faq_paths){.intents = "tests/unit/faq/content/intents",
                            .responses = "tests/unit/faq/content/responses",
                            .language = "en"});
}

/* What is shipped, without what is learned: the model is arithmetic, the patterns are
 * where a message could be made to cost. */
static inline struct faq *fuzz_shipped_content(void)
{
    return fuzz_content(&(struct faq_paths){
        .intents = "intents", .responses = "responses", .language = "en"});
}

#endif

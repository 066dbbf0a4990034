/* content_fault_bed.h - an operator's own folder over the small content, which is sound,
 * and what is told of a mistake in it. */
#ifndef UNIT_FAQ_CONTENT_FAULT_BED_H
#define UNIT_FAQ_CONTENT_FAULT_BED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "faq/faq.h"

#define TODAY_MS ((int64_t)20600 * 86400000) /* 2026-05-27 */

static char folder[64];

static inline int make_folder(void **state)
{
    char path[128];

    (void)state;
    snprintf(folder, sizeof folder, "/tmp/limber-content-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    for (int i = 0; i < 4; i++) {
        static const char *const parts[] = {"intents", "responses", "responses/en",
                                            "responses/en/fragments"};
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        if (mkdir(path, 0700) != 0)
            return -1;
    }
    return 0;
}

static inline int drop_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static inline void put(const char *name, const char *text)
{
    char path[160];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static inline void take_away(const char *name)
{
    char path[160];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

/* All faults of loading and, where that works, of proving, as they are printed. */
static inline void faults_of_content(struct buf *out)
{
    struct faq_paths paths = {.intents = "tests/unit/faq/content/intents",
                              .responses = "tests/unit/faq/content/responses",
                              .overlay = folder,
                              .language = "en"};
    struct faults *faults = faults_new();
    struct faq *f;
    struct err e = {0};

    if (faq_load(&f, &paths, faults) && !faq_check(f, TODAY_MS, faults, &e))
        fail_msg("%s", e.text);
    faq_free(f);
    faults_print(faults, out);
    faults_free(faults);
}

struct mistake {
    const char *text;  /* of the file */
    const char *place; /* "file:line" */
    const char *words;
};

/* Each as the file of that name; the printed faults hold place and words in one line. */
static inline void are_told(const char *name, const struct mistake *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out;
        bool told = false;
        buf_init(&out, 1 << 20);
        put(name, list[i].text);
        faults_of_content(&out);
        take_away(name);
        for (char *line = out.data; line && !told;) {
            char *end = strchr(line, '\n');
            if (end)
                *end = '\0';
            told = strstr(line, list[i].place) && strstr(line, list[i].words);
            if (end)
                *end = '\n';
            line = end ? end + 1 : NULL;
        }
        if (!told)
            fail_msg("%s\nshould be told at %s as \"%s\", but:\n%s", list[i].text,
                     list[i].place, list[i].words, out.data ? out.data : "nothing");
        buf_free(&out);
    }
}

#define TELLS(name, list) are_told(name, list, sizeof(list) / sizeof((list)[0]))

#define HEAD(more)                                                                   \
    "---\ntitle: Causes\nsources: [{title: S, url: \"https://example.org\"}]\n"      \
    "reviewed: 2026-01-02\nfollow-ups: [definition.spasticity, itb.overview]\n" more \
    "---\n"

#endif

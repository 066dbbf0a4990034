#include "cli/chat_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"

static const char *const suffixes[] = {".yaml", ".md", ".tsv", ".txt", NULL};

static bool watch_below(struct watch *w, const char *dir, const char *const below[],
                        struct err *e)
{
    bool ok = true;

    for (size_t i = 0; ok && below[i]; i++) {
        char *path = file_join(dir, below[i]);
        ok = path ? watch_folder(w, path, e) : err_set(e, ERR_MEMORY, "out of memory");
        mem_free(path);
    }
    return ok;
}

/* `limber learn` may write it into another folder. */
static bool watch_learned(struct watch *w, const char *root, struct err *e)
{
    struct buf learned;
    bool ok = true;

    buf_init(&learned, 8192);
    char *slash = content_learned(root, &learned) ? strrchr(learned.data, '/') : NULL;
    if (slash) {
        *slash = '\0';
        ok = watch_folder(w, learned.data, e);
    }
    buf_free(&learned);
    return ok;
}

/* What is read of a folder of content. Its parts may be made later. */
static bool watch_language(struct watch *w, const char *dir, const char *language,
                           struct err *e)
{
    char intents[100], responses[100], fragments[120];
    const char *const below[] = {"intents", "responses", intents,
                                 responses, fragments,   NULL};

    snprintf(intents, sizeof intents, "intents/%.60s", language);
    snprintf(responses, sizeof responses, "responses/%.60s", language);
    snprintf(fragments, sizeof fragments, "%s/fragments", responses);
    return watch_below(w, dir, below, e);
}

static bool watch_content(struct watch *w, const struct content_options *content,
                          struct err *e)
{
    const char *from_environment = getenv("LIMBER_OVERLAY");
    const char *overlay = content->overlay ? content->overlay : from_environment;
    const char *language = content_language(content);
    struct buf root;
    bool ok;

    buf_init(&root, 8192);
    ok = (content_find(content->dir, &root) || err_set(e, ERR_VALUE, "%s", root.data)) &&
         watch_language(w, root.data, language, e) && watch_learned(w, root.data, e);
    if (ok && overlay && *overlay)
        ok = watch_folder(w, overlay, e) && watch_language(w, overlay, language, e);
    buf_free(&root);
    return ok;
}

bool chat_watch_new(struct watch **out, const struct content_options *content)
{
    struct err e = {0};

    if (watch_new(out, suffixes, &e) && watch_content(*out, content, &e))
        return true;
    fprintf(stderr, "limber chat: %s\n", e.text);
    watch_free(*out);
    *out = NULL;
    return false;
}

static int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How many faults the new content has, printed; -1: it could not be checked. */
static long print_faults(struct faq *faq)
{
    struct faults *faults = faults_new();
    struct err e = {0};
    struct buf text;
    long count = -1;

    buf_init(&text, (size_t)1024 * 1024);
    if (faults && faq_check(faq, (int64_t)time(NULL) * 1000, faults, &e)) {
        faults_print(faults, &text);
        fputs(text.data ? text.data : "", stderr);
        count = faults_any(faults) ? (long)faults_count(faults) : 0;
    }
    buf_free(&text);
    faults_free(faults);
    return count;
}

bool chat_watch_reload(struct faq **faq, const struct content_options *content)
{
    int64_t began = monotonic_ms();
    struct faq *fresh = content_load(content);

    if (!fresh) {
        puts("Files changed, and cannot be used like that: the old ones answer.");
        fflush(stdout);
        return false;
    }
    long faults = print_faults(fresh);
    printf("Read again in %lld ms: %zu topics, ", (long long)(monotonic_ms() - began),
           faq_topic_count(fresh));
    if (faults < 0)
        puts("not checked");
    else if (faults)
        printf("%ld fault%s\n", faults, faults == 1 ? "" : "s");
    else
        puts("all valid");
    fflush(stdout);
    faq_free(*faq);
    *faq = fresh;
    return true;
}

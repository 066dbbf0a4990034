#include "faq/language.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"

enum { LANGUAGES_MOST = 64 };

bool language_is_english(const char *language)
{
    return strcmp(language, LANGUAGE_ENGLISH) == 0;
}

/* The folder dir/below; NULL: there is none, or *ok is false for want of memory. */
static char *folder_in(const char *dir, const char *below, bool *ok)
{
    char *path = dir ? file_join(dir, below) : NULL;

    *ok = *ok && (path || !dir);
    if (path && file_is_dir(path))
        return path;
    mem_free(path);
    return NULL;
}

static char *copy(const char *text, bool *ok)
{
    char *out = mem_copy_text(text);

    *ok = *ok && (out || !text);
    return out;
}

static bool find_english(struct language_files *out, const struct faq_paths *paths)
{
    bool ok = true;

    out->intents = copy(paths->intents, &ok);
    out->over = folder_in(paths->overlay, "intents", &ok);
    out->learned = copy(paths->learned, &ok);
    return ok;
}

static bool find_other(struct language_files *out, const struct faq_paths *paths)
{
    bool ok = true;
    char *overlay = folder_in(paths->overlay, "intents", &ok);

    out->over = folder_in(overlay, paths->language, &ok);
    out->intents = folder_in(paths->intents, paths->language, &ok);
    mem_free(overlay);
    if (!out->intents) {
        out->intents = out->over;
        out->over = NULL;
    }
    char *learned = out->intents ? file_join(out->intents, "learned.tsv") : NULL;
    ok = ok && (learned || !out->intents);
    if (learned && file_exists(learned))
        out->learned = learned;
    else
        mem_free(learned);
    return ok;
}

bool language_find(struct language_files *out, const struct faq_paths *paths)
{
    bool ok = true;

    *out = (struct language_files){0};
    out->responses = folder_in(paths->overlay, "responses", &ok);
    ok = ok && (language_is_english(paths->language) ? find_english(out, paths)
                                                     : find_other(out, paths));
    if (!ok)
        language_free(out);
    return ok;
}

void language_free(struct language_files *f)
{
    mem_free(f->intents);
    mem_free(f->over);
    mem_free(f->responses);
    mem_free(f->learned);
    *f = (struct language_files){0};
}

/* Both halves are there, wherever. */
static bool is_whole(const struct faq_paths *paths, const char *language)
{
    struct faq_paths of = *paths;
    struct language_files files;
    bool ok = true;

    of.language = language;
    if (!language_find(&files, &of))
        return false;
    char *ours = folder_in(paths->responses, language, &ok);
    char *theirs = folder_in(files.responses, language, &ok);
    bool whole = files.intents && (ours || theirs);
    mem_free(ours);
    mem_free(theirs);
    language_free(&files);
    return whole;
}

/* Appends the languages of one folder of intents; their names are borrowed from list. */
static void add_names(const char *known[], size_t *count, const struct file_list *list,
                      const struct faq_paths *paths)
{
    for (size_t i = 0; i < list->count && *count < LANGUAGES_MOST; i++) {
        const char *name = strrchr(list->path[i], '/') + 1;
        bool again = false;
        for (size_t k = 0; k < *count; k++)
            again = again || strcmp(known[k], name) == 0;
        if (!again && is_whole(paths, name))
            known[(*count)++] = name;
    }
}

/* Two letters are near to any two letters: no guess at those. */
static void write_hint(char *hint, size_t size, const char *language,
                       const char *const known[])
{
    const char *near = strlen(language) > 2 ? nearest_word(language, known) : NULL;
    size_t len = 0;

    if (near)
        len = (size_t)snprintf(hint, size, "did you mean `%s`? ", near);
    if (len < size)
        len += (size_t)snprintf(hint + len, size - len, "languages here:");
    for (size_t i = 0; known[i] && len < size; i++)
        len += (size_t)snprintf(hint + len, size - len, "%s %s", i ? "," : "", known[i]);
}

bool language_known(const struct faq_paths *paths, char *hint, size_t size)
{
    const char *known[LANGUAGES_MOST + 1] = {LANGUAGE_ENGLISH};
    struct file_list ours = {0}, theirs = {0};
    struct err e;
    bool ok = true, found = false;
    size_t count = 1;

    if (language_is_english(paths->language))
        return true;
    char *overlay = folder_in(paths->overlay, "intents", &ok);
    if (file_folders(&ours, paths->intents, &e))
        add_names(known, &count, &ours, paths);
    if (overlay && file_folders(&theirs, overlay, &e))
        add_names(known, &count, &theirs, paths);
    for (size_t i = 1; i < count; i++)
        found = found || strcmp(known[i], paths->language) == 0;
    if (!found)
        write_hint(hint, size, paths->language, known);
    file_list_free(&ours);
    file_list_free(&theirs);
    mem_free(overlay);
    return found;
}

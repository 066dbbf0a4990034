#include "cli/content.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "faq/language.h"

#define FOLDERS_UP 3

static bool holds_content(const char *dir)
{
    char *intents = file_join(dir, "intents"), *responses = file_join(dir, "responses");
    bool both = intents && responses && file_is_dir(intents) && file_is_dir(responses);
    mem_free(intents);
    mem_free(responses);
    return both;
}

static bool program_path(char *out, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", out, size - 1);

    if (len <= 0)
        return false;
    out[len] = '\0';
    return true;
}

/* "/a/b" -> "/a"; false at the top. */
static bool cut_name(char *path)
{
    char *slash = strrchr(path, '/');

    if (!slash || slash == path)
        return false;
    *slash = '\0';
    return true;
}

/* build/limber, build/sanitize/limber: the tree is one or two folders above the
 * program's. */
static bool find_above_program(struct buf *out)
{
    char path[4096];

    if (!program_path(path, sizeof path))
        return false;
    for (int i = 0; i < FOLDERS_UP; i++) {
        if (!cut_name(path))
            return false;
        if (holds_content(path))
            return buf_text(out, path);
    }
    return false;
}

bool content_find(const char *dir, struct buf *out)
{
    const char *named = dir ? dir : getenv("LIMBER_CONTENT");

    buf_clear(out);
    if (named && *named) {
        if (holds_content(named))
            return buf_text(out, named);
        buf_format(out,
                   "%s holds no intents/ and responses/; name the folder that does with "
                   "--content or LIMBER_CONTENT",
                   named);
        return false;
    }
    if (find_above_program(out))
        return true;
    if (holds_content(LIMBER_DATADIR))
        return buf_text(out, LIMBER_DATADIR);
    buf_text(out,
             "no content found; name the folder that holds intents/ and responses/ with "
             "--content or LIMBER_CONTENT");
    return false;
}

/* Beside the program, or beside its folder: build/limber, build/bench/engine_bench. */
static bool learned_by_program(struct buf *out, bool must_exist)
{
    char path[4096];

    if (!program_path(path, sizeof path))
        return false;
    for (int i = 0; i < 2 && cut_name(path); i++) {
        buf_clear(out);
        if (buf_format(out, "%s/learned.tsv", path) &&
            (file_exists(out->data) || !must_exist))
            return true;
    }
    return false;
}

/* Is root the tree in which the program was built? */
static bool is_own_tree(const char *root)
{
    struct buf above;
    char a[PATH_MAX], b[PATH_MAX];

    buf_init(&above, 8192);
    bool own = find_above_program(&above) && realpath(root, a) &&
               realpath(above.data, b) && strcmp(a, b) == 0;
    buf_free(&above);
    return own;
}

bool content_learned(const char *root, struct buf *out)
{
    buf_clear(out);
    return (buf_format(out, "%s/intents/learned.tsv", root) && file_exists(out->data)) ||
           (is_own_tree(root) && learned_by_program(out, true));
}

bool content_learned_new(const char *root, struct buf *out)
{
    if (is_own_tree(root) && learned_by_program(out, false))
        return true;
    buf_clear(out);
    return buf_format(out, "%s/intents/learned.tsv", root);
}

static void print_faults(const struct faults *faults)
{
    struct buf text;
    buf_init(&text, (size_t)1024 * 1024);
    faults_print(faults, &text);
    fputs(text.data ? text.data : "limber: out of memory\n", stderr);
    buf_free(&text);
}

bool content_option(struct content_options *options, int letter, const char *value)
{
    if (letter == CONTENT_DIR)
        options->dir = value;
    else if (letter == CONTENT_OVERLAY)
        options->overlay = value;
    else if (letter == CONTENT_LANGUAGE)
        options->language = value;
    else
        return false;
    return true;
}

bool content_overlay(const char *named, const char **out)
{
    const char *from_environment = getenv("LIMBER_OVERLAY");

    *out = named                                   ? named
           : from_environment && *from_environment ? from_environment
                                                   : NULL;
    if (!*out || file_is_dir(*out))
        return true;
    fprintf(stderr,
            "limber: the overlay %s is no folder; make it, with intents/ or responses/ "
            "inside, or name another with --overlay or LIMBER_OVERLAY\n",
            *out);
    return false;
}

const char *content_language(const struct content_options *options)
{
    const char *from_environment = getenv("LIMBER_LANGUAGE");

    return options->language                       ? options->language
           : from_environment && *from_environment ? from_environment
                                                   : LANGUAGE_ENGLISH;
}

struct faq *content_load(const struct content_options *options)
{
    const char *overlay;
    struct buf root, learned;
    struct faq *faq = NULL;
    struct faults *faults = faults_new();
    char *intents = NULL, *responses = NULL;

    buf_init(&root, 8192);
    buf_init(&learned, 8192);
    if (!content_find(options->dir, &root)) {
        fprintf(stderr, "limber: %s\n", root.data);
        goto out;
    }
    if (!content_overlay(options->overlay, &overlay))
        goto out;
    intents = file_join(root.data, "intents");
    responses = file_join(root.data, "responses");
    if (!intents || !responses || !faults) {
        fputs("limber: out of memory\n", stderr);
        goto out;
    }
    bool learnt = !options->unlearned && content_learned(root.data, &learned);
    struct faq_paths paths = {.intents = intents,
                              .responses = responses,
                              .overlay = overlay,
                              .learned = learnt ? learned.data : NULL,
                              .language = content_language(options)};
    if (!faq_load(&faq, &paths, faults))
        print_faults(faults);
out:
    mem_free(intents);
    mem_free(responses);
    buf_free(&learned);
    buf_free(&root);
    faults_free(faults);
    return faq;
}

/* `limber fmt`: content in its one form. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "faq/canon.h"

#define FILE_MAX ((size_t)8 * 1024 * 1024)

static const char help[] =
    "usage: limber fmt [--check] [--content DIR] [--overlay DIR] [FILE | DIR]...\n\n"
    "Writes intents and the front matter of answers in one form: indentation, order of "
    "keys,\n"
    "quotes, blank lines. Comments, patterns and texts stay. Without files all of the "
    "content\n"
    "and the overlay is put into form; DIR holds intents/ and responses/; - is standard "
    "input,\n"
    "written to standard output.\n\n"
    "  --check  changes nothing; names the files that are not in form; exit status 1 if "
    "any\n";

struct fmt {
    bool check;
    struct faults *faults;
    size_t files, changed;
    bool failed;
};

/* To a new file, whose name takes the place of XXXXXX: no other one is overwritten. On
 * the disk before it takes the old one's place. */
static bool write_all(char *path, const struct buf *text, struct err *e)
{
    int fd = mkstemp(path);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
    bool ok = to && fwrite(text->data, 1, text->len, to) == text->len &&
              fflush(to) == 0 && fsync(fd) == 0;

    if (to && fclose(to) != 0)
        ok = false;
    return ok || err_errno(e, "%s cannot be written", path);
}

/* Beside the file (what a link leads to), then in its place: it is never half there. Its
 * mode stays. */
static bool replace(const char *name, const struct buf *text, struct err *e)
{
    char path[PATH_MAX];
    struct stat st;
    struct buf beside;
    bool ok;

    if (!realpath(name, path))
        return err_errno(e, "%s cannot be replaced", name);
    buf_init(&beside, 8192);
    ok = buf_format(&beside, "%s.fmt-XXXXXX", path) ||
         err_set(e, ERR_LIMIT, "the path is too long");
    ok = ok && write_all(beside.data, text, e) &&
         ((stat(path, &st) == 0 && chmod(beside.data, st.st_mode & 07777) == 0 &&
           rename(beside.data, path) == 0) ||
          err_errno(e, "%s cannot be replaced", path));
    if (!ok && beside.data)
        unlink(beside.data);
    buf_free(&beside);
    return ok;
}

static void failed(struct fmt *f, const struct err *e)
{
    fprintf(stderr, "limber fmt: %s\n", e->text);
    f->failed = true;
}

static void take_form(struct fmt *f, const char *path, const struct buf *before,
                      const struct buf *after)
{
    struct err e = {0};

    if (span_equal(buf_view(before), buf_view(after)))
        return;
    f->changed++;
    if (f->check || replace(path, after, &e))
        puts(path);
    else
        failed(f, &e);
}

static void format_file(struct fmt *f, const char *path)
{
    struct buf before, after;
    struct err e = {0};

    buf_init(&before, FILE_MAX);
    buf_init(&after, 2 * FILE_MAX);
    f->files++;
    if (!file_read(path, &before, &e))
        failed(f, &e);
    else if (faq_canon(path, buf_view(&before), &after, f->faults))
        take_form(f, path, &before, &after);
    buf_free(&before);
    buf_free(&after);
}

/* The files of a folder that is there. */
static void format_files(struct fmt *f, const char *folder, const char *suffix)
{
    struct file_list list = {0};
    struct err e = {0};

    if (file_is_dir(folder) && !file_list(&list, folder, suffix, &e))
        failed(f, &e);
    for (size_t i = 0; i < list.count; i++)
        format_file(f, list.path[i]);
    file_list_free(&list);
}

/* Its files, and those of the languages, which have folders in it. */
static void format_folder(struct fmt *f, const char *dir, const char *below)
{
    char *folder = file_join(dir, below);
    struct file_list languages = {0};
    struct err e = {0};

    if (!folder) {
        err_set(&e, ERR_MEMORY, "out of memory");
        failed(f, &e);
        return;
    }
    format_files(f, folder, ".yaml");
    if (file_is_dir(folder) && !file_folders(&languages, folder, &e))
        failed(f, &e);
    for (size_t i = 0; i < languages.count; i++) {
        format_files(f, languages.path[i], ".yaml");
        format_files(f, languages.path[i], ".md");
    }
    file_list_free(&languages);
    mem_free(folder);
}

/* "limber fmt mine/intents" would find nothing to do, and say nothing. */
static bool holds_half(const char *dir)
{
    char *intents = file_join(dir, "intents"), *responses = file_join(dir, "responses");
    bool any = !intents || !responses || file_is_dir(intents) || file_is_dir(responses);

    mem_free(intents);
    mem_free(responses);
    return any;
}

static void format_content(struct fmt *f, const char *dir)
{
    struct err e = {0};

    if (!holds_half(dir)) {
        err_set(&e, ERR_VALUE,
                "%s holds no intents/ or responses/; name the folder that does, or files",
                dir);
        failed(f, &e);
        return;
    }
    format_folder(f, dir, "intents");
    format_folder(f, dir, "responses");
}

static void format_input(struct fmt *f)
{
    struct buf text, out;
    char part[4096];
    size_t len;

    buf_init(&text, FILE_MAX);
    buf_init(&out, 2 * FILE_MAX);
    while ((len = fread(part, 1, sizeof part, stdin)) > 0)
        buf_add(&text, part, len);
    if (text.failed || ferror(stdin)) {
        struct err e = {0};
        err_set(&e, ERR_LIMIT, "standard input cannot be read, or is larger than 8 MiB");
        failed(f, &e);
    } else if (faq_canon("-", buf_view(&text), &out, f->faults)) {
        f->files++;
        f->changed += !span_equal(buf_view(&text), buf_view(&out));
        if (!f->check)
            fwrite(out.data, 1, out.len, stdout);
    }
    buf_free(&text);
    buf_free(&out);
}

static void format_named(struct fmt *f, const char *name)
{
    if (strcmp(name, "-") == 0)
        format_input(f);
    else if (file_is_dir(name))
        format_content(f, name);
    else
        format_file(f, name);
}

static void format_usual(struct fmt *f, const struct content_options *content)
{
    struct buf root;

    buf_init(&root, 8192);
    if (content_find(content->dir, &root)) {
        format_content(f, root.data);
    } else {
        fprintf(stderr, "limber fmt: %s\n", root.data);
        f->failed = true;
    }
    const char *overlay;
    if (!content_overlay(content->overlay, &overlay))
        f->failed = true;
    else if (overlay)
        format_content(f, overlay);
    buf_free(&root);
}

static int finish(struct fmt *f)
{
    struct buf text;

    buf_init(&text, (size_t)1024 * 1024);
    faults_print(f->faults, &text);
    fputs(text.data ? text.data : "", stderr);
    buf_free(&text);
    if (f->check && f->changed)
        fprintf(stderr, "%zu of %zu files are not in form; `limber fmt` mends them\n",
                f->changed, f->files);
    return f->failed || faults_any(f->faults) || (f->check && f->changed) ? CLI_FAILED
                                                                          : CLI_OK;
}

int fmt_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"check", no_argument, NULL, 'c'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {0};
    struct fmt f = {0};
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'c')
            f.check = true;
        else if (!args_common(option, optarg, help, &content, &status))
            return status;
    }
    f.faults = faults_new();
    if (!f.faults) {
        fputs("limber fmt: out of memory\n", stderr);
        return CLI_FAILED;
    }
    for (int i = optind; i < argc; i++)
        format_named(&f, argv[i]);
    if (optind == argc)
        format_usual(&f, &content);
    status = finish(&f);
    faults_free(f.faults);
    return status;
}

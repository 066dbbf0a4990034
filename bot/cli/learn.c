/* `limber learn`: from the questions of intents/ to learned.tsv. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/faults.h"
#include "base/file.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "faq/language.h"

#define LEARNED_MAX ((size_t)64 * 1024 * 1024)

static const char help[] =
    "usage: limber learn [--content DIR] [--overlay DIR] [--language LANG] "
    "[--output FILE]\n\n"
    "Learns from the questions in DIR/intents (its *.tsv files and the intents' "
    "examples)\n"
    "which words and concepts speak for which topic. Writes FILE; without --output\n"
    "DIR/intents/learned.tsv or, in the program's own source tree, learned.tsv beside\n"
    "the program; for another language learned.tsv beside its questions. Run it after\n"
    "changing questions; it takes about a minute. A running bot reads the new file on "
    "SIGHUP.\n";

/* Written beside and renamed, so that nobody ever reads half a file. */
static bool write_file(const char *path, struct span text, struct err *e)
{
    struct buf draft;
    FILE *file = NULL;
    bool ok = false;

    buf_init(&draft, 8192);
    buf_format(&draft, "%s.new", path);
    file = draft.failed ? NULL : fopen(draft.data, "w");
    if (!file) {
        err_errno(e, "%s cannot be written", draft.data);
        goto out;
    }
    ok = fwrite(text.ptr, 1, text.len, file) == text.len;
    ok = fclose(file) == 0 && ok && rename(draft.data, path) == 0;
    if (!ok) {
        err_errno(e, "%s cannot be written", path);
        unlink(draft.data);
    }
out:
    buf_free(&draft);
    return ok;
}

/* Told at once, not after the minute that learning takes. */
static bool can_write(const char *path)
{
    struct buf folder;
    const char *slash = strrchr(path, '/');
    struct err e = {0};

    buf_init(&folder, 8192);
    buf_add(&folder, path, slash ? (size_t)(slash - path) + 1 : 0);
    bool ok = !file_is_dir(path) && access(slash ? folder.data : ".", W_OK | X_OK) == 0;
    if (!ok) {
        if (file_is_dir(path))
            errno = EISDIR;
        err_errno(&e, "%s cannot be written", path);
        fprintf(stderr, "limber learn: %s; name another file with --output\n", e.text);
    }
    buf_free(&folder);
    return ok;
}

static int learn(struct faq *faq, const char *path)
{
    struct faults *faults = faults_new();
    struct faq_learnt counts;
    struct err e = {0};
    struct buf text, said;
    int status = CLI_FAILED;

    buf_init(&text, LEARNED_MAX);
    buf_init(&said, (size_t)1024 * 1024);
    if (faults && faq_learn(faq, &text, &counts, faults, &e) &&
        write_file(path, buf_view(&text), &e)) {
        printf("%s: learned from %zu questions about %zu topics\n", path,
               counts.questions, counts.topics);
        status = CLI_OK;
    } else {
        if (faults)
            faults_print(faults, &said);
        fprintf(stderr, "%s%slimber learn: %s\n", said.data ? said.data : "",
                said.len ? "\n" : "",
                e.text[0] ? e.text : "correct these questions and run it again");
    }
    buf_free(&said);
    buf_free(&text);
    faults_free(faults);
    return status;
}

/* Where it is written. Another language keeps it beside its questions. */
static bool find_path(const struct faq *faq, const struct content_options *content,
                      const char *output, struct buf *out)
{
    struct buf root;

    if (output)
        return buf_text(out, output);
    if (!language_is_english(content_language(content)))
        return buf_format(out, "%s/learned.tsv", faq_intents(faq));
    buf_init(&root, 8192);
    bool known = content_find(content->dir, &root) && content_learned_new(root.data, out);
    buf_free(&root);
    return known;
}

int learn_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"output", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {.unlearned = true};
    const char *output = NULL;
    struct buf path;
    int option, status = CLI_FAILED;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'o')
            output = optarg;
        else if (!args_common(option, optarg, help, &content, &status))
            return status;
    }
    if (optind < argc)
        return args_no_word("learn", argv[optind], help);
    struct faq *faq = content_load(&content);
    buf_init(&path, 8192);
    if (faq && find_path(faq, &content, output, &path) && can_write(path.data))
        status = learn(faq, path.data);
    buf_free(&path);
    faq_free(faq);
    return status;
}

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/faults.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/content.h"

#define LEARNED_MAX ((size_t)64 * 1024 * 1024)

static const char help[] = "usage: limber learn [--content DIR] [--output FILE]\n\n"
                           "Learns from the questions in DIR/intents (its *.tsv files "
                           "and the intents' examples)\n"
                           "which words and concepts speak for which topic. Writes "
                           "FILE; without --output\n"
                           "DIR/intents/learned.tsv or, in the program's own source "
                           "tree, learned.tsv beside\n"
                           "the program. Run it after changing questions; it takes some "
                           "seconds. A running bot\n"
                           "reads the new file on SIGHUP.\n";

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

static int learn(struct faq *faq, const char *intents, const char *path)
{
    struct faults *faults = faults_new();
    struct faq_learnt counts;
    struct err e = {0};
    struct buf text, said;
    int status = CLI_FAILED;

    buf_init(&text, LEARNED_MAX);
    buf_init(&said, (size_t)1024 * 1024);
    if (faults && faq_learn(faq, intents, &text, &counts, faults, &e) &&
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

int learn_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"content", required_argument, NULL, CONTENT_DIR},
        {"output", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {.unlearned = true};
    const char *output = NULL;
    struct buf root;
    int option, status = CLI_FAILED;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return CLI_OK;
        }
        if (option == 'o')
            output = optarg;
        else if (!content_option(&content, option, optarg)) {
            fputs(help, stderr);
            return CLI_USAGE;
        }
    }
    if (optind < argc) {
        fputs(help, stderr);
        return CLI_USAGE;
    }
    struct faq *faq = content_load(&content);
    buf_init(&root, 8192);
    if (faq && content_find(content.dir, &root)) {
        char *intents = file_join(root.data, "intents");
        struct buf path;
        buf_init(&path, 8192);
        bool known =
            output ? buf_text(&path, output) : content_learned_new(root.data, &path);
        status = intents && known ? learn(faq, intents, path.data) : CLI_FAILED;
        buf_free(&path);
        mem_free(intents);
    }
    buf_free(&root);
    faq_free(faq);
    return status;
}

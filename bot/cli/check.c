/* `limber check`: proves the content. */
#include <getopt.h>
#include <stdio.h>
#include <time.h>

#include "base/faults.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"

static const char help[] =
    "usage: limber check [--content DIR] [--overlay DIR] [--language LANG]\n\n"
    "Proves that all content is valid: patterns compile and stay within their budget, "
    "every\n"
    "example reaches its own intent and no counter-example does, every intent has its "
    "answer\n"
    "with title, sources and date, and answers are short and easy to read. Prints every "
    "fault\n"
    "as file:line:column with a hint; exit status 0 only when there is none. With "
    "--language\n"
    "that language pack is proved, which must also hold every emergency and refusal "
    "that\n"
    "English has.\n";

static int check(struct faq *faq)
{
    struct faults *faults = faults_new();
    struct err e = {0};
    struct buf text;
    int status = CLI_FAILED;

    buf_init(&text, (size_t)4 * 1024 * 1024);
    if (!faults || !faq_check(faq, (int64_t)time(NULL) * 1000, faults, &e)) {
        fprintf(stderr, "limber check: %s\n", e.text[0] ? e.text : "out of memory");
    } else {
        faults_print(faults, &text);
        fputs(text.data ? text.data : "", stderr);
        if (!faults_any(faults)) {
            printf("%zu topics, all valid\n", faq_topic_count(faq));
            if (faq_untranslated(faq))
                printf("%zu of them are answered in English\n", faq_untranslated(faq));
            status = CLI_OK;
        } else {
            fprintf(stderr, "%zu fault%s\n", faults_count(faults),
                    faults_count(faults) == 1 ? "" : "s");
        }
    }
    buf_free(&text);
    faults_free(faults);
    return status;
}

int check_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {0};
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        default:
            if (!args_common(option, optarg, help, &content, &status))
                return status;
        }
    }
    if (optind < argc)
        return args_no_folder("check", argv[optind], help);
    struct faq *faq = content_load(&content);
    status = faq ? check(faq) : CLI_FAILED;
    faq_free(faq);
    return status;
}

/* `limber explain`: why a text is answered as it is. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"

static const char help[] =
    "usage: limber explain [--context dm|mention|channel] [--after QUESTION] "
    "[--content DIR] [--overlay DIR] [--language LANG] TEXT...\n\n"
    "Shows how a text is understood: what was heard, which concepts, which intents came "
    "into\n"
    "question with which scores, and why the winner won and the others lost.\n\n"
    "  limber explain \"whats lioresal for\"\n"
    "  limber explain --after \"what is baclofen\" \"side effects?\"\n";

static int explain(struct faq *faq, const char *text, const char *after,
                   enum faq_setting setting)
{
    struct faq_question q = {.text = span_of(text), .setting = setting, .now_ms = 2};
    struct faq_reply before;
    struct err e = {0};
    struct buf out;
    int status = CLI_FAILED;

    buf_init(&out, (size_t)256 * 1024);
    if (after) {
        struct faq_question first = {.text = span_of(after), .now_ms = 1};
        if (faq_answer(faq, &first, &before, &e))
            q.context = before.context;
    }
    if (!e.code && faq_explain(faq, &q, &out, &e)) {
        fwrite(out.data, 1, out.len, stdout);
        if (out.data[out.len - 1] != '\n')
            putchar('\n');
        status = CLI_OK;
    } else {
        fprintf(stderr, "limber explain: %s\n", e.text);
    }
    buf_free(&out);
    return status;
}

static bool parse_setting(const char *word, enum faq_setting *out)
{
    *out = strcmp(word, "channel") == 0   ? FAQ_CHANNEL
           : strcmp(word, "mention") == 0 ? FAQ_MENTION
                                          : FAQ_DIRECT;
    return *out != FAQ_DIRECT || strcmp(word, "dm") == 0;
}

int explain_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"context", required_argument, NULL, 'x'},
        {"after", required_argument, NULL, 'a'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    enum faq_setting setting = FAQ_DIRECT;
    struct content_options content = {0};
    const char *after = NULL;
    struct buf text;
    int option, status = CLI_USAGE;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'x':
            if (parse_setting(optarg, &setting))
                break;
            fputs("limber explain: --context is dm, mention or channel\n", stderr);
            return CLI_USAGE;
        case 'a':
            after = optarg;
            break;
        default:
            if (!args_common(option, optarg, help, &content, &status))
                return status;
        }
    }
    buf_init(&text, (size_t)128 * 1024);
    if (!args_join(argc - optind, argv + optind, &text)) {
        status = args_refuse("explain", help,
                             text.failed ? "the text is too long" : "there is no text");
    } else {
        struct faq *faq = content_load(&content);
        status = faq ? explain(faq, text.data, after, setting) : CLI_FAILED;
        faq_free(faq);
    }
    buf_free(&text);
    return status;
}

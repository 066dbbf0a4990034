/* `limber ask`: one question, or lines of JSON. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/md.h"
#include "base/utf8.h"
#include "cli/args.h"
#include "cli/ask_lines.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/terminal.h"

static const char help[] =
    "usage: limber ask [--json] [OPTIONS] TEXT...\n"
    "       limber ask --jsonl [OPTIONS] < LINES\n\n"
    "Answers one question as in a direct message, or one per line of JSON:\n"
    "  {\"id\":\"1\",\"text\":\"what is clonus\",\"context\":\"dm\"}\n"
    "context is dm, mention or channel (not addressed); \"after\" may hold the question "
    "before.\n"
    "Each line gets one line: id, action, topics, suggestions and text, or an error.\n\n"
    "  --json         print the answer as JSON\n"
    "  --jsonl        read lines of JSON from standard input\n"
    "  --no-color     plain text even on a terminal\n"
    "  --content DIR  the folder that holds intents/ and responses/\n"
    "  --overlay DIR  a folder of your own, which comes before that one\n"
    "  --language L   a language pack instead of English, such as es\n";

static int ask_text(struct faq *faq, const char *text, bool as_json,
                    const struct terminal *terminal)
{
    struct faq_question q = {.text = span_of(text),
                             .setting = FAQ_DIRECT,
                             .now_ms = (int64_t)time(NULL) * 1000};
    struct faq_reply reply;
    struct err e = {0};
    struct buf out;
    int status = CLI_FAILED;

    buf_init(&out, (size_t)256 * 1024);
    if (!faq_answer(faq, &q, &reply, &e))
        fprintf(stderr, "limber ask: %s\n", e.text);
    else if (as_json ? ask_write_reply(&reply, NULL, &out)
                     : terminal_print(reply.markdown, terminal, &out, &e)) {
        fwrite(out.data, 1, out.len, stdout);
        putchar('\n');
        status = CLI_OK;
    } else {
        fprintf(stderr, "limber ask: %s\n", e.text[0] ? e.text : "out of memory");
    }
    buf_free(&out);
    return status;
}

int ask_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"jsonl", no_argument, NULL, 'l'},
        {"no-color", no_argument, NULL, 'n'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    bool as_json = false, lines = false;
    struct terminal terminal = terminal_of(stdout);
    struct content_options content = {0};
    struct buf text;
    int option, status = CLI_USAGE;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            as_json = true;
            break;
        case 'l':
            lines = true;
            break;
        case 'n':
            terminal.color = false;
            break;
        default:
            if (!args_common(option, optarg, help, &content, &status))
                return status;
        }
    }
    if (lines && (optind < argc || as_json))
        return args_refuse("ask", help,
                           "--jsonl takes lines from standard input, and stands alone");
    buf_init(&text, (size_t)128 * 1024);
    if (!lines && !args_join(argc - optind, argv + optind, &text)) {
        status = args_refuse("ask", help,
                             text.failed ? "the question is too long"
                                         : "there is no question");
        goto out;
    }
    struct faq *faq = content_load(&content);
    status = CLI_FAILED;
    if (faq)
        status = lines ? ask_lines(faq, stdin, stdout)
                       : ask_text(faq, text.data, as_json, &terminal);
    faq_free(faq);
out:
    buf_free(&text);
    return status;
}

/* `limber chat`: a conversation in the terminal. */
#include <getopt.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "cli/args.h"
#include "cli/chat_watch.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "cli/terminal.h"

#define LINE_MOST ((size_t)32 * 1024)

static const char help[] =
    "usage: limber chat [--watch] [--no-color] [--content DIR] [--overlay DIR]\n"
    "                   [--language LANG]\n\n"
    "A conversation in the terminal. Ask anything about "
    "spasticity; a number picks a choice.\n"
    "  --watch   reads the content again whenever its files change, shows faults, and "
    "asks\n"
    "            the last question again\n\n"
    "  /explain  why the last question was answered as it was\n"
    "  /quit     ends (so does Ctrl-D)\n";

struct chat {
    struct faq *faq;
    struct faq_context context, before; /* after and before the last question */
    struct buf last;                    /* the last question */
    struct terminal terminal;
    struct content_options content;
    struct watch *watch; /* NULL: files are not watched */
};

static int64_t now_ms(void)
{
    return (int64_t)time(NULL) * 1000;
}

static void print_failure(const struct err *e)
{
    fprintf(stderr, "limber chat: %s\n", e->text[0] ? e->text : "out of memory");
}

/* Asks c->last in the context before it. */
static void answer_last(struct chat *c)
{
    struct faq_question q = {
        .text = buf_view(&c->last), .context = c->before, .now_ms = now_ms()};
    struct faq_reply reply;
    struct buf out;
    struct err e = {0};

    buf_init(&out, (size_t)256 * 1024);
    if (!faq_answer(c->faq, &q, &reply, &e) ||
        !terminal_print(reply.markdown, &c->terminal, &out, &e)) {
        print_failure(&e);
    } else {
        c->context = reply.context;
        printf("\n%s\n\n", out.data ? out.data : "");
    }
    buf_free(&out);
}

static void answer(struct chat *c, struct span text)
{
    c->before = c->context;
    buf_clear(&c->last);
    buf_span(&c->last, text);
    answer_last(c);
}

/* What changed is read, and the last question asked again: the author sees at once what
 * came of it. */
static void take_change(struct chat *c)
{
    putchar('\n');
    if (chat_watch_reload(&c->faq, &c->content) && c->last.len) {
        printf("> %.*s\n", (int)c->last.len, c->last.data);
        answer_last(c);
    }
    fflush(stdout);
}

static void explain(struct chat *c)
{
    struct faq_question q = {
        .text = buf_view(&c->last), .context = c->before, .now_ms = now_ms()};
    struct buf out;
    struct err e = {0};

    buf_init(&out, (size_t)256 * 1024);
    if (!c->last.len)
        puts("Ask something first.");
    else if (faq_explain(c->faq, &q, &out, &e))
        fputs(out.data, stdout);
    else
        print_failure(&e);
    buf_free(&out);
}

/* False: the conversation ends. */
static bool take_line(struct chat *c, struct span line)
{
    line = span_trim(line);
    if (!line.len)
        return true;
    if (span_is(line, "/quit") || span_is(line, "/exit"))
        return false;
    if (span_is(line, "/help"))
        fputs(help, stdout);
    else if (span_is(line, "/explain"))
        explain(c);
    else if (line.ptr[0] == '/')
        puts("Commands are /explain, /help and /quit.");
    else
        answer(c, line);
    return true;
}

static char *prompt(EditLine *el)
{
    static char text[] = "> ";
    (void)el;
    return text;
}

/* One character for the line editor, once there is one; files may change meanwhile. */
static int next_character(EditLine *el, wchar_t *out)
{
    struct chat *c;
    mbstate_t state = {0};
    char byte;

    el_get(el, EL_CLIENTDATA, &c);
    for (;;) {
        while (watch_wait(c->watch, STDIN_FILENO) == WATCH_CHANGED) {
            take_change(c);
            el_set(el, EL_REFRESH);
        }
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got <= 0)
            return (int)got;
        size_t used = mbrtowc(out, &byte, 1, &state);
        if (used <= 1)
            return 1;
        if (used == (size_t)-1) /* no such character: as if it had not been typed */
            memset(&state, 0, sizeof state);
    }
}

static int chat_edited(struct chat *c)
{
    EditLine *el = el_init("limber", stdin, stdout, stderr);
    History *past = history_init();
    HistEvent event;
    const char *line;
    int len;

    if (!el || !past) {
        fputs("limber chat: the terminal could not be set up\n", stderr);
        return CLI_FAILED;
    }
    history(past, &event, H_SETSIZE, 200);
    el_set(el, EL_PROMPT, prompt);
    el_set(el, EL_EDITOR, "emacs");
    el_set(el, EL_HIST, history, past);
    el_set(el, EL_SIGNAL, 1);
    if (c->watch) {
        el_set(el, EL_CLIENTDATA, c);
        el_set(el, EL_GETCFN, next_character);
    }
    puts("Ask about spasticity. A number picks a choice; /quit ends.");
    while ((line = el_gets(el, &len)) != NULL && len > 0) {
        history(past, &event, H_ENTER, line);
        if (!take_line(c, (struct span){line, (size_t)len}))
            break;
    }
    history_end(past);
    el_end(el);
    putchar('\n');
    return CLI_OK;
}

static void wait_for_line(struct chat *c)
{
    while (c->watch && watch_wait(c->watch, STDIN_FILENO) == WATCH_CHANGED)
        take_change(c);
}

static int chat_plain(struct chat *c)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;

    if (c->watch) { /* nothing may wait in a buffer unseen */
        setvbuf(stdin, NULL, _IONBF, 0);
        setvbuf(stdout, NULL, _IOLBF, 0);
    }
    while (wait_for_line(c), (len = getline(&line, &size, stdin)) >= 0) {
        if ((size_t)len > LINE_MOST)
            fputs("limber chat: that line is too long\n", stderr);
        else if (!take_line(c, (struct span){line, (size_t)len}))
            break;
    }
    free(line); /* getline's own allocation */
    return ferror(stdin) ? CLI_FAILED : CLI_OK;
}

/* Content that cannot be used yet is waited for when files are watched. */
static bool open_content(struct chat *c, bool watch)
{
    if (watch && !chat_watch_new(&c->watch, &c->content))
        return false;
    c->faq = content_load(&c->content);
    if (!c->faq && c->watch)
        fputs("Waiting until the files can be used; Ctrl-C ends.\n", stderr);
    while (!c->faq && c->watch)
        if (watch_wait(c->watch, -1) == WATCH_CHANGED)
            chat_watch_reload(&c->faq, &c->content);
    return c->faq != NULL;
}

static int chat(struct chat *c, bool watch)
{
    int status = CLI_FAILED;

    buf_init(&c->last, LINE_MOST + 1);
    if (open_content(c, watch))
        status = isatty(STDIN_FILENO) ? chat_edited(c) : chat_plain(c);
    watch_free(c->watch);
    buf_free(&c->last);
    faq_free(c->faq);
    return status;
}

int chat_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"watch", no_argument, NULL, 'w'},
        {"no-color", no_argument, NULL, 'n'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"language", required_argument, NULL, CONTENT_LANGUAGE},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct chat c = {.terminal = terminal_of(stdout)};
    bool watch = false;
    int option, status;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'w':
            watch = true;
            break;
        case 'n':
            c.terminal.color = false;
            break;
        default:
            if (!args_common(option, optarg, help, &c.content, &status))
                return status;
        }
    }
    if (optind < argc)
        return args_no_folder("chat", argv[optind], help);
    return chat(&c, watch);
}

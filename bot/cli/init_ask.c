#include "cli/init_ask.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/span.h"

enum { CTRL_C = 3 };

/* Echo goes, and Ctrl-C ends the line instead of the program, so that the terminal is
 * never left without its echo. False: no terminal, or it does not want. */
static bool hide(int fd, struct termios *before)
{
    struct termios hidden;

    if (!isatty(fd) || tcgetattr(fd, before) != 0)
        return false;
    hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    hidden.c_cc[VEOL] = CTRL_C;
    return tcsetattr(fd, TCSAFLUSH, &hidden) == 0;
}

/* As fgets does, but a Ctrl-C ends the line, too. */
static bool take_line(FILE *in, char *out)
{
    size_t len = 0;
    int c = 0;

    while (len + 1 < INIT_ANSWER_SIZE && c != '\n' && c != CTRL_C &&
           (c = getc(in)) != EOF)
        out[len++] = (char)c;
    out[len] = '\0';
    return len > 0;
}

static bool read_line(const struct init_question *q, FILE *in, FILE *to, char *out)
{
    struct termios before;
    bool hidden = q->secret && hide(fileno(in), &before);
    bool got = take_line(in, out);

    if (hidden)
        tcsetattr(fileno(in), TCSAFLUSH, &before);
    if (hidden || !got) /* what comes next stands on a line of its own */
        fputc('\n', to);
    fflush(to);
    return got;
}

bool init_ask(const struct init_question *q, FILE *in, FILE *to,
              char out[INIT_ANSWER_SIZE], struct err *e)
{
    fprintf(to, "%s (%s)%s%s%s: ", q->name, q->help, q->fallback ? " [" : "",
            q->fallback ? q->fallback : "", q->fallback ? "]" : "");
    fflush(to);
    if (!read_line(q, in, to, out) || strchr(out, CTRL_C))
        return err_set(e, ERR_VALUE, "no answer for %s; give it here or with %s", q->name,
                       q->flag);
    size_t len = strlen(out);
    if (len + 1 == INIT_ANSWER_SIZE && out[len - 1] != '\n')
        return err_set(e, ERR_LIMIT, "the answer for %s is too long", q->name);
    struct span text = span_trim((struct span){out, len});
    memmove(out, text.ptr, text.len);
    out[text.len] = '\0';
    if (!text.len && q->fallback)
        snprintf(out, INIT_ANSWER_SIZE, "%s", q->fallback);
    return out[0] || err_set(e, ERR_VALUE, "%s must not be empty; or give it with %s",
                             q->name, q->flag);
}

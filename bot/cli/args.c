#include "cli/args.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/cli.h"

bool args_common(int letter, const char *value, const char *help,
                 struct content_options *content, int *status)
{
    if (letter == 'h') {
        fputs(help, stdout);
        *status = CLI_OK;
        return false;
    }
    if (content_option(content, letter, value))
        return true;
    *status = args_wrong(help);
    return false;
}

int args_wrong(const char *help)
{
    fputs(help, stderr);
    return CLI_USAGE;
}

bool args_join(int argc, char **argv, struct buf *out)
{
    for (int i = 0; i < argc; i++)
        if ((i && !buf_char(out, ' ')) || !buf_text(out, argv[i]))
            return false;
    return out->len > 0;
}

int args_refuse(const char *command, const char *help, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "limber %s: ", command);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputs("\n\n", stderr);
    return args_wrong(help);
}

int args_no_folder(const char *command, const char *word, const char *help)
{
    return args_refuse(command, help,
                       "\"%s\": a folder of your own is named with --overlay", word);
}

int args_no_word(const char *command, const char *word, const char *help)
{
    return args_refuse(command, help, "\"%s\": only options stand here", word);
}

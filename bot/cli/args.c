#include "cli/args.h"

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

int args_no_folder(const char *command, const char *word, const char *help)
{
    fprintf(stderr, "limber %s: \"%s\": a folder of your own is named with --overlay\n\n",
            command, word);
    return args_wrong(help);
}

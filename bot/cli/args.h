/* args.h - what the subcommands do alike with their command lines.
 *
 * Ownership: borrows all. */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>

#include "base/buf.h"
#include "cli/content.h"

/* For a letter that the subcommand's own switch does not know: notes what is about
 * content, and prints the help that was asked for, or that a wrong option calls for.
 * False: the subcommand is to end with *status. */
bool args_common(int letter, const char *value, const char *help,
                 struct content_options *content, int *status);
/* Prints the help to stderr: it was called wrongly. Gives CLI_USAGE. */
int args_wrong(const char *help);
/* The same, behind a line "limber <command>: <what is wrong>". */
int args_refuse(const char *command, const char *help, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A word where only options stand; it is most likely meant as a folder of content. */
int args_no_folder(const char *command, const char *word, const char *help);
/* A word where only options stand. */
int args_no_word(const char *command, const char *word, const char *help);
/* All words as one text; false when there are none, or too many for out. */
bool args_join(int argc, char **argv, struct buf *out);

#endif

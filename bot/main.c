/* Picks the subcommand, nothing else. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "cli/cli.h"

static const struct command {
    const char *name, *summary;
    int (*main)(int argc, char **argv);
} commands[] = {
    {"init", "write a configuration: asks for platform and token", init_main},
    {"run", "connect to the chat platforms and answer", run_main},
    {"doctor", "check what run needs, and say what to do", doctor_main},
    {"report", "tell what was asked, and what went wrong, in a period", report_main},
    {"forget", "delete what is kept about a person", forget_main},
    {"chat", "talk to Limber in the terminal", chat_main},
    {"ask", "answer one question, or lines of JSON", ask_main},
    {"explain", "show why a text is answered as it is", explain_main},
    {"check", "prove that intents and answers are valid", check_main},
    {"suggest", "draft an intent from questions that were not answered", suggest_main},
    {"fmt", "write intents and front matter in their one form", fmt_main},
    {"replay", "show what a change of content changes for questions", replay_main},
    {"learn", "learn from the questions that people ask", learn_main},
    {"coverage", "show what questions never use, and which topics are confused",
     coverage_main},
};

static const size_t command_count = sizeof commands / sizeof *commands;

static void usage(FILE *to)
{
    fputs("Limber answers common questions about spasticity in chat rooms.\n\n"
          "usage: limber COMMAND [OPTIONS]\n\n",
          to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`limber COMMAND --help` tells more; `limber --version` prints the version.\n",
        to);
}

static void unknown(const char *name)
{
    const char *known[sizeof commands / sizeof *commands + 1] = {0};

    for (size_t i = 0; i < command_count; i++)
        known[i] = commands[i].name;
    const char *near = nearest_word(name, known);
    if (near) {
        fprintf(stderr,
                "limber: there is no command \"%s\"; did you mean `limber %s`?\n"
                "`limber --help` lists all.\n",
                name, near);
        return;
    }
    fprintf(stderr, "limber: there is no command \"%s\"\n\n", name);
    usage(stderr);
}

/* What was printed must have arrived: on a full disk it did not. Whoever reads no further
 * ("| head -1") has what they want. */
static int end(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
        return status;
    fprintf(stderr, "limber: the output cannot be written: %s\n",
            errno ? strerror(errno) : "part of it was lost");
    return status == CLI_OK ? CLI_FAILED : status;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return CLI_USAGE;
    }
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            char name[32]; /* getopt says it in front of what it refuses */
            snprintf(name, sizeof name, "limber %s", commands[i].name);
            argv[1] = name;
            return end(commands[i].main(argc - 1, argv + 1));
        }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return CLI_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("limber " LIMBER_VERSION);
        return CLI_OK;
    }
    unknown(argv[1]);
    return CLI_USAGE;
}

/* `limber forget`: deletes what is kept about a person. */
#include <getopt.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/ledger_path.h"
#include "service/conversation.h"
#include "service/review.h"

static const char help[] =
    "usage: limber forget --user ID [--ledger FILE]\n\n"
    "Deletes what the ledger keeps about a person: the topics that the person asked "
    "about\n"
    "last, and questions kept for review, on all connections. The same as when the "
    "person "
    "writes\n"
    "\"forget me\" to Limber, which works while it runs; this command needs it "
    "stopped.\n\n"
    "  --user ID      the platform's id of the person\n"
    "  --ledger FILE  the ledger; else LIMBER_LEDGER, else limber.db\n";

static bool forget(const char *path, const char *user, size_t *talks, size_t *questions,
                   struct err *e)
{
    int64_t now_ms = (int64_t)time(NULL) * 1000;
    struct pseudonym_key key;
    struct conversations everywhere = {.key = &key};
    struct review_options options = {.key = &key};
    struct review *review = NULL;
    bool recovered = false, ok = false;

    if (!file_exists(path))
        return err_set(e, ERR_IO, "there is no ledger %s; name it with --ledger", path);
    if (!ledger_plausible(path))
        return err_set(e, ERR_IO,
                       "nothing was deleted: %s is no ledger, or is damaged; name the "
                       "ledger with --ledger",
                       path);
    if (!ledger_open(&everywhere.ledger, path, &recovered, e))
        return false;
    if (recovered) { /* what was kept lies in the file that was moved aside */
        ledger_close(everywhere.ledger);
        return false;
    }
    ok = pseudonym_open(&key, everywhere.ledger, now_ms, e) &&
         conversation_forget(&everywhere, user, talks, e);
    options.ledger = everywhere.ledger;
    ok = ok && review_new(&review, &options, e) &&
         review_forget(review, NULL, user, questions, e) &&
         ledger_commit(everywhere.ledger, e);
    review_free(review);
    ledger_close(everywhere.ledger);
    return ok;
}

int forget_main(int argc, char **argv)
{
    static const struct option options[] = {{"user", required_argument, NULL, 'u'},
                                            {"ledger", required_argument, NULL, 'l'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *user = NULL, *ledger = NULL;
    struct err e = {0};
    size_t talks = 0, questions = 0;
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return CLI_OK;
        }
        if (option == 'u')
            user = optarg;
        else if (option == 'l')
            ledger = optarg;
        else {
            fputs(help, stderr);
            return CLI_USAGE;
        }
    }
    if (optind < argc)
        return args_no_word("forget", argv[optind], help);
    if (!user || !*user)
        return args_refuse("forget", help, "name the person with --user");
    if (!forget(ledger_path(ledger), user, &talks, &questions, &e)) {
        fprintf(stderr, "limber forget: %s\n", e.text);
        return CLI_FAILED;
    }
    if (talks || questions)
        printf("Forgotten: %zu conversation%s, %zu question%s kept for review.\n", talks,
               talks == 1 ? "" : "s", questions, questions == 1 ? "" : "s");
    else
        puts("Nothing was kept about this person.");
    return CLI_OK;
}

/* `limber init`: writes a configuration from answers at the terminal or options. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/secret.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/init_ask.h"
#include "cli/init_facts.h"
#include "cli/init_write.h"
#include "net/url.h"
#include "platforms/ident.h"
#include "platforms/platform.h"
#include "service/settings.h"

static const char help[] =
    "usage: limber init [--platform NAME] [--url URL] [--token-file FILE] [OPTIONS]\n\n"
    "Writes a configuration, with the token in a file beside it that only you can read.\n"
    "What is not given as an option is asked, one line each. Nothing is overwritten.\n\n"
    "  --platform NAME        mattermost, slack, discord or rocketchat\n"
    "  --url URL              the platform's HTTP base\n"
    "  --token-file FILE      where the bot's token is now\n"
    "  --app-token-file FILE  Slack: where the app-level token is now\n"
    "  --user-id ID           Rocket.Chat: the bot's user id\n"
    "  --name NAME            what the connection is called (the platform's name)\n"
    "  --mode MODE            when to speak in channels: mention, questions or off\n"
    "  --ledger FILE          the database (limber.db)\n"
    "  -o, --output FILE      the configuration (limber.yaml)\n\n"
    "Exit status: 0 written, 1 it could not be written, 2 called or answered wrongly.\n";

enum { TRIES = 3 };

/* What is given or asked. Texts that were asked are held in `held`. */
struct init {
    const char *platform, *url, *token_file, *app_token_file, *user_id;
    const char *name, *mode, *ledger, *output;
    const struct init_facts *facts;
    struct secret *token, *app_token;
    char *held[3];
    size_t held_count;
};

typedef bool check_fn(struct init *in, const char *text, struct err *e);

static bool check_platform(struct init *in, const char *text, struct err *e)
{
    char hint[200];

    in->facts = init_facts(text);
    if (in->facts)
        return true;
    nearest_hint(hint, sizeof hint, text, platform_known());
    return err_set(e, ERR_VALUE, "unknown platform \"%.60s\"; %s", text, hint);
}

static bool check_url(struct init *in, const char *text, struct err *e)
{
    struct url url;

    (void)in;
    if (!url_parse(&url, text, e))
        return false;
    return strncmp(url.scheme, "http", 4) == 0 ||
           err_set(e, ERR_VALUE,
                   "this is no HTTP address; write it whole, such as "
                   "https://chat.example.org");
}

static bool check_user_id(struct init *in, const char *text, struct err *e)
{
    (void)in;
    return ident_ok(text, 100) ||
           err_set(e, ERR_VALUE, "a user id has letters and digits only; it is no name");
}

/* *value: what the option said, or what is asked, until it passes. */
static bool settle(struct init *in, const struct init_question *q, const char **value,
                   check_fn *check, struct err *e)
{
    char answer[INIT_ANSWER_SIZE];

    if (*value)
        return check(in, *value, e) || err_prefix(e, "%s", q->flag);
    for (int tries = 0; tries < TRIES; tries++) {
        if (!init_ask(q, stdin, stdout, answer, e))
            return false;
        if (check(in, answer, e)) {
            *value = in->held[in->held_count++] = mem_copy_text(answer);
            return *value || err_set(e, ERR_MEMORY, "out of memory");
        }
        if (tries + 1 < TRIES) /* the last one ends it, with these words */
            fprintf(stderr, "%s\n", e->text);
    }
    return false;
}

static bool settle_secret(const struct init_question *q, const char *file,
                          const char *begins, struct secret **out, struct err *e)
{
    char answer[INIT_ANSWER_SIZE];
    bool ok = file ? secret_read(out, file, e)
                   : init_ask(q, stdin, stdout, answer, e) && secret_new(out, answer, e);

    explicit_bzero(answer, sizeof answer);
    if (ok && begins && strncmp(secret_reveal(*out), begins, strlen(begins)) != 0)
        fprintf(stderr, "note: %s usually begins with %s; is it the right one?\n",
                q->name, begins);
    return ok;
}

static bool settle_names(struct init *in, struct err *e)
{
    enum channel_mode mode;

    if (!in->name)
        in->name = in->platform;
    if (!ident_ok(in->name, 61))
        return err_set(e, ERR_VALUE,
                       "--name: letters, digits, \"-\" and \"_\" only, at most 60");
    return settings_mode_parse(in->mode, &mode) ||
           err_set(e, ERR_VALUE, "--mode: one of mention, questions, off");
}

static bool settle_all(struct init *in, struct err *e)
{
    struct init_question platform = {.name = "platform",
                                     .help = "mattermost, slack, discord or rocketchat",
                                     .flag = "--platform"};

    if (!settle(in, &platform, &in->platform, check_platform, e))
        return false;
    const struct init_facts *facts = in->facts;
    struct init_question url = {
        .name = "url", .help = facts->url_help, .fallback = facts->url, .flag = "--url"};
    struct init_question token = {.name = "token",
                                  .help = facts->token_help,
                                  .flag = "--token-file",
                                  .secret = true};
    struct init_question app_token = {.name = "app_token",
                                      .help = facts->app_token_help,
                                      .flag = "--app-token-file",
                                      .secret = true};
    struct init_question user_id = {
        .name = "user_id", .help = facts->user_id_help, .flag = "--user-id"};

    return settle_names(in, e) && settle(in, &url, &in->url, check_url, e) &&
           settle_secret(&token, in->token_file, facts->token_begins, &in->token, e) &&
           (!facts->app_token_help ||
            settle_secret(&app_token, in->app_token_file, facts->app_token_begins,
                          &in->app_token, e)) &&
           (!facts->user_id_help || settle(in, &user_id, &in->user_id, check_user_id, e));
}

static bool write_files(const struct init *in, struct err *e)
{
    struct init_answers answers = {.path = in->output,
                                   .name = in->name,
                                   .platform = in->platform,
                                   .url = in->url,
                                   .user_id =
                                       in->facts->user_id_help ? in->user_id : NULL,
                                   .mode = in->mode,
                                   .ledger = in->ledger,
                                   .token = in->token,
                                   .app_token = in->app_token,
                                   .token_from = in->token_file,
                                   .app_token_from = in->app_token_file};

    return init_write(&answers, e);
}

/* Where the unit of the Debian package looks. */
static const char service_config[] = "/etc/limber/limber.yaml";

static void print_next(const struct init *in)
{
    const char *service =
        strcmp(in->output, service_config) == 0
            ? "  systemctl enable --now limber   does that as a service of systemd\n"
            : "";
    char guide[200]; /* as a package installs it, else in the source */

    snprintf(guide, sizeof guide, "/usr/share/doc/limber/%s", in->facts->guide);
    printf("\nwrote %s; the token is in a file of its own, readable by you alone\n\n"
           "next:\n"
           "  limber doctor -c %s   checks it, with a real call to the server\n"
           "  limber run -c %s      connects and answers\n%s\n"
           "How the bot's account and its channels are set up: %s\n",
           in->output, in->output, in->output, service,
           file_exists(guide) ? guide : in->facts->guide);
}

static int init(struct init *in)
{
    struct err e = {0};
    int status = CLI_FAILED;

    if (init_free_place(in->output, &e)) { /* before anything is asked */
        if (!settle_all(in, &e))
            status = CLI_USAGE;
        else if (write_files(in, &e))
            status = CLI_OK;
    }
    if (status == CLI_OK)
        print_next(in);
    else
        fprintf(stderr, "limber init: %s\n", e.text);
    secret_free(in->token);
    secret_free(in->app_token);
    for (size_t i = 0; i < in->held_count; i++)
        mem_free(in->held[i]);
    return status;
}

static const struct option table[] = {{"platform", required_argument, NULL, 'p'},
                                      {"url", required_argument, NULL, 'u'},
                                      {"token-file", required_argument, NULL, 't'},
                                      {"app-token-file", required_argument, NULL, 'a'},
                                      {"user-id", required_argument, NULL, 'i'},
                                      {"name", required_argument, NULL, 'n'},
                                      {"mode", required_argument, NULL, 'm'},
                                      {"ledger", required_argument, NULL, 'l'},
                                      {"output", required_argument, NULL, 'o'},
                                      {"help", no_argument, NULL, 'h'},
                                      {NULL, 0, NULL, 0}};

/* Where an option's value goes; NULL for none of ours. */
static const char **option_slot(struct init *in, int letter)
{
    switch (letter) {
    case 'p':
        return &in->platform;
    case 'u':
        return &in->url;
    case 't':
        return &in->token_file;
    case 'a':
        return &in->app_token_file;
    case 'i':
        return &in->user_id;
    case 'n':
        return &in->name;
    case 'm':
        return &in->mode;
    case 'l':
        return &in->ledger;
    case 'o':
        return &in->output;
    default:
        return NULL;
    }
}

int init_main(int argc, char **argv)
{
    struct init in = {.mode = "mention", .ledger = "limber.db", .output = "limber.yaml"};
    int letter;

    secret_no_core();
    while ((letter = getopt_long(argc, argv, "o:h", table, NULL)) != -1) {
        const char **slot = option_slot(&in, letter);
        if (letter == 'h') {
            fputs(help, stdout);
            return CLI_OK;
        }
        if (!slot) {
            fputs(help, stderr);
            return CLI_USAGE;
        }
        *slot = optarg;
    }
    if (optind < argc)
        return args_no_word("init", argv[optind], help);
    return init(&in);
}

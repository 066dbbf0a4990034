/* `limber run`: settings, ledger, content and loop made, the service run, all unmade. */
#include <getopt.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/content.h"
#include "faq/language.h"
#include "service/service.h"
#include "service/settings_language.h"

static const char help[] =
    "usage: limber run [-c FILE] [--content DIR] [--overlay DIR] [--check-config]\n\n"
    "Connects to the chat platforms and answers until SIGTERM or SIGINT; SIGHUP reads\n"
    "intents and responses again. Logs a line with \"ready\" per connection once it can\n"
    "receive messages.\n\n"
    "  -c, --config FILE  settings as YAML (deploy/limber.example.yaml shows all)\n"
    "  --content DIR      the folder that holds intents/ and responses/\n"
    "  --overlay DIR      an operator's own folder, which comes before it\n"
    "  --check-config     only say whether the settings are valid\n\n"
    "Without a file one connection is taken from the environment: LIMBER_PLATFORM,\n"
    "LIMBER_URL, LIMBER_TOKEN (or LIMBER_TOKEN_FILE), LIMBER_APP_TOKEN, LIMBER_USER_ID,\n"
    "LIMBER_CHANNEL_MODE (mention, questions, off), LIMBER_LANGUAGE. In both cases\n"
    "LIMBER_LEDGER, LIMBER_CONTENT, LIMBER_LOG, LIMBER_LOG_FORMAT and LIMBER_METRICS "
    "are\n"
    "read too.\n\n"
    "Exit status: 0 ended as asked, 1 it cannot go on, 2 called or configured wrongly.\n";

static int64_t unix_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void print_faults(const struct faults *faults)
{
    struct buf text;

    buf_init(&text, (size_t)1024 * 1024);
    faults_print(faults, &text);
    fputs(text.data ? text.data : "limber run: out of memory\n", stderr);
    buf_free(&text);
}

/* What `run` holds, in the order in which it is made. */
struct run {
    struct settings settings;
    struct log *log;
    struct buf root, learned;
    char *intents, *responses;
    struct faq_paths paths;
    struct ledger *ledger;
    struct loop *loop;
    struct service *service;
};

static bool find_content(struct run *r, struct err *e)
{
    buf_init(&r->root, 8192);
    buf_init(&r->learned, 8192);
    if (!content_find(r->settings.content, &r->root))
        return err_set(e, ERR_VALUE, "%s", r->root.data ? r->root.data : "out of memory");
    r->intents = file_join(r->root.data, "intents");
    r->responses = file_join(r->root.data, "responses");
    /* Where it will be when there is none yet: a reload finds it. */
    bool learned = content_learned(r->root.data, &r->learned) ||
                   content_learned_new(r->root.data, &r->learned);
    r->paths = (struct faq_paths){.intents = r->intents,
                                  .responses = r->responses,
                                  .overlay = r->settings.overlay,
                                  .learned = learned ? r->learned.data : NULL,
                                  .language = LANGUAGE_ENGLISH};
    return (r->intents && r->responses) || err_set(e, ERR_MEMORY, "out of memory");
}

static void leave_content(struct run *r)
{
    mem_free(r->intents);
    mem_free(r->responses);
    r->intents = r->responses = NULL;
    buf_free(&r->learned);
    buf_free(&r->root);
}

static bool open_ledger(struct run *r, struct err *e)
{
    bool recovered = false;

    if (!ledger_open(&r->ledger, r->settings.ledger, &recovered, e))
        return false;
    if (recovered)
        log_event(r->log, LOG_ERROR, "ledger", "damaged",
                  LOG_WITH(log_text("what_follows", e->text)));
    return true;
}

static bool hide_secrets(struct run *r)
{
    bool ok = true;

    secret_no_core();
    for (size_t i = 0; i < r->settings.connection_count; i++)
        ok = ok && log_hide(r->log, r->settings.connections[i].token) &&
             log_hide(r->log, r->settings.connections[i].app_token);
    return ok;
}

static bool make(struct run *r, struct err *e)
{
    struct loop_options loop = {.seed = (uint64_t)unix_ms() ^ ((uint64_t)getpid() << 40),
                                .ca_file = r->settings.ca_file};

    r->log = log_new(stderr, r->settings.log, r->settings.log_format, unix_ms);
    if (!r->log)
        return err_set(e, ERR_MEMORY, "out of memory");
    if (!hide_secrets(r))
        return err_set(e, ERR_MEMORY, "out of memory");
    loop.log = r->log;
    if ((!r->intents && !find_content(r, e)) || !open_ledger(r, e) ||
        !loop_new(&r->loop, &loop, e))
        return false;
    struct service_options service = {.settings = &r->settings,
                                      .paths = &r->paths,
                                      .ledger = r->ledger,
                                      .loop = r->loop,
                                      .log = r->log};
    return service_new(&r->service, &service, e);
}

static void unmake(struct run *r, int status)
{
    service_free(r->service);
    bool at_rest = loop_free(r->loop);
    ledger_close(r->ledger);
    if (!at_rest) { /* exit would wait for it, and it still uses what follows */
        fflush(NULL);
        _exit(status);
    }
    leave_content(r);
    log_free(r->log);
}

static int run(struct run *r)
{
    struct err e = {0};
    bool ok = make(r, &e) && service_run(r->service, &e);
    int status = ok ? CLI_OK : CLI_FAILED;

    if (!ok)
        fprintf(stderr, "limber run: %s\n", e.text);
    unmake(r, status);
    return status;
}

/* The command line comes before file and environment. */
static bool take_content(struct settings *s, const struct content_options *content)
{
    if (content->dir)
        s->content = content->dir;
    if (content->overlay)
        s->overlay = content->overlay;
    if (!content->overlay || file_is_dir(content->overlay))
        return true;
    fprintf(stderr, "limber run: there is no folder \"%s\" for --overlay\n",
            content->overlay);
    return false;
}

/* The languages that the settings name are part of the content. Without any it is looked
 * for later, but when only the settings are checked. */
static bool check_content(struct run *r, bool only_check, struct faults *faults)
{
    struct err e = {0};

    if (!(only_check && r->settings.content) && !settings_name_languages(&r->settings))
        return true;
    if (find_content(r, &e))
        return settings_check_languages(&r->settings, &r->paths, faults);
    fprintf(stderr, "limber run: %s\n", e.text);
    return false;
}

/* Everything is checked before giving up, so that all faults show at once. */
static bool load(struct run *r, const char *path, const struct content_options *content,
                 bool only_check, struct faults *faults)
{
    bool valid = settings_load(&r->settings, path, faults);
    bool found = take_content(&r->settings, content);
    bool known = check_content(r, only_check, faults);

    print_faults(faults);
    if (!valid && !path)
        fputs("limber run: no configuration file was given (-c FILE), so one connection "
              "is read from the environment\n",
              stderr);
    return valid && found && known;
}

static int load_and_run(const char *path, const struct content_options *content,
                        bool only_check)
{
    struct faults *faults = faults_new();
    struct run r = {0};
    int status = CLI_USAGE;

    if (!faults) {
        fputs("limber run: out of memory\n", stderr);
        return CLI_FAILED;
    }
    bool valid = load(&r, path, content, only_check, faults);
    faults_free(faults);
    if (valid && only_check) {
        printf("the settings are valid: %zu connection%s\n", r.settings.connection_count,
               r.settings.connection_count == 1 ? "" : "s");
        status = CLI_OK;
    } else if (valid) {
        status = run(&r);
    }
    leave_content(&r);
    settings_free(&r.settings);
    return status;
}

int run_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"check-config", no_argument, NULL, 'k'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct content_options content = {0};
    const char *path = NULL;
    bool only_check = false;
    int option, status;

    mem_steady();
    while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            path = optarg;
            break;
        case 'k':
            only_check = true;
            break;
        default:
            if (!args_common(option, optarg, help, &content, &status))
                return status;
        }
    }
    if (optind < argc)
        return args_no_word("run", argv[optind], help);
    return load_and_run(path, &content, only_check);
}

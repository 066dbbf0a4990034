/* `limber doctor`: checks what `limber run` needs, and says what to do. */
#include <getopt.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/secret.h"
#include "cli/args.h"
#include "cli/cli.h"
#include "cli/doctor_calls.h"
#include "cli/doctor_here.h"
#include "cli/doctor_secrets.h"

static const char help[] =
    "usage: limber doctor [-c FILE] [--content DIR] [--overlay DIR] [--offline]\n\n"
    "Checks what `limber run` needs, and says of each thing that is wrong what to do:\n"
    "configuration, content, clock, the ledger's folder and disk, and for each "
    "connection\n"
    "name resolution, TLS, the token and the bot's rights, with a real call each. It "
    "reads\n"
    "no messages, posts nothing, and may run beside a bot. Each result is a line that\n"
    "begins with ok, warn or fail.\n\n"
    "  -c, --config FILE  settings as YAML; without it the environment (see limber run)\n"
    "  --content DIR      the folder that holds intents/ and responses/\n"
    "  --overlay DIR      an operator's own folder, which comes before it\n"
    "  --offline          ask no server\n\n"
    "Exit status: 0 no failure (warnings may be), 1 a failure, 2 called or configured\n"
    "wrongly.\n";

struct doctor_options {
    const char *config;
    struct content_options content;
    bool offline;
};

static bool check_settings(struct report *r, struct settings *s, const char *path)
{
    struct faults *faults = faults_new();
    struct buf text;
    bool valid = faults && settings_load(s, path, faults);

    buf_init(&text, (size_t)1024 * 1024);
    faults_print(faults, &text);
    fputs(text.data ? text.data : "", stderr);
    buf_free(&text);
    if (valid)
        report_line(r, PROBE_OK, "configuration", "%zu connection%s in %s",
                    s->connection_count, s->connection_count == 1 ? "" : "s",
                    path ? path : "the environment");
    else
        report_line(
            r, PROBE_FAIL, "configuration",
            "%s is not valid: %zu fault%s (see above); `limber init` writes a new "
            "one",
            path ? path : "the environment (no -c FILE was given)", faults_count(faults),
            faults_count(faults) == 1 ? "" : "s");
    faults_free(faults);
    return valid;
}

static void check_servers(struct report *r, const struct settings *s)
{
    struct loop_options options = {.seed = (uint64_t)time(NULL) ^ (uint64_t)getpid(),
                                   .ca_file = s->ca_file};
    struct http_options client = {
        .user_agent = "limber/" LIMBER_VERSION, .proxy = s->proxy, .ca_file = s->ca_file};
    struct loop *loop = NULL;
    struct http *http = NULL;
    struct err e = {0};

    if (loop_new(&loop, &options, &e) && http_new(&http, loop, &client, &e)) {
        for (size_t i = 0; i < s->connection_count; i++)
            doctor_check_connection(r, s, &s->connections[i], loop, http);
    } else {
        report_line(r, PROBE_FAIL, "network", "%s", e.text);
    }
    http_free(http);
    loop_free(loop);
}

static int doctor(const struct doctor_options *options)
{
    struct report r = {.out = stdout};
    struct settings s = {0};
    int status = CLI_USAGE;

    if (check_settings(&r, &s, options->config)) {
        if (options->content.dir)
            s.content = options->content.dir;
        if (options->content.overlay)
            s.overlay = options->content.overlay;
        doctor_check_here(&r, &s);
        doctor_check_secrets(&r, &s, options->config);
        if (!options->offline)
            check_servers(&r, &s);
        status = r.count[PROBE_FAIL] ? CLI_FAILED : CLI_OK;
    }
    report_end(&r);
    settings_free(&s);
    return status;
}

int doctor_main(int argc, char **argv)
{
    static const struct option table[] = {
        {"config", required_argument, NULL, 'c'},
        {"content", required_argument, NULL, CONTENT_DIR},
        {"overlay", required_argument, NULL, CONTENT_OVERLAY},
        {"offline", no_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    struct doctor_options options = {0};
    int letter;

    secret_no_core();
    while ((letter = getopt_long(argc, argv, "c:h", table, NULL)) != -1) {
        if (letter == 'h') {
            fputs(help, stdout);
            return CLI_OK;
        }
        if (letter == 'c')
            options.config = optarg;
        else if (letter == 'o')
            options.offline = true;
        else if (!content_option(&options.content, letter, optarg)) {
            fputs(help, stderr);
            return CLI_USAGE;
        }
    }
    if (optind < argc)
        return args_no_word("doctor", argv[optind], help);
    return doctor(&options);
}

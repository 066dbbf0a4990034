/* main.c - the playground's command line. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "playground/room.h"

static const char usage[] =
    "usage: playground [options]\n"
    "A small Mattermost-compatible chat server with a web page, to try a bot on.\n"
    "\n"
    "  --listen ADDRESS   listen there (default 127.0.0.1: this machine only)\n"
    "  --port N           port, 0 for any free one (default 8065)\n"
    "  --token TOKEN      the bot's token (default: $PLAYGROUND_TOKEN, else a random "
    "one)\n"
    "  --token-file FILE  write the bot's token there, readable by you alone\n"
    "  --rate N           limit each client to N requests a second, 100 at once\n"
    "  --faults           let tests make things go wrong: see playground/faults.h\n"
    "  --quiet            do not print the bot's token\n"
    "  --help             this text\n";

struct arguments {
    struct room_options room;
    const char *token_file;
    bool quiet;
};

/* A number of at most 65535; -1 for anything else. */
static int number(const char *text)
{
    char *end = NULL;
    long value = strtol(text, &end, 10);

    return end != text && *end == '\0' && value >= 0 && value <= 65535 ? (int)value : -1;
}

static bool bad_usage(const char *what)
{
    (void)fprintf(stderr, "playground: %s; see playground --help\n", what);
    return false;
}

static bool take_option(struct arguments *a, int option)
{
    int n = 0;

    switch (option) {
    case 'l':
        a->room.listen = optarg;
        return true;
    case 'p':
        n = number(optarg);
        a->room.port = n;
        return n >= 0 || bad_usage("--port takes a number from 0 to 65535");
    case 't':
        a->room.token = optarg;
        return true;
    case 'T':
        a->token_file = optarg;
        return true;
    case 'r':
        n = number(optarg);
        a->room.rate_per_second = n;
        a->room.rate_burst = 100;
        return n > 0 || bad_usage("--rate takes a number above 0");
    case 'f':
        a->room.faults = true;
        return true;
    case 'q':
        a->quiet = true;
        return true;
    default:
        return bad_usage("unknown option");
    }
}

static bool read_arguments(struct arguments *a, int argc, char **argv)
{
    static const struct option options[] = {{"listen", required_argument, NULL, 'l'},
                                            {"port", required_argument, NULL, 'p'},
                                            {"token", required_argument, NULL, 't'},
                                            {"token-file", required_argument, NULL, 'T'},
                                            {"rate", required_argument, NULL, 'r'},
                                            {"faults", no_argument, NULL, 'f'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            exit(0);
        }
        if (!take_option(a, option))
            return false;
    }
    return optind == argc || bad_usage("it takes options only");
}

/* Readable by its owner alone from the first byte on. */
static bool write_token(const char *path, const char *token, struct err *e)
{
    int fd;
    size_t len = strlen(token);
    bool ok;

    (void)unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return err_errno(e, "cannot write the token to %s", path);
    ok = write(fd, token, len) == (ssize_t)len;
    if (close(fd) != 0 || !ok)
        return err_errno(e, "cannot write the token to %s", path);
    return true;
}

static void say_hello(const struct arguments *a, const struct room *room)
{
    const char *listen = a->room.listen ? a->room.listen : "127.0.0.1";
    bool six = strchr(listen, ':') != NULL;

    if (!a->quiet && !a->token_file)
        (void)printf("bot token: %s\n", room_bot_token(room));
    (void)printf("playground listening on http://%s%s%s:%d/\n", six ? "[" : "", listen,
                 six ? "]" : "", room_port(room));
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    struct arguments a = {.room = {.port = 8065, .token = getenv("PLAYGROUND_TOKEN")}};
    struct room *room = NULL;
    struct err e = {0};
    bool ok;

    if (!read_arguments(&a, argc, argv))
        return 2;
    ok = room_new(&room, &a.room, &e) && room_stop_on_signals(room, &e) &&
         (!a.token_file || write_token(a.token_file, room_bot_token(room), &e));
    if (ok) {
        say_hello(&a, room);
        room_run(room);
    }
    if (!ok)
        (void)fprintf(stderr, "playground: %s\n", e.text);
    room_free(room);
    return ok ? 0 : 1;
}

#include "service/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "service/settings_channels.h"
#include "service/settings_check.h"
#include "service/settings_level.h"

#define CONNECTIONS_MOST 100

static const char *const levels[] = {"debug", "info", "warn", "error", NULL};
static const char *const formats[] = {"text", "json", NULL};

static const struct config_key top_keys[] = {
    {.name = "ledger",
     .kind = CONFIG_TEXT,
     .fallback = "limber.db",
     .env = "LIMBER_LEDGER",
     .help = "path of the database"},
    {.name = "content",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_CONTENT",
     .help = "the folder that holds intents/ and responses/"},
    {.name = "overlay",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_OVERLAY",
     .help = "your own folder of the same shape; what it holds comes first"},
    {.name = "log",
     .kind = CONFIG_CHOICE,
     .fallback = "info",
     .choices = levels,
     .env = "LIMBER_LOG",
     .help = "least level that is logged"},
    {.name = "log_format",
     .kind = CONFIG_CHOICE,
     .fallback = "text",
     .choices = formats,
     .env = "LIMBER_LOG_FORMAT",
     .help = "text or JSON lines"},
    {.name = "catchup",
     .kind = CONFIG_DURATION,
     .fallback = "1d",
     .least = 0,
     .most = INT64_C(30) * 86400000,
     .env = "LIMBER_CATCHUP",
     .help = "questions older than this are not answered after a pause"},
    {.name = "keep",
     .kind = CONFIG_DURATION,
     .fallback = "30d",
     .least = 86400000,
     .most = INT64_C(3650) * 86400000,
     .env = "LIMBER_KEEP",
     .help = "how long the ledger remembers ids"},
    {.name = "review",
     .kind = CONFIG_DURATION,
     .fallback = "0",
     .least = 0,
     .most = INT64_C(366) * 86400000,
     .env = "LIMBER_REVIEW",
     .help = "how long unanswered and disliked questions are kept, scrubbed; 0: not"},
    {.name = "counts",
     .kind = CONFIG_DURATION,
     .fallback = "400d",
     .least = 0,
     .most = INT64_C(3650) * 86400000,
     .env = "LIMBER_COUNTS",
     .help = "how long daily counts are kept for limber report; 0: none are"},
    {.name = "metrics",
     .kind = CONFIG_TEXT,
     .most = 100,
     .env = "LIMBER_METRICS",
     .help = "address:port that serves /metrics, /healthz and /readyz; none when unset"},
    {.name = "ca_file",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_CA_FILE",
     .help = "certificates to trust instead of the system's, PEM"},
    {.name = "proxy", .kind = CONFIG_TEXT, .env = "LIMBER_PROXY", .help = "HTTP proxy"},
};

static const struct config_key connection_keys[] = {
    {.name = "name", .kind = CONFIG_TEXT, .most = 60, .help = "a name of your choice"},
    {.name = "platform",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_PLATFORM",
     .help = "the chat platform"},
    {.name = "url",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_URL",
     .help = "the platform's HTTP base, such as https://chat.example.org"},
    {.name = "token",
     .kind = CONFIG_SECRET,
     .env = "LIMBER_TOKEN",
     .help = "the bot's token"},
    {.name = "app_token",
     .kind = CONFIG_SECRET,
     .env = "LIMBER_APP_TOKEN",
     .help = "Slack's app-level token"},
    {.name = "user_id",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_USER_ID",
     .help = "Rocket.Chat: the bot's user id"},
    {.name = "admins",
     .kind = CONFIG_WORDS,
     .env = "LIMBER_ADMINS",
     .help = "who may give commands in chat, by the platform's user ids"},
    {.name = "ping",
     .kind = CONFIG_DURATION,
     .fallback = "0",
     .least = 0,
     .most = 600000,
     .env = "LIMBER_PING",
     .help = "how often the connection is proved alive; 0: as the platform advises"},
    {.name = "quiet",
     .kind = CONFIG_DURATION,
     .fallback = "0",
     .least = 0,
     .most = 86400000,
     .env = "LIMBER_QUIET",
     .help = "so long without any event, ask the server for news; 0: the platform's own"},
    {.name = "retry_most",
     .kind = CONFIG_DURATION,
     .fallback = "0",
     .least = 0,
     .most = 3600000,
     .env = "LIMBER_RETRY_MOST",
     .help = "longest pause between two tries to connect; 0: the platform's own"},
};

enum {
    TOP_KEYS = sizeof top_keys / sizeof *top_keys,
    OWN_KEYS = sizeof connection_keys / sizeof *connection_keys,
    CONNECTION_KEYS = OWN_KEYS + SETTINGS_ROOM_KEYS
};

/* A connection's keys are its own and those of a room. */
static bool make_connection_keys(struct settings *s)
{
    struct config_key *keys = mem_zero(CONNECTION_KEYS, sizeof *keys);

    s->connection_keys = keys;
    if (!keys)
        return false;
    memcpy(keys, connection_keys, sizeof connection_keys);
    memcpy(keys + OWN_KEYS, settings_room_keys, sizeof settings_room_keys);
    return true;
}

static void fill_connection(struct connection_settings *out, const struct config *c,
                            const struct yaml *channels, struct faults *faults)
{
    *out = (struct connection_settings){
        .name = config_text(c, "name"),
        .platform = config_text(c, "platform"),
        .url = config_text(c, "url"),
        .user_id = config_text(c, "user_id"),
        .token = config_secret(c, "token"),
        .app_token = config_secret(c, "app_token"),
        .config = c,
        .ping_ms = config_int(c, "ping"),
        .quiet_ms = config_int(c, "quiet"),
        .retry_most_ms = config_int(c, "retry_most"),
    };
    if (!out->name)
        out->name = out->platform;
    settings_room_read(&out->room, c, faults);
    settings_channels_read(out, channels, faults);
}

static void fill_top(struct settings *s)
{
    s->ledger = config_text(s->top, "ledger");
    s->content = config_text(s->top, "content");
    s->overlay = config_text(s->top, "overlay");
    s->metrics = config_text(s->top, "metrics");
    s->ca_file = config_text(s->top, "ca_file");
    s->proxy = config_text(s->top, "proxy");
    s->log = (enum log_level)config_choice(s->top, "log");
    s->log_format = (enum log_format)config_choice(s->top, "log_format");
    s->catchup_ms = config_int(s->top, "catchup");
    s->keep_ms = config_int(s->top, "keep");
    s->review_ms = config_int(s->top, "review");
    s->counts_ms = config_int(s->top, "counts");
}

/* Without a file one connection comes from the environment. */
static bool read_environment_connection(struct settings *s, struct faults *faults)
{
    struct err e = {0};
    struct config *c;

    s->list.item = mem_zero(1, sizeof(struct config *));
    if (!s->list.item || !config_new(&c, s->connection_keys, CONNECTION_KEYS, &e)) {
        faults_add(faults, (struct fault_place){0}, NULL, "%s",
                   e.text[0] ? e.text : "out of memory");
        return false;
    }
    s->list.item[s->list.count++] = c;
    config_read_env(c, NULL, faults);
    config_read_credentials(c, getenv("CREDENTIALS_DIRECTORY"), "", faults);
    return true;
}

/* `clinic` at the top, `ledger` in a connection. */
static void tell_misplaced(const struct settings *s, const struct yaml *list,
                           const char **also, const char **inside, struct faults *faults)
{
    const struct settings_level top = {
        top_keys, TOP_KEYS, "connections",
        "it holds for all connections: write it above `connections:`"};
    const struct settings_level connection = {
        s->connection_keys, CONNECTION_KEYS, "channels",
        "it belongs to a connection: write it beside its `platform`"};

    settings_tell_misplaced(s->root, &top, &connection, also, faults);
    for (size_t i = 0; yaml_item(list, i); i++)
        settings_tell_misplaced(yaml_item(list, i), &connection, &top, inside, faults);
}

static void read_file(struct settings *s, const char *path, struct faults *faults)
{
    const char *also[2 + SETTINGS_MISPLACED_MOST] = {"connections", NULL};
    const char *inside[2 + SETTINGS_MISPLACED_MOST] = {"channels", NULL};
    const struct config_table table = {.keys = s->connection_keys,
                                       .count = CONNECTION_KEYS,
                                       .also = inside,
                                       .unique = "name",
                                       .most = CONNECTIONS_MOST};

    if (access(path, F_OK) != 0 && errno == ENOENT) {
        faults_add(faults, (struct fault_place){path, 0, 0},
                   "name another with -c; `limber init` writes one",
                   "there is no such file");
        return;
    }
    if (!config_open(&s->root, path, faults))
        return;
    const struct yaml *list = yaml_get(s->root, "connections");
    tell_misplaced(s, list, also, inside, faults);
    config_read(s->top, s->root, also, faults);
    config_read_list(&s->list, &table, list, faults);
    for (size_t i = 0; i < s->list.count; i++) {
        struct buf prefix;
        const char *name = config_text(s->list.item[i], "name");
        buf_init(&prefix, 100);
        if (name && buf_format(&prefix, "%s.", name))
            config_read_credentials(s->list.item[i], getenv("CREDENTIALS_DIRECTORY"),
                                    prefix.data, faults);
        buf_free(&prefix);
    }
    if (!s->list.count && !faults_any(faults))
        faults_add(faults, (struct fault_place){path, 1, 1},
                   "add `connections:` with a platform, a url and a token_file",
                   "no connection is configured");
}

bool settings_load(struct settings *out, const char *path, struct faults *faults)
{
    size_t before = faults_count(faults);
    struct err e = {0};

    *out = (struct settings){0};
    faults_hide_values(faults);
    if (!make_connection_keys(out) || !config_new(&out->top, top_keys, TOP_KEYS, &e)) {
        faults_add(faults, (struct fault_place){0}, NULL, "%s",
                   out->connection_keys ? e.text : "out of memory");
        return false;
    }
    if (path)
        read_file(out, path, faults);
    else
        read_environment_connection(out, faults);
    config_read_env(out->top, NULL, faults);
    out->connections = mem_zero(out->list.count + 1, sizeof *out->connections);
    if (!out->connections) {
        faults_add(faults, (struct fault_place){0}, NULL, "out of memory");
        return false;
    }
    const struct yaml *list = out->root ? yaml_get(out->root, "connections") : NULL;
    for (size_t i = 0; i < out->list.count; i++) {
        const struct yaml *map = list ? yaml_item(list, i) : NULL;
        struct fault_place at = map ? yaml_place(map) : (struct fault_place){0};
        settings_check_connection(out->list.item[i], at, faults);
        fill_connection(&out->connections[out->connection_count++], out->list.item[i],
                        yaml_get(map, "channels"), faults);
    }
    fill_top(out);
    settings_check(out, faults);
    return faults_count(faults) == before;
}

bool settings_has_admins(const struct connection_settings *c)
{
    return c->config && config_word_count(c->config, "admins") > 0;
}

void settings_free(struct settings *s)
{
    for (size_t i = 0; i < s->connection_count; i++)
        settings_channels_free(&s->connections[i]);
    mem_free(s->connections);
    config_list_free(&s->list);
    config_free(s->top);
    mem_free(s->connection_keys);
    yaml_free(s->root);
    *s = (struct settings){0};
}

#include "service/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "service/settings_channels.h"
#include "service/settings_check.h"

#define CONNECTIONS_MOST 100
#define LOCAL_MOST       200

static const char *const modes[] = {"mention", "questions", "off", NULL};
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
    {.name = "mode",
     .kind = CONFIG_CHOICE,
     .fallback = "mention",
     .choices = modes,
     .env = "LIMBER_CHANNEL_MODE",
     .help = "when to speak in channels"},
    {.name = "channels",
     .kind = CONFIG_WORDS,
     .most = 1000,
     .help = "channels with a mode of their own, by id, such as C0123=questions"},
    {.name = "emergency_number",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_EMERGENCY_NUMBER",
     .help = "said after \"call\", such as 112"},
    {.name = "crisis_line",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_CRISIS_LINE",
     .help = "said after \"a crisis line:\""},
    {.name = "helpline",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_HELPLINE",
     .help = "said after \"call\" or \"ask\""},
    {.name = "clinic",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_CLINIC",
     .help = "said after \"ask\", \"tell\" or \"call\""},
    {.name = "operator",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_OPERATOR",
     .help = "who runs the bot: said after \"ask\", \"tell\" or \"by\""},
    {.name = "cooldown",
     .kind = CONFIG_DURATION,
     .fallback = "10m",
     .least = 0,
     .most = 86400000,
     .env = "LIMBER_COOLDOWN",
     .help = "unasked, a topic is not repeated in a channel for so long"},
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
    CONNECTION_KEYS = sizeof connection_keys / sizeof *connection_keys
};

static const char *const local_names[SETTINGS_LOCALS] = {
    "emergency_number", "crisis_line", "helpline", "clinic", "operator"};

static void fill_locals(struct connection_settings *out, const struct config *c)
{
    for (size_t i = 0; i < SETTINGS_LOCALS; i++) {
        const char *value = config_text(c, local_names[i]);
        if (value)
            out->locals[out->local_count++] = (struct faq_local){local_names[i], value};
    }
}

bool settings_mode_parse(const char *word, enum channel_mode *out)
{
    for (int i = 0; modes[i]; i++)
        if (strcmp(modes[i], word) == 0) {
            *out = (enum channel_mode)i;
            return true;
        }
    return false;
}

static void fill_connection(struct connection_settings *out, const struct config *c,
                            struct faults *faults)
{
    *out = (struct connection_settings){
        .name = config_text(c, "name"),
        .platform = config_text(c, "platform"),
        .url = config_text(c, "url"),
        .user_id = config_text(c, "user_id"),
        .token = config_secret(c, "token"),
        .app_token = config_secret(c, "app_token"),
        .mode = (enum channel_mode)config_choice(c, "mode"),
        .cooldown_ms = config_int(c, "cooldown"),
        .ping_ms = config_int(c, "ping"),
        .quiet_ms = config_int(c, "quiet"),
        .retry_most_ms = config_int(c, "retry_most"),
    };
    if (!out->name)
        out->name = out->platform;
    fill_locals(out, c);
    settings_channels_read(out, c, faults);
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
    if (!s->list.item || !config_new(&c, connection_keys, CONNECTION_KEYS, &e)) {
        faults_add(faults, (struct fault_place){0}, NULL, "%s",
                   e.text[0] ? e.text : "out of memory");
        return false;
    }
    s->list.item[s->list.count++] = c;
    config_read_env(c, NULL, faults);
    config_read_credentials(c, getenv("CREDENTIALS_DIRECTORY"), "", faults);
    return true;
}

static void read_file(struct settings *s, const char *path, struct faults *faults)
{
    static const char *const also[] = {"connections", NULL};

    if (!config_open(&s->root, path, faults))
        return;
    config_read(s->top, s->root, also, faults);
    const struct yaml *list = yaml_get(s->root, "connections");
    config_read_list(&s->list, connection_keys, CONNECTION_KEYS, list, CONNECTIONS_MOST,
                     "name", faults);
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
    if (!config_new(&out->top, top_keys, TOP_KEYS, &e)) {
        faults_add(faults, (struct fault_place){0}, NULL, "%s", e.text);
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
        struct fault_place at =
            list ? yaml_place(yaml_item(list, i)) : (struct fault_place){0};
        settings_check_connection(out->list.item[i], at, faults);
        fill_connection(&out->connections[out->connection_count++], out->list.item[i],
                        faults);
    }
    fill_top(out);
    settings_check(out, faults);
    return faults_count(faults) == before;
}

void settings_free(struct settings *s)
{
    for (size_t i = 0; i < s->connection_count; i++)
        settings_channels_free(&s->connections[i]);
    mem_free(s->connections);
    config_list_free(&s->list);
    config_free(s->top);
    yaml_free(s->root);
    *s = (struct settings){0};
}

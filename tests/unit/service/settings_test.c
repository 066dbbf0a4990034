#include "service/settings.h"

#include "service/settings_channels.h"
#include "tests/unit/service/fake.h"

/* A folder with a configuration file, and an environment without Limber's variables. */
struct bed {
    char dir[64], path[96];
    struct settings settings;
    struct faults *faults;
    struct buf text;
};

static const char *const variables[] = {
    "LIMBER_PLATFORM", "LIMBER_URL",     "LIMBER_TOKEN",   "LIMBER_APP_TOKEN",
    "LIMBER_USER_ID",  "LIMBER_LEDGER",  "LIMBER_METRICS", "LIMBER_CHANNEL_MODE",
    "LIMBER_LOG",      "LIMBER_CATCHUP", "LIMBER_KEEP",    "CREDENTIALS_DIRECTORY"};

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    snprintf(b->dir, sizeof b->dir, "/tmp/limber-settings-XXXXXX");
    if (!mkdtemp(b->dir))
        return -1;
    snprintf(b->path, sizeof b->path, "%s/limber.yaml", b->dir);
    b->faults = faults_new();
    buf_init(&b->text, 1 << 20);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bed *b = *state;
    char command[128];

    settings_free(&b->settings);
    faults_free(b->faults);
    buf_free(&b->text);
    snprintf(command, sizeof command, "rm -rf %s", b->dir);
    int status = system(command);
    free(b);
    return status;
}

static void write_file(struct bed *b, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", b->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static bool load(struct bed *b, const char *yaml)
{
    if (yaml)
        write_file(b, "limber.yaml", yaml);
    bool ok = settings_load(&b->settings, yaml ? b->path : NULL, b->faults);
    faults_print(b->faults, &b->text);
    return ok;
}

static void said(struct bed *b, const char *part)
{
    if (!strstr(b->text.data, part))
        fail_msg("\"%s\" is not in\n%s", part, b->text.data);
}

static void test_the_environment_alone(void **state)
{
    struct bed *b = *state;

    setenv("LIMBER_PLATFORM", "mattermost", 1);
    setenv("LIMBER_URL", "http://127.0.0.1:8065", 1);
    setenv("LIMBER_TOKEN", "t0ken", 1);
    setenv("LIMBER_CHANNEL_MODE", "questions", 1);
    setenv("LIMBER_LEDGER", "/tmp/x.db", 1);
    setenv("LIMBER_METRICS", "127.0.0.1:9090", 1);
    setenv("LIMBER_LOG", "debug", 1);
    assert_true(load(b, NULL));
    assert_int_equal(b->settings.connection_count, 1);
    const struct connection_settings *c = &b->settings.connections[0];
    assert_string_equal(c->name, "mattermost");
    assert_string_equal(c->url, "http://127.0.0.1:8065");
    assert_string_equal(secret_reveal(c->token), "t0ken");
    assert_int_equal(c->room.mode, MODE_QUESTIONS);
    assert_string_equal(b->settings.ledger, "/tmp/x.db");
    assert_string_equal(b->settings.metrics, "127.0.0.1:9090");
    assert_int_equal(b->settings.log, LOG_DEBUG);
}

static void test_nothing_set_says_all_that_is_missing(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, NULL));
    said(b, "LIMBER_PLATFORM");
    said(b, "LIMBER_URL");
    said(b, "LIMBER_TOKEN");
}

static void test_a_file_with_two_connections(void **state)
{
    struct bed *b = *state;

    write_file(b, "a.token", "secret-a\n");
    assert_true(load(b, "ledger: l.db\ncatchup: 2h\nconnections:\n"
                        "  - name: a\n    platform: mattermost\n"
                        "    url: https://a.example.org\n    token_file: a.token\n"
                        "  - name: b\n    platform: mattermost\n"
                        "    url: https://b.example.org\n    token: secret-b\n"
                        "    mode: off\n    cooldown: 1m\n    ping: 20s\n"));
    assert_int_equal(b->settings.connection_count, 2);
    assert_string_equal(secret_reveal(b->settings.connections[0].token), "secret-a");
    assert_int_equal(b->settings.connections[0].room.mode, MODE_MENTION);
    assert_int_equal(b->settings.connections[0].room.cooldown_ms, 600000);
    assert_int_equal(b->settings.connections[1].room.mode, MODE_OFF);
    assert_int_equal(b->settings.connections[1].room.cooldown_ms, 60000);
    assert_int_equal(b->settings.connections[1].ping_ms, 20000);
    assert_int_equal(b->settings.catchup_ms, 2 * 3600000);
}

static void test_channels_and_local_facts(void **state)
{
    struct bed *b = *state;

    assert_true(load(b, "connections:\n"
                        "  - name: a\n    platform: mattermost\n"
                        "    url: https://a.example.org\n    token: x\n"
                        "    channels: [C1=questions, \"odd=id=off\"]\n"
                        "    emergency_number: 112\n    clinic: ward 5\n"));
    const struct connection_settings *c = &b->settings.connections[0];
    assert_int_equal(settings_room(c, "C1")->mode, MODE_QUESTIONS);
    assert_int_equal(settings_room(c, "odd=id")->mode, MODE_OFF);
    assert_int_equal(settings_room(c, "C2")->mode, MODE_MENTION);
    assert_int_equal(c->room.local_count, 2);
    assert_string_equal(c->room.locals[0].name, "emergency_number");
    assert_string_equal(c->room.locals[0].value, "112");
    assert_string_equal(c->room.locals[1].value, "ward 5");
}

static void test_a_channel_differs_in_what_is_set_for_it(void **state)
{
    struct bed *b = *state;
    char yaml[600];

    snprintf(yaml, sizeof yaml,
             "connections:\n"
             "  - name: a\n    platform: mattermost\n"
             "    url: https://a.example.org\n    token: x\n"
             "    cooldown: 5m\n    quiet_hours: 22:00-07:00\n    clinic: ward 5\n"
             "    admins: [U1, U2]\n"
             "    channels:\n"
             "      - C1=off\n"
             "      - id: C2\n        mode: questions\n        clinic: ward 6\n"
             "        helpline: 0800 1\n        quiet_hours: none\n"
             "        overlay: %s\n",
             b->dir);
    assert_true(load(b, yaml));
    const struct connection_settings *c = &b->settings.connections[0];
    const struct room_settings *one = settings_room(c, "C1"),
                               *two = settings_room(c, "C2");
    assert_true(settings_has_admins(c));
    assert_int_equal(one->mode, MODE_OFF);
    assert_int_equal(one->cooldown_ms, 300000);
    assert_int_equal(one->quiet_hours.from, 22 * 60);
    assert_int_equal(two->mode, MODE_QUESTIONS);
    assert_int_equal(two->cooldown_ms, 300000);
    assert_int_equal(two->quiet_hours.from, two->quiet_hours.to);
    assert_int_equal(two->local_count, 2);
    assert_string_equal(two->locals[0].value, "ward 6");
    assert_string_equal(two->overlay, b->dir);
    assert_string_equal(settings_room(c, "C3")->locals[0].value, "ward 5");
    assert_null(settings_room(c, "C3")->overlay);
}

static void test_channel_maps_that_are_wrong(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    quiet_hours: at night\n"
                         "    channels:\n"
                         "      - mode: off\n"
                         "      - id: C1\n        mood: off\n"
                         "      - id: C2\n        overlay: /no/such/folder\n"
                         "      - C2=off\n"
                         "      - [C4]\n"));
    said(b, "limber.yaml:6:18: `quiet_hours` \"at night\" are no hours");
    said(b, "limber.yaml:8:9: `id` is missing");
    said(b, "limber.yaml:10:9: unknown key `mood`");
    said(b, "limber.yaml:12:18: `overlay` there is no folder \"/no/such/folder\"");
    said(b, "limber.yaml:13:9: `channels` names \"C2\" twice");
    said(b, "limber.yaml:14:9: `channels` must list channels");
    assert_int_equal(faults_count(b->faults), 6);
}

/* Each would start, and never work: a hole in an answer, a socket that no proxy opens. */
static void test_what_would_never_work(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "ledger: ''\nca_file: /no/ca.pem\n"
                         "proxy: socks5://proxy:1\n"
                         "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    emergency_number: ''\n    clinic: ask {{operator}}\n"));
    said(b, "limber.yaml:1:9: `ledger` is empty; write a value or remove the line");
    said(b, "limber.yaml:2:10: `ca_file` there is no file \"/no/ca.pem\"");
    said(b, "limber.yaml:3:8: `proxy` must be http://HOST:PORT");
    said(b, "limber.yaml:9:23: `emergency_number` is empty");
    said(b, "limber.yaml:10:13: `clinic` holds {{: nothing is filled");
    assert_int_equal(faults_count(b->faults), 5);
}

static void test_keys_at_the_wrong_level(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "clinic: the clinic\ntoken_file: t\nchannels: [C1=off]\n"
                         "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    ledger: l.db\n    overlay: .\n    clinik: a\n"));
    said(b, "limber.yaml:1:1: `clinic` does not belong here");
    said(b, "hint: it belongs to a connection: write it beside its `platform`");
    said(b, "limber.yaml:2:1: `token_file` does not belong here");
    said(b, "limber.yaml:3:1: `channels` does not belong here");
    said(b, "limber.yaml:9:5: `ledger` does not belong here");
    said(b, "hint: it holds for all connections: write it above `connections:`");
    said(b, "limber.yaml:11:5: unknown key `clinik`");
    assert_int_equal(faults_count(b->faults), 5);
}

static void test_a_file_that_is_not_there(void **state)
{
    struct bed *b = *state;

    assert_false(settings_load(&b->settings, "/nonexistent/limber.yaml", b->faults));
    faults_print(b->faults, &b->text);
    said(b, "/nonexistent/limber.yaml: there is no such file");
    said(b, "hint: name another with -c; `limber init` writes one");
    assert_int_equal(faults_count(b->faults), 1);
}

/* What was given and refused is not told to be missing as well. */
static void test_a_token_that_cannot_be_read_is_told_once(void **state)
{
    struct bed *b = *state;

    assert_false(load(b,
                      "connections:\n"
                      "  - name: a\n    platform: [mattermost]\n"
                      "    url: https://a.example.org\n    token_file: no-such-file\n"));
    said(b, "limber.yaml:3:15: `platform` must be one value, not a list");
    said(b, "limber.yaml:5:17: `token_file`: cannot open");
    assert_int_equal(faults_count(b->faults), 2);
}

static void test_channels_that_are_wrong(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    channels: [C1, C2=loud, =off, C3=off]\n"));
    said(b, "limber.yaml:6:16:");
    said(b, "\"C2=loud\" is no channel with its mode");
    assert_int_equal(faults_count(b->faults), 3);
}

static void test_a_systemd_credential(void **state)
{
    struct bed *b = *state;

    write_file(b, "chat.token", "from-systemd\n");
    setenv("CREDENTIALS_DIRECTORY", b->dir, 1);
    assert_true(load(b, "connections:\n  - name: chat\n    platform: mattermost\n"
                        "    url: https://a.example.org\n"));
    assert_string_equal(secret_reveal(b->settings.connections[0].token), "from-systemd");
}

static void test_a_credential_stands_for_the_file_of_its_name(void **state)
{
    struct bed *b = *state;

    write_file(b, "tokens_chat.token", "from-systemd\n");
    setenv("CREDENTIALS_DIRECTORY", b->dir, 1);
    assert_true(load(b, "connections:\n  - name: chat\n    platform: mattermost\n"
                        "    url: https://a.example.org\n"
                        "    token_file: tokens/chat.token\n"));
    assert_string_equal(secret_reveal(b->settings.connections[0].token), "from-systemd");
}

static void test_without_a_credential_the_file_counts(void **state)
{
    struct bed *b = *state;

    write_file(b, "chat.token", "from-the-file\n");
    setenv("CREDENTIALS_DIRECTORY", "/nowhere", 1);
    assert_true(load(b, "connections:\n  - name: chat\n    platform: mattermost\n"
                        "    url: https://a.example.org\n    token_file: chat.token\n"));
    assert_string_equal(secret_reveal(b->settings.connections[0].token), "from-the-file");
}

static void test_every_fault_with_its_place(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "ledgr: l.db\nlog: loud\nconnections:\n"
                         "  - platform: matermost\n    url: http://chat.example.org\n"
                         "    token: abcdef\n    mood: off\n"));
    said(b, "limber.yaml:1:1:");
    said(b, "`ledger`");
    said(b, "limber.yaml:2:6:");
    said(b, "limber.yaml:4:15:");
    said(b, "this version knows discord, mattermost");
    said(b, "limber.yaml:5:10:");
    said(b, "limber.yaml:7:5:");
    said(b, "`mode`");
    assert_int_equal(faults_count(b->faults), 5);
}

static void test_what_is_refused(void **state)
{
    static const struct {
        const char *yaml, *says[3];
    } rows[] = {
        /* two connections need two names */
        {"connections:\n"
         "  - platform: mattermost\n    url: https://a.example.org\n"
         "    token: x\n"
         "  - platform: mattermost\n    url: https://b.example.org\n"
         "    token: y\n",
         {"limber.yaml:5:5:", "name"}},
        /* what may be read again must still be known */
        {"catchup: 20d\nkeep: 2d\nconnections:\n  - name: a\n"
         "    platform: mattermost\n    url: https://a.example.org\n"
         "    token: x\n",
         {"limber.yaml:2:7:", "answered twice"}},
        /* what a platform needs beside a token */
        {"connections:\n"
         "  - name: s\n    platform: slack\n"
         "    url: https://slack.com/api\n    token: x\n"
         "  - name: r\n    platform: rocketchat\n"
         "    url: https://r.example.org\n    token: x\n",
         {"app_token", "user_id"}},
        /* addresses and folders */
        {"metrics: 9090\noverlay: /nowhere\nconnections:\n  - name: a\n"
         "    platform: mattermost\n    url: wss://a.example.org\n"
         "    token: x\n",
         {"limber.yaml:1:10:", "limber.yaml:2:10:", "limber.yaml:6:10:"}},
        /* no connection at all */
        {"ledger: l.db\n", {"no connection is configured"}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bed *b;

        assert_int_equal(set_up(state), 0);
        b = *state;
        assert_false(load(b, rows[i].yaml));
        for (size_t k = 0; k < 3 && rows[i].says[k]; k++)
            said(b, rows[i].says[k]);
        assert_int_equal(tear_down(state), 0);
    }
}

static void test_a_secret_is_never_shown(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "connections:\n  - name: a\n    platform: mattermost\n"
                         "    url: https://u:hunter2@a.example.org\n"
                         "    token: \"marmalade\\u0001\"\n"
                         "    app_tokn: marmalade\n"));
    said(b, "limber.yaml:6:5:");
    assert_null(strstr(b->text.data, "hunter2"));
    assert_null(strstr(b->text.data, "marmalade"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_environment_alone),
        TEST(test_nothing_set_says_all_that_is_missing),
        TEST(test_a_file_with_two_connections),
        TEST(test_channels_and_local_facts),
        TEST(test_a_channel_differs_in_what_is_set_for_it),
        TEST(test_channel_maps_that_are_wrong),
        TEST(test_what_would_never_work),
        TEST(test_keys_at_the_wrong_level),
        TEST(test_a_file_that_is_not_there),
        TEST(test_a_token_that_cannot_be_read_is_told_once),
        TEST(test_channels_that_are_wrong),
        TEST(test_a_systemd_credential),
        TEST(test_a_credential_stands_for_the_file_of_its_name),
        TEST(test_without_a_credential_the_file_counts),
        TEST(test_every_fault_with_its_place),
        cmocka_unit_test(test_what_is_refused),
        TEST(test_a_secret_is_never_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

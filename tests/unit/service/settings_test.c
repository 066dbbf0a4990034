#include "tests/unit/service/settings_bed.h"

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
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(test_the_environment_alone),
        SETTINGS_TEST(test_nothing_set_says_all_that_is_missing),
        SETTINGS_TEST(test_a_file_with_two_connections),
        SETTINGS_TEST(test_what_would_never_work),
        SETTINGS_TEST(test_keys_at_the_wrong_level),
        SETTINGS_TEST(test_a_file_that_is_not_there),
        SETTINGS_TEST(test_a_token_that_cannot_be_read_is_told_once),
        SETTINGS_TEST(test_a_systemd_credential),
        SETTINGS_TEST(test_a_credential_stands_for_the_file_of_its_name),
        SETTINGS_TEST(test_without_a_credential_the_file_counts),
        SETTINGS_TEST(test_every_fault_with_its_place),
        cmocka_unit_test(test_what_is_refused),
        SETTINGS_TEST(test_a_secret_is_never_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Where settings come from beside their file: the environment, and files of secrets. */
#include "config_bed.h"

static void test_environment_wins_and_is_named(void **state)
{
    (void)state;
    struct bench b;
    const char *pairs[] = {"LIMBER_LOG",
                           "warn",
                           "LIMBER_CATCH_UP",
                           "soon",
                           "LIMBER_LANGUAGES",
                           "en, de fr",
                           "LIMBER_LEDGER",
                           "",
                           NULL};
    struct config_env env = {fake_get, pairs};

    begin(&b, top_keys, TOP, "log: debug\nledger: file.db");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_false(config_read_env(b.c, &env, b.faults));
    assert_string_equal(config_text(b.c, "log"), "warn");
    assert_string_equal(config_text(b.c, "ledger"), "file.db");
    assert_int_equal(config_word_count(b.c, "languages"), 3);
    assert_string_equal(config_word(b.c, "languages", 2), "fr");
    assert_int_equal(faults_count(b.faults), 1);
    assert_says(&b, "LIMBER_CATCH_UP must be a duration");
    assert_int_equal(config_source(b.c, "log"), CONFIG_ENV);
    config_fault(b.c, "log", b.faults, NULL, "is %s", "odd");
    assert_says(&b, "LIMBER_LOG is odd");
    config_fault(b.c, "ledger", b.faults, NULL, "is odd");
    assert_says(&b, "t.yaml:2:9: `ledger` is odd");
    end(&b);
}

static void test_process_environment(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, top_keys, TOP, "");
    assert_int_equal(setenv("LIMBER_LOG", "error", 1), 0);
    assert_true(config_read_env(b.c, NULL, b.faults));
    unsetenv("LIMBER_LOG");
    assert_string_equal(config_text(b.c, "log"), "error");
    end(&b);
}

static void test_secrets(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, connection_keys, CONNECTION, "token: abc-123\nurl: http://x");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_string_equal(secret_reveal(config_secret(b.c, "token")), "abc-123");
    assert_null(config_text(b.c, "token"));
    end(&b);
}

static void test_a_bad_secret_is_never_shown(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, connection_keys, CONNECTION, "token: \"hush\\thush\"");
    assert_false(config_read(b.c, b.root, NULL, b.faults));
    assert_says(&b, "`token` must be one line");
    assert_null(strstr(said(&b), "hush"));
    end(&b);
}

static void test_secret_files(void **state)
{
    (void)state;
    struct bench b;
    char path[64], yaml[200];

    write_file(path, "from-file\n");
    snprintf(yaml, sizeof yaml, "token_file: %s\napp_token_file: /nonexistent/x", path);
    begin(&b, connection_keys, CONNECTION, yaml);
    assert_false(config_read(b.c, b.root, NULL, b.faults));
    assert_string_equal(secret_reveal(config_secret(b.c, "token")), "from-file");
    assert_int_equal(faults_count(b.faults), 1);
    assert_says(&b, "t.yaml:2:17: `app_token_file`: cannot open /nonexistent/x");
    end(&b);

    begin(&b, connection_keys, CONNECTION, "token: a\ntoken_file: b\napp_token_file: ''");
    assert_false(config_read(b.c, b.root, NULL, b.faults));
    assert_says(&b, "both `token` and `token_file` are given");
    assert_says(&b, "`app_token_file` must be a path");
    end(&b);

    const char *pairs[] = {"LIMBER_TOKEN_FILE", path, NULL};
    begin(&b, connection_keys, CONNECTION, "token: abc");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_true(config_read_env(b.c, &(struct config_env){fake_get, pairs}, b.faults));
    assert_string_equal(secret_reveal(config_secret(b.c, "token")), "from-file");
    const char *both[] = {"LIMBER_TOKEN_FILE", path, "LIMBER_TOKEN", "x", NULL};
    assert_false(config_read_env(b.c, &(struct config_env){fake_get, both}, b.faults));
    assert_says(&b, "both LIMBER_TOKEN and LIMBER_TOKEN_FILE are set");
    end(&b);
    unlink(path);
}

static void test_credentials_directory(void **state)
{
    (void)state;
    struct bench b;
    char dir[] = "/tmp/limber-unit-XXXXXX", path[100];

    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/team.token", dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("cred\n", f);
    fclose(f);
    begin(&b, connection_keys, CONNECTION, "app_token: kept");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_true(config_read_credentials(b.c, NULL, "", b.faults));
    assert_true(config_read_credentials(b.c, dir, "", b.faults));
    assert_true(config_read_credentials(b.c, dir, "../x/", b.faults));
    assert_null(config_secret(b.c, "token"));
    assert_true(config_read_credentials(b.c, dir, "team.", b.faults));
    assert_string_equal(secret_reveal(config_secret(b.c, "token")), "cred");
    assert_string_equal(secret_reveal(config_secret(b.c, "app_token")), "kept");
    assert_int_equal(config_source(b.c, "token"), CONFIG_CREDENTIAL);
    end(&b);
    unlink(path);
    rmdir(dir);
}

static void test_secret_file_beside_the_configuration(void **state)
{
    (void)state;
    struct bench b;
    struct yaml *root;
    char path[64], secret[64], yaml[100];

    write_file(secret, "beside");
    snprintf(yaml, sizeof yaml, "token_file: %s\n", strrchr(secret, '/') + 1);
    write_file(path, yaml);
    begin(&b, connection_keys, CONNECTION, "");
    assert_true(config_open(&root, path, b.faults));
    assert_true(config_read(b.c, root, NULL, b.faults));
    assert_string_equal(secret_reveal(config_secret(b.c, "token")), "beside");
    yaml_free(root);
    end(&b);
    unlink(path);
    unlink(secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment_wins_and_is_named),
        cmocka_unit_test(test_process_environment),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_a_bad_secret_is_never_shown),
        cmocka_unit_test(test_secret_files),
        cmocka_unit_test(test_credentials_directory),
        cmocka_unit_test(test_secret_file_beside_the_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "config_bed.h"

static void test_fallbacks(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, top_keys, TOP, "");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_string_equal(config_text(b.c, "log"), "info");
    assert_int_equal(config_choice(b.c, "log"), 1);
    assert_int_equal(config_int(b.c, "workers"), 2);
    assert_int_equal(config_int(b.c, "catch_up"), 3600000);
    assert_int_equal(config_word_count(b.c, "languages"), 1);
    assert_false(config_is_set(b.c, "offset"));
    assert_int_equal(config_choice(b.c, "modes"), -1);
    end(&b);
}

static void test_reads_a_file(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, top_keys, TOP,
          "log: debug\nledger: /var/x.db\nworkers: 9\noffset: -12\ncatch_up: 90s\n"
          "languages: [en, de]\nmodes: off\nconnections: []\n");
    const char *const also[] = {"connections", NULL};
    if (!config_read(b.c, b.root, also, b.faults))
        fail_msg("%s", said(&b));
    assert_int_equal(config_choice(b.c, "log"), 0);
    assert_string_equal(config_text(b.c, "ledger"), "/var/x.db");
    assert_int_equal(config_int(b.c, "workers"), 9);
    assert_int_equal(config_int(b.c, "offset"), -12);
    assert_int_equal(config_int(b.c, "catch_up"), 90000);
    assert_int_equal(config_word_count(b.c, "languages"), 2);
    assert_string_equal(config_word(b.c, "languages", 1), "de");
    assert_null(config_word(b.c, "languages", 2));
    assert_string_equal(config_word(b.c, "modes", 0), "off");
    assert_int_equal(config_source(b.c, "log"), CONFIG_FILE);
    end(&b);
}

static void test_wrong_names_and_kinds_give_nothing(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, top_keys, TOP, "");
    assert_null(config_text(b.c, "nonsense"));
    assert_null(config_text(b.c, "workers"));
    assert_int_equal(config_int(b.c, "log"), 0);
    assert_null(config_secret(b.c, "log"));
    end(&b);
}

static void test_collects_all_faults_with_place_and_hint(void **state)
{
    (void)state;
    struct bench b;

    begin(
        &b, top_keys, TOP,
        "log: loud\nworkers: 10\noffset: 1.5\ncatch_up: 30\n"
        "ledgr: x\nlanguages: {a: b}\nmodes: [on]\nledger: aaaaaaaaaaaaaaaaaaaaaaaaa\n");
    assert_false(config_read(b.c, b.root, NULL, b.faults));
    assert_int_equal(faults_count(b.faults), 8);
    assert_says(&b, "t.yaml:1:6: `log` must be one of debug, info, warn, error, not "
                    "\"loud\"");
    assert_says(&b, "hint: least level that is logged");
    assert_says(&b, "t.yaml:2:10: `workers` must be a whole number from 1 to 9");
    assert_says(&b, "t.yaml:3:9: `offset` must be a whole number, not \"1.5\"");
    assert_says(&b, "t.yaml:4:11: `catch_up` must be a duration");
    assert_says(&b, "t.yaml:5:1: unknown key `ledgr`");
    assert_says(&b, "did you mean `ledger`?");
    assert_says(&b, "t.yaml:6:12: `languages` must be a list of texts, not a map");
    assert_says(&b, "must be one of mention, questions, off, not \"on\"");
    assert_says(&b, "must not be longer than 20 bytes");
    assert_int_equal(config_int(b.c, "workers"), 2); /* the fallback stays */
    end(&b);
}

static void assert_refused(const char *yaml, const char *part)
{
    struct bench b;

    begin(&b, top_keys, TOP, yaml);
    assert_false(config_read(b.c, b.root, NULL, b.faults));
    assert_says(&b, part);
    end(&b);
}

static void test_hostile_values(void **state)
{
    (void)state;

    assert_refused("offset: 99999999999999999999", "whole number");
    assert_refused("offset: ' 1'", "whole number");
    assert_refused("catch_up: 9223372036854775807d", "duration");
    assert_refused("catch_up: -5s", "duration");
    assert_refused("catch_up: 5y", "duration");
    assert_refused("catch_up: 2d", "must be from 1s to 1d");
    assert_refused("catch_up: 0", "must be from 1s to 1d");
    assert_refused("ledger: \"a\\nb\"", "one line");
    assert_refused("ledger:", "has no value");
    assert_refused("ledger: ''", "is empty; write a value or remove the line");
    assert_refused("languages: [a, b, c, d]", "more than 3 entries");
    assert_refused("languages: [a, [b]]", "list of texts");
    assert_refused("languages: ['']", "empty");
    assert_refused("- log", "a map is expected");
}

static void test_keys_that_are_needed(void **state)
{
    (void)state;
    struct bench b;

    begin(&b, connection_keys, CONNECTION, "name: x");
    assert_true(config_read(b.c, b.root, NULL, b.faults));
    assert_false(config_need(b.c, "url", yaml_place(b.root), b.faults));
    assert_says(&b, "t.yaml:1:1: `url` is missing: the server's address");
    assert_says(&b, "add `url: ...`, or set LIMBER_URL");
    assert_false(config_need(b.c, "token", yaml_place(b.root), b.faults));
    assert_says(&b, "add `token: ...` or `token_file: ...`, or set LIMBER_TOKEN");
    assert_false(config_need(b.c, "app_token", (struct fault_place){0}, b.faults));
    assert_true(config_need(b.c, "name", (struct fault_place){0}, b.faults));
    assert_int_equal(faults_count(b.faults), 3);
    end(&b);
}

static void test_a_list_of_connections(void **state)
{
    (void)state;
    struct bench b;
    struct config_list list;

    begin(&b, top_keys, TOP,
          "connections:\n  - {name: a, url: u1}\n  - {name: b, url: u2}\n"
          "  - {name: a, urll: u3}\n");
    const struct yaml *items = yaml_get(b.root, "connections");
    struct config_table table = {
        .keys = connection_keys, .count = CONNECTION, .unique = "name", .most = 5};
    assert_false(config_read_list(&list, &table, items, b.faults));
    assert_int_equal(list.count, 3);
    assert_string_equal(config_text(list.item[1], "url"), "u2");
    assert_says(&b, "t.yaml:4:12: `name` is \"a\" in two entries");
    assert_says(&b, "unknown key `urll`");
    config_list_free(&list);
    table.unique = NULL;
    table.most = 2;
    assert_false(config_read_list(&list, &table, items, b.faults));
    assert_says(&b, "more than 2 entries");
    config_list_free(&list);
    assert_true(config_read_list(&list, &table, NULL, b.faults));
    assert_int_equal(list.count, 0);
    end(&b);
}

static void test_opens_a_file(void **state)
{
    (void)state;
    struct bench b;
    struct yaml *root;
    char path[64];

    begin(&b, top_keys, TOP, "");
    assert_false(config_open(&root, "/nonexistent/limber.yaml", b.faults));
    assert_null(root);
    assert_says(&b, "cannot open /nonexistent/limber.yaml: No such file");
    write_file(path, "log: debug\n");
    assert_true(config_open(&root, path, b.faults));
    assert_true(config_read(b.c, root, NULL, b.faults));
    assert_int_equal(config_choice(b.c, "log"), 0);
    yaml_free(root);
    unlink(path);
    end(&b);
}

static void test_a_bad_fallback_is_a_bug(void **state)
{
    (void)state;
    static const struct config_key keys[] = {
        {.name = "n", .kind = CONFIG_INT, .fallback = "many"}};
    struct config *c;
    struct err e;

    assert_false(config_new(&c, keys, 1, &e));
    assert_null(c);
    assert_int_equal(e.code, ERR_BUG);
    assert_non_null(strstr(e.text, "the fallback of `n` must be a whole number"));
}

static bool read_all(void)
{
    static const char yaml[] = "log: debug\nlanguages: [en, de]\nunknown: 1\n"
                               "connections:\n  - {name: a, url: u, token: t}\n";
    static const char *const also[] = {"connections", "unknown", NULL};
    const struct config_table table = {
        .keys = connection_keys, .count = CONNECTION, .unique = "name", .most = 9};
    const char *pairs[] = {"LIMBER_LOG", "warn", "LIMBER_TOKEN", "x", NULL};
    struct config_env env = {fake_get, pairs};
    struct faults *faults = faults_new();
    struct yaml *root = NULL;
    struct config *c = NULL;
    struct config_list list = {0};
    struct err e;

    bool ok = faults && config_new(&c, top_keys, TOP, &e) &&
              yaml_parse(&root, "t", 1, span_of(yaml), 1 << 16, faults);
    if (ok) { /* go on after a fault, as callers do */
        ok = config_read(c, root, also, faults);
        ok = config_read_env(c, &env, faults) && ok;
        ok = config_read_list(&list, &table, yaml_get(root, "connections"), faults) && ok;
        for (size_t i = 0; i < list.count; i++)
            ok = config_read_env(list.item[i], &env, faults) && ok;
        assert_int_equal(ok, !faults_any(faults));
    }
    config_list_free(&list);
    config_free(c);
    yaml_free(root);
    faults_free(faults);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(read_all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fallbacks),
        cmocka_unit_test(test_reads_a_file),
        cmocka_unit_test(test_wrong_names_and_kinds_give_nothing),
        cmocka_unit_test(test_collects_all_faults_with_place_and_hint),
        cmocka_unit_test(test_hostile_values),
        cmocka_unit_test(test_keys_that_are_needed),
        cmocka_unit_test(test_a_list_of_connections),
        cmocka_unit_test(test_opens_a_file),
        cmocka_unit_test(test_a_bad_fallback_is_a_bug),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

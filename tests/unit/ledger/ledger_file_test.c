/* What lies at the ledger's path already: a damaged ledger, another program's file, a
 * newer version's, one that lost its lock. */
#include <sqlite3.h>
#include <sys/stat.h>

#include "tests/unit/ledger/fixture.h"

static void scribble(const char *path, long from, const char *text)
{
    FILE *f = fopen(path, "r+");

    assert_non_null(f);
    fseek(f, from, SEEK_SET);
    for (int i = 0; i < 400; i++)
        fputs(text, f);
    fclose(f);
}

static void fill(const char *path)
{
    struct ledger *l = open_at(path);
    struct err e = {0};

    for (int i = 0; i < 2000; i++) {
        char id[40];
        snprintf(id, sizeof id, "question-%d", i);
        struct ledger_question q = {"team", "town", id, 1000};
        ledger_claim(l, &q, &e);
    }
    commit(l);
    ledger_close(l);
}

static void check_moved_aside(const char *path, const char *aside)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    assert_true(ledger_open(&l, path, &recovered, &e));
    assert_true(recovered);
    assert_non_null(strstr(e.text, aside));
    assert_int_equal(access(aside, F_OK), 0);
    assert_int_equal(claim(l, "question-1"), LEDGER_MINE);
    commit(l);
    ledger_close(l);
    l = open_at(path); /* sound again */
    ledger_close(l);
}

static void test_damaged_file_is_moved_aside(void **state)
{
    struct place *p = *state;
    char first[128], second[128];

    snprintf(first, sizeof first, "%s.damaged-1", p->path);
    snprintf(second, sizeof second, "%s.damaged-2", p->path);
    fill(p->path);
    scribble(p->path, 0, "no database any more ");
    check_moved_aside(p->path, first);
    fill(p->path);
    scribble(p->path, 20000, "\x05\xFF\x00\x13garbage"); /* inside the tables */
    check_moved_aside(p->path, second);
}

static void test_other_programs_database_is_left_alone(void **state)
{
    struct place *p = *state;
    struct ledger *l;
    struct err e = {0};
    bool recovered;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE bookmark(url)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_false(ledger_open(&l, p->path, &recovered, &e));
    assert_int_equal(e.code, ERR_VALUE);
    assert_non_null(strstr(e.text, "another program's"));
    assert_null(l);
}

/* It was named as the ledger by mistake: not a byte, not a right of it changes, and no
 * lock is left that would make it look like ours. */
static void check_refused_untouched(const char *path, const char *why)
{
    char lock[128], aside[128];
    struct stat before, after;
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    snprintf(lock, sizeof lock, "%s.lock", path);
    snprintf(aside, sizeof aside, "%s.damaged-1", path);
    unlink(lock);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(stat(path, &before), 0);
    assert_false(ledger_open(&l, path, &recovered, &e));
    assert_non_null(strstr(e.text, why));
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_mode, after.st_mode);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_not_equal(access(lock, F_OK), 0);
    assert_int_not_equal(access(aside, F_OK), 0);
}

static void test_file_that_limber_never_wrote_is_left_alone(void **state)
{
    struct place *p = *state;
    FILE *f = fopen(p->path, "w");
    sqlite3 *db;

    assert_non_null(f);
    fputs("connections: []\n", f);
    fclose(f);
    check_refused_untouched(p->path, "is no ledger; nothing was changed");
    unlink(p->path);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    sqlite3_exec(db, "CREATE TABLE bookmark(url)", NULL, NULL, NULL);
    sqlite3_close(db);
    check_refused_untouched(p->path, "another program's");
}

static void test_ledger_without_its_lock_is_known(void **state)
{
    struct place *p = *state;
    char lock[128];

    snprintf(lock, sizeof lock, "%s.lock", p->path);
    fill(p->path);
    assert_int_equal(unlink(lock), 0);
    struct ledger *l = open_at(p->path);
    assert_int_equal(claim(l, "question-1"), LEDGER_SEEN);
    ledger_close(l);
}

static void test_reading_says_what_is_no_ledger(void **state)
{
    struct place *p = *state;
    struct ledger *l;
    struct err e = {0};
    FILE *f = fopen(p->path, "w");

    assert_non_null(f);
    fputs("connections: []\n", f);
    fclose(f);
    assert_false(ledger_open_reading(&l, p->path, &e));
    assert_non_null(strstr(e.text, "is no ledger, or is damaged; name the ledger"));
    assert_false(ledger_open_reading(&l, "/", &e));
    assert_non_null(strstr(e.text, "/ is a folder; name the ledger's file"));
}

static void test_newer_schema_is_refused(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    bool recovered;
    sqlite3 *db;

    ledger_close(l);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_false(ledger_open(&l, p->path, &recovered, &e));
    assert_non_null(strstr(e.text, "newer Limber"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_file_that_limber_never_wrote_is_left_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ledger_without_its_lock_is_known, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_reading_says_what_is_no_ledger, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_file_is_moved_aside, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_other_programs_database_is_left_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_newer_schema_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

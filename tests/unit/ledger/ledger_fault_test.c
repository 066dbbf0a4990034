/* Crashes, a second owner, no rights, no room. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/unit/ledger/fixture.h"

/* Runs work in a child and gives its verdict. The child ends without any tidying up, so
 * that leak checkers do not take it for a program that forgot to. */
static int in_child(int (*work)(const char *path), const char *path)
{
    int ends[2], status;
    unsigned char verdict = 255;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        verdict = (unsigned char)work(path);
        if (write(ends[1], &verdict, 1) == 1)
            raise(SIGKILL);
        _exit(1);
    }
    close(ends[1]);
    waitpid(child, &status, 0);
    if (read(ends[0], &verdict, 1) != 1)
        verdict = 254;
    close(ends[0]);
    return verdict;
}

/* --- a process that dies at once, between two steps */

enum step { CLAIMED, PLANNED, COMMITTED, SENDING, SENDING_COMMITTED, CONFIRMED };

static void work_until(const char *path, enum step last)
{
    struct ledger *l = open_at(path);
    struct err e = {0};
    int64_t row = 0;

    for (enum step at = CLAIMED; at <= last; at++) {
        if (at == CLAIMED)
            claim(l, "m1");
        else if (at == PLANNED)
            row = plan(l, "k1");
        else if (at == COMMITTED || at == SENDING_COMMITTED)
            commit(l);
        else if (at == SENDING)
            ledger_sending(l, row, 6000, &e);
        else
            ledger_confirm(l, row, "p1", 7000, &e);
    }
    raise(SIGKILL);
}

static void test_killed_between_steps(void **state)
{
    struct place *p = *state;
    static const struct {
        enum step last;
        int64_t questions, planned, sending;
    } cases[] = {
        {CLAIMED, 0, 0, 0}, {PLANNED, 0, 0, 0},           {COMMITTED, 1, 1, 0},
        {SENDING, 1, 1, 0}, {SENDING_COMMITTED, 1, 0, 1}, {CONFIRMED, 1, 0, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[128];
        int status;
        snprintf(path, sizeof path, "%s/case-%zu.db", p->dir, i);
        pid_t child = fork();
        if (child == 0) {
            work_until(path, cases[i].last);
            _exit(1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        struct ledger *l = open_at(path); /* the lock died with its owner */
        struct ledger_counts c = counts(l);
        assert_int_equal(c.questions, cases[i].questions);
        assert_int_equal(c.planned, cases[i].planned);
        assert_int_equal(c.sending, cases[i].sending);
        assert_int_equal(c.confirmed, 0);
        assert_int_equal(claim(l, "m1"), c.questions ? LEDGER_SEEN : LEDGER_MINE);
        ledger_close(l);
    }
}

/* --- who may not */

static int open_as_second(const char *path)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    return ledger_open(&l, path, &recovered, &e) || e.code != ERR_STATE;
}

static void test_second_owner_is_refused(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path), *second;
    struct err e = {0};
    bool recovered;

    assert_false(ledger_open(&second, p->path, &recovered, &e));
    assert_int_equal(e.code, ERR_STATE);
    assert_non_null(strstr(e.text, "is using"));
    assert_int_equal(in_child(open_as_second, p->path), 0);
    assert_int_equal(claim(l, "m1"), LEDGER_MINE); /* the first goes on */
    commit(l);
    ledger_close(l);
    l = open_at(p->path);
    ledger_close(l);
}

/* As a user who may not write there. */
static int try_without_rights(const char *path)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 2;
    if (ledger_open(&l, path, &recovered, &e))
        return 1;
    return e.code == ERR_IO && strstr(e.text, path) ? 0 : 3;
}

static void test_folder_without_rights(void **state)
{
    struct place *p = *state;
    char inside[128];

    assert_int_equal(chmod(p->dir, 0555), 0);
    assert_int_equal(in_child(try_without_rights, p->path), 0);
    snprintf(inside, sizeof inside, "%s/no/such/folder.db", p->dir);
    assert_int_equal(in_child(try_without_rights, inside), 0);
    chmod(p->dir, 0755);
}

/* --- no room */

/* The file may not grow any more: what a full disk looks like. */
static bool limit_file(rlim_t bytes)
{
    struct rlimit limit = {bytes, RLIM_INFINITY};

    signal(SIGXFSZ, SIG_IGN);
    return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

static int fill_the_disk(const char *path)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;
    char id[600];
    int turns = 0;

    if (!ledger_open(&l, path, &recovered, &e) || !limit_file(300000))
        return 2;
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    do { /* a turn of twenty questions */
        turns++;
        for (int i = 0; i < 20; i++) {
            struct ledger_question q = {"team", "town", id, 1000};
            snprintf(id, 40, "%d-%d", turns, i);
            id[strlen(id)] = 'x';
            ledger_claim(l, &q, &e);
        }
    } while (ledger_commit(l, &e) && turns < 1000);
    if (turns == 1000 || e.code != ERR_IO || !strstr(e.text, "disk"))
        return 3;
    struct ledger_counts c;
    if (!ledger_count(l, &c, &e) || c.questions != (turns - 1) * 20)
        return 4; /* the turn that failed left something behind */
    if (!limit_file(RLIM_INFINITY))
        return 5;
    struct ledger_question again = {"team", "town", id, 1000}; /* the last of that turn */
    if (ledger_claim(l, &again, &e) != LEDGER_MINE || !ledger_commit(l, &e))
        return 6; /* room again: the ledger must go on */
    ledger_close(l);
    return 0;
}

static void test_full_disk(void **state)
{
    struct place *p = *state;

    assert_int_equal(in_child(fill_the_disk, p->path), 0);
}

/* One write that fails in the middle of a turn undoes the turn, whatever follows it. */
static void test_failed_write_breaks_the_turn(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    sqlite3 *db;
    int64_t row;
    struct ledger_part part = part_of("town", "m1", "k1");

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    sqlite3_exec(db,
                 "CREATE TRIGGER refuse BEFORE INSERT ON part BEGIN"
                 " SELECT RAISE(ROLLBACK, 'disk on fire'); END",
                 NULL, NULL, NULL);
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    assert_false(ledger_plan(l, &part, &row, &e));
    assert_int_equal(claim(l, "m2"), LEDGER_FAILED);
    e = (struct err){0};
    assert_false(ledger_commit(l, &e));
    assert_non_null(strstr(e.text, "disk on fire"));
    assert_int_equal(counts(l).questions, 0);
    sqlite3_exec(db, "DROP TRIGGER refuse", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    assert_true(ledger_plan(l, &part, &row, &e));
    commit(l);
    ledger_close(l);
}

static void test_held_by_another_program(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    sqlite3 *db;

    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct ledger_question q = {"team", "town", "m1", 1};
    assert_int_equal(ledger_claim(l, &q, &e), LEDGER_FAILED);
    assert_non_null(strstr(e.text, "another process"));
    assert_false(ledger_commit(l, &e));
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    commit(l);
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_killed_between_steps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_second_owner_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder_without_rights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_disk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failed_write_breaks_the_turn, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_held_by_another_program, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

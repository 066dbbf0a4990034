/* How old questions leave the ledger, and give their room back. */
#include <sys/stat.h>

#include "tests/unit/ledger/fixture.h"

static void test_prune_by_age(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    char out[16];
    bool more;
    int64_t row = plan(l, "old"); /* planned at 5000 */

    plan(l, "open"); /* as old, and not sent yet */
    assert_true(ledger_confirm(l, row, "p", 6000, &e));
    ask_many(l, 3, 5000);
    ask_many(l, 2, 9000);
    assert_true(ledger_note_set(l, "team", "n", "x", 5000, &e));
    assert_true(ledger_note_set(l, "", "key", "x", 5000, &e));
    assert_true(ledger_prune(l, 10000, 2000, 1000, &more, &e));
    commit(l);
    assert_false(more);
    assert_int_equal(counts(l).questions, 2);
    assert_int_equal(counts(l).confirmed, 0);
    assert_int_equal(counts(l).planned, 1);
    assert_false(ledger_note_get(l, "team", "n", out, sizeof out));
    /* Without its key nothing that hashes name could be found again. */
    assert_true(ledger_note_get(l, "", "key", out, sizeof out));
    ledger_close(l);
}

static off_t size_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void test_pruning_gives_room_back(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    char key[16];
    bool more = true;

    for (int i = 0; i < 3000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_true(ledger_confirm(l, plan(l, key), key, 6000, &e));
    }
    commit(l);
    ledger_close(l);
    off_t before = size_of(p->path);
    l = open_at(p->path);
    while (more) {
        assert_true(ledger_prune(l, 100000, 1000, 1000000, &more, &e));
        commit(l);
    }
    ledger_close(l);
    assert_true(size_of(p->path) < before / 2);
}

static void test_prune_by_number_and_in_steps(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    bool more;
    int steps = 0;

    ask_many(l, 4500, 5000);
    ask_many(l, 10, 9000);
    do {
        assert_true(ledger_prune(l, 10000, 100000, 10, &more, &e));
        commit(l);
        steps++;
    } while (more && steps < 10);
    assert_int_equal(steps, 3);
    assert_int_equal(counts(l).questions, 10);
    struct ledger_question newest = {"team", "town", "q9000-3", 9000};
    assert_int_equal(ledger_claim(l, &newest, &e), LEDGER_SEEN);
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prune_by_age, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pruning_gives_room_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prune_by_number_and_in_steps, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every call that SQLite makes to the disk, and every request for memory, fails in turn:
 * what was committed stays, nothing is kept by half, and no sound file is thrown away. */
#include "tests/unit/ledger/faults.h"
#include "tests/unit/ledger/fixture.h"

/* --- a day in a ledger's life: four turns, each committed */

static bool any_part(void *user, const struct ledger_part *part)
{
    *(int64_t *)user = part->row;
    return true;
}

static bool first_turn(struct ledger *l, struct err *e)
{
    struct ledger_part part = part_of("town", "m1", "k1");
    struct ledger_question q = {"team", "town", "m1", 1000};
    int64_t row;

    return ledger_claim(l, &q, e) == LEDGER_MINE && ledger_plan(l, &part, &row, e);
}

static bool second_turn(struct ledger *l, struct err *e)
{
    int64_t row = 0;

    return each_part(l, any_part, &row, e) && ledger_sending(l, row, 6000, e) &&
           ledger_unsent(l, row, e) && ledger_sending(l, row, 7000, e);
}

static bool third_turn(struct ledger *l, struct err *e)
{
    struct ledger_part part = part_of("town", "m2", "k2");
    struct ledger_question q = {"team", "town", "m2", 2000};
    struct ledger_cursor cursor = {2000, "m2"};
    int64_t row, open = 0;

    return ledger_parts_after(l, "team", 0, 1, any_part, &open, e) &&
           ledger_confirm(l, open, "p1", 8000, e) &&
           ledger_claim(l, &q, e) == LEDGER_MINE && ledger_plan(l, &part, &row, e) &&
           ledger_set_aside(l, row, "refused", 8000, e) &&
           ledger_cursor_set(l, "team", "town", &cursor, e) &&
           ledger_note_set(l, "team", "talk:ann", "clonus", 8000, e);
}

static bool fourth_turn(struct ledger *l, struct err *e)
{
    size_t forgotten;
    bool more = false;

    return ledger_note_set(l, "team", "old:x", "y", 1, e) &&
           ledger_note_prune(l, "old:", 5000, 100, &more, e) &&
           ledger_note_forget(l, NULL, "talk:", "", &forgotten, e) &&
           ledger_prune(l, 100000, 95000, 100, &more, e);
}

static bool (*const turns[])(struct ledger *l, struct err *e) = {first_turn, second_turn,
                                                                 third_turn, fourth_turn};
enum { TURNS = sizeof turns / sizeof *turns };

/* What stands in the ledger once so many turns are committed. */
static const struct ledger_counts after[TURNS + 1] = {
    {0},
    {.questions = 1, .planned = 1},
    {.questions = 1, .sending = 1},
    {.questions = 2, .confirmed = 1, .set_aside = 1},
    {.questions = 0, .confirmed = 1, .set_aside = 1},
};

/* -> how many turns were committed; -1: it could not be opened. A call that fails must
 * say why; nothing goes on after it. */
static int live(const char *path, struct err *e)
{
    struct ledger *l;
    bool recovered;
    int done = 0;

    if (!ledger_open(&l, path, &recovered, e))
        return -1;
    assert_false(recovered);
    while (done < TURNS && turns[done](l, e) && ledger_commit(l, e))
        done++;
    if (done < TURNS)
        assert_false(ledger_commit(l, e) && ledger_dirty(l)); /* it broke, or is closed */
    ledger_close(l);
    return done;
}

static bool stands_after(int turn, const struct ledger_counts *c)
{
    return memcmp(&after[turn], c, sizeof *c) == 0;
}

/* The whole day with the n-th call failing -> false: it needs fewer calls than n. */
static bool day_with_fault(const char *path, size_t n)
{
    char aside[160];
    struct err e = {0};

    calls = 0;
    fail_at = n;
    int done = live(path, &e);
    bool failed = calls >= n;
    fail_at = 0;

    if (done < TURNS && e.code != (failing == DISK ? ERR_IO : ERR_MEMORY))
        fail_msg("call %zu failed and it said \"%s\"", n, e.text);
    snprintf(aside, sizeof aside, "%s.damaged-1", path);
    if (access(aside, F_OK) == 0)
        fail_msg("call %zu failed and a sound ledger was moved aside", n);
    struct ledger *l = open_at(path);
    struct ledger_counts c = counts(l);
    ledger_close(l);
    if (done < 0)
        done = 0;
    /* The turn that failed may have reached the disk: as a whole, or not at all. */
    if (!stands_after(done, &c) && !(done < TURNS && stands_after(done + 1, &c)))
        fail_msg("call %zu failed after turn %d: %d questions, %d %d %d %d", n, done,
                 (int)c.questions, (int)c.planned, (int)c.sending, (int)c.confirmed,
                 (int)c.set_aside);
    return failed;
}

static void each_call_fails(struct place *p, size_t step)
{
    char path[128];
    size_t n = 1;

    for (bool more = true; more; n += step) {
        assert_true(n < 100000);
        snprintf(path, sizeof path, "%s/day-%zu.db", p->dir, n);
        more = day_with_fault(path, n);
    }
    assert_true(n > 10 * step); /* there was something to fail */
}

static void test_each_disk_call_fails_once(void **state)
{
    failing = DISK;
    stays_broken = false;
    each_call_fails(*state, 1);
}

static void test_the_disk_fails_and_stays_broken(void **state)
{
    failing = DISK;
    stays_broken = true;
    each_call_fails(*state, 3);
}

/* There are thousands: some of them, spread over all four turns. */
static void test_requests_for_memory_fail_once(void **state)
{
    failing = MEMORY;
    stays_broken = false;
    each_call_fails(*state, 29);
}

enum { NOTES = 12000, VALUE = 300 };

/* More than SQLite keeps in memory of what it read when it opened the file. */
static void write_notes(const char *path)
{
    struct ledger *l = open_at(path);
    struct err e = {0};
    char name[32], value[VALUE];

    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    for (int i = 0; i < NOTES; i++) {
        snprintf(name, sizeof name, "note %05d", i);
        assert_true(ledger_note_set(l, "team", name, value, 1, &e));
    }
    assert_true(ledger_commit(l, &e));
    ledger_close(l);
}

/* "There is none" would be believed, and something new put in its place. */
static void reads_fail(struct place *p, enum kind kind)
{
    char out[VALUE];
    size_t n = 0;

    failing = kind;
    stays_broken = false;
    fail_at = 0;
    write_notes(p->path);
    for (bool more = true; more;) {
        struct ledger *l = open_at(p->path);
        struct err e = {0};

        calls = 0;
        fail_at = ++n;
        bool found = ledger_note_get(l, "team", "note 00500", out, sizeof out);
        more = calls >= n;
        fail_at = 0;
        if (!found && ledger_commit(l, &e))
            fail_msg("call %zu failed, and the note was taken for none", n);
        assert_true(ledger_commit(l, &e)); /* the next turn is a new one */
        assert_true(ledger_note_get(l, "team", "note 00500", out, sizeof out));
        ledger_close(l);
    }
    assert_true(n > 1); /* there was something to fail */
}

static void test_what_cannot_be_read_is_not_taken_for_none(void **state)
{
    reads_fail(*state, DISK);
    reads_fail(*state, MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_disk_call_fails_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_disk_fails_and_stays_broken, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_requests_for_memory_fail_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read_is_not_taken_for_none,
                                        set_up, tear_down),
    };
    faults_make_memory();
    faults_make_disk();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

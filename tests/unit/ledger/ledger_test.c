/* What the ledger promises while all goes well. */
#include <sys/stat.h>

#include "tests/unit/ledger/fixture.h"

static void test_claims_once(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    struct ledger_question elsewhere = {"team", "garden", "m1", 1000};
    struct ledger_question other = {"club", "town", "m1", 1000};

    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    assert_int_equal(claim(l, "m1"), LEDGER_SEEN);
    commit(l);
    assert_int_equal(claim(l, "m1"), LEDGER_SEEN);
    /* An id is unique within its channel only. */
    assert_int_equal(ledger_claim(l, &elsewhere, &e), LEDGER_MINE);
    assert_int_equal(ledger_claim(l, &other, &e), LEDGER_MINE);
    commit(l);
    ledger_close(l);
    l = open_at(p->path);
    assert_int_equal(claim(l, "m1"), LEDGER_SEEN);
    ledger_close(l);
}

static void test_rollback_forgets(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);

    assert_false(ledger_dirty(l));
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    plan(l, "k1");
    assert_true(ledger_dirty(l));
    ledger_rollback(l);
    assert_false(ledger_dirty(l));
    assert_int_equal(counts(l).questions, 0);
    assert_int_equal(counts(l).planned, 0);
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    commit(l);
    ledger_rollback(l); /* nothing is open */
    assert_int_equal(claim(l, "m1"), LEDGER_SEEN);
    ledger_close(l); /* with a transaction open */
}

struct seen {
    size_t count, stop_at;
    struct ledger_part part[8];
    char keys[256];
};

static bool see(void *user, const struct ledger_part *part)
{
    struct seen *s = user;

    if (s->count < 8)
        s->part[s->count] = *part;
    s->count++;
    strncat(s->keys, part->key, sizeof s->keys - strlen(s->keys) - 1);
    strncat(s->keys, " ", sizeof s->keys - strlen(s->keys) - 1);
    if (part->payload.len)
        assert_memory_equal(part->payload.ptr, "a\0nswer", 7);
    return s->count != s->stop_at;
}

static void test_life_of_a_part(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    struct seen seen = {0};
    enum ledger_state where;
    int64_t row = plan(l, "k1"), found;

    assert_true(ledger_sending(l, row, 6000, &e));
    assert_true(ledger_unsent(l, row, &e));
    assert_true(ledger_sending(l, row, 7000, &e));
    commit(l);
    assert_true(each_part(l, see, &seen, &e));
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.part[0].state, LEDGER_SENDING);
    assert_int_equal(seen.part[0].tries, 2);
    assert_int_equal(seen.part[0].first_try_ms, 6000);
    assert_int_equal(seen.part[0].last_try_ms, 7000);
    assert_int_equal(seen.part[0].planned_ms, 5000);
    assert_true(ledger_find_key(l, "team", "k1", &found, &where));
    assert_int_equal(found, row);
    assert_int_equal(where, LEDGER_SENDING);
    assert_false(ledger_find_key(l, "club", "k1", &found, &where));

    assert_true(ledger_confirm(l, row, "p9", 8000, &e));
    commit(l);
    /* What is settled stays so. */
    assert_true(ledger_set_aside(l, row, "late", 9000, &e));
    assert_true(ledger_sending(l, row, 9000, &e));
    assert_true(ledger_unsent(l, row, &e));
    commit(l);
    assert_int_equal(counts(l).confirmed, 1);
    assert_int_equal(counts(l).set_aside + counts(l).sending + counts(l).planned, 0);
    ledger_close(l);
}

static void test_payload_is_wiped(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    char command[256];
    struct ledger_part part = part_of("town", "m1", "k1");
    int64_t row;

    part.payload = span_of("a-very-private-answer");
    assert_true(ledger_plan(l, &part, &row, &e));
    commit(l);
    assert_true(ledger_set_aside(l, row, "edited", 8000, &e));
    commit(l);
    ledger_close(l);
    snprintf(command, sizeof command, "grep -q a-very-private %s*", p->path);
    assert_int_not_equal(system(command), 0);
}

static void test_same_key_is_refused_and_spoils_nothing(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    struct ledger_part again = part_of("town", "m1", "k1");
    int64_t row;

    plan(l, "k1");
    assert_false(ledger_plan(l, &again, &row, &e));
    assert_int_equal(e.code, ERR_STATE);
    again.connection = "club"; /* a key belongs to its connection */
    assert_true(ledger_plan(l, &again, &row, &e));
    commit(l);
    assert_int_equal(counts(l).planned, 2);
    ledger_close(l);
}

static void test_parts_in_planned_order(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    struct seen all = {0}, some = {0}, rest = {0}, one = {.stop_at = 1};
    struct ledger_part other = part_of("town", "m1", "x1");
    int64_t row, second;

    plan(l, "k1");
    other.connection = "club";
    assert_true(ledger_plan(l, &other, &row, &e));
    second = plan(l, "k2");
    plan(l, "k3");
    row = plan(l, "k4");
    assert_true(ledger_confirm(l, row, "p4", 6000, &e));
    commit(l);
    assert_true(each_part(l, see, &all, &e));
    assert_string_equal(all.keys, "k1 k2 k3 ");
    assert_true(each_part(l, see, &one, &e));
    assert_string_equal(one.keys, "k1 ");
    assert_true(ledger_parts_after(l, "team", 0, 2, see, &some, &e));
    assert_string_equal(some.keys, "k1 k2 ");
    assert_true(ledger_parts_after(l, "team", second, 10, see, &rest, &e));
    assert_string_equal(rest.keys, "k3 ");
    ledger_close(l);
}

static void test_in_thread(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    int64_t row = plan(l, "m1"); /* the thread is its source */

    assert_true(ledger_in_thread(l, "team", "town", "m1"));
    assert_false(ledger_in_thread(l, "team", "town", "m2"));
    assert_false(ledger_in_thread(l, "team", "garden", "m1"));
    assert_false(ledger_in_thread(l, "club", "town", "m1"));
    assert_false(ledger_in_thread(l, "team", "town", ""));
    assert_true(ledger_set_aside(l, row, "refused", 1, &e));
    assert_false(ledger_in_thread(l, "team", "town", "m1"));
    ledger_close(l);
}

static void test_cursors_never_go_back(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    struct ledger_cursor c = {2000, "p2"}, out;

    assert_false(ledger_cursor_get(l, "team", "town", &out));
    assert_true(ledger_cursor_set(l, "team", "town", &c, &e));
    c = (struct ledger_cursor){1000, "p1"};
    assert_true(ledger_cursor_set(l, "team", "town", &c, &e));
    commit(l);
    assert_true(ledger_cursor_get(l, "team", "town", &out));
    assert_int_equal(out.at_ms, 2000);
    assert_string_equal(out.id, "p2");
    c = (struct ledger_cursor){2000, "p3"}; /* the same millisecond */
    assert_true(ledger_cursor_set(l, "team", "town", &c, &e));
    assert_true(ledger_cursor_get(l, "team", "town", &out));
    assert_string_equal(out.id, "p3");
    assert_false(ledger_cursor_get(l, "team", "garden", &out));
    ledger_rollback(l);
    assert_true(ledger_cursor_get(l, "team", "town", &out));
    assert_string_equal(out.id, "p2");
    ledger_close(l);
}

static void test_notes(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    char out[16];
    bool more = false;

    assert_false(ledger_note_get(l, "team", "resume", out, sizeof out));
    assert_string_equal(out, "");
    assert_true(ledger_note_set(l, "team", "resume", "abc", 1000, &e));
    assert_true(ledger_note_set(l, "team", "talk/a", "t", 1000, &e));
    assert_true(ledger_note_set(l, "team", "talk/b", "t", 3000, &e));
    commit(l);
    assert_true(ledger_note_get(l, "team", "resume", out, sizeof out));
    assert_string_equal(out, "abc");
    assert_false(ledger_note_get(l, "team", "resume", out, 3)); /* does not fit */
    assert_string_equal(out, "");
    assert_false(ledger_note_get(l, "club", "resume", out, sizeof out));
    assert_true(ledger_note_prune(l, "talk/", 2000, 1000, &more, &e));
    assert_false(more);
    assert_false(ledger_note_get(l, "team", "talk/a", out, sizeof out));
    assert_true(ledger_note_get(l, "team", "talk/b", out, sizeof out));
    assert_true(ledger_note_set(l, "team", "talk/c", "t", 3001, &e));
    assert_true(ledger_note_prune(l, "talk/", 2000, 1, &more, &e)); /* the newest stays */
    assert_false(ledger_note_get(l, "team", "talk/b", out, sizeof out));
    assert_true(ledger_note_get(l, "team", "talk/c", out, sizeof out));
    assert_true(ledger_note_get(l, "team", "resume", out, sizeof out));
    assert_true(ledger_note_set(l, "team", "resume", "", 4000, &e));
    assert_false(ledger_note_get(l, "team", "resume", out, sizeof out));
    ledger_close(l);
}

static void test_file_is_private(void **state)
{
    struct place *p = *state;
    static const char *const suffix[] = {"", "-wal", ".lock"};
    struct ledger *l;

    fclose(fopen(p->path, "w")); /* as it may have been left, open for all */
    assert_int_equal(chmod(p->path, 0666), 0);
    l = open_at(p->path);
    plan(l, "k1");
    commit(l);
    for (size_t i = 0; i < 3; i++) {
        char path[128];
        struct stat st;
        snprintf(path, sizeof path, "%s%s", p->path, suffix[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    ledger_close(l);
}

static void test_in_memory(void **state)
{
    struct ledger *l = open_at(":memory:"), *second = open_at(":memory:");

    (void)state;
    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    commit(l);
    assert_int_equal(claim(second, "m1"), LEDGER_MINE);
    ledger_close(second);
    ledger_close(l);
    ledger_close(NULL);
}

/* One commit for all that a turn brought: 64 rows cost hardly more than one. */
static void test_group_commit(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);

    ask_many(l, 500, 1000);
    assert_true(ledger_dirty(l));
    commit(l);
    assert_false(ledger_dirty(l));
    commit(l); /* nothing to do */
    assert_int_equal(counts(l).questions, 500);
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_claims_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rollback_forgets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_life_of_a_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_payload_is_wiped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_same_key_is_refused_and_spoils_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parts_in_planned_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_in_thread, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cursors_never_go_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_is_private, set_up, tear_down),
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test_setup_teardown(test_group_commit, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

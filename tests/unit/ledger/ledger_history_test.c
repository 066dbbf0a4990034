/* Counts per day, questions for review, an older file made newer, and readers beside the
 * owner. */
#include "tests/unit/ledger/fixture.h"

#include <sqlite3.h>

#include "ledger/ledger_history.h"

static void tally(struct ledger *l, int64_t day, const char *name, int64_t count)
{
    const struct ledger_tally t = {day, "one", "message", name, "topic.a", count};
    struct err e = {0};

    assert_true(ledger_tally_add(l, &t, &e));
}

struct sum {
    int64_t rows, count;
};

static bool add_up(void *user, const struct ledger_tally *t)
{
    struct sum *s = user;

    s->rows++;
    s->count += t->count;
    return true;
}

static struct sum sum_of(struct ledger *l, int64_t first, int64_t last)
{
    struct sum s = {0};
    struct err e = {0};

    assert_true(ledger_tally_each(l, first, last, add_up, &s, &e));
    return s;
}

static void test_counts_add_up_by_day(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};

    tally(l, 100, "answered", 2);
    tally(l, 100, "answered", 3);
    tally(l, 100, "suggested", 1);
    tally(l, 101, "answered", 7);
    commit(l);
    assert_int_equal(sum_of(l, 100, 100).rows, 2);
    assert_int_equal(sum_of(l, 100, 100).count, 6);
    assert_int_equal(sum_of(l, 99, 101).count, 13);
    assert_true(ledger_tally_prune(l, 101, &e));
    commit(l);
    assert_int_equal(sum_of(l, 0, 1000).count, 7);
    ledger_close(l);
}

static void review(struct ledger *l, const char *source, const char *who,
                   enum ledger_review_why why, int64_t at_ms)
{
    const struct ledger_review r = {"one", why, source, who, "topic.a", "a text", at_ms};
    struct err e = {0};

    assert_true(ledger_review_add(l, &r, &e));
}

static bool count_one(void *user, const struct ledger_review *r)
{
    assert_string_equal(r->text, "a text");
    ++*(size_t *)user;
    return true;
}

static size_t reviews(struct ledger *l, int64_t since, int64_t until)
{
    size_t count = 0;
    struct err e = {0};

    assert_true(ledger_review_each(l, since, until, count_one, &count, &e));
    return count;
}

static void test_questions_for_review(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    size_t count = 0;

    review(l, "m1", "ann", REVIEW_UNANSWERED, 10);
    review(l, "m1", "ann", REVIEW_UNANSWERED, 11); /* known */
    review(l, "m1", "ann", REVIEW_DISLIKED, 12);
    review(l, "m2", "bob", REVIEW_UNANSWERED, 20);
    review(l, "m3", "bob", REVIEW_UNANSWERED, 30);
    commit(l);
    assert_int_equal(reviews(l, 0, 100), 4);
    assert_int_equal(reviews(l, 20, 30), 1);
    assert_true(ledger_review_forget(l, "two", "ann", "", &count, &e));
    assert_int_equal(count, 0);
    assert_true(ledger_review_forget(l, NULL, "ann", "", &count, &e));
    assert_int_equal(count, 2);
    assert_true(ledger_review_forget(l, "one", "", "m3", &count, &e));
    assert_int_equal(count, 1);
    commit(l);
    assert_int_equal(reviews(l, 0, 100), 1);
    ledger_close(l);
}

static void test_reviews_end_by_age_and_number(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct err e = {0};
    char id[16];

    for (int i = 0; i < 10; i++) {
        snprintf(id, sizeof id, "m%d", i);
        review(l, id, "ann", REVIEW_UNANSWERED, i);
    }
    assert_true(ledger_review_prune(l, 3, 100, &e));
    commit(l);
    assert_int_equal(reviews(l, 0, 100), 7);
    assert_true(ledger_review_prune(l, 3, 2, &e));
    commit(l);
    assert_int_equal(reviews(l, 0, 100), 2);
    assert_int_equal(reviews(l, 8, 100), 2); /* the newest */
    ledger_close(l);
}

static void test_a_file_of_version_1_is_made_newer(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    const struct ledger_question q = {"one", "room", "m1", 5};
    struct ledger_counts counts;
    struct err e = {0};
    sqlite3 *db;

    assert_int_equal(ledger_claim(l, &q, &e), LEDGER_MINE);
    commit(l);
    ledger_close(l);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "DROP TABLE tally; DROP TABLE review;"
                                  "PRAGMA user_version = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_false(ledger_open_reading(&l, p->path, &e));
    assert_non_null(strstr(e.text, "older Limber"));
    l = open_at(p->path);
    assert_true(ledger_count(l, &counts, &e));
    assert_int_equal(counts.questions, 1);
    tally(l, 1, "answered", 1);
    commit(l);
    ledger_close(l);
}

static void test_a_reader_beside_the_owner(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path), *reader;
    struct err e = {0};

    tally(l, 5, "answered", 4);
    commit(l);
    tally(l, 5, "answered", 1); /* not committed */
    assert_true(ledger_open_reading(&reader, p->path, &e));
    assert_int_equal(sum_of(reader, 5, 5).count, 4);
    commit(l);
    assert_int_equal(sum_of(reader, 5, 5).count, 5);
    const struct ledger_tally t = {5, "one", "message", "answered", "", 1};
    assert_false(ledger_tally_add(reader, &t, &e) && ledger_commit(reader, &e));
    ledger_close(reader);
    ledger_close(l);
    assert_false(ledger_open_reading(&reader, "/nowhere/limber.db", &e));
    assert_non_null(strstr(e.text, "/nowhere/limber.db"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts_add_up_by_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_questions_for_review, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reviews_end_by_age_and_number, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_of_version_1_is_made_newer, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_reader_beside_the_owner, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

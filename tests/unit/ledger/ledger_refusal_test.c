/* What the ledger refuses, and what it says then: every kind of write after one has
 * failed, files that are none of it; and where reading ends. */
#include <sqlite3.h>
#include <sys/stat.h>

#include "ledger/ledger_history.h"
#include "tests/unit/ledger/fixture.h"

/* --- after a failed write */

static bool again_plan(struct ledger *l, struct err *e)
{
    struct ledger_part part = part_of("town", "m9", "k9");
    int64_t row;
    return ledger_plan(l, &part, &row, e);
}

static bool again_claim(struct ledger *l, struct err *e)
{
    struct ledger_question q = {"team", "town", "m9", 1000};
    return ledger_claim(l, &q, e) != LEDGER_FAILED;
}

static bool again_sending(struct ledger *l, struct err *e)
{
    return ledger_sending(l, 1, 6000, e);
}

static bool again_unsent(struct ledger *l, struct err *e)
{
    return ledger_unsent(l, 1, e);
}

static bool again_confirm(struct ledger *l, struct err *e)
{
    return ledger_confirm(l, 1, "post9", 7000, e);
}

static bool again_set_aside(struct ledger *l, struct err *e)
{
    return ledger_set_aside(l, 1, "refused", 7000, e);
}

static bool again_cursor(struct ledger *l, struct err *e)
{
    struct ledger_cursor c = {9000, "m9"};
    return ledger_cursor_set(l, "team", "town", &c, e);
}

static bool again_note(struct ledger *l, struct err *e)
{
    return ledger_note_set(l, "team", "name", "value", 9000, e);
}

static bool again_note_away(struct ledger *l, struct err *e)
{
    return ledger_note_set(l, "team", "name", "", 9000, e);
}

static bool again_note_forget(struct ledger *l, struct err *e)
{
    return ledger_note_forget(l, "team", "name", "", NULL, e);
}

static bool again_note_prune(struct ledger *l, struct err *e)
{
    bool more = false;
    return ledger_note_prune(l, "name", 9000, 10, &more, e);
}

static bool again_prune(struct ledger *l, struct err *e)
{
    bool more = false;
    return ledger_prune(l, 9000, 1000, 10, &more, e);
}

static const struct ledger_tally a_tally = {9, "team", "message", "answered", "a.b", 1};

static bool again_tally(struct ledger *l, struct err *e)
{
    return ledger_tally_add(l, &a_tally, e);
}

static bool again_tally_prune(struct ledger *l, struct err *e)
{
    return ledger_tally_prune(l, 9, e);
}

static struct ledger_review review_of(const char *source)
{
    return (struct ledger_review){"team", REVIEW_UNANSWERED, source, "who",
                                  "",     "a text",          9000};
}

static bool again_review(struct ledger *l, struct err *e)
{
    struct ledger_review r = review_of("m9");
    return ledger_review_add(l, &r, e);
}

static bool again_review_forget(struct ledger *l, struct err *e)
{
    return ledger_review_forget(l, "team", "who", "", NULL, e);
}

static bool again_review_prune(struct ledger *l, struct err *e)
{
    return ledger_review_prune(l, 9000, 10, e);
}

static bool (*const again[])(struct ledger *l, struct err *e) = {
    again_plan,        again_claim,       again_sending,    again_unsent,
    again_confirm,     again_set_aside,   again_cursor,     again_note,
    again_note_away,   again_note_forget, again_note_prune, again_prune,
    again_tally,       again_tally_prune, again_review,     again_review_forget,
    again_review_prune};

static bool count_tally(void *user, const struct ledger_tally *t)
{
    (void)t;
    return ++*(int *)user < 0;
}

static bool count_review(void *user, const struct ledger_review *r)
{
    (void)r;
    return ++*(int *)user < 0;
}

static bool count_part(void *user, const struct ledger_part *part)
{
    (void)part;
    return ++*(int *)user < 0;
}

/* Nothing of a turn counts once one of its writes failed: whatever is tried after it is
 * refused with that reason, and leaves nothing. */
static void test_after_a_failed_write_each_other_is_refused(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct ledger_cursor cursor;
    char text[32];
    int rows = 0;
    sqlite3 *db;

    assert_int_equal(claim(l, "m1"), LEDGER_MINE);
    assert_int_equal(plan(l, "k1"), 1);
    commit(l);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
        struct err e = {0};
        sqlite3_exec(db,
                     "CREATE TRIGGER refuse BEFORE INSERT ON question BEGIN"
                     " SELECT RAISE(ROLLBACK, 'disk on fire'); END",
                     NULL, NULL, NULL);
        assert_int_equal(claim(l, "m2"), LEDGER_FAILED);
        sqlite3_exec(db, "DROP TRIGGER refuse", NULL, NULL, NULL);
        assert_false(again[i](l, &e));
        assert_non_null(strstr(e.text, "disk on fire"));
        assert_false(ledger_commit(l, &e));
    }
    sqlite3_close(db);
    struct ledger_counts c = counts(l);
    assert_true(c.questions == 1 && c.planned == 1 && c.sending + c.confirmed == 0);
    assert_false(ledger_cursor_get(l, "team", "town", &cursor));
    assert_false(ledger_note_get(l, "team", "name", text, sizeof text));
    struct err e = {0};
    assert_true(ledger_tally_each(l, 0, 99, count_tally, &rows, &e));
    assert_true(ledger_review_each(l, 0, 99999, count_review, &rows, &e));
    assert_int_equal(rows, 0);
    ledger_close(l);
}

/* --- where reading ends */

static void test_reading_stops_when_it_is_told_to(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    struct ledger_review first = review_of("m1"), second = review_of("m2");
    struct ledger_tally other = a_tally;
    struct err e = {0};
    int parts = 0, reviews = 0, tallies = 0;

    plan(l, "k1");
    plan(l, "k2");
    other.topic = "c.d";
    assert_true(ledger_tally_add(l, &a_tally, &e) && ledger_tally_add(l, &other, &e));
    assert_true(ledger_review_add(l, &first, &e) && ledger_review_add(l, &second, &e));
    commit(l);
    assert_true(each_part(l, count_part, &parts, &e));
    assert_true(ledger_tally_each(l, 0, 99, count_tally, &tallies, &e));
    assert_true(ledger_review_each(l, 0, 99999, count_review, &reviews, &e));
    assert_true(parts == 1 && tallies == 1 && reviews == 1);
    ledger_close(l);
}

/* A thumb on a post, or its deletion, leads back to what it answered. */
static void test_our_posts_lead_back_to_the_question(void **state)
{
    struct place *p = *state;
    struct ledger *l = open_at(p->path);
    char topic[64], channel[64], source[64], small[4];
    struct err e = {0};
    int64_t row = plan(l, "m1");

    assert_true(ledger_confirm(l, row, "post1", 7000, &e));
    commit(l);
    assert_true(ledger_topic_of(l, "team", "post1", topic, sizeof topic));
    assert_string_equal(topic, "definition.spasticity");
    assert_true(ledger_source_of(l, "team", "post1", channel, sizeof channel, source,
                                 sizeof source));
    assert_string_equal(channel, "town");
    assert_string_equal(source, "m1");
    assert_false(ledger_topic_of(l, "other", "post1", topic, sizeof topic));
    assert_false(ledger_source_of(l, "team", "post2", channel, sizeof channel, source,
                                  sizeof source));
    assert_false(ledger_topic_of(l, "team", "post1", small, sizeof small));
    assert_false(
        ledger_source_of(l, "team", "post1", small, sizeof small, source, sizeof source));
    assert_false(ledger_source_of(l, "team", "post1", channel, sizeof channel, small, 2));
    ledger_close(l);
}

/* --- files that are none */

static void refused(const char *path, enum err_code code, const char *words)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    assert_false(ledger_open(&l, path, &recovered, &e));
    assert_null(l);
    assert_int_equal(e.code, code);
    assert_non_null(strstr(e.text, words));
}

static void reading_refused(const char *path, const char *words)
{
    struct ledger *l;
    struct err e = {0};

    assert_false(ledger_open_reading(&l, path, &e));
    assert_null(l);
    assert_non_null(strstr(e.text, words));
}

static void test_paths_that_cannot_be_a_ledger(void **state)
{
    struct place *p = *state;
    char path[8192], text[128];

    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    refused(path, ERR_VALUE, "too long");
    assert_int_equal(mkdir(p->path, 0755), 0);
    refused(p->path, ERR_IO, "cannot be opened for writing");
    reading_refused(p->path, "is a folder; name the ledger's file");
    snprintf(text, sizeof text, "%s/pipe", p->dir);
    assert_int_equal(mkfifo(text, 0600), 0);
    refused(text, ERR_IO, "kept private");
    reading_refused(text, "is no file; name the ledger's file");
    snprintf(text, sizeof text, "%s/none", p->dir);
    reading_refused(text, "there is no ledger");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_after_a_failed_write_each_other_is_refused),
        TEST(test_reading_stops_when_it_is_told_to),
        TEST(test_our_posts_lead_back_to_the_question),
        TEST(test_paths_that_cannot_be_a_ledger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

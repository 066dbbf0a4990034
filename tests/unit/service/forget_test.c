/* "Forget me", whenever and wherever it is said: it is done, and leaves no text behind.
 */
#include "tests/unit/service/stored.h"
#include "tests/unit/service/talk.h"

/* With remarks of its own, "delete my data" among them. */
static int set_up_remarks(void **state)
{
    int status = set_up(state);
    struct bed *b = *state;

    if (status == 0) {
        b->room.overlay = "tests/unit/faq/steering";
        b->review_ms = 86400000;
    }
    return status;
}

static void test_it_waits_for_no_cool_down(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", false, "answered"},
        {"bob", "", "what causes spasticity?", false, "answered"},
        {"ann", "", "delete my data", false, "answered"},
        {"bob", "", "delete my data", false, "answered"},
    };

    b->room.mode = MODE_QUESTIONS;
    b->room.cooldown_ms = 600000;
    CONVERSE(b, table);
}

static bool is_in(const struct bed *b, const char *file, const char *text)
{
    char path[300], *all;
    long size;

    snprintf(path, sizeof path, "%s/%s", b->dir, file);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    size = ftell(f);
    all = calloc(1, (size_t)size + 1);
    assert_non_null(all);
    rewind(f);
    assert_int_equal(fread(all, 1, (size_t)size, f), size);
    fclose(f);
    bool found = memmem(all, (size_t)size, text, strlen(text)) != NULL;
    free(all);
    return found;
}

static bool kept_and_forgotten(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "why do purple zebras get stiff legs");
    }
    end_posts(made[0]);
    if (counts(b).confirmed == 1 && b->at < 1000) {
        assert_true(is_in(b, "l.db-wal", "purple zebras"));
        b->at = 1000;
        say(0, "m2", "delete my data");
    }
    return counts(b).confirmed == 2;
}

/* Rows are gone at once; their text must be gone from the files, too. */
static void test_no_text_stays_on_the_disk(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, kept_and_forgotten);
    assert_int_equal(kept(b).count, 0);
    assert_false(is_in(b, "l.db-wal", "purple zebras"));
    assert_false(is_in(b, "l.db", "purple zebras"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_remarks, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_it_waits_for_no_cool_down),
        TEST(test_no_text_stays_on_the_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

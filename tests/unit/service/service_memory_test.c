/* Each allocation on a question's way fails in turn: nothing crashes, and the question is
 * answered once all the same. Only builds with LIMBER_FAULTS (make SANITIZE=1) make them
 * fail; others just run through. */
#include "tests/unit/service/bed.h"

enum { MOST_FAILURES = 400 };

struct state {
    int n, said_to; /* to which instance of the platform */
    bool asked;
};
static struct state now;

static int posts(void)
{
    char key[32];
    int count = 0;

    snprintf(key, sizeof key, "room:m%d:0", now.n);
    for (int i = 0; i < made_count; i++)
        for (size_t k = 0; k < made[i]->count; k++)
            count += !made[i]->calls[k].look && strcmp(made[i]->calls[k].key, key) == 0;
    return count;
}

/* What did not fit is brought again by a new instance, as catch-up does. */
static void ask(void)
{
    char id[16];

    snprintf(id, sizeof id, "m%d", now.n);
    now.said_to = made_count;
    ready(made_count - 1);
    say(made_count - 1, id, "what is baclofen");
}

static bool fail_in_turn(struct bed *b)
{
    fflush(b->out);
    if (!strstr(b->text, "content loaded"))
        return false;
    if (!now.asked) {
        now.asked = true;
        mem_fail_after((size_t)now.n);
        ask();
        return false;
    }
    if (now.said_to != made_count)
        ask();
    for (int i = 0; i < made_count; i++)
        end_posts(made[i]);
    if (counts(b).confirmed < now.n)
        return false;
    bool all_have_failed = mem_count() < (size_t)now.n;
    mem_fail_after(0);
    assert_int_equal(posts(), 1);
    now.asked = false;
    now.n++;
    return all_have_failed;
}

static void test_each_allocation_fails(void **state)
{
    struct bed *b = *state;

    /* Where memory ran out the connection is made anew at once. Replies under way then
     * are for other tests, and would take a second each here. */
    posts_are_quick = true;
    now = (struct state){.n = 1};
    begin(b, 1);
    run(b, fail_in_turn);
    assert_int_equal(counts(b).questions, now.n - 1);
    assert_true(now.n < MOST_FAILURES);
    printf("%d allocations failed in turn\n", now.n - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_allocation_fails, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

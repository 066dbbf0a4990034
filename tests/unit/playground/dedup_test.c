/* pending_post_id: the same key gives the same post, for its lifetime. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "playground/dedup.h"

static const char post_a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char post_b[] = "bbbbbbbbbbbbbbbbbbbbbbbbbb";

static int make(void **state)
{
    *state = dedup_new(30000);
    return *state ? 0 : -1;
}

static int drop(void **state)
{
    dedup_free(*state);
    return 0;
}

static void a_key_is_known_for_its_lifetime(void **state)
{
    char id[IDENT_SIZE] = "";

    assert_int_equal(dedup_find(*state, "k", 1000, id), DEDUP_NEW);
    assert_true(dedup_put(*state, "k", post_a, 1000, 1000));
    assert_int_equal(dedup_find(*state, "k", 30999, id), DEDUP_DONE);
    assert_string_equal(id, post_a);
    assert_int_equal(dedup_find(*state, "k", 31000, id), DEDUP_NEW);
    assert_int_equal(dedup_find(*state, "other", 1000, id), DEDUP_NEW);
}

static void while_the_first_is_busy_others_wait(void **state)
{
    char id[IDENT_SIZE];

    assert_true(dedup_put(*state, "k", post_a, 1000, 3000));
    assert_int_equal(dedup_find(*state, "k", 2999, id), DEDUP_PENDING);
    assert_int_equal(dedup_find(*state, "k", 3000, id), DEDUP_DONE);
    /* The lifetime counts from the end of the work. */
    assert_int_equal(dedup_find(*state, "k", 32999, id), DEDUP_DONE);
    assert_int_equal(dedup_find(*state, "k", 33000, id), DEDUP_NEW);
}

static void no_key_is_never_a_duplicate(void **state)
{
    char id[IDENT_SIZE];

    assert_true(dedup_put(*state, "", post_a, 1000, 1000));
    assert_true(dedup_put(*state, NULL, post_a, 1000, 1000));
    assert_int_equal(dedup_find(*state, "", 1001, id), DEDUP_NEW);
    assert_int_equal(dedup_find(*state, NULL, 1001, id), DEDUP_NEW);
}

static void a_restart_forgets_and_a_new_post_replaces(void **state)
{
    char id[IDENT_SIZE];

    assert_true(dedup_put(*state, "k", post_a, 1000, 1000));
    assert_true(dedup_put(*state, "k", post_b, 2000, 2000));
    assert_int_equal(dedup_find(*state, "k", 2001, id), DEDUP_DONE);
    assert_string_equal(id, post_b);
    dedup_clear(*state);
    assert_int_equal(dedup_find(*state, "k", 2002, id), DEDUP_NEW);
}

static void the_oldest_keys_make_room(void **state)
{
    char key[24], id[IDENT_SIZE];

    for (int i = 0; i < 5000; i++) {
        (void)snprintf(key, sizeof key, "key-%d", i);
        assert_true(dedup_put(*state, key, post_a, 1000, 1000));
    }
    assert_int_equal(dedup_find(*state, "key-0", 1001, id), DEDUP_NEW);
    assert_int_equal(dedup_find(*state, "key-4999", 1001, id), DEDUP_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_is_known_for_its_lifetime, make, drop),
        cmocka_unit_test_setup_teardown(while_the_first_is_busy_others_wait, make, drop),
        cmocka_unit_test_setup_teardown(no_key_is_never_a_duplicate, make, drop),
        cmocka_unit_test_setup_teardown(a_restart_forgets_and_a_new_post_replaces, make,
                                        drop),
        cmocka_unit_test_setup_teardown(the_oldest_keys_make_room, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

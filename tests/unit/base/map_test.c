#include "unit.h"

#include "base/map.h"
#include "base/rng.h"

static int one, two;

static void test_put_get_remove(void **state)
{
    (void)state;
    struct map *m = map_new(10, 1);

    assert_null(map_get(m, span_of("a")));
    assert_false(map_remove(m, span_of("a")));
    assert_true(map_put(m, span_of("a"), &one));
    assert_true(map_put(m, span_of(""), &two));
    assert_true(map_put(m, (struct span){"a\0b", 3}, &two));
    assert_ptr_equal(map_get(m, span_of("a")), &one);
    assert_ptr_equal(map_get(m, (struct span){NULL, 0}), &two);
    assert_int_equal(map_count(m), 3);
    assert_true(map_put(m, span_of("a"), &two)); /* replaces */
    assert_int_equal(map_count(m), 3);
    assert_ptr_equal(map_get(m, span_of("a")), &two);
    assert_true(map_remove(m, span_of("a")));
    assert_null(map_get(m, span_of("a")));
    assert_ptr_equal(map_get(m, (struct span){"a\0b", 3}), &two);
    assert_false(map_put(m, span_of("x"), NULL));
    map_free(m);
    map_free(NULL);
}

static void test_keys_are_copied(void **state)
{
    (void)state;
    struct map *m = map_new(10, 1);
    char key[] = "key";

    map_put(m, span_of(key), &one);
    key[0] = 'x';
    assert_ptr_equal(map_get(m, span_of("key")), &one);
    map_free(m);
}

static void test_the_maximum(void **state)
{
    (void)state;
    struct map *m = map_new(2, 1);

    assert_true(map_put(m, span_of("a"), &one));
    assert_true(map_put(m, span_of("b"), &one));
    assert_false(map_put(m, span_of("c"), &one));
    assert_true(map_put(m, span_of("b"), &two)); /* replacing needs no room */
    assert_true(map_remove(m, span_of("a")));
    assert_true(map_put(m, span_of("c"), &one));
    map_free(m);
}

/* Against a plain array, through growth and removals. */
static void test_agrees_with_a_model(void **state)
{
    (void)state;
    enum { KEYS = 500 };
    static bool in[KEYS];
    static int value[KEYS];
    struct map *m = map_new(KEYS, 99);
    struct rng r;
    size_t count = 0;
    char key[16];

    rng_seed(&r, 5);
    for (int step = 0; step < 50000; step++) {
        size_t k = (size_t)rng_below(&r, KEYS);
        snprintf(key, sizeof key, "key-%zu", k);
        assert_ptr_equal(map_get(m, span_of(key)), in[k] ? &value[k] : NULL);
        if (rng_below(&r, 2)) {
            assert_true(map_put(m, span_of(key), &value[k]));
            count += !in[k];
            in[k] = true;
        } else {
            assert_int_equal(map_remove(m, span_of(key)), in[k]);
            count -= in[k];
            in[k] = false;
        }
        assert_int_equal(map_count(m), count);
    }
    map_free(m);
}

static bool fill(void)
{
    struct map *m = map_new(100, 3);
    bool ok = m != NULL;
    char key[16];

    for (int i = 0; m && i < 50; i++) {
        snprintf(key, sizeof key, "%d", i);
        bool put = map_put(m, span_of(key), &one);
        assert_int_equal(map_get(m, span_of(key)) != NULL, put);
        ok = put && ok;
    }
    map_free(m);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(fill);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_get_remove),
        cmocka_unit_test(test_keys_are_copied),
        cmocka_unit_test(test_the_maximum),
        cmocka_unit_test(test_agrees_with_a_model),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

static void test_size_zero_is_no_failure(void **state)
{
    (void)state;
    void *a = mem_alloc(0), *b = mem_zero(0, 8), *c = mem_resize(NULL, 0, 1);

    assert_non_null(a);
    assert_non_null(b);
    assert_non_null(c);
    mem_free(a);
    mem_free(b);
    mem_free(c);
    mem_free(NULL);
}

static void test_overflow_is_refused(void **state)
{
    (void)state;
    size_t half = SIZE_MAX / 2 + 2;
    char *p = mem_alloc(4);

    assert_null(mem_zero(half, 2));
    assert_null(mem_resize(p, half, 2)); /* p is still ours */
    assert_null(mem_copy("x", SIZE_MAX));
    mem_free(p);
}

static void test_an_array_grows_by_twice_its_room(void **state)
{
    (void)state;
    size_t room = 0;
    int *list = mem_grow(NULL, 0, &room, 3, sizeof *list), *same;

    assert_non_null(list);
    assert_int_equal(room, 3);
    list[2] = 7;
    same = mem_grow(list, 2, &room, 3, sizeof *list);
    assert_ptr_equal(same, list);
    list = mem_grow(list, 3, &room, 3, sizeof *list);
    assert_non_null(list);
    assert_int_equal(room, 6);
    assert_int_equal(list[2], 7);
    room = SIZE_MAX / 2;
    assert_null(mem_grow(list, room, &room, 3, sizeof *list)); /* list is still ours */
    assert_int_equal(room, SIZE_MAX / 2);
    mem_free(list);
}

static void test_copies(void **state)
{
    (void)state;
    char *a = mem_copy("abc\0d", 5), *b = mem_copy(NULL, 0), *c = mem_copy_text("xyz");

    assert_memory_equal(a, "abc\0d", 6);
    assert_string_equal(b, "");
    assert_string_equal(c, "xyz");
    assert_null(mem_copy_text(NULL));
    mem_free(a);
    mem_free(b);
    mem_free(c);
}

static void test_the_chosen_allocation_fails_once(void **state)
{
    (void)state;
#ifdef LIMBER_FAULTS
    mem_fail_after(2);
    char *a = mem_alloc(1), *b = mem_alloc(1), *c = mem_alloc(1);
    assert_non_null(a);
    assert_null(b);
    assert_non_null(c);
    assert_int_equal(mem_count(), 3);
    mem_fail_after(0);
    assert_int_equal(mem_count(), 0);
    mem_free(a);
    mem_free(c);
#else
    mem_fail_after(1);
    char *a = mem_alloc(1);
    assert_non_null(a);
    assert_int_equal(mem_count(), 0);
    mem_free(a);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size_zero_is_no_failure),
        cmocka_unit_test(test_overflow_is_refused),
        cmocka_unit_test(test_an_array_grows_by_twice_its_room),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_the_chosen_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/platform.h"
#include "platforms/recent.h"

static void remembers_and_forgets(void **state)
{
    struct recent *r = recent_new(3, 1);

    (void)state;
    assert_non_null(r);
    assert_true(recent_add(r, span_of("a")));
    assert_false(recent_add(r, span_of("a")));
    assert_true(recent_add(r, span_of("b")));
    assert_true(recent_add(r, span_of("c")));
    assert_true(recent_add(r, span_of("d"))); /* pushes a out */
    assert_false(recent_has(r, span_of("a")));
    assert_false(recent_add(r, span_of("b")));
    assert_true(recent_add(r, span_of("a")));
    recent_free(r);
    recent_free(NULL);
}

static void stays_bounded(void **state)
{
    struct recent *r = recent_new(64, 1);
    char id[32];

    (void)state;
    for (int i = 0; i < 10000; i++) {
        snprintf(id, sizeof id, "post%d", i);
        assert_true(recent_add(r, span_of(id)));
        assert_false(recent_add(r, span_of(id)));
        snprintf(id, sizeof id, "post%d", i - 63); /* the oldest that is kept */
        assert_int_equal(recent_has(r, span_of(id)), i >= 63);
        snprintf(id, sizeof id, "post%d", i - 64);
        assert_false(recent_has(r, span_of(id)));
    }
    recent_free(r);
}

static void odd_ids_pass(void **state)
{
    struct recent *r = recent_new(4, 1);
    char longer[200];

    (void)state;
    memset(longer, 'x', sizeof longer);
    assert_true(recent_add(r, (struct span){longer, sizeof longer}));
    assert_false(recent_add(r, (struct span){longer, sizeof longer}));
    assert_true(recent_add(r, (struct span){longer, sizeof longer - 1}));
    assert_true(recent_add(r, span_of("")));
    assert_true(recent_add(r, span_of("")));
    assert_false(recent_has(r, span_of("")));
    recent_free(r);
}

static void registry(void **state)
{
    (void)state;
    assert_non_null(platform_find("mattermost"));
    assert_null(platform_find("irc"));
    assert_null(platform_find(NULL));
    for (const char *const *name = platform_known(); *name; name++)
        assert_string_equal(platform_find(*name)->name, *name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembers_and_forgets),
        cmocka_unit_test(stays_bounded),
        cmocka_unit_test(odd_ids_pass),
        cmocka_unit_test(registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

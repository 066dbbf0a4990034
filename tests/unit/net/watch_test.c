/* Input and changed files, whichever comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/watch.h"

static const char *const suffixes[] = {".yaml", NULL};

struct place {
    char dir[64];
    struct watch *watch;
    int pipe[2];
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    struct err e = {0};

    snprintf(p->dir, sizeof p->dir, "/tmp/limber-watch-XXXXXX");
    if (!mkdtemp(p->dir) || pipe(p->pipe) != 0 || !watch_new(&p->watch, suffixes, &e))
        return -1;
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];

    watch_free(p->watch);
    close(p->pipe[0]);
    close(p->pipe[1]);
    snprintf(command, sizeof command, "rm -rf %s", p->dir);
    int status = system(command);
    free(p);
    return status;
}

static void touch(struct place *p, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", p->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static void type_something(struct place *p)
{
    assert_int_equal(write(p->pipe[1], "x", 1), 1);
}

static void test_what_changed_comes_before_input(void **state)
{
    struct place *p = *state;
    struct err e = {0};

    assert_true(watch_folder(p->watch, p->dir, &e));
    type_something(p);
    assert_int_equal(watch_wait(p->watch, p->pipe[0]), WATCH_INPUT);
    touch(p, "a.yaml");
    touch(p, "b.yaml");
    assert_int_equal(watch_wait(p->watch, p->pipe[0]), WATCH_CHANGED); /* both at once */
    assert_int_equal(watch_wait(p->watch, p->pipe[0]), WATCH_INPUT);
    touch(p, "a.yaml");
    assert_int_equal(watch_wait(p->watch, -1), WATCH_CHANGED);
}

static void test_other_files_do_not_count(void **state)
{
    struct place *p = *state;
    struct err e = {0};

    assert_true(watch_folder(p->watch, p->dir, &e));
    touch(p, ".a.yaml");
    touch(p, "a.yaml.swp");
    type_something(p);
    assert_int_equal(watch_wait(p->watch, p->pipe[0]), WATCH_INPUT);
}

static void test_a_folder_that_comes_later(void **state)
{
    struct place *p = *state;
    struct err e = {0};
    char below[96];

    snprintf(below, sizeof below, "%s/intents", p->dir);
    assert_true(watch_folder(p->watch, p->dir, &e));
    assert_true(watch_folder(p->watch, below, &e));
    assert_int_equal(mkdir(below, 0700), 0);
    assert_int_equal(watch_wait(p->watch, -1), WATCH_CHANGED);
    touch(p, "intents/a.yaml");
    assert_int_equal(watch_wait(p->watch, -1), WATCH_CHANGED);
}

static void test_a_file_always_has_input(void **state)
{
    struct place *p = *state;
    FILE *f = tmpfile();

    assert_non_null(f);
    assert_int_equal(watch_wait(p->watch, fileno(f)), WATCH_INPUT);
    fclose(f);
    close(p->pipe[1]); /* the end is input too: it can be read */
    assert_int_equal(watch_wait(p->watch, p->pipe[0]), WATCH_INPUT);
    p->pipe[1] = dup(p->pipe[0]);
}

static void test_folders_are_bounded(void **state)
{
    struct place *p = *state;
    struct err e = {0};

    for (int i = 0; i < WATCH_FOLDERS; i++)
        assert_true(watch_folder(p->watch, p->dir, &e));
    assert_false(watch_folder(p->watch, p->dir, &e));
    assert_int_equal(e.code, ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_changed_comes_before_input, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_other_files_do_not_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_folder_that_comes_later, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_always_has_input, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folders_are_bounded, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include <sys/stat.h>

#include "base/file.h"

static void test_reads_whole_files(void **state)
{
    (void)state;
    struct buf b;
    struct err e;
    char path[64];

    write_file(path, "content\n");
    buf_init(&b, 8);
    assert_true(file_read(path, &b, &e));
    assert_string_equal(b.data, "content\n");
    assert_true(file_read(path, &b, &e)); /* cleared first */
    assert_int_equal(b.len, 8);
    buf_free(&b);
    buf_init(&b, 7);
    assert_false(file_read(path, &b, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    assert_non_null(strstr(e.text, "larger than 7 bytes"));
    buf_free(&b);
    unlink(path);
    write_file(path, "");
    assert_true(file_read(path, &b, &e));
    assert_string_equal(b.data, "");
    buf_free(&b);
    unlink(path);
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    struct buf b;
    struct err e;

    buf_init(&b, 100);
    assert_false(file_read("/nonexistent/file", &b, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_string_equal(e.text,
                        "cannot open /nonexistent/file: No such file or directory");
    assert_false(file_read("/tmp", &b, &e));
    assert_string_equal(e.text, "cannot read /tmp: Is a directory");
    assert_false(file_exists("/nonexistent/file"));
    assert_true(file_exists("/tmp"));
    assert_true(file_is_dir("/tmp"));
    assert_false(file_is_dir("/dev/null"));
    buf_free(&b);
}

static void make(const char *dir, const char *name)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static void test_lists_a_folder(void **state)
{
    (void)state;
    char dir[] = "/tmp/limber-unit-XXXXXX", path[200];
    static const char *const names[] = {"b.yaml",       "a.yaml", "C.yaml",
                                        ".hidden.yaml", "x.yml",  "yaml"};
    struct file_list list;
    struct err e;

    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        make(dir, names[i]);
    snprintf(path, sizeof path, "%s/dir.yaml", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(file_list(&list, dir, ".yaml", &e));
    assert_int_equal(list.count, 3);
    assert_string_equal(strrchr(list.path[0], '/'), "/C.yaml");
    assert_string_equal(strrchr(list.path[1], '/'), "/a.yaml");
    assert_string_equal(strrchr(list.path[2], '/'), "/b.yaml");
    assert_memory_equal(list.path[0], dir, strlen(dir));
    file_list_free(&list);
    assert_true(file_list(&list, dir, ".none", &e));
    assert_int_equal(list.count, 0);
    file_list_free(&list);
    rmdir(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
    assert_false(file_list(&list, dir, ".yaml", &e));
    assert_non_null(strstr(e.text, "cannot open folder"));
    assert_null(list.path);
}

static void test_joins(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"a//", "/b", "a/b"},
        {"/", "b", "/b"},  {"", "b", "b"},     {"a/b", "c/d", "a/b/c/d"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = file_join(cases[i][0], cases[i][1]);
        assert_string_equal(path, cases[i][2]);
        mem_free(path);
    }
}

static bool read_and_list(void)
{
    struct buf b;
    struct err e;
    struct file_list list;

    buf_init(&b, 1 << 20);
    bool ok = file_read("/proc/self/status", &b, &e);
    ok = file_list(&list, "/etc", ".conf", &e) && ok;
    file_list_free(&list);
    buf_free(&b);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(read_and_list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_whole_files),
        cmocka_unit_test(test_files_that_cannot_be_read),
        cmocka_unit_test(test_lists_a_folder),
        cmocka_unit_test(test_joins),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* settings_bed.h - a folder with a configuration file, and an environment without
 * Limber's variables. */
#ifndef TESTS_UNIT_SERVICE_SETTINGS_BED_H
#define TESTS_UNIT_SERVICE_SETTINGS_BED_H

#include "service/settings.h"

#include "service/settings_channels.h"
#include "tests/unit/service/fake.h"

struct bed {
    char dir[64], path[96];
    struct settings settings;
    struct faults *faults;
    struct buf text;
};

static const char *const variables[] = {
    "LIMBER_PLATFORM", "LIMBER_URL",     "LIMBER_TOKEN",   "LIMBER_APP_TOKEN",
    "LIMBER_USER_ID",  "LIMBER_LEDGER",  "LIMBER_METRICS", "LIMBER_CHANNEL_MODE",
    "LIMBER_LOG",      "LIMBER_CATCHUP", "LIMBER_KEEP",    "CREDENTIALS_DIRECTORY"};

static inline int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);

    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    snprintf(b->dir, sizeof b->dir, "/tmp/limber-settings-XXXXXX");
    if (!mkdtemp(b->dir))
        return -1;
    snprintf(b->path, sizeof b->path, "%s/limber.yaml", b->dir);
    b->faults = faults_new();
    buf_init(&b->text, 1 << 20);
    *state = b;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bed *b = *state;
    char command[128];

    settings_free(&b->settings);
    faults_free(b->faults);
    buf_free(&b->text);
    snprintf(command, sizeof command, "rm -rf %s", b->dir);
    int status = system(command);
    free(b);
    return status;
}

static inline void write_file(struct bed *b, const char *name, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", b->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline bool load(struct bed *b, const char *yaml)
{
    if (yaml)
        write_file(b, "limber.yaml", yaml);
    bool ok = settings_load(&b->settings, yaml ? b->path : NULL, b->faults);
    faults_print(b->faults, &b->text);
    return ok;
}

static inline void said(struct bed *b, const char *part)
{
    if (!strstr(b->text.data, part))
        fail_msg("\"%s\" is not in\n%s", part, b->text.data);
}

#define SETTINGS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif

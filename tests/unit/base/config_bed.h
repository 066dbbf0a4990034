/* config_bed.h - keys of every kind, and a settings text read by them. */
#ifndef UNIT_BASE_CONFIG_BED_H
#define UNIT_BASE_CONFIG_BED_H

#include "unit.h"

#include "base/config.h"

static const char *const levels[] = {"debug", "info", "warn", "error", NULL};
static const char *const modes[] = {"mention", "questions", "off", NULL};

static const struct config_key top_keys[] = {
    {.name = "log",
     .kind = CONFIG_CHOICE,
     .fallback = "info",
     .choices = levels,
     .env = "LIMBER_LOG",
     .help = "least level that is logged"},
    {.name = "ledger",
     .kind = CONFIG_TEXT,
     .fallback = "limber.db",
     .most = 20,
     .env = "LIMBER_LEDGER"},
    {.name = "workers", .kind = CONFIG_INT, .least = 1, .most = 9, .fallback = "2"},
    {.name = "offset", .kind = CONFIG_INT},
    {.name = "catch_up",
     .kind = CONFIG_DURATION,
     .fallback = "1h",
     .least = 1000,
     .most = 86400000,
     .env = "LIMBER_CATCH_UP"},
    {.name = "languages",
     .kind = CONFIG_WORDS,
     .fallback = "en",
     .most = 3,
     .env = "LIMBER_LANGUAGES"},
    {.name = "modes", .kind = CONFIG_WORDS, .choices = modes},
};
enum { TOP = sizeof top_keys / sizeof *top_keys };

static const struct config_key connection_keys[] = {
    {.name = "name", .kind = CONFIG_TEXT, .fallback = "main"},
    {.name = "url",
     .kind = CONFIG_TEXT,
     .env = "LIMBER_URL",
     .help = "the server's address"},
    {.name = "token", .kind = CONFIG_SECRET, .env = "LIMBER_TOKEN"},
    {.name = "app_token", .kind = CONFIG_SECRET},
};
enum { CONNECTION = sizeof connection_keys / sizeof *connection_keys };

/* Everything that a test needs, made from a YAML text. */
struct bench {
    struct faults *faults;
    struct yaml *root;
    struct config *c;
    struct buf said;
};

static inline void begin(struct bench *b, const struct config_key *keys, size_t count,
                         const char *yaml)
{
    struct err e;

    b->faults = faults_new();
    assert_non_null(b->faults);
    assert_true(yaml_parse(&b->root, "t.yaml", 1, span_of(yaml), 1 << 16, b->faults));
    assert_true(config_new(&b->c, keys, count, &e));
    buf_init(&b->said, 1 << 16);
}

static const char *said(struct bench *b)
{
    buf_clear(&b->said);
    assert_true(faults_print(b->faults, &b->said));
    return b->said.data;
}

static inline void end(struct bench *b)
{
    buf_free(&b->said);
    config_free(b->c);
    yaml_free(b->root);
    faults_free(b->faults);
}

static inline void assert_says(struct bench *b, const char *part)
{
    if (!strstr(said(b), part))
        fail_msg("\"%s\" is not in:\n%s", part, b->said.data);
}

static const char *fake_get(void *user, const char *name)
{
    const char *const *pairs = user;

    for (; *pairs; pairs += 2) {
        if (strcmp(*pairs, name) == 0)
            return pairs[1];
    }
    return NULL;
}

#endif

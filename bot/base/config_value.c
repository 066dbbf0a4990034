#include "base/config_value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { TEXT_MAX = 4096, WORDS_MAX = 100, WORD_MAX = 256, SHOWN = 40 };

void config_value_free(struct config_value *v)
{
    mem_free(v->text);
    secret_free(v->secret);
    for (size_t i = 0; i < v->word_count; i++)
        mem_free(v->words[i]);
    mem_free(v->words);
    *v = (struct config_value){0};
}

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_MEMORY, "could not be read: no memory");
}

/* What a fault shows of a wrong value. */
static int shown(const char *text)
{
    return (int)utf8_fit(span_of(text), SHOWN);
}

static bool has_control(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return true;
    }
    return false;
}

static bool check_text(const struct config_key *key, const char *text, struct err *e)
{
    size_t most = key->most > 0 ? (size_t)key->most : TEXT_MAX;

    if (!*text)
        return err_set(e, ERR_VALUE, "is empty; write a value or remove the line");
    if (has_control(text) || !utf8_valid(span_of(text), NULL))
        return err_set(e, ERR_VALUE, "must be one line of plain text");
    if (strlen(text) > most)
        return err_set(e, ERR_VALUE, "must not be longer than %zu bytes", most);
    return true;
}

static bool in_bounds(const struct config_key *key, int64_t number)
{
    bool bounded = key->least != 0 || key->most != 0;

    return !bounded || (number >= key->least && number <= key->most);
}

static bool make_int(struct config_value *v, const struct config_key *key,
                     const char *text, struct err *e)
{
    char *end;

    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool whole = end != text && *end == '\0' && errno == 0 && *text != ' ';
    if (whole && in_bounds(key, number)) {
        v->number = number;
        return true;
    }
    if (key->least == 0 && key->most == 0)
        return err_set(e, ERR_VALUE, "must be a whole number, not \"%.*s\"", shown(text),
                       text);
    return err_set(e, ERR_VALUE,
                   "must be a whole number from %" PRId64 " to %" PRId64 ", not \"%.*s\"",
                   key->least, key->most, shown(text), text);
}

static const struct unit {
    const char *name;
    int64_t ms;
} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};

/* In the largest unit that says it exactly. */
static void format_duration(int64_t ms, char out[32])
{
    size_t i = sizeof units / sizeof *units - 1;

    while (i > 0 && (ms == 0 || ms % units[i].ms != 0))
        i--;
    snprintf(out, 32, "%" PRId64 "%s", ms / units[i].ms, units[i].name);
}

/* -1 when it is none. */
static int64_t parse_duration(const char *text)
{
    char *end;

    if (*text < '0' || *text > '9')
        return -1;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno)
        return -1;
    if (*end == '\0')
        return number == 0 ? 0 : -1; /* 30 of what? */
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].name) == 0)
            return number <= INT64_MAX / units[i].ms ? number * units[i].ms : -1;
    }
    return -1;
}

static bool make_duration(struct config_value *v, const struct config_key *key,
                          const char *text, struct err *e)
{
    char least[32], most[32];
    int64_t ms = parse_duration(text);

    if (ms < 0)
        return err_set(e, ERR_VALUE,
                       "must be a duration such as 250ms, 30s, 5m, 2h or 7d, not "
                       "\"%.*s\"",
                       shown(text), text);
    if (!in_bounds(key, ms)) {
        format_duration(key->least, least);
        format_duration(key->most, most);
        return err_set(e, ERR_VALUE, "must be from %s to %s, not \"%.*s\"", least, most,
                       shown(text), text);
    }
    v->number = ms;
    return true;
}

static bool find_choice(const struct config_key *key, const char *text, int64_t *index,
                        struct err *e)
{
    struct buf all;

    for (size_t i = 0; key->choices && key->choices[i]; i++) {
        if (strcmp(text, key->choices[i]) == 0) {
            *index = (int64_t)i;
            return true;
        }
    }
    buf_init(&all, 300);
    for (size_t i = 0; key->choices && key->choices[i]; i++)
        buf_format(&all, "%s%s", i ? ", " : "", key->choices[i]);
    err_set(e, ERR_VALUE, "must be one of %s, not \"%.*s\"", all.len ? all.data : "-",
            shown(text), text);
    buf_free(&all);
    return false;
}

/* Never shows any of the text. */
static bool make_secret(struct config_value *v, const char *text, struct err *e)
{
    if (secret_new(&v->secret, text, e))
        return true;
    if (e->code == ERR_MEMORY)
        return no_memory(e);
    return err_set(e, ERR_VALUE,
                   "must be one line of plain characters, at most 4096 and not empty");
}

static bool add_word(struct config_value *v, const struct config_key *key,
                     struct span word, struct err *e)
{
    int64_t index;
    size_t most = key->most > 0 ? (size_t)key->most : WORDS_MAX;

    if (v->word_count >= most)
        return err_set(e, ERR_VALUE, "must not have more than %zu entries", most);
    if (word.len == 0 || word.len > WORD_MAX)
        return err_set(e, ERR_VALUE,
                       "must not have an entry that is empty or longer than "
                       "%d bytes",
                       WORD_MAX);
    char *copy = mem_copy(word.ptr, word.len);
    if (!copy)
        return no_memory(e);
    v->words[v->word_count++] = copy; /* owned by v from here, also on failure */
    if (has_control(copy) || !utf8_valid(word, NULL))
        return err_set(e, ERR_VALUE, "must have entries of one line of plain text");
    return !key->choices || find_choice(key, copy, &index, e);
}

static bool start_words(struct config_value *v, const struct config_key *key,
                        struct err *e)
{
    size_t most = key->most > 0 ? (size_t)key->most : WORDS_MAX;

    v->words = mem_zero(most, sizeof *v->words);
    return v->words || no_memory(e);
}

bool config_value_words(struct config_value *v, const struct config_key *key,
                        const char *const *words, size_t count, struct err *e)
{
    bool ok = start_words(v, key, e);

    for (size_t i = 0; ok && i < count; i++)
        ok = add_word(v, key, span_of(words[i]), e);
    if (!ok)
        config_value_free(v);
    return ok;
}

static bool split_words(struct config_value *v, const struct config_key *key,
                        const char *text, struct err *e)
{
    static const char separators[] = ", \t\n";

    if (!start_words(v, key, e))
        return false;
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t len = strcspn(text, separators);
        if (!add_word(v, key, (struct span){text, len}, e))
            return false;
        text += len;
    }
    return true;
}

static bool make_kind(struct config_value *v, const struct config_key *key,
                      const char *text, struct err *e)
{
    switch (key->kind) {
    case CONFIG_TEXT:
        return check_text(key, text, e);
    case CONFIG_INT:
        return make_int(v, key, text, e);
    case CONFIG_CHOICE:
        return find_choice(key, text, &v->number, e);
    case CONFIG_DURATION:
        return make_duration(v, key, text, e);
    case CONFIG_SECRET:
        return make_secret(v, text, e);
    case CONFIG_WORDS:
        return split_words(v, key, text, e);
    }
    return err_set(e, ERR_BUG, "has a kind that does not exist");
}

bool config_value_make(struct config_value *v, const struct config_key *key,
                       const char *text, struct err *e)
{
    *v = (struct config_value){0};
    bool ok = make_kind(v, key, text, e);
    if (ok && key->kind != CONFIG_SECRET) {
        v->text = mem_copy_text(text);
        ok = v->text || no_memory(e);
    }
    if (!ok)
        config_value_free(v);
    return ok;
}

#include "base/config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/config_value.h"
#include "base/mem.h"

bool config_new(struct config **out, const struct config_key *keys, size_t count,
                struct err *e)
{
    *out = NULL;
    struct config *c = mem_zero(1, sizeof *c);
    if (!c)
        return err_set(e, ERR_MEMORY, "no memory for settings");
    c->keys = keys;
    c->values = mem_zero(count, sizeof *c->values);
    if (!c->values) {
        mem_free(c);
        return err_set(e, ERR_MEMORY, "no memory for settings");
    }
    c->count = count;
    for (size_t i = 0; i < count; i++) {
        struct err why;
        struct config_value fresh;
        if (!keys[i].fallback)
            continue;
        if (!config_value_make(&fresh, &keys[i], keys[i].fallback, &why)) {
            config_free(c);
            return err_set(e, why.code == ERR_MEMORY ? ERR_MEMORY : ERR_BUG,
                           "the fallback of `%s` %s", keys[i].name, why.text);
        }
        config_put(c, i, &fresh, CONFIG_FALLBACK, (struct fault_place){0});
    }
    *out = c;
    return true;
}

void config_free(struct config *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++)
        config_value_free(&c->values[i]);
    mem_free(c->values);
    mem_free(c);
}

void config_put(struct config *c, size_t i, struct config_value *fresh,
                enum config_source source, struct fault_place at)
{
    config_value_free(&c->values[i]);
    c->values[i] = *fresh;
    c->values[i].source = source;
    c->values[i].at = at;
    *fresh = (struct config_value){0};
}

bool config_put_file(struct config *c, size_t i, const char *path,
                     enum config_source source, struct fault_place at, struct err *e)
{
    struct config_value fresh = {0};

    if (!secret_read(&fresh.secret, path, e))
        return false;
    config_put(c, i, &fresh, source, at);
    return true;
}

/* The key's index, or count. */
static size_t find(const struct config *c, const char *name)
{
    size_t i = 0;

    while (i < c->count && strcmp(c->keys[i].name, name) != 0)
        i++;
    return i;
}

/* The value of a key that is set and of one of two kinds. */
static const struct config_value *value_of(const struct config *c, const char *name,
                                           enum config_kind a, enum config_kind b)
{
    size_t i = find(c, name);

    if (i == c->count || (c->keys[i].kind != a && c->keys[i].kind != b) ||
        c->values[i].source == CONFIG_UNSET)
        return NULL;
    return &c->values[i];
}

const char *config_text(const struct config *c, const char *name)
{
    const struct config_value *v = value_of(c, name, CONFIG_TEXT, CONFIG_CHOICE);

    return v ? v->text : NULL;
}

int64_t config_int(const struct config *c, const char *name)
{
    const struct config_value *v = value_of(c, name, CONFIG_INT, CONFIG_DURATION);

    return v ? v->number : 0;
}

int config_choice(const struct config *c, const char *name)
{
    const struct config_value *v = value_of(c, name, CONFIG_CHOICE, CONFIG_CHOICE);

    return v ? (int)v->number : -1;
}

const struct secret *config_secret(const struct config *c, const char *name)
{
    const struct config_value *v = value_of(c, name, CONFIG_SECRET, CONFIG_SECRET);

    return v ? v->secret : NULL;
}

size_t config_word_count(const struct config *c, const char *name)
{
    const struct config_value *v = value_of(c, name, CONFIG_WORDS, CONFIG_WORDS);

    return v ? v->word_count : 0;
}

const char *config_word(const struct config *c, const char *name, size_t i)
{
    const struct config_value *v = value_of(c, name, CONFIG_WORDS, CONFIG_WORDS);

    return v && i < v->word_count ? v->words[i] : NULL;
}

enum config_source config_source(const struct config *c, const char *name)
{
    size_t i = find(c, name);

    return i < c->count ? c->values[i].source : CONFIG_UNSET;
}

bool config_is_set(const struct config *c, const char *name)
{
    return config_source(c, name) != CONFIG_UNSET;
}

void config_fault(const struct config *c, const char *name, struct faults *faults,
                  const char *hint, const char *fmt, ...)
{
    char what[400];
    va_list args;
    size_t i = find(c, name);

    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    if (i < c->count && c->values[i].source == CONFIG_ENV)
        faults_add(faults, (struct fault_place){0}, hint, "%s %s", c->keys[i].env, what);
    else
        faults_add(faults, i < c->count ? c->values[i].at : (struct fault_place){0}, hint,
                   "`%s` %s", name, what);
}

bool config_need(const struct config *c, const char *name, struct fault_place at,
                 struct faults *faults)
{
    char hint[400];
    size_t i = find(c, name);

    if (i < c->count && c->values[i].source != CONFIG_UNSET)
        return true;
    if (i < c->count && c->values[i].refused)
        return false;
    const struct config_key *key = i < c->count ? &c->keys[i] : NULL;
    snprintf(hint, sizeof hint, "add `%s: ...`%s%s%s%s%s", name,
             key && key->kind == CONFIG_SECRET ? " or `" : "",
             key && key->kind == CONFIG_SECRET ? name : "",
             key && key->kind == CONFIG_SECRET ? "_file: ...`" : "",
             key && key->env ? ", or set " : "", key && key->env ? key->env : "");
    faults_add(faults, at, hint, "`%s` is missing%s%s", name,
               key && key->help ? ": " : "", key && key->help ? key->help : "");
    return false;
}

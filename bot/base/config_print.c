#include <string.h>

#include "base/config.h"
#include "base/config_value.h"

static void print_value(const struct config_key *key, const struct config_value *v,
                        struct buf *out)
{
    if (v->source == CONFIG_UNSET) {
        buf_text(out, "(not set)");
        return;
    }
    if (key->kind == CONFIG_SECRET) {
        buf_text(out, "(set)");
        return;
    }
    if (key->kind != CONFIG_WORDS) {
        buf_text(out, v->text);
        return;
    }
    for (size_t i = 0; i < v->word_count; i++)
        buf_format(out, "%s%s", i ? ", " : "", v->words[i]);
}

bool config_print(const struct config *c, struct buf *out)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct config_value *v = &c->values[i];
        buf_format(out, "%s: ", c->keys[i].name);
        print_value(&c->keys[i], v, out);
        if (v->source == CONFIG_FILE && v->at.file)
            buf_format(out, "  # %s:%u", v->at.file, v->at.line);
        else if (v->source == CONFIG_ENV)
            buf_format(out, "  # %s", c->keys[i].env);
        else if (v->source == CONFIG_CREDENTIAL)
            buf_text(out, "  # systemd credential");
        buf_char(out, '\n');
    }
    return !out->failed;
}

static void print_choices(const struct config_key *key, struct buf *out)
{
    for (size_t i = 0; key->choices && key->choices[i]; i++)
        buf_format(out, "%s%s", i ? ", " : "# one of: ", key->choices[i]);
    if (key->choices && key->choices[0])
        buf_char(out, '\n');
}

bool config_example(const struct config_key *keys, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct config_key *key = &keys[i];
        const char *name_end = key->kind == CONFIG_SECRET ? "_file" : "";
        if (i > 0)
            buf_char(out, '\n');
        if (key->help)
            buf_format(out, "# %s\n", key->help);
        print_choices(key, out);
        if (key->env)
            buf_format(out, "# environment: %s\n", key->env);
        buf_format(out, "%s%s%s: %s\n", key->required ? "" : "#", key->name, name_end,
                   key->fallback ? key->fallback : "...");
    }
    return !out->failed;
}

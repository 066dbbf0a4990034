/* Settings from the environment and from systemd's credentials. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/config_value.h"
#include "base/file.h"
#include "base/mem.h"

enum { NAME_MAX_LEN = 128 };

/* A variable's text; NULL when it is not set or empty: container set-ups pass on empty
 * variables for what nobody set. */
static const char *variable(const struct config_env *env, const char *name)
{
    const char *text = env ? env->get(env->user, name) : getenv(name);

    return text && *text ? text : NULL;
}

static bool put_text(struct config *c, size_t i, const char *text, struct faults *faults)
{
    struct config_value fresh;
    struct err e;

    if (!config_value_make(&fresh, &c->keys[i], text, &e)) {
        c->values[i].refused = true;
        faults_add(faults, (struct fault_place){0}, c->keys[i].help, "%s %s",
                   c->keys[i].env, e.text);
        return false;
    }
    config_put(c, i, &fresh, CONFIG_ENV, (struct fault_place){0});
    return true;
}

static bool put_file(struct config *c, size_t i, const char *path,
                     enum config_source source, const char *said_by,
                     struct faults *faults)
{
    struct err e;

    if (config_put_file(c, i, path, source, (struct fault_place){0}, &e))
        return true;
    c->values[i].refused = true;
    faults_add(faults, (struct fault_place){0}, CONFIG_FILE_HINT, "%s: %s", said_by,
               e.text);
    return false;
}

static bool read_secret(struct config *c, size_t i, const struct config_env *env,
                        struct faults *faults)
{
    char name[NAME_MAX_LEN];
    const char *text = variable(env, c->keys[i].env);

    snprintf(name, sizeof name, "%s_FILE", c->keys[i].env);
    const char *path = variable(env, name);
    if (text && path) {
        c->values[i].refused = true;
        faults_add(faults, (struct fault_place){0}, "unset one of them",
                   "both %s and %s are set", c->keys[i].env, name);
        return false;
    }
    if (path)
        return put_file(c, i, path, CONFIG_ENV, name, faults);
    return !text || put_text(c, i, text, faults);
}

bool config_read_env(struct config *c, const struct config_env *env,
                     struct faults *faults)
{
    bool ok = true;

    for (size_t i = 0; i < c->count; i++) {
        const struct config_key *key = &c->keys[i];
        if (!key->env)
            continue;
        if (key->kind == CONFIG_SECRET) {
            ok = read_secret(c, i, env, faults) && ok;
            continue;
        }
        const char *text = variable(env, key->env);
        ok = (!text || put_text(c, i, text, faults)) && ok;
    }
    return ok;
}

static bool read_credential(struct config *c, size_t i, const char *dir,
                            const char *prefix, struct faults *faults)
{
    char name[NAME_MAX_LEN];
    int len = snprintf(name, sizeof name, "%s%s", prefix, c->keys[i].name);

    /* A prefix comes from a connection's name: it may not leave the directory. */
    if (len < 0 || (size_t)len >= sizeof name || strchr(name, '/') || name[0] == '.')
        return true;
    char *path = file_join(dir, name);
    if (!path) {
        faults_add(faults, (struct fault_place){0}, NULL, "no memory to read %s", name);
        return false;
    }
    bool ok = !file_exists(path) ||
              put_file(c, i, path, CONFIG_CREDENTIAL, "credential", faults);
    mem_free(path);
    return ok;
}

bool config_read_credentials(struct config *c, const char *dir, const char *prefix,
                             struct faults *faults)
{
    bool ok = true;

    for (size_t i = 0; dir && *dir && i < c->count; i++) {
        if (c->keys[i].kind == CONFIG_SECRET && c->values[i].source == CONFIG_UNSET)
            ok = read_credential(c, i, dir, prefix, faults) && ok;
    }
    return ok;
}

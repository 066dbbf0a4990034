/* Settings from a file: a map, a list of maps, and files of secrets. */
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/config_value.h"
#include "base/file.h"
#include "base/mem.h"

#define FILE_MAX    ((size_t)256 * 1024)
#define FILE_SUFFIX "_file"

bool config_open(struct yaml **out, const char *path, struct faults *faults)
{
    struct buf text;
    struct err e;

    *out = NULL;
    buf_init(&text, FILE_MAX);
    bool ok = file_read(path, &text, &e);
    if (!ok)
        faults_add(faults, (struct fault_place){0}, NULL, "%s", e.text);
    ok = ok && yaml_parse(out, path, 1, buf_view(&text), FILE_MAX, faults);
    buf_free(&text);
    return ok;
}

/* Is `name` the secret key's name with _file behind it? */
static bool is_file_of(const struct config_key *key, const char *name)
{
    size_t len = strlen(key->name);

    return key->kind == CONFIG_SECRET && strncmp(name, key->name, len) == 0 &&
           strcmp(name + len, FILE_SUFFIX) == 0;
}

/* The names that a map may hold, NULL-ended, and the room for those with _file. */
struct names {
    const char **list;
    struct buf files;
};

static bool add_files(struct config *c, struct names *n)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->keys[i].kind == CONFIG_SECRET &&
            (!buf_text(&n->files, c->keys[i].name) ||
             !buf_add(&n->files, FILE_SUFFIX, sizeof FILE_SUFFIX)))
            return false;
    }
    return true;
}

static bool known_names(struct config *c, const char *const also[], struct names *n)
{
    size_t more = 0, at = 0;

    buf_init(&n->files, FILE_MAX);
    while (also && also[more])
        more++;
    n->list = mem_zero(2 * c->count + more + 1, sizeof *n->list);
    if (!n->list || !add_files(c, n))
        return false;
    for (size_t i = 0; i < c->count; i++)
        n->list[at++] = c->keys[i].name;
    for (size_t i = 0; i < more; i++)
        n->list[at++] = also[i];
    for (size_t from = 0; from < n->files.len; from += strlen(n->files.data + from) + 1)
        n->list[at++] = n->files.data + from;
    return true;
}

static void free_names(struct names *n)
{
    mem_free(n->list);
    buf_free(&n->files);
}

static bool complain(struct config *c, size_t i, const struct yaml *at,
                     struct faults *faults, const struct err *e)
{
    const struct config_key *key = &c->keys[i];

    c->values[i].refused = true;
    faults_add(faults, yaml_place(at), key->help, "`%s` %s", key->name, e->text);
    return false;
}

/* The texts of a list; NULL when an entry is none, or without memory. */
static const char **texts_of(const struct yaml *list)
{
    const char **texts = mem_zero(yaml_len(list), sizeof *texts);

    for (size_t i = 0; texts && i < yaml_len(list); i++) {
        texts[i] = yaml_text(yaml_item(list, i));
        if (!texts[i]) {
            mem_free(texts);
            return NULL;
        }
    }
    return texts;
}

static bool read_words(struct config *c, size_t i, const struct yaml *list,
                       struct faults *faults)
{
    struct config_value fresh = {0};
    struct err e;
    const char **texts = texts_of(list);
    bool ok = texts && config_value_words(&fresh, &c->keys[i], texts, yaml_len(list), &e);

    if (!texts)
        err_set(&e, ERR_VALUE, "must be a list of texts");
    if (ok)
        config_put(c, i, &fresh, CONFIG_FILE, yaml_place(list));
    else
        complain(c, i, list, faults, &e);
    mem_free(texts);
    return ok;
}

static bool read_value(struct config *c, size_t i, const struct yaml *n,
                       struct faults *faults)
{
    struct config_value fresh;
    struct err e;
    const char *text = yaml_text(n);

    if (c->keys[i].kind == CONFIG_WORDS && yaml_kind(n) == YAML_LIST)
        return read_words(c, i, n, faults);
    if (!text)
        err_set(&e, ERR_VALUE, "must be %s, not a %s",
                c->keys[i].kind == CONFIG_WORDS ? "a list of texts" : "one value",
                yaml_kind(n) == YAML_LIST ? "list" : "map");
    else if (*text == '\0' && !yaml_quoted(n))
        err_set(&e, ERR_VALUE, "has no value; write one or remove the line");
    else if (config_value_make(&fresh, &c->keys[i], text, &e)) {
        config_put(c, i, &fresh, CONFIG_FILE, yaml_place(n));
        return true;
    }
    return complain(c, i, n, faults, &e);
}

/* The path of a file named in a configuration file: relative to that file's folder. */
static char *path_beside(const char *file, const char *path)
{
    const char *slash = file ? strrchr(file, '/') : NULL;

    if (path[0] == '/' || !slash)
        return mem_copy_text(path);
    char *dir = mem_copy(file, (size_t)(slash - file) + 1);
    char *joined = dir ? file_join(dir, path) : NULL;
    mem_free(dir);
    return joined;
}

/* A service's user need not be able to read the file itself: systemd hands it over as a
 * credential, which it names after the path, with "_" for "/" (systemd.exec(5),
 * LoadCredential). NULL: there is none. */
static char *credential_of(const char *path)
{
    const char *dir = getenv("CREDENTIALS_DIRECTORY");

    if (!dir || !*dir || path[0] == '/' || path[0] == '.')
        return NULL;
    char *name = mem_copy_text(path);
    for (char *at = name; at && *at; at++)
        if (*at == '/')
            *at = '_';
    char *full = name ? file_join(dir, name) : NULL;
    mem_free(name);
    if (full && file_exists(full))
        return full;
    mem_free(full);
    return NULL;
}

static bool read_secret_file(struct config *c, size_t i, const struct yaml *map,
                             const struct yaml *n, struct faults *faults)
{
    struct err e;
    const char *text = yaml_text(n);
    const char *name = c->keys[i].name;

    c->values[i].refused = true; /* until it is read: a fresh value is none that was */
    if (yaml_get(map, name)) {
        faults_add(faults, yaml_place(n), "remove one of them",
                   "both `%s` and `%s" FILE_SUFFIX "` are given", name, name);
        return false;
    }
    if (!text || *text == '\0') {
        faults_add(faults, yaml_place(n), NULL, "`%s" FILE_SUFFIX "` must be a path",
                   name);
        return false;
    }
    char *path = credential_of(text);
    enum config_source source = path ? CONFIG_CREDENTIAL : CONFIG_FILE;
    if (!path)
        path = path_beside(yaml_place(n).file, text);
    bool ok = path ? config_put_file(c, i, path, source, yaml_place(n), &e)
                   : err_set(&e, ERR_MEMORY, "no memory for a path");
    mem_free(path);
    if (!ok)
        faults_add(faults, yaml_place(n), CONFIG_FILE_HINT, "`%s" FILE_SUFFIX "`: %s",
                   name, e.text);
    return ok;
}

static bool read_entry(struct config *c, const struct yaml *map, size_t at,
                       struct faults *faults)
{
    const char *name = yaml_text(yaml_key(map, at));
    const struct yaml *n = yaml_item(map, at);

    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->keys[i].name, name) == 0)
            return read_value(c, i, n, faults);
        if (is_file_of(&c->keys[i], name))
            return read_secret_file(c, i, map, n, faults);
    }
    return true; /* of `also`, or already refused as unknown */
}

bool config_read(struct config *c, const struct yaml *map, const char *const also[],
                 struct faults *faults)
{
    struct names names;
    bool ok = known_names(c, also, &names);
    size_t before = faults_count(faults);

    if (ok)
        yaml_only_keys(map, names.list, faults);
    else
        faults_add(faults, yaml_place(map), NULL, "no memory to read the settings");
    for (size_t i = 0; ok && yaml_kind(map) == YAML_MAP && i < yaml_len(map); i++)
        read_entry(c, map, i, faults);
    free_names(&names);
    return faults_count(faults) == before;
}

static bool is_taken(const struct config_list *list, const char *unique, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *other = config_text(list->item[i], unique);
        if (other && strcmp(other, text) == 0)
            return true;
    }
    return false;
}

static bool read_item(struct config_list *out, const struct config_table *table,
                      const struct yaml *map, struct faults *faults)
{
    const char *unique = table->unique;
    struct config *c;
    struct err e;

    if (!config_new(&c, table->keys, table->count, &e)) {
        faults_add(faults, yaml_place(map), NULL, "%s", e.text);
        return false;
    }
    bool ok = config_read(c, map, table->also, faults);
    const char *text = unique ? config_text(c, unique) : NULL;
    if (text && is_taken(out, unique, text)) {
        config_fault(c, unique, faults, "give each entry its own",
                     "is \"%s\" in two entries", text);
        ok = false;
    }
    out->item[out->count++] = c;
    return ok;
}

bool config_read_list(struct config_list *out, const struct config_table *table,
                      const struct yaml *list, struct faults *faults)
{
    *out = (struct config_list){0};
    if (!list)
        return true;
    if (yaml_kind(list) != YAML_LIST) {
        faults_add(faults, yaml_place(list), "write `- ` before each entry",
                   "a list is expected here");
        return false;
    }
    if (yaml_len(list) > table->most) {
        faults_add(faults, yaml_place(list), NULL, "more than %zu entries", table->most);
        return false;
    }
    out->item = mem_zero(yaml_len(list), sizeof(struct config *));
    if (!out->item) {
        faults_add(faults, yaml_place(list), NULL, "no memory to read the list");
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < yaml_len(list); i++) {
        if (!read_item(out, table, yaml_item(list, i), faults))
            ok = false;
    }
    return ok;
}

void config_list_free(struct config_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        config_free(list->item[i]);
    mem_free(list->item);
    *list = (struct config_list){0};
}

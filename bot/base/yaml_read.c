/* What callers ask of a parsed tree; yaml.c parses. */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/yaml.h"
#include "base/yaml_node.h"

enum yaml_kind yaml_kind(const struct yaml *n)
{
    return n->kind;
}

struct fault_place yaml_place(const struct yaml *n)
{
    return n ? n->at : (struct fault_place){0};
}

size_t yaml_len(const struct yaml *n)
{
    return n ? n->count : 0;
}

const struct yaml *yaml_item(const struct yaml *n, size_t i)
{
    return n && i < n->count ? n->items[i] : NULL;
}

const struct yaml *yaml_key(const struct yaml *map, size_t i)
{
    return map && map->kind == YAML_MAP && i < map->count ? map->keys[i] : NULL;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return map->items[i];
    return NULL;
}

const char *yaml_text(const struct yaml *n)
{
    return n && n->kind == YAML_TEXT ? n->text : NULL;
}

bool yaml_quoted(const struct yaml *n)
{
    return n && n->quoted;
}

const char *yaml_opt_text(const struct yaml *map, const char *key, const char *fallback,
                          struct faults *faults)
{
    const struct yaml *n = yaml_get(map, key);

    if (n && !yaml_text(n))
        faults_add(faults, yaml_place(n), "write a text behind the colon",
                   "`%s` must be a text, not a %s", key,
                   n->kind == YAML_LIST ? "list" : "map");
    return yaml_text(n) ? yaml_text(n) : fallback;
}

const char *yaml_need_text(const struct yaml *map, const char *key, struct faults *faults)
{
    char hint[100];

    if (!yaml_get(map, key)) {
        snprintf(hint, sizeof hint, "add a line `%s: ...`", key);
        faults_add(faults, yaml_place(map), hint, "`%s` is missing", key);
        return NULL;
    }
    return yaml_opt_text(map, key, NULL, faults);
}

bool yaml_opt_bool(const struct yaml *map, const char *key, bool fallback,
                   struct faults *faults)
{
    const char *text = yaml_opt_text(map, key, NULL, faults);

    if (!text)
        return fallback;
    if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0)
        return true;
    if (strcmp(text, "no") != 0 && strcmp(text, "false") != 0)
        faults_add(faults, yaml_place(yaml_get(map, key)), "write yes or no",
                   "`%s` must be yes or no, not \"%s\"", key, text);
    return false;
}

const struct yaml *yaml_opt_list(const struct yaml *map, const char *key,
                                 struct faults *faults)
{
    const struct yaml *n = yaml_get(map, key);

    if (n && n->kind != YAML_LIST) {
        faults_add(faults, yaml_place(n), "write `- ` before each entry, or [a, b]",
                   "`%s` must be a list", key);
        return NULL;
    }
    return n;
}

void yaml_only_keys(const struct yaml *map, const char *const known[],
                    struct faults *faults)
{
    if (map->kind != YAML_MAP) {
        faults_add(faults, yaml_place(map), "write `key: value` lines",
                   "a map is expected here");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        bool found = false;
        char hint[300];
        for (size_t k = 0; known[k] && !found; k++)
            found = strcmp(known[k], map->keys[i]->text) == 0;
        if (found)
            continue;
        nearest_hint(hint, sizeof hint, map->keys[i]->text, known);
        faults_add(faults, map->keys[i]->at, hint, "unknown key `%s`",
                   map->keys[i]->text);
    }
}

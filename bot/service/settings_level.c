#include "service/settings_level.h"

#include <string.h>

static bool knows(const struct settings_level *level, const char *name)
{
    for (size_t i = 0; i < level->count; i++) {
        const struct config_key *key = &level->keys[i];
        size_t len = strlen(key->name);

        if (strncmp(name, key->name, len) == 0 &&
            (!name[len] ||
             (key->kind == CONFIG_SECRET && strcmp(name + len, "_file") == 0)))
            return true;
    }
    return strcmp(name, level->list) == 0;
}

void settings_tell_misplaced(const struct yaml *map, const struct settings_level *here,
                             const struct settings_level *other, const char **also,
                             struct faults *faults)
{
    size_t told = 0;

    while (*also)
        also++;
    for (size_t i = 0; told < SETTINGS_MISPLACED_MOST && yaml_key(map, i); i++) {
        const char *name = yaml_text(yaml_key(map, i));

        if (knows(here, name) || !knows(other, name))
            continue;
        faults_add(faults, yaml_place(yaml_key(map, i)), other->where,
                   "`%s` does not belong here", name);
        also[told++] = name;
        also[told] = NULL;
    }
}

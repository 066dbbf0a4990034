#include "base/json_unique.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { SMALL = 16, NAME_SHOWN = 60 };

struct names {
    const char **list;
    size_t count, room;
};

static bool duplicate(const char *name, struct err *e)
{
    int shown = (int)utf8_fit(span_of(name), NAME_SHOWN);

    return err_set(e, ERR_SYNTAX, "the name \"%.*s\" stands twice in one object", shown,
                   name);
}

static bool add(struct names *n, const char *name, struct err *e)
{
    const char **list = mem_grow(n->list, n->count, &n->room, SMALL, sizeof *list);

    if (!list)
        return err_set(e, ERR_MEMORY, "no memory to check JSON");
    n->list = list;
    n->list[n->count++] = name;
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Most objects are small: compare all pairs; sort only what is wider. */
static bool check(struct names *n, struct err *e)
{
    if (n->count <= SMALL) {
        for (size_t i = 1; i < n->count; i++)
            for (size_t k = 0; k < i; k++)
                if (strcmp(n->list[i], n->list[k]) == 0)
                    return duplicate(n->list[i], e);
        return true;
    }
    qsort(n->list, n->count, sizeof *n->list, by_text);
    for (size_t i = 1; i < n->count; i++) {
        if (strcmp(n->list[i - 1], n->list[i]) == 0)
            return duplicate(n->list[i], e);
    }
    return true;
}

static bool check_object(struct names *n, const cJSON *object, struct err *e)
{
    n->count = 0;
    for (const cJSON *member = object->child; member; member = member->next) {
        if (!add(n, member->string, e))
            return false;
    }
    return check(n, e);
}

bool json_unique(const cJSON *root, struct err *e)
{
    const cJSON *open[JSON_DEPTH + 1]; /* json_scan has bounded the depth */
    size_t depth = 0;
    struct names names = {0};
    const cJSON *at = root;
    bool ok = true;

    while (ok && at) {
        if (cJSON_IsObject(at))
            ok = check_object(&names, at, e);
        if (at->child) {
            open[depth++] = at;
            at = at->child;
            continue;
        }
        while (depth > 0 && !at->next)
            at = open[--depth];
        at = depth > 0 ? at->next : NULL;
    }
    mem_free(names.list);
    return ok;
}

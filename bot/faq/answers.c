#include "faq/answers.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "faq/answer_read.h"

#define ANSWERS_MAX 70000
#define TEXTS_MAX   1000

enum { FRAGMENT_NAME = 128 };

/* --- shared texts
 * --------------------------------------------------------------------------- */

/* Takes value. A later one (the overlay's) replaces. */
static bool own_text(struct answers *set, const char *name, char *value)
{
    char **owned = mem_resize(set->owned, set->owned_count + 1, sizeof *owned);
    if (!owned || !value) {
        mem_free(value);
        set->owned = owned ? owned : set->owned;
        return false;
    }
    set->owned = owned;
    owned[set->owned_count++] = value;
    return map_put(set->texts, span_of(name), value);
}

static bool is_plain_text(const char *path, struct span text, struct faults *faults)
{
    if (!answer_text(path, 1, text, faults))
        return false;
    if (!span_starts(text, "\xEF\xBB\xBF"))
        return true;
    faults_add(faults, (struct fault_place){path, 1, 1},
               "save the file as UTF-8 without a byte order mark",
               "a byte order mark stands before the text");
    return false;
}

static void load_fragment(struct answers *set, const char *path, struct faults *faults)
{
    struct buf text;
    struct err e = {0};
    char name[FRAGMENT_NAME];
    const char *base = strrchr(path, '/') + 1;

    buf_init(&text, ANSWER_FILE_MAX);
    snprintf(name, sizeof name, "> %.*s", (int)(strlen(base) - 3), base);
    if (!file_read(path, &text, &e)) {
        faults_add(faults, (struct fault_place){path, 0, 0}, NULL, "%s", e.text);
    } else if (is_plain_text(path, buf_view(&text), faults)) {
        struct span body = span_trim(buf_view(&text));
        if (!own_text(set, name, mem_copy(body.ptr, body.len)))
            faults_no_memory(faults, (struct fault_place){path, 0, 0});
    }
    buf_free(&text);
}

static bool is_map(const struct yaml *root, struct faults *faults)
{
    if (yaml_kind(root) != YAML_MAP)
        faults_add(faults, yaml_place(root), "write `name: what is said` lines",
                   "local facts must be a map");
    return yaml_kind(root) == YAML_MAP;
}

static void load_locals(struct answers *set, const char *path, struct faults *faults)
{
    struct buf text;
    struct yaml *map = NULL;
    struct err e = {0};

    buf_init(&text, ANSWER_FILE_MAX);
    if (!file_read(path, &text, &e))
        faults_add(faults, (struct fault_place){path, 0, 0}, NULL, "%s", e.text);
    else if (yaml_parse(&map, path, 1, buf_view(&text), ANSWER_FILE_MAX, faults) &&
             is_map(map, faults))
        for (size_t i = 0; i < yaml_len(map); i++) {
            const char *value = yaml_text(yaml_item(map, i));
            if (!value)
                faults_add(faults, yaml_place(yaml_item(map, i)), NULL,
                           "a local fact must be a text");
            else if (!own_text(set, yaml_text(yaml_key(map, i)), mem_copy_text(value)))
                faults_no_memory(faults, yaml_place(yaml_item(map, i)));
        }
    yaml_free(map);
    buf_free(&text);
}

/* --- answers
 * -------------------------------------------------------------------------------- */

/* Map values are index + 1, since NULL means absent. */
static struct answer *find(const struct answers *set, struct span topic)
{
    uintptr_t value = (uintptr_t)map_get(set->by_topic, topic);
    return value ? &set->list[value - 1] : NULL;
}

static void add_answer(struct answers *set, size_t *room, struct answer *a,
                       struct faults *faults)
{
    struct answer *old = find(set, span_of(a->topic));

    if (old) {
        answer_free(old);
        *old = *a;
        return;
    }
    struct answer *list = set->count < ANSWERS_MAX
                              ? mem_grow(set->list, set->count, room, 256, sizeof *list)
                              : NULL;
    if (list)
        set->list = list;
    if (!list ||
        !map_put(set->by_topic, span_of(a->topic), (void *)(uintptr_t)(set->count + 1))) {
        faults_add(faults, a->at, NULL, "no room for more answers");
        answer_free(a);
        return;
    }
    set->list[set->count++] = *a;
}

/* False when dir has nothing in that language. */
static bool load_folder(struct answers *set, size_t which, const char *dir,
                        const char *language, size_t *room, struct faults *faults)
{
    bool found = true;
    char *folder = file_join(dir, language);
    char *fragments = folder ? file_join(folder, "fragments") : NULL;
    char *locals = folder ? file_join(folder, "locals.yaml") : NULL;
    struct err e = {0};

    if (!locals || !fragments) {
        faults_no_memory(faults, (struct fault_place){dir, 0, 0});
        goto out;
    }
    found = file_is_dir(folder);
    if (!found)
        goto out;
    if (file_is_dir(fragments) &&
        !file_list(&set->fragments[which], fragments, ".md", &e))
        faults_add(faults, (struct fault_place){fragments, 0, 0}, NULL, "%s", e.text);
    else
        for (size_t i = 0; i < set->fragments[which].count; i++)
            load_fragment(set, set->fragments[which].path[i], faults);
    if (file_exists(locals))
        load_locals(set, locals, faults);
    if (!file_list(&set->files[which], folder, ".md", &e))
        faults_add(faults, (struct fault_place){dir, 0, 0}, NULL, "%s", e.text);
    for (size_t i = 0; i < set->files[which].count; i++) {
        struct answer a;
        if (answer_read(&a, set->files[which].path[i], faults))
            add_answer(set, room, &a, faults);
        else
            answer_free(&a);
    }
out:
    mem_free(locals);
    mem_free(fragments);
    mem_free(folder);
    return found;
}

bool answers_load(struct answers *out, const char *dir, const char *overlay,
                  const char *language, struct faults *faults)
{
    size_t room = 0, before = faults_count(faults);

    *out = (struct answers){.by_topic = map_new(ANSWERS_MAX, 2),
                            .texts = map_new(TEXTS_MAX, 3)};
    if (!out->by_topic || !out->texts) {
        faults_no_memory(faults, (struct fault_place){dir, 0, 0});
        return false;
    }
    bool found = load_folder(out, 0, dir, language, &room, faults);
    if (overlay)
        found = load_folder(out, 1, overlay, language, &room, faults) || found;
    if (!found)
        faults_add(faults, (struct fault_place){dir, 0, 0},
                   "name the folder that holds intents/ and responses/ with --content",
                   "no folder %s with answers", language);
    return faults_count(faults) == before;
}

void answers_free(struct answers *set)
{
    for (size_t i = 0; i < set->count; i++)
        answer_free(&set->list[i]);
    for (size_t i = 0; i < set->owned_count; i++)
        mem_free(set->owned[i]);
    mem_free(set->list);
    mem_free(set->owned);
    map_free(set->by_topic);
    map_free(set->texts);
    for (size_t i = 0; i < 2; i++) {
        file_list_free(&set->files[i]);
        file_list_free(&set->fragments[i]);
    }
    *set = (struct answers){0};
}

const struct answer *answers_find(const struct answers *set, struct span topic)
{
    return find(set, topic);
}

const char *answers_fragment(const struct answers *set, const char *name)
{
    char key[FRAGMENT_NAME];

    snprintf(key, sizeof key, "> %s", name);
    return map_get(set->texts, span_of(key));
}

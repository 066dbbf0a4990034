#include "faq/intents.h"

#include <string.h>

#include "base/mem.h"
#include "base/yaml.h"
#include "faq/intent_read.h"

#define FILE_MAX    ((size_t)4 * 1024 * 1024)
#define INTENTS_MAX 65000

struct loader {
    struct intents *set;
    struct faults *faults;
    size_t room;   /* of set->list */
    size_t folder; /* being read */
    struct file_list files[INTENTS_FOLDERS];
    struct yaml **roots[INTENTS_FOLDERS];
};

/* Map values are index + 1, since NULL means absent. */
int intents_find(const struct intents *set, struct span id)
{
    uintptr_t value = (uintptr_t)map_get(set->by_id, id);
    return (int)value - 1;
}

static bool room_for_one(struct loader *l)
{
    struct intent *list =
        mem_grow(l->set->list, l->set->count, &l->room, 128, sizeof *list);

    if (list)
        l->set->list = list;
    return list != NULL;
}

static bool of_this_folder(const struct loader *l, const struct intent *in)
{
    const struct file_list *files = &l->files[l->folder];

    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->path[i], in->at.file) == 0)
            return true;
    return false;
}

/* An id given twice in one folder is a mistake; an overlay's replaces ours. Takes `in`.
 */
static void add_intent(struct loader *l, struct intent *in)
{
    int old = intents_find(l->set, span_of(in->id));

    if (old >= 0 && of_this_folder(l, &l->set->list[old])) {
        struct fault_place first = l->set->list[old].at;
        faults_add(l->faults, in->at, "join the two, or rename one",
                   "intent %s is also at %s:%u", in->id, first.file, first.line);
        intent_free(in);
        return;
    }
    if (old >= 0) {
        intent_free(&l->set->list[old]);
        l->set->list[old] = *in;
        return;
    }
    if (l->set->count >= INTENTS_MAX || !room_for_one(l) ||
        !map_put(l->set->by_id, span_of(in->id),
                 (void *)(uintptr_t)(l->set->count + 1))) {
        faults_add(l->faults, in->at, NULL, "no room for intent %s", in->id);
        intent_free(in);
        return;
    }
    l->set->list[l->set->count++] = *in;
}

static bool read_file(struct yaml **root, const char *path, struct faults *faults)
{
    struct buf text;
    struct err e = {0};
    bool ok = false;

    buf_init(&text, FILE_MAX);
    if (file_read(path, &text, &e))
        ok = yaml_parse(root, path, 1, buf_view(&text), FILE_MAX, faults);
    else
        faults_add(faults, (struct fault_place){path, 0, 0}, NULL, "%s", e.text);
    buf_free(&text);
    return ok;
}

/* Parses every file of a folder and gives its concepts to the lexicon. */
static void read_folder(struct loader *l, size_t folder, const char *dir)
{
    static const char *const keys[] = {"concepts", "rewrites", "intents", "quiet", NULL};
    struct file_list *files = &l->files[folder];
    struct err e = {0};

    if (!file_list(files, dir, ".yaml", &e)) {
        faults_add(l->faults, (struct fault_place){dir, 0, 0},
                   "name the folder that holds intents/ and responses/ with --content",
                   "%s", e.text);
        return;
    }
    l->roots[folder] = mem_zero(files->count + 1, sizeof *l->roots[folder]);
    if (!l->roots[folder])
        faults_no_memory(l->faults, (struct fault_place){dir, 0, 0});
    for (size_t i = 0; l->roots[folder] && i < files->count; i++) {
        struct yaml **root = &l->roots[folder][i];
        if (!read_file(root, files->path[i], l->faults))
            continue;
        yaml_only_keys(*root, keys, l->faults);
        lexicon_add(l->set->lexicon, *root, l->faults);
    }
}

static void read_common_words(struct loader *l, const char *dir)
{
    char *path = file_join(dir, "common-words.txt");
    struct buf text;
    struct err e = {0};

    buf_init(&text, FILE_MAX);
    if (!path)
        faults_no_memory(l->faults, (struct fault_place){dir, 0, 0});
    else if (file_exists(path) &&
             (!file_read(path, &text, &e) ||
              !lexicon_add_common(l->set->lexicon, buf_view(&text), &e)))
        faults_add(l->faults, (struct fault_place){path, 0, 0}, NULL, "%s", e.text);
    buf_free(&text);
    mem_free(path);
}

static void add_quiet(struct loader *l, const struct yaml *root)
{
    struct intent_rule *more, *all;
    size_t count;

    intent_read_rules(&more, &count, root, "quiet", l->set->lexicon, l->faults);
    all = mem_resize(l->set->quiet, l->set->quiet_count + count + 1, sizeof *all);
    if (!all) {
        faults_no_memory(l->faults, yaml_place(root));
        intent_free_rules(more, count);
        return;
    }
    if (count)
        memcpy(all + l->set->quiet_count, more, count * sizeof *more);
    l->set->quiet = all;
    l->set->quiet_count += count;
    mem_free(more);
}

static void compile_folder(struct loader *l, size_t folder)
{
    l->folder = folder;
    for (size_t i = 0; l->roots[folder] && i < l->files[folder].count; i++) {
        const struct yaml *root = l->roots[folder][i];
        const struct yaml *list = root ? yaml_opt_list(root, "intents", l->faults) : NULL;
        for (size_t k = 0; list && k < yaml_len(list); k++) {
            struct intent in;
            if (intent_read(&in, yaml_item(list, k), l->set->lexicon, l->faults))
                add_intent(l, &in);
            else
                intent_free(&in);
        }
        if (root)
            add_quiet(l, root);
    }
}

/* Places in faults and intents point at file names: the set keeps them. */
static void close_folder(struct loader *l, size_t folder)
{
    for (size_t i = 0; l->roots[folder] && i < l->files[folder].count; i++)
        yaml_free(l->roots[folder][i]);
    mem_free(l->roots[folder]);
    l->set->files[folder] = l->files[folder];
}

bool intents_load(struct intents *out, const char *dir, const char *overlay, bool english,
                  struct faults *faults)
{
    struct loader l = {.set = out, .faults = faults};
    size_t before = faults_count(faults);

    *out = (struct intents){.lexicon = lexicon_new(english),
                            .by_id = map_new(INTENTS_MAX, 1)};
    if (!out->lexicon || !out->by_id) {
        faults_no_memory(faults, (struct fault_place){dir, 0, 0});
        intents_free(out);
        return false;
    }
    read_common_words(&l, dir);
    read_folder(&l, 0, dir);
    if (overlay)
        read_folder(&l, 1, overlay);
    if (lexicon_finish(out->lexicon, faults)) {
        compile_folder(&l, 0);
        compile_folder(&l, 1);
    }
    close_folder(&l, 0);
    close_folder(&l, 1);
    if (faults_count(faults) == before)
        return true;
    intents_free(out);
    return false;
}

void intents_free(struct intents *set)
{
    for (size_t i = 0; i < set->count; i++)
        intent_free(&set->list[i]);
    mem_free(set->list);
    intent_free_rules(set->quiet, set->quiet_count);
    lexicon_free(set->lexicon);
    map_free(set->by_id);
    for (size_t i = 0; i < INTENTS_FOLDERS; i++)
        file_list_free(&set->files[i]);
    *set = (struct intents){0};
}

/* groups_read.c - groups.yaml: which topics stand in which group, in which order. */
#include <stdio.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "faq/groups_inside.h"

#define TITLE_MOST 75 /* characters: Slack's buttons hold no more */

struct reading {
    struct groups *g;
    bool *placed; /* by intent: some group has it */
    struct faults *faults;
};

static bool no_memory(const struct reading *r)
{
    return faults_no_memory(r->faults, (struct fault_place){r->g->file.path, 0, 0});
}

/* --- the topics of a group --- */

static bool add_topic(struct reading *r, struct group *group, uint32_t intent)
{
    for (size_t i = 0; i < group->topic_count; i++)
        if (group->topics[i] == intent)
            return true;
    if (group->topic_count == GROUP_TOPICS_MOST)
        return true;
    uint32_t *grown =
        mem_resize(group->topics, group->topic_count + 1, sizeof *group->topics);
    if (!grown)
        return no_memory(r);
    group->topics = grown;
    group->topics[group->topic_count++] = intent;
    return true;
}

static bool note_unknown(struct reading *r, const char *topic, const struct yaml *at)
{
    struct groups *g = r->g;
    struct group_unknown *grown =
        mem_resize(g->unknown, g->unknown_count + 1, sizeof *g->unknown);

    g->unknown = grown ? grown : g->unknown;
    char *copy = grown ? mem_copy_text(topic) : NULL;
    if (!copy)
        return no_memory(r);
    g->unknown[g->unknown_count++] = (struct group_unknown){copy, yaml_place(at)};
    return true;
}

/* What an entry of `topics` names. */
enum entry { ENTRY_TOPIC, ENTRY_BEGINNING, ENTRY_REST };

static enum entry entry_of(struct span text)
{
    if (span_is(text, "*"))
        return ENTRY_REST;
    return text.len > 1 && text.ptr[text.len - 1] == '*' ? ENTRY_BEGINNING : ENTRY_TOPIC;
}

/* "*" is what nobody named, but for alarms, refusals and the bot itself. */
static bool in_rest(const struct groups *g, size_t intent)
{
    return g->set->list[intent].priority == INTENT_NORMAL &&
           g->answer_of[intent]->source_count > 0;
}

static bool matches(const struct groups *g, enum entry kind, struct span text, size_t i)
{
    const char *id = g->set->list[i].id;

    return kind == ENTRY_REST ? in_rest(g, i) : strncmp(id, text.ptr, text.len - 1) == 0;
}

static bool add_entry(struct reading *r, struct group *group, const struct yaml *item,
                      enum entry wanted)
{
    struct groups *g = r->g;
    struct span text = span_of(yaml_text(item));
    bool ok = true;

    if (!text.len || entry_of(text) != wanted)
        return true;
    if (wanted == ENTRY_TOPIC) {
        int intent = intents_find(g->set, text);
        if (intent < 0)
            return note_unknown(r, text.ptr, item);
        r->placed[intent] = true;
        return add_topic(r, group, (uint32_t)intent);
    }
    for (size_t i = 0; ok && i < g->set->count; i++)
        if (!r->placed[i] && matches(g, wanted, text, i)) {
            r->placed[i] = true;
            ok = add_topic(r, group, (uint32_t)i);
        }
    return ok;
}

/* Single topics are placed before beginnings of ids, and these before the rest. */
static bool add_topics(struct reading *r, const struct yaml *list, enum entry wanted)
{
    bool ok = true;

    for (size_t i = 0; ok && i < r->g->count; i++) {
        const struct yaml *topics = yaml_get(yaml_item(list, i), "topics");
        for (size_t k = 0; ok && topics && k < yaml_len(topics); k++)
            ok = add_entry(r, &r->g->list[i], yaml_item(topics, k), wanted);
    }
    return ok;
}

/* --- a group --- */

static bool read_names(struct reading *r, struct group *group, const struct yaml *map)
{
    const struct yaml *list = yaml_opt_list(map, "names", r->faults);
    size_t count = list ? yaml_len(list) : 0;

    group->names = mem_zero(count + 1, sizeof *group->names);
    if (!group->names)
        return no_memory(r);
    for (size_t i = 0; i < count; i++) {
        char *name = mem_copy_text(yaml_text(yaml_item(list, i)));
        if (name)
            group->names[group->name_count++] = name;
        else if (yaml_text(yaml_item(list, i)))
            return no_memory(r);
    }
    return true;
}

static bool good_id(const char *id)
{
    size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return len > 0 && len < 40 && !id[len];
}

static bool read_group(struct reading *r, struct group *group, const struct yaml *map)
{
    static const char *const keys[] = {"id", "title", "names", "topics", NULL};

    group->at = yaml_place(map);
    if (yaml_kind(map) != YAML_MAP) {
        faults_add(r->faults, group->at, "write `- id: ...` with `title:` and `topics:`",
                   "a group is no map");
        return true;
    }
    yaml_only_keys(map, keys, r->faults);
    const char *id = yaml_need_text(map, "id", r->faults);
    const char *title = yaml_need_text(map, "title", r->faults);
    yaml_opt_list(map, "topics", r->faults);
    if (!id || !title)
        return true;
    if (!good_id(id))
        faults_add(r->faults, group->at, "use small letters, digits and hyphens",
                   "group id \"%s\" is not usable", id);
    group->id = mem_copy_text(id);
    group->title = mem_copy_text(title);
    if (!group->id || !group->title)
        return no_memory(r);
    return read_names(r, group, map);
}

/* Once its topics are known: "group.medicines", "group.medicines.2". */
static bool make_pages(struct reading *r, struct group *group)
{
    size_t n = group->topic_count;
    size_t count = n <= PAGE_WHOLE ? 1 : (n + PAGE_TOPICS - 1) / PAGE_TOPICS;
    char id[64];

    group->pages = mem_zero(count, sizeof *group->pages);
    for (size_t i = 0; group->pages && i < count; i++) {
        if (i)
            snprintf(id, sizeof id, GROUP_ID "%s.%zu", group->id, i + 1);
        else
            snprintf(id, sizeof id, GROUP_ID "%s", group->id);
        group->pages[i] = mem_copy_text(id);
        if (!group->pages[i])
            return no_memory(r);
        group->page_count++;
    }
    return group->pages || no_memory(r);
}

static int find_menu(const struct groups *g)
{
    for (size_t i = 0; i < g->set->count; i++)
        for (size_t k = 0; k < g->answer_of[i]->followup_count; k++)
            if (strcmp(g->answer_of[i]->followups[k], GROUPS_ALL) == 0)
                return (int)i;
    return -1;
}

static bool read_file(struct reading *r)
{
    static const char *const keys[] = {"more", "groups", NULL};
    struct groups *g = r->g;
    const struct yaml *root = g->file.root, *list;
    size_t before = faults_count(r->faults);
    bool ok = true;

    yaml_only_keys(root, keys, r->faults);
    list = yaml_opt_list(root, "groups", r->faults);
    g->more = mem_copy_text(yaml_need_text(root, "more", r->faults));
    size_t count = list ? yaml_len(list) : 0;
    if (count > GROUPS_MOST)
        faults_add(r->faults, yaml_place(yaml_item(list, GROUPS_MOST)),
                   "join some: a reply offers no more than nine choices",
                   "more than %d groups", GROUPS_MOST);
    for (size_t i = 0; ok && i < count && i < GROUPS_MOST; i++)
        ok = read_group(r, &g->list[g->count++], yaml_item(list, i));
    if (!ok || faults_count(r->faults) > before)
        return false;
    ok = g->more || no_memory(r);
    for (int kind = ENTRY_TOPIC; ok && kind <= ENTRY_REST; kind++)
        ok = add_topics(r, list, (enum entry)kind);
    for (size_t i = 0; ok && i < g->count; i++)
        ok = make_pages(r, &g->list[i]);
    if (ok && g->count)
        g->menu = find_menu(g);
    return ok;
}

bool groups_load(struct groups **out, const struct faq_paths *paths,
                 const struct intents *set, const struct answer *const *answer_of,
                 struct faults *faults)
{
    struct groups *g = mem_zero(1, sizeof *g);
    struct reading r = {g, mem_zero(set->count + 1, sizeof(bool)), faults};
    bool ok = false;

    *out = g;
    if (!g || !r.placed) {
        faults_no_memory(faults, (struct fault_place){paths->responses, 0, 0});
        goto out;
    }
    g->set = set;
    g->answer_of = answer_of;
    g->menu = -1;
    ok = content_yaml_read(&g->file, paths, "groups.yaml", faults) &&
         (!g->file.root || read_file(&r));
    content_yaml_close(&g->file);
out:
    mem_free(r.placed);
    return ok;
}

static void free_texts(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mem_free(list[i]);
    mem_free(list);
}

void groups_free(struct groups *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->count; i++) {
        struct group *group = &g->list[i];
        mem_free(group->id);
        mem_free(group->title);
        mem_free(group->topics);
        free_texts(group->names, group->name_count);
        free_texts(group->pages, group->page_count);
    }
    for (size_t i = 0; i < g->unknown_count; i++)
        mem_free(g->unknown[i].topic);
    mem_free(g->unknown);
    mem_free(g->more);
    content_yaml_free(&g->file);
    mem_free(g);
}

void groups_check(const struct groups *g, struct faults *faults)
{
    for (size_t i = 0; i < g->unknown_count; i++)
        faults_add(faults, g->unknown[i].at, "use a topic id that has an answer",
                   "topic %s has no answer", g->unknown[i].topic);
    for (size_t i = 0; i < g->count; i++) {
        const struct group *group = &g->list[i];
        if (!group->topic_count)
            faults_add(faults, group->at, "name topics, or remove the group",
                       "group %s has no topic", group->id);
        if (utf8_count(span_of(group->title)) > TITLE_MOST)
            faults_add(faults, group->at, "say it in fewer words",
                       "the title of group %s is longer than a button (%d characters)",
                       group->id, TITLE_MOST);
        for (size_t k = 0; k < i; k++)
            if (strcmp(g->list[k].id, group->id) == 0)
                faults_add(faults, group->at, "give it an id of its own",
                           "two groups have the id %s", group->id);
    }
    if (g->count && g->menu < 0)
        faults_add(faults, (struct fault_place){g->file.path, 1, 1},
                   "write `follow-ups: [groups]` in the answer to \"help\"",
                   "no answer offers the groups");
}

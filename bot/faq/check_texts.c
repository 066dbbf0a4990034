/* check_texts.c - proves the texts that answers share: a slip in a fragment or in a local
 * fact leaves a hole in what is said, "Call  now", and nothing else shows it. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/yaml.h"
#include "faq/check.h"
#include "faq/reply.h"
#include "faq/template.h"

enum { HINT_SIZE = 200, NAME_SIZE = 128, FACTS_MOST = 64 };

static bool text_uses(struct span text, struct span name)
{
    size_t from = 0, at;
    struct span slot;

    while (template_slot(text, from, &at, &from, &slot))
        if (span_equal(slot, name))
            return true;
    return false;
}

/* In an answer or in a fragment. */
static bool is_used(const struct answers *set, struct span name)
{
    for (size_t i = 0; i < set->count; i++)
        if (text_uses(span_of(set->list[i].body), name))
            return true;
    for (size_t i = 0; i < set->owned_count; i++)
        if (text_uses(span_of(set->owned[i]), name))
            return true;
    return false;
}

/* Another language may hold what only English says for it. */
static bool is_wanted(const struct faq *f, struct span name)
{
    return is_used(&f->answers, name) || (f->english_dir && is_used(&f->english, name));
}

static bool is_line(const char *name)
{
    for (size_t i = 0; reply_lines[i]; i++)
        if (strcmp(reply_lines[i], name) == 0)
            return true;
    for (size_t i = 0; reply_remarks[i]; i++)
        if (strcmp(reply_remarks[i], name) == 0)
            return true;
    return strcmp(name, REPLY_ENGLISH) == 0;
}

/* --- local facts --- */

static void hint_known(char hint[HINT_SIZE], const char *name, const struct yaml *map,
                       const struct faq *f)
{
    const char *known[FACTS_MOST + 1] = {"emergency_number", "crisis_line", "helpline",
                                         "clinic", "operator"};
    size_t count = 5;

    for (size_t i = 0; i < yaml_len(map) && count < FACTS_MOST; i++)
        if (is_wanted(f, span_of(yaml_text(yaml_key(map, i)))))
            known[count++] = yaml_text(yaml_key(map, i));
    nearest_hint(hint, HINT_SIZE, name, known);
}

static bool is_one_line(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            return false;
    return true;
}

static void check_fact(const struct faq *f, const struct yaml *map, size_t i,
                       struct faults *faults)
{
    const char *name = yaml_text(yaml_key(map, i));
    const char *value = yaml_text(yaml_item(map, i));
    struct fault_place at = yaml_place(yaml_item(map, i));
    char hint[HINT_SIZE];

    if (!is_wanted(f, span_of(name))) {
        hint_known(hint, name, map, f);
        faults_add(faults, yaml_place(yaml_key(map, i)), hint, "no answer says {{%s}}",
                   name);
    }
    if (!value) /* loading told it */
        return;
    if (!*value)
        faults_add(faults, at, "write it, or remove the line: then the default is said",
                   "`%s` is empty", name);
    if (!is_one_line(value))
        faults_add(faults, at, "write a phrase that fits into a sentence",
                   "`%s` must be one line of plain text", name);
    if (strstr(value, "{{"))
        faults_add(faults, at, "write the words themselves",
                   "nothing is filled into a local fact");
}

static bool check_facts(const struct faq *f, const char *path, struct faults *faults,
                        struct err *e)
{
    struct buf text;
    struct yaml *map = NULL;
    bool ok;

    buf_init(&text, ANSWER_FILE_MAX);
    ok = file_read(path, &text, e) &&
         (yaml_parse(&map, path, 1, buf_view(&text), ANSWER_FILE_MAX, faults) ||
          err_set(e, ERR_MEMORY, "%s was loaded, but cannot be read again", path));
    for (size_t i = 0; ok && i < yaml_len(map); i++)
        check_fact(f, map, i, faults);
    yaml_free(map);
    buf_free(&text);
    return ok;
}

/* In the folder of the language in `responses`, if that is there. */
static bool check_facts_in(const struct faq *f, const char *responses,
                           struct faults *faults, struct err *e)
{
    char *dir = responses ? file_join(responses, f->language) : NULL;
    char *path = dir ? file_join(dir, "locals.yaml") : NULL;
    bool ok = path || !responses || err_set(e, ERR_MEMORY, "out of memory");

    if (path && file_exists(path))
        ok = check_facts(f, path, faults, e);
    mem_free(path);
    mem_free(dir);
    return ok;
}

/* --- fragments --- */

static void check_slots(const struct faq *f, const char *path, struct span text,
                        struct faults *faults)
{
    size_t from = 0, at;
    struct span slot;

    while (template_slot(text, from, &at, &from, &slot)) {
        if (span_starts(slot, ">"))
            faults_add(faults, fault_place_in(path, 1, text, at), "write its words here",
                       "a fragment cannot hold another one");
        else if (!map_get(f->answers.texts, slot))
            faults_add(faults, fault_place_in(path, 1, text, at),
                       "slots are named in locals.yaml", "unknown slot {{%.*s}}",
                       (int)(slot.len < 60 ? slot.len : 60), slot.ptr);
    }
    const char *open = memmem(text.ptr + from, text.len - from, "{{", 2);
    if (open)
        faults_add(faults, fault_place_in(path, 1, text, (size_t)(open - text.ptr)),
                   "write }} behind its name", "this slot does not end");
}

static bool check_fragment(const struct faq *f, const char *path, struct faults *faults,
                           struct err *e)
{
    char name[NAME_SIZE], slot[NAME_SIZE];
    const char *base = strrchr(path, '/') + 1;
    struct buf text;
    bool ok;

    snprintf(name, sizeof name, "%.*s", (int)(strlen(base) - 3), base);
    snprintf(slot, sizeof slot, "> %.120s", name);
    buf_init(&text, ANSWER_FILE_MAX);
    ok = file_read(path, &text, e);
    if (ok && !is_line(name) && !is_wanted(f, span_of(slot)))
        faults_add(faults, (struct fault_place){path, 0, 0},
                   "the lines around answers have names of their own "
                   "(docs/authoring.md); others are put in with {{> name}}",
                   "the fragment \"%s\" is used nowhere", name);
    if (ok) {
        check_slots(f, path, buf_view(&text), faults);
        check_amounts_in(path, 1, buf_view(&text), faults);
    }
    buf_free(&text);
    return ok;
}

bool check_texts(const struct faq *f, struct faults *faults, struct err *e)
{
    bool ok = check_facts_in(f, f->responses_dir, faults, e) &&
              check_facts_in(f, f->overlay_responses, faults, e);

    for (size_t which = 0; which < 2; which++)
        for (size_t i = 0; ok && i < f->answers.fragments[which].count; i++)
            ok = check_fragment(f, f->answers.fragments[which].path[i], faults, e);
    return ok;
}

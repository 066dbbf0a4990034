/* check_complete.c - what every language must hold before it may speak: the emergencies
 * and refusals that English has, and the lines around answers. What else it lacks it
 * does not know, or says in English. */
#include <stdio.h>
#include <string.h>

#include "base/yaml.h"
#include "faq/check.h"
#include "faq/language.h"
#include "faq/reply.h"

#define FILE_MAX ((size_t)4 * 1024 * 1024)

/* Topics of these go out in the language of the place, or not at all. */
static bool is_vital(const struct yaml *in, enum intent_priority *out)
{
    const char *priority = yaml_text(yaml_get(in, "priority"));

    if (!priority)
        return false;
    *out = strcmp(priority, "urgent") == 0 ? INTENT_URGENT : INTENT_SAFETY;
    return *out == INTENT_URGENT || strcmp(priority, "safety") == 0;
}

static void need_topic(const struct faq *f, const char *id, enum intent_priority priority,
                       struct faults *faults)
{
    const char *name = priority == INTENT_URGENT ? "urgent" : "safety";
    int own = intents_find(&f->intents, span_of(id));

    if (own < 0)
        faults_add(
            faults, (struct fault_place){f->intents_dir, 0, 0},
            "write its intent and its answer: a language without it cannot be used",
            "the language \"%s\" lacks %s (priority: %s)", f->language, id, name);
    else if (f->intents.list[own].priority != priority)
        faults_add(faults, f->intents.list[own].at, "as it is in English",
                   "%s must have priority: %s", id, name);
}

/* How many topics of one file of English are vital. */
static size_t need_topics(const struct faq *f, const struct yaml *root,
                          struct faults *faults)
{
    const struct yaml *list = yaml_get(root, "intents");
    enum intent_priority priority;
    size_t count = 0;

    for (size_t i = 0; list && i < yaml_len(list); i++) {
        const char *id = yaml_text(yaml_get(yaml_item(list, i), "id"));
        if (!id || !is_vital(yaml_item(list, i), &priority))
            continue;
        need_topic(f, id, priority, faults);
        count++;
    }
    return count;
}

static bool need_english_topics(const struct faq *f, struct faults *faults, struct err *e)
{
    struct file_list files;
    struct buf text;
    size_t count = 0;
    bool ok = file_list(&files, f->english_dir, ".yaml", e);

    buf_init(&text, FILE_MAX);
    for (size_t i = 0; ok && i < files.count; i++) {
        struct yaml *root = NULL;
        ok = file_read(files.path[i], &text, e);
        if (ok && yaml_parse(&root, files.path[i], 1, buf_view(&text), FILE_MAX, faults))
            count += need_topics(f, root, faults);
        yaml_free(root);
    }
    if (ok && !count)
        faults_add(faults, (struct fault_place){f->english_dir, 0, 0},
                   "put the language into an overlay of Limber's own content",
                   "no English is here to say which emergencies a language must know");
    buf_free(&text);
    file_list_free(&files);
    return ok;
}

static void need_line(const struct faq *f, const char *name, struct faults *faults)
{
    char hint[160];

    snprintf(hint, sizeof hint, "write responses/%.60s/fragments/%s.md", f->language,
             name);
    if (!answers_fragment(&f->answers, name))
        faults_add(faults, (struct fault_place){f->intents_dir, 0, 0}, hint,
                   "the language \"%s\" lacks the line \"%s\"", f->language, name);
}

bool faq_check_complete(const struct faq *f, struct faults *faults, struct err *e)
{
    for (size_t i = 0; reply_lines[i]; i++)
        need_line(f, reply_lines[i], faults);
    for (size_t i = 0; remarks_any(f->remarks) && reply_remarks[i]; i++)
        need_line(f, reply_remarks[i], faults);
    if (faq_untranslated(f))
        need_line(f, REPLY_ENGLISH, faults);
    return !f->english_dir || need_english_topics(f, faults, e);
}

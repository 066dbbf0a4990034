/* Proves that what was learned is from the questions as they are. */
#include <stdio.h>
#include <string.h>

#include "faq/check.h"
#include "faq/learn.h"

static bool lies_in(const char *path, const char *dir)
{
    size_t len = dir ? strlen(dir) : 0;

    return len && path && strncmp(path, dir, len) == 0 && path[len] == '/';
}

/* Does an overlay's answer or intent stand in the place of one that was learned with its
 * title and examples? Then nobody can tell here whether the others have changed. */
static bool is_replaced(const struct faq *f, const struct asked *asked)
{
    if (lies_in(f->intents_dir, f->overlay))
        return false; /* a pack that is all the overlay's own */
    for (size_t i = 0; i < f->intents.count; i++)
        if (lies_in(f->intents.list[i].at.file, f->intents_dir) &&
            lies_in(f->answer_of[i]->at.file, f->overlay_responses))
            return true;
    for (size_t i = 0; i < asked->from_files; i++)
        for (size_t k = 0; k < asked->list[i].label_count; k++) {
            int topic = asked->list[i].labels[k].intent;
            if (topic >= 0 && !lies_in(f->intents.list[topic].at.file, f->intents_dir))
                return true;
        }
    return false;
}

bool check_learned(struct faq *f, bool *missing, struct faults *faults, struct err *e)
{
    struct asked asked = {0};
    struct fault_place at = {f->intents_dir, 0, 0};
    char hint[100] = "run `limber learn`";
    bool ok = learn_gather(&asked, f, faults);

    if (f->english_dir)
        snprintf(hint, sizeof hint, "run `limber learn --language %.60s`", f->language);
    if (!ok)
        err_set(e, ERR_MEMORY, "out of memory for the questions");
    else if (f->model && model_digest(f->model) != asked_digest(&asked, &f->intents) &&
             !is_replaced(f, &asked))
        faults_add(faults, at, hint,
                   "questions, examples or titles have changed since they were learned");
    *missing = ok && !f->model && asked.from_files;
    if (*missing)
        faults_add(faults, at, hint,
                   "nothing was learned from the questions yet; examples are not proved "
                   "before that");
    asked_free(&asked);
    return ok;
}

/* Proves that what was learned is from the questions as they are. */
#include <stdio.h>

#include "faq/check.h"
#include "faq/learn.h"

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
    else if (f->model && model_digest(f->model) != asked_digest(&asked, &f->intents))
        faults_add(faults, at, hint,
                   "the questions have changed since they were learned");
    *missing = ok && !f->model && asked.from_files;
    if (*missing)
        faults_add(faults, at, hint,
                   "nothing was learned from the questions yet; examples are not proved "
                   "before that");
    asked_free(&asked);
    return ok;
}

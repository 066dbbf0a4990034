/* faq_load.c - from the files of a language to an engine. */
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "faq/engine.h"
#include "faq/language.h"
#include "faq/scrub.h"

#define REPLY_MAX ((size_t)32 * 1024)

/* What was learned from known questions, if anything was. An overlay's own topics are
 * unknown to it: patterns speak for these. */
static bool load_model(struct faq *f, const struct language_files *files,
                       struct faults *faults)
{
    return !files->learned || model_load(&f->model, files->learned, &f->intents, faults);
}

static bool load_names(struct faq *f, const char *overlay, struct faults *faults)
{
    const char *const folders[] = {f->intents_dir, overlay, NULL};
    struct err e = {0};

    if (scrub_names(&f->names, folders, &e))
        return true;
    faults_add(faults, (struct fault_place){0}, NULL, "%s", e.text);
    return false;
}

/* What another language has no answer for may be answered in English: knowledge, not
 * what to do in an emergency, and not what Limber says of itself. */
static const struct answer *answer_for(const struct faq *f, const struct intent *in)
{
    const struct answer *own = answers_find(&f->answers, span_of(in->id));

    if (own || !f->english_dir || in->priority != INTENT_NORMAL)
        return own;
    const struct answer *english = answers_find(&f->english, span_of(in->id));
    return english && english->source_count ? english : NULL;
}

/* Every intent needs an answer; which one is looked up once. */
static bool join_answers(struct faq *f, struct faults *faults)
{
    bool ok = true;
    char hint[160];

    snprintf(hint, sizeof hint, "write responses/%.60s/<id>.md, or rename the intent",
             f->language);

    f->answer_of = mem_zero(f->intents.count + 1, sizeof(struct answer *));
    if (!f->answer_of)
        return faults_no_memory(faults, (struct fault_place){0});
    for (size_t i = 0; i < f->intents.count; i++) {
        const struct intent *in = &f->intents.list[i];
        f->answer_of[i] = answer_for(f, in);
        if (!f->answer_of[i]) {
            faults_add(faults, in->at, hint, "intent %s has no answer", in->id);
            ok = false;
        }
    }
    return ok;
}

static bool build(struct faq *f, struct faults *faults)
{
    f->matcher = matcher_new();
    f->candidates = candidates_build(&f->intents);
    f->titles = titles_new(f->answer_of, f->intents.count);
    buf_init(&f->markdown, REPLY_MAX);
    buf_init(&f->answer, REPLY_MAX);
    buf_init(&f->repaired, 3 * ENGINE_TEXT + 16);
    if (f->matcher && f->candidates && f->titles)
        return true;
    return faults_no_memory(faults, (struct fault_place){0});
}

static char *copy_or_fault(const char *text, struct faults *faults)
{
    char *out = mem_copy_text(text);

    if (!out)
        faults_no_memory(faults, (struct fault_place){0});
    return out;
}

static bool remember_places(struct faq *f, const struct faq_paths *paths,
                            const struct language_files *files, struct faults *faults)
{
    const char *const from[] = {files->over, paths->responses, paths->overlay,
                                files->responses};
    char **const to[] = {&f->over_dir, &f->responses_dir, &f->overlay,
                         &f->overlay_responses};
    bool ok = true;

    for (size_t i = 0; ok && i < sizeof to / sizeof *to; i++)
        if (from[i])
            ok = (*to[i] = copy_or_fault(from[i], faults)) != NULL;
    return ok;
}

/* Takes files->intents. Everything is read before giving up, so that all faults show at
 * once. */
static bool read_all(struct faq *f, const struct faq_paths *paths,
                     struct language_files *files, struct faults *faults)
{
    bool english = language_is_english(paths->language);
    bool ok = true;

    f->language = copy_or_fault(paths->language, faults);
    f->english_dir = english ? NULL : copy_or_fault(paths->intents, faults);
    f->intents_dir = files->intents;
    files->intents = NULL;
    if (!f->language || !(english || f->english_dir) ||
        !remember_places(f, paths, files, faults))
        return false;
    ok = intents_load(&f->intents, f->intents_dir, files->over, english, faults);
    ok = answers_load(&f->answers, paths->responses, files->responses, paths->language,
                      faults) &&
         ok;
    return (english || answers_load(&f->english, paths->responses, files->responses,
                                    LANGUAGE_ENGLISH, faults)) &&
           ok;
}

/* One that may not be entered looks as if nothing were in it, and would be passed over.
 */
static bool may_enter(const char *dir, struct faults *faults)
{
    struct err e = {0};

    if (!file_is_dir(dir) || access(dir, R_OK | X_OK) == 0)
        return true;
    err_errno(&e, "the folder cannot be read");
    faults_add(faults, (struct fault_place){dir, 0, 0},
               "let the user that runs Limber read it (chmod a+rX)", "%s", e.text);
    return false;
}

static bool may_enter_overlay(const char *overlay, struct faults *faults)
{
    static const char *const halves[] = {"intents", "responses"};
    bool ok = may_enter(overlay, faults);

    for (size_t i = 0; ok && i < sizeof halves / sizeof *halves; i++) {
        char *path = file_join(overlay, halves[i]);
        ok = path ? may_enter(path, faults)
                  : faults_no_memory(faults, (struct fault_place){overlay, 0, 0});
        mem_free(path);
    }
    return ok;
}

static bool find_files(struct language_files *out, const struct faq_paths *paths,
                       struct faults *faults)
{
    char hint[160];

    if (paths->overlay && !may_enter_overlay(paths->overlay, faults))
        return false;
    if (!language_known(paths, hint, sizeof hint)) {
        faults_add(faults, (struct fault_place){paths->intents, 0, 0}, hint,
                   "there is no language \"%s\": no intents/%s/ and responses/%s/",
                   paths->language, paths->language, paths->language);
        return false;
    }
    return language_find(out, paths) || faults_no_memory(faults, (struct fault_place){0});
}

bool faq_load(struct faq **out, const struct faq_paths *paths, struct faults *faults)
{
    struct faq *f = mem_zero(1, sizeof *f);
    struct language_files files = {0};
    bool ok = false;

    *out = NULL;
    if (!f)
        faults_no_memory(faults, (struct fault_place){0});
    else
        ok = find_files(&files, paths, faults) && read_all(f, paths, &files, faults) &&
             join_answers(f, faults) && load_model(f, &files, faults) &&
             load_names(f, files.over, faults) &&
             groups_load(&f->groups, paths, &f->intents, f->answer_of, faults) &&
             remarks_load(&f->remarks, paths, &f->intents, &f->heard, faults) &&
             build(f, faults);
    language_free(&files);
    if (!ok) {
        faq_free(f);
        return false;
    }
    *out = f;
    return true;
}

void faq_free(struct faq *f)
{
    if (!f)
        return;
    model_free(f->model);
    mem_free(f->language);
    mem_free(f->intents_dir);
    mem_free(f->english_dir);
    mem_free(f->over_dir);
    mem_free(f->responses_dir);
    mem_free(f->overlay);
    mem_free(f->overlay_responses);
    candidates_free(f->candidates);
    titles_free(f->titles);
    groups_free(f->groups);
    remarks_free(f->remarks);
    map_free(f->names);
    matcher_free(f->matcher);
    mem_free(f->answer_of);
    answers_free(&f->answers);
    answers_free(&f->english);
    intents_free(&f->intents);
    buf_free(&f->markdown);
    buf_free(&f->answer);
    buf_free(&f->repaired);
    mem_free(f);
}

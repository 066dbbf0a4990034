#include "faq/faq.h"

#include <string.h>

#include "base/mem.h"
#include "faq/alike.h"
#include "faq/engine.h"
#include "faq/scrub.h"

#define TEXT_MAX  ((size_t)32 * 1024)
#define REPLY_MAX ((size_t)32 * 1024)

static const char *const action_names[] = {"answer", "suggest", "decline", "emergency",
                                           "ignore"};
/* Where to begin when nothing was understood. */
/* Under this a topic is not worth offering. */
static const double offer_least = 0.5;
static const char *const first_steps[] = {"definition.spasticity", "symptom.overview",
                                          "treatment.overview"};

const char *faq_action_name(enum faq_action action)
{
    return action_names[action];
}

/* --- loading
 * -------------------------------------------------------------------------------- */

/* What was learned from known questions, if anything was. An overlay's own topics are
 * unknown to it: patterns speak for these. */
static bool load_model(struct faq *f, const struct faq_paths *paths,
                       struct faults *faults)
{
    f->intents_dir = mem_copy_text(paths->intents);
    if (!f->intents_dir)
        return faults_no_memory(faults, (struct fault_place){0});
    return !paths->learned || model_load(&f->model, paths->learned, &f->intents, faults);
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

/* Every intent needs an answer; which one is looked up once. */
static bool join_answers(struct faq *f, struct faults *faults)
{
    bool ok = true;

    f->answer_of = mem_zero(f->intents.count + 1, sizeof(struct answer *));
    if (!f->answer_of)
        return faults_no_memory(faults, (struct fault_place){0});
    for (size_t i = 0; i < f->intents.count; i++) {
        const struct intent *in = &f->intents.list[i];
        f->answer_of[i] = answers_find(&f->answers, span_of(in->id));
        if (!f->answer_of[i]) {
            faults_add(faults, in->at, "write responses/en/<id>.md, or rename the intent",
                       "intent %s has no answer", in->id);
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
    buf_init(&f->repaired, 3 * TEXT_MAX + 16);
    if (f->matcher && f->candidates && f->titles)
        return true;
    return faults_no_memory(faults, (struct fault_place){0});
}

bool faq_load(struct faq **out, const struct faq_paths *paths, struct faults *faults)
{
    struct faq *f = mem_zero(1, sizeof *f);
    char *intents = NULL, *responses = NULL;
    bool ok = false;

    *out = NULL;
    if (paths->overlay) {
        intents = file_join(paths->overlay, "intents");
        responses = file_join(paths->overlay, "responses");
    }
    if (!f || (paths->overlay && (!intents || !responses))) {
        faults_no_memory(faults, (struct fault_place){0});
        goto out;
    }
    /* Both are read before giving up, so that all faults show at once. */
    bool intents_ok =
        intents_load(&f->intents, paths->intents,
                     intents && file_is_dir(intents) ? intents : NULL, faults);
    bool answers_ok = answers_load(&f->answers, paths->responses,
                                   responses && file_is_dir(responses) ? responses : NULL,
                                   paths->language, faults);
    if (intents_ok && answers_ok && join_answers(f, faults) &&
        load_model(f, paths, faults) && load_names(f, intents, faults) &&
        build(f, faults)) {
        *out = f;
        f = NULL;
        ok = true;
    }
out:
    mem_free(intents);
    mem_free(responses);
    faq_free(f);
    return ok;
}

void faq_free(struct faq *f)
{
    if (!f)
        return;
    model_free(f->model);
    mem_free(f->intents_dir);
    candidates_free(f->candidates);
    titles_free(f->titles);
    map_free(f->names);
    matcher_free(f->matcher);
    mem_free(f->answer_of);
    answers_free(&f->answers);
    intents_free(&f->intents);
    buf_free(&f->markdown);
    buf_free(&f->answer);
    buf_free(&f->repaired);
    mem_free(f);
}

bool faq_scrub(const struct faq *f, struct span text, struct buf *out)
{
    return scrub(f->intents.lexicon, f->names, text, out);
}

bool faq_alike(const struct faq *f, const char *const *texts, size_t count,
               struct alike **out, struct err *e)
{
    return alike_new(out, f ? f->intents.lexicon : NULL, texts, count, e);
}

size_t faq_topic_count(const struct faq *f)
{
    return f->intents.count;
}

const char *faq_topic_id(const struct faq *f, size_t i)
{
    return f->intents.list[i].id;
}

const char *faq_topic_title(const struct faq *f, size_t i)
{
    return f->answer_of[i]->title;
}

/* --- deciding
 * ------------------------------------------------------------------------------- */

static void offer(struct faq *f, struct verdict *v, int intent)
{
    (void)f;
    for (size_t i = 0; i < v->offer_count; i++)
        if ((int)v->offers[i] == intent)
            return;
    if (intent >= 0 && v->offer_count < FAQ_TOPICS)
        v->offers[v->offer_count++] = (uint32_t)intent;
}

static void offer_followups(struct faq *f, struct verdict *v, const char *topic)
{
    const struct answer *a = answers_find(&f->answers, span_of(topic));
    for (size_t i = 0; a && i < a->followup_count; i++)
        offer(f, v, intents_find(&f->intents, span_of(a->followups[i])));
}

static void answer_one(struct verdict *v, const struct intents *set, int intent,
                       const char *why)
{
    static const enum faq_action actions[] = {FAQ_EMERGENCY, FAQ_DECLINE, FAQ_ANSWER,
                                              FAQ_ANSWER};
    *v = (struct verdict){.action = actions[set->list[intent].priority],
                          .topics = {(uint32_t)intent},
                          .topic_count = 1,
                          .score = 99,
                          .why = why};
}

static bool was_offered(const struct faq_question *q, const char *topic)
{
    for (size_t i = 0; i < FAQ_CHOICES && context_fresh(&q->context, q->now_ms); i++)
        if (strcmp(q->context.choices[i], topic) == 0)
            return true;
    return false;
}

/* A button that shows a topic's title sends that title. It counts when the topic was
 * offered; said to the bot it always does, unless it is small talk ("Hello"), which is
 * better heard than looked up. */
static int find_by_title(const struct faq *f, const struct faq_question *q,
                         struct span text)
{
    int intent = titles_find(f->titles, text);
    const struct answer *a = intent < 0 ? NULL : f->answer_of[intent];

    if (a && (was_offered(q, a->topic) || (q->setting != FAQ_CHANNEL && a->source_count)))
        return intent;
    return -1;
}

/* A topic's id or title, or a choice picked by number: no understanding needed. */
static bool decide_directly(struct faq *f, const struct faq_question *q,
                            struct verdict *v)
{
    struct span text = span_trim(q->text);
    int intent = intents_find(&f->intents, text);

    if (intent >= 0) {
        answer_one(v, &f->intents, intent, "the text is the topic's id");
        return true;
    }
    intent = find_by_title(f, q, text);
    if (intent >= 0) {
        answer_one(v, &f->intents, intent, "the text is the topic's title");
        return true;
    }
    if (!context_fresh(&q->context, q->now_ms))
        return false;
    const char *picked = context_pick(&q->context, text);
    intent = picked ? intents_find(&f->intents, span_of(picked)) : -1;
    if (intent < 0)
        return false;
    answer_one(v, &f->intents, intent, "picked from the choices offered before");
    return true;
}

/* Fills the choices with what the message is most like, if it says anything on the
 * subject. Alarms, refusals and the bot itself are no choices. */
static void offer_near(struct faq *f, struct verdict *v)
{
    for (size_t i = 0; i < f->ranking.count && v->offer_count < FAQ_TOPICS; i++) {
        const struct standing *s = &f->ranking.list[i];
        const struct intent *in = &f->intents.list[s->intent];
        if (s->score > offer_least && in->priority == INTENT_NORMAL && in->channel)
            offer(f, v, (int)s->intent);
    }
}

/* "Tell me more" after an answer: its own follow-ups, and no guess. */
static bool offer_more(struct faq *f, const struct faq_question *q, struct verdict *v)
{
    if (q->setting == FAQ_CHANNEL || !context_fresh(&q->context, q->now_ms) ||
        !context_wants_more(&q->context, &f->heard))
        return false;
    *v = (struct verdict){.action = FAQ_SUGGEST, .why = "more was asked for"};
    offer_followups(f, v, q->context.topics[0]);
    return v->offer_count > 0;
}

static void decide_by_hearing(struct faq *f, const struct faq_question *q,
                              struct verdict *v)
{
    struct heard_bits lent;
    bool fresh = context_fresh(&q->context, q->now_ms);
    bool lends = fresh && context_lend(&q->context, &f->intents, &f->heard, &lent);
    bool down = fresh && context_turned_down(&q->context, &f->heard);
    struct rank_query query = {
        .hearing = &f->hearing,
        .addressed = q->setting != FAQ_CHANNEL,
        .skip = down ? intents_find(&f->intents, span_of(q->context.topics[0])) : -1,
        .everything = f->everything,
        .model = f->model,
        .traits = &f->traits,
    };

    hearing_make(&f->hearing, &f->heard, f->intents.lexicon,
                 lends && !down ? &lent : NULL);
    if (fresh && !down && q->context.topics[0][0] && context_may_follow(&f->heard))
        f->hearing.before = q->context.topics[0];
    f->hearing.filter = !f->everything;
    rank_intents(&f->intents, f->candidates, f->matcher, &query, &f->ranking);
    choose(&f->intents, &f->ranking, &f->hearing, q->setting,
           q->setting == FAQ_CHANNEL &&
               (f->heard.mentions || /* somebody else is spoken to */
                rank_quiet(&f->intents, f->matcher, &f->hearing)),
           v);
    if (v->action != FAQ_SUGGEST)
        return;
    offer_near(f, v);
}

bool engine_decide(struct faq *f, const struct faq_question *q, struct verdict *v,
                   struct err *e)
{
    struct span text = q->text;

    if (text.len > TEXT_MAX)
        return err_set(e, ERR_LIMIT, "the message has %zu bytes; at most %zu are read",
                       text.len, TEXT_MAX);
    f->lost = false;
    if (decide_directly(f, q, v))
        return true;
    if (!lexicon_hear(f->intents.lexicon, text, &f->heard, e))
        return false;
    if (offer_more(f, q, v))
        return true;
    decide_by_hearing(f, q, v);
    if (v->action == FAQ_SUGGEST && !v->offer_count) {
        f->lost = true;
        for (size_t i = 0; i < sizeof first_steps / sizeof *first_steps; i++)
            offer(f, v, intents_find(&f->intents, span_of(first_steps[i])));
    }
    return true;
}

#include "faq/faq.h"

#include <string.h>

#include "faq/alike.h"
#include "faq/engine.h"
#include "faq/scrub.h"
#include "faq/several.h"
#include "faq/steer.h"

static const char *const action_names[] = {"answer", "suggest", "decline", "emergency",
                                           "ignore"};
/* So many offers in a row are made before it is said where else to go. */
enum { offers_most = 2 };
/* Where to begin when nothing was understood. */
static const char *const first_steps[] = {"definition.spasticity", "symptom.overview",
                                          "treatment.overview"};

const char *faq_action_name(enum faq_action action)
{
    return action_names[action];
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

const char *faq_intents(const struct faq *f)
{
    return f->intents_dir;
}

size_t faq_untranslated(const struct faq *f)
{
    size_t count = 0;

    for (size_t i = 0; f->english_dir && i < f->intents.count; i++)
        count += !answers_find(&f->answers, span_of(f->intents.list[i].id));
    return count;
}

/* --- deciding
 * ------------------------------------------------------------------------------- */

void engine_answer(struct verdict *v, const struct intents *set, int intent,
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

/* Not a number: none of the choices, which brings all topics, or all of them. */
static bool decide_on_choices(const struct faq *f, const struct faq_question *q,
                              struct verdict *v)
{
    int menu = groups_menu(f->groups), wanted = context_wants_all(&q->context, q->text);
    uint32_t topics[FAQ_TOPICS];

    if (menu >= 0 && context_wants_none(&q->context, q->text)) {
        engine_answer(v, &f->intents, menu, "none of what was offered is wanted");
        return true;
    }
    if (wanted <= 0)
        return false;
    for (int i = 0; i < wanted; i++) {
        int intent = intents_find(&f->intents, span_of(q->context.choices[i]));
        if (intent < 0)
            return false; /* a group of topics */
        topics[i] = (uint32_t)intent;
    }
    engine_answer(v, &f->intents, (int)topics[0], "all that was offered is wanted");
    memcpy(v->topics, topics, sizeof topics[0] * (size_t)wanted);
    v->topic_count = (size_t)wanted;
    return true;
}

/* A topic's id or title, a group's, or a choice picked by number: no understanding
 * needed.
 */
static bool decide_directly(struct faq *f, const struct faq_question *q,
                            struct verdict *v)
{
    struct span text = span_trim(q->text);
    int intent = intents_find(&f->intents, text);
    bool fresh = context_fresh(&q->context, q->now_ms);
    const char *picked = fresh ? context_pick(&q->context, text) : NULL;

    if (intent >= 0) {
        engine_answer(v, &f->intents, intent, "the text is the topic's id");
        return true;
    }
    if (steer_pick(f, q, picked, v))
        return true;
    intent = find_by_title(f, q, text);
    if (intent >= 0) {
        engine_answer(v, &f->intents, intent, "the text is the topic's title");
        return true;
    }
    if (!picked && fresh && q->setting != FAQ_CHANNEL &&
        context_picks_none(&q->context, text)) {
        *v = (struct verdict){.action = FAQ_SUGGEST,
                              .steer = FAQ_STEER_AGAIN,
                              .score = 99,
                              .why = "a number of none of the choices"};
        return true;
    }
    if (!picked && fresh && q->setting != FAQ_CHANNEL && decide_on_choices(f, q, v))
        return true;
    intent = picked ? intents_find(&f->intents, span_of(picked)) : -1;
    if (intent < 0)
        return false;
    engine_answer(v, &f->intents, intent, "picked from the choices offered before");
    return true;
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
}

bool engine_decide_heard(struct faq *f, const struct faq_question *q, struct verdict *v,
                         struct err *e)
{
    if (!lexicon_hear(f->intents.lexicon, q->text, &f->heard, e))
        return false;
    decide_by_hearing(f, q, v);
    return true;
}

/* Nothing is near. */
static void offer_first_steps(struct faq *f, struct verdict *v)
{
    f->lost = true;
    for (size_t i = 0; i < sizeof first_steps / sizeof *first_steps; i++) {
        int intent = intents_find(&f->intents, span_of(first_steps[i]));
        if (intent >= 0)
            v->offers[v->offer_count++] = (uint32_t)intent;
    }
}

/* Offers that were not taken, again and again: all topics, and the way to a person. */
static void offer_ways_on(const struct faq *f, const struct faq_question *q,
                          struct verdict *v)
{
    int ways[] = {groups_menu(f->groups),
                  intents_find(&f->intents, span_of("bot.human"))};

    if (v->action != FAQ_SUGGEST || !context_fresh(&q->context, q->now_ms) ||
        q->context.refused < offers_most)
        return;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i] >= 0 && v->offer_count < FAQ_CHOICES)
            v->offers[v->offer_count++] = (uint32_t)ways[i];
}

bool engine_decide(struct faq *f, const struct faq_question *q, struct verdict *v,
                   struct err *e)
{
    struct span text = q->text;

    if (text.len > ENGINE_TEXT)
        return err_set(e, ERR_LIMIT, "the message has %zu bytes; at most %zu are read",
                       text.len, ENGINE_TEXT);
    f->lost = false;
    if (decide_directly(f, q, v))
        return true;
    if (!lexicon_hear(f->intents.lexicon, text, &f->heard, e))
        return false;
    if (steer_heard(f, q, v))
        return true;
    decide_by_hearing(f, q, v);
    if (!several_decide(f, q, v, e))
        return false;
    if (v->action == FAQ_SUGGEST && !v->offer_count)
        offer_first_steps(f, v);
    offer_ways_on(f, q, v);
    return true;
}

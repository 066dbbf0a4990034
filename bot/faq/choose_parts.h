/* choose_parts.h - the steps of choose(), for choose*.c only. */
#ifndef FAQ_CHOOSE_PARTS_H
#define FAQ_CHOOSE_PARTS_H

#include "faq/choose.h"

/* What is decided upon; borrowed. */
struct choosing {
    const struct intents *set;
    const struct ranking *ranking;
    const struct hearing *hearing;
    enum faq_setting setting;
};

/* A refusal that its patterns ask for as well reaches this fit. */
static const double safety_fit = 3.0;
/* "Should I go up to twenty?" names no medicine, and yet the model is as sure as this. */
static const float safety_sure = 0.2F;
/* As this is enough where the subject is named and asked about: "does this sound like
 * spasticity or something else?" */
static const float safety_likely = -0.6F;

static inline bool choosing_unasked(const struct choosing *c)
{
    return c->setting == FAQ_CHANNEL;
}

static inline const struct intent *choosing_intent(const struct choosing *c,
                                                   const struct standing *s)
{
    return &c->set->list[s->intent];
}

/* What the model says of a topic, asked about or happening. */
static inline float choosing_value(const struct standing *s)
{
    return s->asked > s->now ? s->asked : s->now;
}

/* Makes the verdict; always true. s may be NULL. */
bool choosing_settle(struct verdict *v, enum faq_action action, const struct standing *s,
                     const char *why);

/* --- choose_bars.c --- */

/* An urgent topic is over its bar as an emergency by its patterns alone. */
bool choosing_over_bar(const struct choosing *c, const struct standing *s);
/* The best standing of a priority that is over its bar, or NULL. */
const struct standing *choosing_best(const struct choosing *c,
                                     enum intent_priority priority);
/* The likeliest answer: a topic, a question about an emergency, or small talk; or NULL.
 */
const struct standing *choosing_best_answer(const struct choosing *c);

/* --- choose_subject.c --- */

/* How far the concepts of the sentences from .. to prove the subject; each counts once.
 */
float choosing_domain(const struct hearing *h, size_t from, size_t to);
/* How many words are in no list: "gigantism" is mostly another subject. */
float choosing_unknown(const struct hearing *h);

/* --- choose_sure.c --- */

/* How sure it is that an answer is what was meant; above 0 likelier than not. */
float choosing_sureness(const struct choosing *c, const struct standing *answer);

/* --- choose_foreign.c --- */

/* How surely an addressed message is about something else; above 0 likelier than not. */
float choosing_foreignness(const struct choosing *c);
/* Is it about something else, so that Limber says what it is for? */
bool choosing_foreign(const struct choosing *c);

/* --- choose_urgent.c --- */

/* Emergencies before and above everything else. False: none is told. */
bool choosing_urgent(const struct choosing *c, struct verdict *v);

/* --- choose_unasked.c --- */

/* Is the subject named where something is asked, and little of it talk for others? */
bool choosing_plainly_asked(const struct choosing *c);

/* Unasked, Limber speaks only to what is certainly a question about its subject. False:
 * the verdict is silence. */
bool choosing_may_speak(const struct choosing *c, bool quiet, struct verdict *v);

#endif

/* steer.h - messages that steer the conversation instead of asking: a group of topics
 * picked, "more", "sources", "that helped".
 *
 * What is decided here goes into the verdict; what it offers and which topics it is about
 * are worked out from there for the reply. */
#ifndef FAQ_STEER_H
#define FAQ_STEER_H

#include "faq/engine.h"

/* A group by its button, number or name, or the way back to all of them. `picked` is the
 * choice that the text picks by its number, or NULL. */
bool steer_pick(const struct faq *f, const struct faq_question *q, const char *picked,
                struct verdict *v);
/* Once the message was heard: a group by its name with the spelling put right, or a
 * remark about the last answer. */
bool steer_heard(const struct faq *f, const struct faq_question *q, struct verdict *v);

/* What a steered verdict offers; returns how many. */
size_t steer_choices(const struct faq *f, const struct faq_question *q,
                     const struct verdict *v, struct faq_choice out[FAQ_CHOICES]);
/* The answers of the last reply that gave any; returns how many. */
size_t steer_last(const struct faq *f, const struct faq_context *c,
                  const struct answer *out[FAQ_TOPICS]);

#endif

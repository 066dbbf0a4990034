/* choose.h - from a ranking to a decision: answer, offer, decline, raise the alarm, or be
 * silent.
 *
 * Pure: the same ranking and question always give the same verdict. */
#ifndef FAQ_CHOOSE_H
#define FAQ_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/faq.h"
#include "faq/groups.h"
#include "faq/rank.h"

struct verdict {
    enum faq_action action;
    uint32_t topics[FAQ_TOPICS]; /* intents to answer, best first */
    size_t topic_count;
    uint32_t offers[FAQ_CHOICES]; /* intents to offer instead */
    size_t offer_count;
    bool foreign;           /* about something else: nothing of ours is worth offering */
    enum faq_steer steer;   /* no question: steer.h */
    struct group_page page; /* FAQ_STEER_GROUP */
    double score;
    const char *why; /* in words, for explain */
};

void choose(const struct intents *set, const struct ranking *ranking,
            const struct hearing *hearing, enum faq_setting setting, bool quiet,
            struct verdict *v);

/* The bar that an intent must reach in this setting, for explain. */
double choose_bar(enum intent_priority priority, enum faq_setting setting);

#endif

/* rank.h - all intents that a message speaks for, best first.
 *
 * Ownership: a ranking is scratch of one engine, overwritten by the next message. */
#ifndef FAQ_RANK_H
#define FAQ_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/candidates.h"
#include "faq/model.h"
#include "faq/score.h"

#define RANK_MAX       96 /* intents ranked at most; the weakest fall out */
#define RANK_OFFERS    3
#define STANDING_PARTS 16

/* Of a score, for one of the model's values (rank.c). */
static const double rank_step = 4.0;

struct standing {
    uint32_t intent;
    double score; /* fit and what was learned together, see rank.c */
    unsigned matches;
    /* All concepts that spoke for any of its patterns. */
    struct match_part parts[STANDING_PARTS];
    size_t part_count;
    struct match best; /* without a rule when no pattern matched */
    double fit;        /* by patterns alone: the best match's and a little for others */
    bool learned;      /* the model knows the topic: */
    float asked, now;  /* what it says of "asked about" and of "happening now" */
};

struct ranking {
    struct standing list[RANK_MAX];
    size_t count;
    bool modelled; /* by a model: */
    float others;  /* how much it takes the message for talk that is not for us, */
    float strange; /* and how much likelier than any topic, as a logarithm */
    float vague;   /* how much it takes the message for too vague to answer */
    float now;     /* its highest value for an emergency that is happening */
    uint32_t offers[RANK_OFFERS]; /* intents to offer where none is sure, best first */
    size_t offer_count;
};

struct rank_query {
    const struct hearing *hearing;
    bool addressed;            /* direct message or mention */
    int skip;                  /* an intent the person has just turned down, or -1 */
    bool everything;           /* try every pattern instead of the index: for tests */
    const struct model *model; /* may be NULL */
    struct traits *traits;     /* scratch */
};

void rank_intents(const struct intents *set, struct candidates *candidates,
                  struct matcher *m, const struct rank_query *query, struct ranking *out);
/* Any of the content's `quiet` patterns speaks against answering unasked. */
bool rank_quiet(const struct intents *set, struct matcher *m,
                const struct hearing *hearing);

#endif

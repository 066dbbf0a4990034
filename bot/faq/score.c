#include "faq/score.h"

#include <string.h>

/* How much a sentence counts. One place for all numbers; docs/understanding.md gives the
 * reasons. */
static const float focus_asking = 1.0F;   /* a question, or the only sentence */
static const float focus_story = 0.6F;    /* told around it */
static const float focus_last = 0.15F;    /* added: people come to the point at the end */
static const float focus_borrowed = 0.8F; /* taken over from the conversation */
static const float factor_across = 0.9F;  /* terms only found in different sentences */
static const float factor_implied = 0.85F; /* heard through a narrower concept's `also` */
static const float weight_expression = 1.0F;

void hearing_make(struct hearing *h, const struct heard *heard,
                  const struct lexicon *lexicon, const struct heard_bits *borrowed)
{
    bool any_asks = false;

    h->heard = heard;
    h->lexicon = lexicon;
    h->filter = true;
    h->any_borrowed = borrowed != NULL;
    memset(&h->borrowed, 0, sizeof h->borrowed);
    memset(&h->direct, 0, sizeof h->direct);
    if (borrowed)
        h->borrowed = *borrowed;
    for (size_t i = 0; i < CONCEPT_MAX / 64; i++)
        h->bits.bit[i] = heard->all.bit[i] | h->borrowed.bit[i];
    for (size_t i = 0; i < heard->hit_count; i++)
        if (!heard->hits[i].implied && !heard->hits[i].denied)
            heard_put(&h->direct, heard->hits[i].concept);
    for (size_t s = 0; s < heard->sentence_count; s++)
        any_asks |= heard->sentences[s].asks;
    for (size_t s = 0; s < heard->sentence_count; s++) {
        bool asks = heard->sentences[s].asks || heard->sentence_count == 1 || !any_asks;
        h->focus[s] = asks ? focus_asking : focus_story;
        if (!asks && s + 1 == heard->sentence_count)
            h->focus[s] += focus_last;
    }
}

static void mark_words(struct evidence *e, size_t first, size_t count)
{
    for (size_t w = first; w < first + count && w < HEARD_WORDS; w++)
        e->word[w / 64] |= (uint64_t)1 << (w % 64);
}

/* Marks the hits of a concept in one sentence, or (sentence < 0) everywhere. */
static void mark_hits(const struct hearing *h, unsigned concept, int sentence,
                      struct evidence *e)
{
    for (size_t i = 0; i < h->heard->hit_count; i++) {
        const struct heard_hit *hit = &h->heard->hits[i];
        if (hit->concept == concept && !hit->denied &&
            (sentence < 0 || hit->sentence == sentence))
            mark_words(e, hit->first, hit->count);
    }
}

/* What a concept is worth in this message. */
static float worth(const struct hearing *h, unsigned concept)
{
    float weight = lexicon_concept(h->lexicon, concept)->weight;
    bool own = heard_has(&h->direct, concept) || heard_has(&h->borrowed, concept);
    return own ? weight : weight * factor_implied;
}

/* The best focus at which a concept is heard; 0 when it is not. */
static float focus_of(const struct hearing *h, unsigned concept, int sentence)
{
    float best = 0;

    if (sentence >= 0 && heard_has(&h->heard->in_sentence[sentence], concept))
        best = h->focus[sentence];
    for (size_t s = 0; sentence < 0 && s < h->heard->sentence_count; s++)
        if (heard_has(&h->heard->in_sentence[s], concept) && h->focus[s] > best)
            best = h->focus[s];
    if (best == 0 && heard_has(&h->borrowed, concept))
        best = focus_borrowed;
    return best;
}

/* The heaviest alternative of a need that is heard in the scope; false: none is. */
static bool weigh_need(const struct hearing *h, const struct pattern *p,
                       const struct pattern_need *need, int sentence, double *score,
                       struct match *out)
{
    float best = 0;
    unsigned chosen = 0;

    for (size_t i = 0; i < need->count; i++) {
        unsigned concept = p->concepts[need->first + i];
        if (!heard_has(&h->bits, concept))
            continue;
        float value = worth(h, concept) * focus_of(h, concept, sentence);
        if (value > best) {
            best = value;
            chosen = concept;
        }
    }
    if (best == 0)
        return false;
    *score += (double)best;
    out->borrowed |= !heard_has(&h->heard->all, chosen);
    mark_hits(h, chosen, sentence, &out->evidence);
    return true;
}

/* Which words lie between two offsets of the matching text of a sentence or the message.
 */
static void mark_span(const struct hearing *h, size_t at, size_t end, struct evidence *e)
{
    size_t word = 0, offset = 0;

    for (size_t s = 0; s < h->heard->sentence_count; s++)
        if (h->heard->sentence_at[s] <= at) {
            word = h->heard->sentences[s].first;
            offset = h->heard->sentence_at[s];
        }
    for (size_t i = offset; i < end && i < h->heard->match_len; i++) {
        char c = h->heard->match[i];
        if (i >= at && c != ' ' && c != '_' && c != '.')
            mark_words(e, word, 1);
        word += c == ' ' || c == '_';
    }
}

static bool search(const struct hearing *h, struct matcher *m,
                   const struct pattern_term *term, int sentence, size_t *at, size_t *end)
{
    size_t from = sentence >= 0 ? h->heard->sentence_at[sentence] : 0;
    size_t to = sentence >= 0 ? h->heard->sentence_end[sentence] : h->heard->match_len;

    if (!matcher_search(m, term->code, h->heard->match + from, to - from, at, end))
        return false;
    *at += from;
    *end += from;
    return true;
}

/* The focus of the sentence that an offset of the matching text lies in. */
static float focus_at(const struct hearing *h, size_t at)
{
    float focus = focus_story;
    for (size_t s = 0; s < h->heard->sentence_count; s++)
        if (h->heard->sentence_at[s] <= at)
            focus = h->focus[s];
    return focus;
}

static bool weigh_positive(const struct hearing *h, struct matcher *m,
                           const struct pattern *p, const struct pattern_term *term,
                           int sentence, struct match *out)
{
    size_t at, end;
    double score = 0;

    for (size_t i = 0; i < term->need_count; i++)
        if (!weigh_need(h, p, &p->needs[term->need + i], sentence, &score, out))
            return false;
    if (term->code) {
        if (!search(h, m, term, sentence, &at, &end))
            return false;
        score += (double)(weight_expression * focus_at(h, at));
        mark_span(h, at, end, &out->evidence);
    }
    out->score += score;
    return true;
}

/* Does a negative term hold in the scope, that is: is it absent? */
static bool absent(const struct hearing *h, struct matcher *m, const struct pattern *p,
                   const struct pattern_term *term, int sentence)
{
    size_t at, end;

    if (term->code)
        return !search(h, m, term, sentence, &at, &end);
    const struct pattern_need *need = &p->needs[term->need];
    for (size_t i = 0; i < need->count; i++)
        if (focus_of(h, p->concepts[need->first + i], sentence) > 0)
            return false;
    return true;
}

static bool match_scope(const struct hearing *h, struct matcher *m,
                        const struct intent_rule *rule, int sentence, struct match *out)
{
    const struct pattern *p = &rule->pattern;

    *out = (struct match){.rule = rule, .sentence = sentence};
    for (size_t i = 0; i < p->term_count; i++)
        if (p->terms[i].negative && !absent(h, m, p, &p->terms[i], sentence))
            return false;
    for (size_t i = 0; i < p->term_count; i++)
        if (!p->terms[i].negative &&
            !weigh_positive(h, m, p, &p->terms[i], sentence, out))
            return false;
    if (sentence < 0 && h->heard->sentence_count > 1)
        out->score *= (double)factor_across;
    out->score += (double)rule->weight;
    return true;
}

/* All positive needs are heard somewhere: without that no scope can match. */
static bool needs_heard(const struct hearing *h, const struct pattern *p)
{
    for (size_t t = 0; t < p->term_count; t++) {
        const struct pattern_term *term = &p->terms[t];
        for (size_t i = 0; !term->negative && i < term->need_count; i++) {
            const struct pattern_need *need = &p->needs[term->need + i];
            bool heard = false;
            for (size_t k = 0; k < need->count && !heard; k++)
                heard = heard_has(&h->bits, p->concepts[need->first + k]);
            if (!heard)
                return false;
        }
    }
    return true;
}

bool score_rule(const struct hearing *h, struct matcher *m,
                const struct intent_rule *rule, struct match *out)
{
    struct match match;
    bool found = false;

    if (h->filter && !needs_heard(h, &rule->pattern))
        return false;
    for (size_t s = 0; s < h->heard->sentence_count; s++)
        if (match_scope(h, m, rule, (int)s, &match) &&
            (!found || match.score > out->score)) {
            *out = match;
            found = true;
        }
    if (h->heard->sentence_count > 1 && match_scope(h, m, rule, -1, &match) &&
        (!found || match.score > out->score)) {
        *out = match;
        found = true;
    }
    return found && (!rule->follows || out->borrowed);
}

bool evidence_within(const struct evidence *a, const struct evidence *b)
{
    for (size_t i = 0; i < sizeof a->word / sizeof *a->word; i++)
        if (a->word[i] & ~b->word[i])
            return false;
    return true;
}

bool evidence_disjoint(const struct evidence *a, const struct evidence *b)
{
    for (size_t i = 0; i < sizeof a->word / sizeof *a->word; i++)
        if (a->word[i] & b->word[i])
            return false;
    return true;
}

bool evidence_empty(const struct evidence *e)
{
    struct evidence none = {0};
    return memcmp(e, &none, sizeof none) == 0;
}

#include "faq/score.h"

#include <string.h>

/* How much a sentence counts. One place for all numbers; docs/understanding.md gives the
 * reasons. */
static const float focus_asking = 1.0F;   /* a question, or the only sentence */
static const float focus_story = 0.45F;   /* told around it */
static const float focus_last = 0.15F;    /* added: people come to the point at the end */
static const float focus_borrowed = 0.8F; /* taken over from the conversation */
static const float factor_across = 0.9F;  /* terms only found in different sentences */
static const float factor_implied = 0.85F; /* heard through a narrower concept's `also` */
static const float weight_expression = 1.0F;

static void note_words(struct hearing *h)
{
    const struct heard *heard = h->heard;

    memset(&h->all_words, 0, sizeof h->all_words);
    memset(h->words, 0, heard->sentence_count * sizeof h->words[0]);
    for (size_t i = 0; i < heard->word_count; i++) {
        const struct heard_word *word = &heard->words[i];
        uint16_t hash = word_hash((struct span){heard->text + word->at, word->len});
        word_bits_put(&h->all_words, hash);
        word_bits_put(&h->words[word->sentence], hash);
    }
}

void hearing_make(struct hearing *h, const struct heard *heard,
                  const struct lexicon *lexicon, const struct heard_bits *borrowed)
{
    bool any_asks = false;

    h->heard = heard;
    h->lexicon = lexicon;
    h->filter = true;
    h->any_borrowed = borrowed != NULL;
    h->before = NULL;
    memset(&h->borrowed, 0, sizeof h->borrowed);
    memset(&h->direct, 0, sizeof h->direct);
    if (borrowed)
        h->borrowed = *borrowed;
    for (size_t i = 0; i < CONCEPT_MAX / 64; i++)
        h->bits.bit[i] = heard->all.bit[i] | h->borrowed.bit[i];
    for (size_t i = 0; i < heard->hit_count; i++)
        if (!heard->hits[i].implied && !heard->hits[i].denied)
            heard_put(&h->direct, heard->hits[i].concept);
    note_words(h);
    for (size_t s = 0; s < heard->sentence_count; s++)
        any_asks |= heard->sentences[s].asks;
    for (size_t s = 0; s < heard->sentence_count; s++) {
        bool asks = heard->sentences[s].asks || heard->sentence_count == 1 || !any_asks;
        h->even[s] = focus_asking;
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

/* One try of a pattern: in one sentence, or (sentence < 0) in the whole message. */
struct attempt {
    const struct hearing *h;
    struct matcher *matcher;
    const struct pattern *pattern;
    const float *focus; /* per sentence */
    int sentence;
    struct match *out;
};

/* Marks the hits of a concept in the scope. */
static void mark_hits(const struct attempt *a, unsigned concept)
{
    for (size_t i = 0; i < a->h->heard->hit_count; i++) {
        const struct heard_hit *hit = &a->h->heard->hits[i];
        if (hit->concept == concept && !hit->denied &&
            (a->sentence < 0 || hit->sentence == a->sentence))
            mark_words(&a->out->evidence, hit->first, hit->count);
    }
}

/* What a concept is worth in this message. */
static float worth(const struct hearing *h, unsigned concept)
{
    float weight = lexicon_concept(h->lexicon, concept)->weight;
    bool own = heard_has(&h->direct, concept) || heard_has(&h->borrowed, concept);
    return own ? weight : weight * factor_implied;
}

/* The best focus at which a concept is heard in the scope; 0 when it is not. */
static float focus_of(const struct attempt *a, unsigned concept)
{
    const struct heard *heard = a->h->heard;
    float best = 0;

    if (a->sentence >= 0 && heard_has(&heard->in_sentence[a->sentence], concept))
        best = a->focus[a->sentence];
    for (size_t s = 0; a->sentence < 0 && s < heard->sentence_count; s++)
        if (heard_has(&heard->in_sentence[s], concept) && a->focus[s] > best)
            best = a->focus[s];
    if (best == 0 && heard_has(&a->h->borrowed, concept))
        best = focus_borrowed;
    return best;
}

/* The heaviest alternative of a need that is heard in the scope; false: none is. */
static bool weigh_need(const struct attempt *a, const struct pattern_need *need,
                       double *score)
{
    float best = 0;
    unsigned chosen = 0;

    for (size_t i = 0; i < need->count; i++) {
        unsigned concept = a->pattern->concepts[need->first + i];
        if (!heard_has(&a->h->bits, concept))
            continue;
        float value = worth(a->h, concept) * focus_of(a, concept);
        if (value > best) {
            best = value;
            chosen = concept;
        }
    }
    if (best == 0)
        return false;
    *score += (double)best;
    if (a->out->part_count < MATCH_PARTS)
        a->out->parts[a->out->part_count++] = (struct match_part){(uint16_t)chosen, best};
    a->out->borrowed |= !heard_has(&a->h->heard->all, chosen);
    mark_hits(a, chosen);
    return true;
}

/* The sentence that an offset of the matching text lies in. */
static size_t sentence_at(const struct heard *heard, size_t at)
{
    size_t found = 0;
    for (size_t s = 0; s < heard->sentence_count; s++)
        if (heard->sentence_at[s] <= at)
            found = s;
    return found;
}

/* Marks the words that lie between two offsets of the matching text. */
static void mark_span(const struct attempt *a, size_t at, size_t end)
{
    const struct heard *heard = a->h->heard;
    size_t s = sentence_at(heard, at), word = heard->sentences[s].first;

    for (size_t i = heard->sentence_at[s]; i < end && i < heard->match_len; i++) {
        char c = heard->match[i];
        if (i >= at && c != ' ' && c != '.')
            mark_words(&a->out->evidence, word, 1);
        word += c == ' ';
    }
}

static bool word_heard(const struct hearing *h, int sentence, const struct pattern *p,
                       const struct pattern_need *need)
{
    const struct word_bits *bits = sentence < 0 ? &h->all_words : &h->words[sentence];

    for (size_t i = 0; i < need->count; i++)
        if (word_bits_has(bits, p->words[need->first + i]))
            return true;
    return false;
}

static bool words_heard(const struct hearing *h, int sentence, const struct pattern *p,
                        const struct pattern_term *term)
{
    for (size_t i = 0; i < term->word_need_count; i++)
        if (!word_heard(h, sentence, p, &p->word_needs[term->word_need + i]))
            return false;
    return true;
}

static bool search_range(const struct attempt *a, const pcre2_code *code, size_t from,
                         size_t to, size_t *at, size_t *end)
{
    if (!matcher_search(a->matcher, code, a->h->heard->match + from, to - from, at, end))
        return false;
    *at += from;
    *end += from;
    return true;
}

/* An expression that stays within a sentence is only tried in those that have its words.
 */
static bool search_each(const struct attempt *a, const struct pattern_term *term,
                        size_t *at, size_t *end)
{
    const struct heard *heard = a->h->heard;

    for (size_t s = 0; s < heard->sentence_count; s++)
        if (words_heard(a->h, (int)s, a->pattern, term) &&
            search_range(a, term->code, heard->sentence_at[s], heard->sentence_end[s], at,
                         end))
            return true;
    return false;
}

static bool search(const struct attempt *a, const struct pattern_term *term, size_t *at,
                   size_t *end)
{
    const struct heard *heard = a->h->heard;
    int s = a->sentence;

    if (s >= 0)
        return search_range(a, term->code, heard->sentence_at[s], heard->sentence_end[s],
                            at, end);
    if (a->h->filter && term->within && heard->sentence_count > 1)
        return search_each(a, term, at, end);
    return search_range(a, term->code, 0, heard->match_len, at, end);
}

static bool weigh_positive(const struct attempt *a, const struct pattern_term *term)
{
    size_t at, end;
    double score = 0;

    for (size_t i = 0; i < term->need_count; i++)
        if (!weigh_need(a, &a->pattern->needs[term->need + i], &score))
            return false;
    if (term->code) {
        if (!search(a, term, &at, &end))
            return false;
        score += (double)(weight_expression * a->focus[sentence_at(a->h->heard, at)]);
        mark_span(a, at, end);
    }
    a->out->score += score;
    return true;
}

/* Does a negative term hold in the scope, that is: is it absent? */
static bool absent(const struct attempt *a, const struct pattern_term *term)
{
    size_t at, end;

    if (term->code)
        return !search(a, term, &at, &end);
    const struct pattern_need *need = &a->pattern->needs[term->need];
    for (size_t i = 0; i < need->count; i++)
        if (focus_of(a, a->pattern->concepts[need->first + i]) > 0)
            return false;
    return true;
}

static bool attempt_match(const struct attempt *a, const struct intent_rule *rule)
{
    const struct pattern *p = a->pattern;

    *a->out = (struct match){.rule = rule, .sentence = a->sentence};
    for (size_t i = 0; i < p->term_count; i++)
        if (!p->terms[i].negative && !weigh_positive(a, &p->terms[i]))
            return false;
    for (size_t i = 0; i < p->term_count; i++)
        if (p->terms[i].negative && !absent(a, &p->terms[i]))
            return false;
    if (a->sentence < 0 && a->h->heard->sentence_count > 1)
        a->out->score *= (double)factor_across;
    a->out->score += (double)rule->weight;
    return true;
}

static bool concept_heard(const struct hearing *h, int sentence, const struct pattern *p,
                          const struct pattern_need *need)
{
    const struct heard_bits *bits =
        sentence < 0 ? &h->bits : &h->heard->in_sentence[sentence];

    for (size_t i = 0; i < need->count; i++) {
        unsigned concept = p->concepts[need->first + i];
        if (heard_has(bits, concept) || heard_has(&h->borrowed, concept))
            return true;
    }
    return false;
}

/* All that the positive terms need is heard in a sentence (-1: anywhere): without that
 * the pattern cannot match there. */
static bool needs_heard(const struct hearing *h, const struct pattern *p, int sentence)
{
    for (size_t t = 0; t < p->term_count; t++) {
        const struct pattern_term *term = &p->terms[t];
        if (term->negative)
            continue;
        for (size_t i = 0; i < term->need_count; i++)
            if (!concept_heard(h, sentence, p, &p->needs[term->need + i]))
                return false;
        if (!words_heard(h, sentence, p, term))
            return false;
    }
    return true;
}

bool score_rule(const struct hearing *h, struct matcher *m,
                const struct intent_rule *rule, bool even, struct match *out)
{
    struct match match;
    struct attempt a = {h, m, &rule->pattern, even ? h->even : h->focus, 0, &match};
    int sentences = (int)h->heard->sentence_count;
    bool found = false;

    if (h->filter && !needs_heard(h, &rule->pattern, -1))
        return false;
    /* Each sentence alone, then (of several) all together. */
    for (int i = 0; i < sentences + (sentences > 1); i++) {
        a.sentence = i < sentences ? i : -1;
        if (h->filter && !needs_heard(h, &rule->pattern, a.sentence))
            continue;
        if (attempt_match(&a, rule) && (!found || match.score > out->score)) {
            *out = match;
            found = true;
        }
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

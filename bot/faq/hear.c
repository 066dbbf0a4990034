/* hear.c - from a message to its concepts, in one pass without allocation. */
#include <string.h>

#include "base/utf8.h"
#include "faq/hear_parts.h"

struct hearing {
    const struct lexicon *l;
    struct heard *h;
    struct heard_ids ids;
};

static void add_hit(struct heard *h, struct heard_hit hit)
{
    if (h->hit_count == HEARD_HITS) {
        h->cut = true;
        return;
    }
    h->hits[h->hit_count++] = hit;
}

static bool was_corrected(const struct heard *h, size_t first, size_t count)
{
    for (size_t i = 0; i < h->correction_count; i++) {
        const struct heard_correction *c = &h->corrections[i];

        if (c->word < first + count && first < (size_t)c->word + c->count)
            return true;
    }
    return false;
}

/* Signs of danger are heard inside other phrases too. */
static bool is_sign(const struct hearing *g, uint16_t concept)
{
    return g->l->concept[concept].open.sign || g->l->concept[concept].loose;
}

static void add_hits(struct hearing *g, uint32_t node, size_t first, size_t count,
                     bool only_signs)
{
    const struct phrases *p = &g->l->phrases;
    const struct phrase_node *n = &p->node[node];
    struct heard_hit hit = {.first = (uint16_t)first,
                            .count = (uint16_t)count,
                            .sentence = g->h->words[first].sentence};

    hit.corrected = !n->said || was_corrected(g->h, first, count);
    for (uint32_t i = 0; i < n->marks_count; i++) {
        hit.concept = p->mark[n->marks_at + i].concept;
        hit.implied = p->mark[n->marks_at + i].implied;
        if (!only_signs || is_sign(g, hit.concept))
            add_hit(g->h, hit);
    }
}

/* How far phrases reach that hide what lies wholly inside them. */
struct hiding {
    size_t most;  /* from all but signs: a "baclofen pump" is no baclofen tablet */
    size_t signs; /* from signs too: "heat stroke" is no stroke */
};

/* All phrases that begin at word i, longest first. */
static void find_at(struct hearing *g, size_t i, size_t end, struct hiding *until)
{
    size_t most = end - i, len = 0;
    uint32_t node;

    while (most > 0 && (node = phrases_match(&g->l->phrases, &g->l->words, g->ids.id + i,
                                             most, &len)) != 0) {
        const struct phrase_node *n = &g->l->phrases.node[node];

        if (i + len > until->signs)
            add_hits(g, node, i, len, i + len <= until->most);
        if (len > 1 && !n->keep && i + len > until->most)
            until->most = i + len;
        if (len > 1 && n->silences && i + len > until->signs)
            until->signs = i + len;
        most = len - 1;
    }
}

/* What a loose concept's phrase ends in, when little words were left out on the way. */
static void add_loose_hits(struct hearing *g, uint32_t node, size_t first, size_t count)
{
    const struct phrases *p = &g->l->phrases;
    const struct phrase_node *n = &p->node[node];
    struct heard_hit hit = {.first = (uint16_t)first,
                            .count = (uint16_t)count,
                            .sentence = g->h->words[first].sentence};

    for (uint32_t i = 0; i < n->marks_count; i++) {
        hit.concept = p->mark[n->marks_at + i].concept;
        if (g->l->concept[hit.concept].loose)
            add_hit(g->h, hit);
    }
}

/* Loose phrases that begin at word i: "face red" in "her face has gone bright red". */
static void find_loose_at(struct hearing *g, size_t i, size_t end,
                          const struct hiding *until)
{
    struct phrase_walk walk;

    if (!phrases_begin(&g->l->phrases, &g->l->words, g->ids.id[i], &walk))
        return;
    if (end > i + PHRASE_MAX)
        end = i + PHRASE_MAX;
    for (size_t k = i + 1; k < end; k++) {
        if (!phrases_go_on(&g->l->phrases, &g->l->words, g->ids.id[k], &walk))
            return;
        for (size_t s = 0; s < walk.count; s++) {
            const struct phrase_node *n = &g->l->phrases.node[walk.state[s].node];

            /* A node that stayed put ends before this word. */
            if (walk.state[s].skipped && n->marks_count && !walk.state[s].stayed &&
                k >= until->signs)
                add_loose_hits(g, walk.state[s].node, i, k - i + 1);
        }
    }
}

static void find_hits(struct hearing *g, const struct heard_sentence *s)
{
    size_t end = (size_t)s->first + s->count;
    struct hiding until = {0, 0};

    for (size_t i = s->first; i < end; i++) {
        find_at(g, i, end, &until);
        find_loose_at(g, i, end, &until);
    }
}

static void fill_bits(struct heard *h)
{
    memset(&h->all, 0, sizeof h->all);
    memset(h->in_sentence, 0, h->sentence_count * sizeof *h->in_sentence);
    for (size_t i = 0; i < h->hit_count; i++) {
        if (h->hits[i].denied)
            continue;
        heard_put(&h->all, h->hits[i].concept);
        heard_put(&h->in_sentence[h->hits[i].sentence], h->hits[i].concept);
    }
}

static bool put(struct heard *h, const char *text, size_t len)
{
    if (h->match_len + len > sizeof h->match) {
        h->cut = true;
        return false;
    }
    memcpy(h->match + h->match_len, text, len);
    h->match_len += len;
    return true;
}

static void put_mark(struct heard *h, uint32_t base, const struct heard_hit *hit)
{
    char mark[4] = "";

    if (!hit->denied)
        put(h, mark, utf8_encode(base + hit->concept, mark));
}

/* A word with the marks of all hits that begin and end at it. Hits are in order of their
 * first word; *low is the first that can still reach this one. */
static void match_word(struct heard *h, size_t word, size_t *low)
{
    struct span text = heard_text(h, word);

    while (*low < h->hit_count && (size_t)h->hits[*low].first + PHRASE_MAX <= word)
        (*low)++;
    for (size_t i = *low; i < h->hit_count && h->hits[i].first <= word; i++)
        if (h->hits[i].first == word)
            put_mark(h, CONCEPT_MARK, &h->hits[i]);
    put(h, text.ptr, text.len);
    for (size_t i = *low; i < h->hit_count && h->hits[i].first <= word; i++)
        if ((size_t)h->hits[i].first + h->hits[i].count == word + 1)
            put_mark(h, CONCEPT_END, &h->hits[i]);
}

static void match_sentence(struct heard *h, size_t s, size_t *low)
{
    size_t word = h->sentences[s].first, end = word + h->sentences[s].count;

    h->sentence_at[s] = (uint16_t)h->match_len;
    for (; word < end; word++) {
        match_word(h, word, low);
        if (word + 1 < end)
            put(h, " ", 1);
    }
    h->sentence_end[s] = (uint16_t)h->match_len;
}

static void write_match(struct heard *h)
{
    size_t low = 0;

    h->match_len = 0;
    for (size_t s = 0; s < h->sentence_count; s++) {
        if (s > 0)
            put(h, " . ", 3);
        match_sentence(h, s, &low);
    }
}

bool lexicon_hear(const struct lexicon *l, struct span text, struct heard *out,
                  struct err *e)
{
    struct draft draft;
    struct hearing g;

    out->text_len = out->word_count = out->hit_count = out->correction_count = 0;
    out->sentence_count = out->match_len = 0;
    if (!l->finished)
        return err_set(e, ERR_STATE, "the lexicon is not finished");
    draft_make(&draft, l, text);
    out->cut = draft.cut;
    out->mentions = draft.mentions;
    g.l = l;
    g.h = out;
    hear_correct(&draft, out, &g.ids);
    sentences_split(out, g.ids.ends, l->english);
    for (size_t s = 0; s < out->sentence_count; s++)
        find_hits(&g, &out->sentences[s]);
    if (l->english)
        denial_mark(l, out);
    fill_bits(out);
    sentences_ask(out, g.ids.ends, l);
    write_match(out);
    return true;
}

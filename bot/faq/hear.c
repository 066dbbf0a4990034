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

static void add_hits(struct hearing *g, uint32_t node, size_t first, size_t count)
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
        add_hit(g->h, hit);
    }
}

/* The phrase's own words, each with what lies inside the phrase. */
static void add_inner(struct hearing *g, size_t first, size_t count)
{
    size_t i = first, end = first + count;

    while (i < end) {
        size_t len = 0, most = i == first ? count - 1 : end - i;
        uint32_t node =
            phrases_match(&g->l->phrases, &g->l->words, g->ids.id + i, most, &len);

        if (node)
            add_hits(g, node, i, len);
        i += node ? len : 1;
    }
}

static void find_hits(struct hearing *g, const struct heard_sentence *s)
{
    size_t i = s->first, end = i + s->count;

    while (i < end) {
        size_t len = 1;
        uint32_t node =
            phrases_match(&g->l->phrases, &g->l->words, g->ids.id + i, end - i, &len);

        if (node) {
            add_hits(g, node, i, len);
            if (len > 1 && g->l->phrases.node[node].keep)
                add_inner(g, i, len);
        }
        i += node ? len : 1;
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

/* Writes the marks of all hits that begin before `end`; returns the first word after the
 * token that begins at `word`. Hits are in order of their first word. */
static size_t put_marks(struct heard *h, size_t *hit, size_t word)
{
    size_t end = word + 1;

    for (; *hit < h->hit_count && h->hits[*hit].first < end; (*hit)++) {
        const struct heard_hit *at = &h->hits[*hit];
        char mark[4];
        size_t len;

        if ((size_t)at->first + at->count > end)
            end = (size_t)at->first + at->count;
        if (at->denied)
            continue;
        len = utf8_encode(CONCEPT_MARK + at->concept, mark);
        put(h, mark, len);
    }
    return end;
}

static void match_sentence(struct heard *h, size_t s, size_t *hit)
{
    size_t word = h->sentences[s].first, end = word + h->sentences[s].count;

    h->sentence_at[s] = (uint16_t)h->match_len;
    while (word < end) {
        size_t next = put_marks(h, hit, word);

        for (; word < next && word < end; word++) {
            struct span text = heard_text(h, word);

            put(h, text.ptr, text.len);
            if (word + 1 < end)
                put(h, word + 1 < next ? "_" : " ", 1);
        }
    }
    h->sentence_end[s] = (uint16_t)h->match_len;
}

static void write_match(struct heard *h)
{
    size_t hit = 0;

    h->match_len = 0;
    for (size_t s = 0; s < h->sentence_count; s++) {
        if (s > 0)
            put(h, " . ", 3);
        match_sentence(h, s, &hit);
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
    sentences_split(out, g.ids.ends);
    for (size_t s = 0; s < out->sentence_count; s++)
        find_hits(&g, &out->sentences[s]);
    denial_mark(l, out);
    fill_bits(out);
    sentences_ask(out, g.ids.ends, l->request);
    write_match(out);
    return true;
}

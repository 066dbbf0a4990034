/* Why Limber answers as it does: everything that led to a decision, for the people who
 * write it. */
#include <string.h>

#include "faq/engine.h"

#define SHOWN 8

static void explain_text(struct buf *out, const struct faq *f)
{
    const struct heard *h = &f->heard;

    buf_text(out, "heard as\n");
    for (size_t s = 0; s < h->sentence_count; s++) {
        const struct heard_sentence *sentence = &h->sentences[s];
        buf_format(out, "  %zu. ", s + 1);
        for (size_t w = sentence->first; w < (size_t)sentence->first + sentence->count;
             w++)
            buf_format(out, "%.*s ", (int)h->words[w].len, h->text + h->words[w].at);
        buf_format(out, "%s(focus %.2f)\n", sentence->asks ? "(asks) " : "",
                   (double)f->hearing.focus[s]);
    }
    for (size_t i = 0; i < h->correction_count; i++)
        buf_format(out, "  corrected \"%s\" to \"%s\" (%s)\n", h->corrections[i].from,
                   h->corrections[i].to, h->corrections[i].how);
}

static void explain_concepts(struct buf *out, const struct faq *f)
{
    const struct heard *h = &f->heard;

    buf_text(out, "concepts\n");
    for (size_t i = 0; i < h->hit_count; i++) {
        const struct heard_hit *hit = &h->hits[i];
        const struct concept *c = lexicon_concept(f->intents.lexicon, hit->concept);
        buf_format(out, "  {%s} in \"", c->name);
        for (size_t w = hit->first; w < (size_t)hit->first + hit->count; w++)
            buf_format(out, "%s%.*s", w > hit->first ? " " : "", (int)h->words[w].len,
                       h->text + h->words[w].at);
        buf_format(out, "\" weight %.1f%s%s%s%s\n", (double)c->weight,
                   c->domain >= 1  ? ", domain"
                   : c->domain > 0 ? ", domain in part"
                                   : "",
                   hit->implied ? ", implied" : "", hit->denied ? ", denied" : "",
                   hit->corrected ? ", corrected" : "");
    }
    for (size_t c = 0; c < lexicon_count(f->intents.lexicon); c++)
        if (heard_has(&f->hearing.borrowed, (unsigned)c))
            buf_format(out, "  {%s} from the conversation\n",
                       lexicon_concept(f->intents.lexicon, c)->name);
}

static void explain_evidence(struct buf *out, const struct faq *f,
                             const struct evidence *e)
{
    const struct heard *h = &f->heard;
    for (size_t w = 0; w < h->word_count; w++)
        if ((e->word[w / 64] >> (w % 64)) & 1)
            buf_format(out, " %.*s", (int)h->words[w].len, h->text + h->words[w].at);
}

static const char *fate(const struct faq *f, const struct standing *s,
                        const struct verdict *v, enum faq_setting setting)
{
    for (size_t i = 0; i < v->topic_count; i++)
        if (v->topics[i] == s->intent)
            return i ? "answered too" : "wins";
    if (s->score < choose_bar(f->intents.list[s->intent].priority, setting))
        return "under its bar";
    if (setting == FAQ_CHANNEL && !f->intents.list[s->intent].channel)
        return "never speaks unaddressed";
    for (size_t i = 0; i < v->offer_count; i++)
        if (v->offers[i] == s->intent)
            return "offered";
    return v->topic_count ? "less specific than the winner" : "held back";
}

static void explain_candidates(struct buf *out, const struct faq *f,
                               const struct verdict *v, enum faq_setting setting)
{
    buf_text(out, "candidates\n");
    if (f->ranking.modelled)
        buf_format(
            out,
            "  learned: for others %+.2f (%+.2f to the likeliest topic), too vague "
            "%+.2f, emergency %+.2f\n",
            (double)f->ranking.others, (double)f->ranking.strange,
            (double)f->ranking.vague, (double)f->ranking.now);
    for (size_t i = 0; i < f->ranking.count && i < SHOWN; i++) {
        const struct standing *s = &f->ranking.list[i];
        const struct intent *in = &f->intents.list[s->intent];
        buf_format(out, "  %5.2f of %.1f  %s: %s\n", s->score,
                   choose_bar(in->priority, setting), in->id, fate(f, s, v, setting));
        if (s->learned)
            buf_format(out, "         learned %+.2f, by patterns %.2f\n",
                       (double)(s->asked > s->now ? s->asked : s->now), s->fit);
        if (!s->best.rule)
            continue;
        buf_format(
            out, "         pattern \"%s\" (%s:%u), words:", s->best.rule->pattern.source,
            s->best.rule->pattern.at.file, s->best.rule->pattern.at.line);
        explain_evidence(out, f, &s->best.evidence);
        buf_char(out, '\n');
    }
    if (f->ranking.count > SHOWN)
        buf_format(out, "  and %zu more\n", f->ranking.count - SHOWN);
    if (!f->ranking.count)
        buf_text(out, "  none\n");
}

bool faq_explain(struct faq *f, const struct faq_question *q, struct buf *out,
                 struct err *e)
{
    struct verdict v;

    f->ranking.count = 0;
    f->heard.sentence_count = 0;
    if (!engine_decide(f, q, &v, e))
        return false;
    if (f->heard.sentence_count) {
        explain_text(out, f);
        explain_concepts(out, f);
        explain_candidates(out, f, &v, q->setting);
    }
    buf_format(out, "decision\n  %s", faq_action_name(v.action));
    for (size_t i = 0; i < v.topic_count; i++)
        buf_format(out, " %s", f->intents.list[v.topics[i]].id);
    for (size_t i = 0; i < v.offer_count; i++)
        buf_format(out, "%s %s", i ? "" : ", offering", f->intents.list[v.offers[i]].id);
    buf_format(out, ": %s\n", v.why);
    return !out->failed || err_set(e, ERR_LIMIT, "the explanation is too long to show");
}

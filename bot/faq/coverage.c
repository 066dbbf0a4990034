#include "faq/coverage.h"

#include "base/mem.h"
#include "faq/branches.h"
#include "faq/engine.h"

#define CAPTURES 256

struct watched {
    uint32_t intent;
    const struct intent_rule *rule;
    unsigned used;
    struct branches branches;
};

struct coverage {
    struct faq *faq;
    struct watched *list;
    size_t count;
    pcre2_match_data *data;
};

static bool watch(struct coverage *c, uint32_t intent, const struct intent_rule *rule)
{
    struct watched *w = &c->list[c->count];

    *w = (struct watched){.intent = intent, .rule = rule};
    if (!branches_find(&w->branches, &rule->pattern, c->faq->intents.lexicon))
        return false;
    c->count++;
    return true;
}

static bool watch_all(struct coverage *c)
{
    const struct intents *set = &c->faq->intents;
    size_t count = 0;

    for (size_t i = 0; i < set->count; i++)
        count += set->list[i].rule_count;
    c->list = mem_zero(count + 1, sizeof *c->list);
    c->data = pcre2_match_data_create(CAPTURES, NULL);
    if (!c->list || !c->data)
        return false;
    for (size_t i = 0; i < set->count; i++)
        for (size_t r = 0; r < set->list[i].rule_count; r++)
            if (!watch(c, (uint32_t)i, &set->list[i].rules[r]))
                return false;
    return true;
}

bool coverage_new(struct coverage **out, struct faq *faq, struct err *e)
{
    struct coverage *c = mem_zero(1, sizeof *c);

    *out = c;
    if (!c)
        return err_set(e, ERR_MEMORY, "out of memory");
    c->faq = faq;
    if (watch_all(c))
        return true;
    coverage_free(c);
    *out = NULL;
    return err_set(e, ERR_MEMORY, "out of memory");
}

void coverage_free(struct coverage *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++)
        branches_free(&c->list[i].branches);
    pcre2_match_data_free(c->data);
    mem_free(c->list);
    mem_free(c);
}

static void note(struct coverage *c, struct watched *w, bool addressed)
{
    const struct faq *f = c->faq;
    bool urgent = f->intents.list[w->intent].priority == INTENT_URGENT;
    struct match match;

    if ((w->rule->addressed && !addressed) ||
        !score_rule(&f->hearing, f->matcher, w->rule, urgent, &match))
        return;
    w->used++;
    branches_note(&w->branches, &f->hearing, match.sentence, c->data);
}

bool coverage_answer(struct coverage *c, const struct faq_question *q,
                     struct faq_reply *out, struct err *e)
{
    /* Stays 0 when nothing had to be heard to answer. */
    c->faq->heard.sentence_count = 0;
    if (!faq_answer(c->faq, q, out, e))
        return false;
    for (size_t i = 0; c->faq->heard.sentence_count && i < c->count; i++)
        note(c, &c->list[i], q->setting != FAQ_CHANNEL);
    return true;
}

size_t coverage_count(const struct coverage *c)
{
    return c->count;
}

struct coverage_pattern coverage_pattern(const struct coverage *c, size_t i)
{
    const struct watched *w = &c->list[i];
    const struct pattern *p = &w->rule->pattern;
    return (struct coverage_pattern){.topic = c->faq->intents.list[w->intent].id,
                                     .source = p->source,
                                     .file = p->at.file,
                                     .line = p->at.line,
                                     .used = w->used};
}

bool coverage_unused(const struct coverage *c, size_t i, size_t k, struct span *out)
{
    const struct watched *w = &c->list[i];

    for (size_t b = 0; b < w->branches.count; b++) {
        const struct branch *branch = &w->branches.list[b];
        if (branch->used || k--)
            continue;
        *out = (struct span){w->rule->pattern.source + branch->at, branch->len};
        return true;
    }
    return false;
}

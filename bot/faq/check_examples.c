/* Proves the intents by their examples and counter-examples. */
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "faq/check.h"

/* A pattern must stay within its steps on a message of this size made of its own words.
 */
#define WORST_TEXT ((size_t)4096)
#define NOW_MS     1000

static bool decide_example(struct faq *f, const struct intent_example *x,
                           struct verdict *v, struct err *e)
{
    struct faq_question q = {.text = span_of(x->text), .now_ms = NOW_MS};
    struct faq_reply before;

    if (x->after) {
        struct faq_question first = {.text = span_of(x->after), .now_ms = NOW_MS};
        if (!faq_answer(f, &first, &before, e))
            return false;
        q.context = before.context;
    }
    return engine_decide(f, &q, v, e);
}

/* What the example led to, in words. */
static const char *outcome(const struct faq *f, const struct verdict *v)
{
    if (v->topic_count)
        return f->intents.list[v->topics[0]].id;
    return v->offer_count ? "an offer of choices" : "nothing";
}

static bool offers(const struct verdict *v, size_t intent)
{
    for (size_t i = 0; i < v->offer_count; i++)
        if (v->offers[i] == intent)
            return true;
    return false;
}

static bool check_example(struct faq *f, size_t intent, const struct intent_example *x,
                          struct faults *faults, struct err *e)
{
    struct verdict v;
    const char *id = f->intents.list[intent].id;

    if (!decide_example(f, x, &v, e))
        return false;
    if (v.topic_count && v.topics[0] == intent)
        return true;
    if (!v.topic_count && v.offer_count > 1 && offers(&v, intent) &&
        f->ranking.count > 1 &&
        f->ranking.list[0].score >= choose_bar(INTENT_NORMAL, FAQ_DIRECT))
        faults_add(faults, x->at, "make one of their patterns more specific, or exclude",
                   "\"%s\" is claimed by %s and by %s", x->text,
                   f->intents.list[f->ranking.list[0].intent].id,
                   f->intents.list[f->ranking.list[1].intent].id);
    else
        faults_add(faults, x->at,
                   "see `limber explain` for why; widen a pattern or a concept",
                   "example \"%s\" of %s leads to %s", x->text, id, outcome(f, &v));
    return true;
}

/* A counter-example of an emergency is no alarm: a question about one may be answered. */
static bool check_counter(struct faq *f, size_t intent, const struct intent_example *x,
                          struct faults *faults, struct err *e)
{
    bool urgent = f->intents.list[intent].priority == INTENT_URGENT;
    struct verdict v;

    if (!decide_example(f, x, &v, e))
        return false;
    if (v.topic_count && v.topics[0] == intent && (!urgent || v.action == FAQ_EMERGENCY))
        faults_add(faults, x->at,
                   "narrow the pattern that `limber explain` shows, or exclude",
                   "counter-example \"%s\" is answered by %s", x->text,
                   f->intents.list[intent].id);
    return true;
}

/* The same text as an example of two intents cannot be right twice. */
static void check_claim(struct faq *f, struct map *claims, size_t intent,
                        const struct intent_example *x, struct faults *faults)
{
    const struct intent *other = map_get(claims, span_of(x->text));

    if (!other)
        map_put(claims, span_of(x->text), &f->intents.list[intent]);
    else if (!x->after)
        faults_add(faults, x->at, "keep it where it belongs",
                   "\"%s\" is an example of %s and of %s", x->text, other->id,
                   f->intents.list[intent].id);
}

/* The pattern's own letters, over and over: what a hostile message would send. */
static size_t worst_text(const char *source, char *out, size_t size)
{
    size_t len = 0, n = strlen(source);

    for (size_t i = 0; len + 1 < size; i++) {
        char c = source[i % n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter || (len && out[len - 1] != ' '))
            out[len++] = letter ? c : ' ';
    }
    return len;
}

static void check_budget(struct faq *f, const struct intent_rule *rule,
                         struct faults *faults)
{
    char text[WORST_TEXT] = "";
    size_t len = worst_text(rule->pattern.source, text, sizeof text), at, end;

    matcher_take_faults(f->matcher);
    for (size_t i = 0; i < rule->pattern.term_count; i++)
        if (rule->pattern.terms[i].code)
            matcher_search(f->matcher, rule->pattern.terms[i].code, text, len, &at, &end);
    if (matcher_take_faults(f->matcher))
        faults_add(faults, rule->pattern.at,
                   "give its repeats upper limits, such as .{0,40}",
                   "pattern \"%s\" takes too many steps on a long message",
                   rule->pattern.source);
}

static bool check_intent(struct faq *f, size_t i, struct map *claims,
                         struct faults *faults, struct err *e)
{
    const struct intent *in = &f->intents.list[i];

    if (strlen(in->id) >= FAQ_TOPIC_MAX || strpbrk(in->id, ",; "))
        faults_add(faults, in->at, "use at most 63 letters, digits, dots and dashes",
                   "\"%s\" cannot be a topic id", in->id);
    if (!in->example_count)
        faults_add(faults, in->at, "add `examples:` with how people ask it",
                   "intent %s has no example", in->id);
    if (!in->rule_count)
        faults_add(faults, in->at, "add `patterns:`", "intent %s has no pattern", in->id);
    for (size_t r = 0; r < in->rule_count; r++)
        check_budget(f, &in->rules[r], faults);
    for (size_t x = 0; x < in->example_count; x++) {
        check_claim(f, claims, i, &in->examples[x], faults);
        if (!check_example(f, i, &in->examples[x], faults, e))
            return false;
    }
    for (size_t x = 0; x < in->counter_count; x++)
        if (!check_counter(f, i, &in->counters[x], faults, e))
            return false;
    return true;
}

/* Examples reach their own intent and counter-examples do not; overlaps; step budgets. */
static bool check_examples(struct faq *f, struct faults *faults, struct err *e)
{
    struct map *claims = map_new(200000, 4);
    bool ok = claims != NULL || err_set(e, ERR_MEMORY, "out of memory");

    for (size_t i = 0; ok && i < f->intents.count; i++)
        ok = check_intent(f, i, claims, faults, e);
    map_free(claims);
    return ok;
}

bool faq_check(struct faq *f, int64_t today_ms, struct faults *faults, struct err *e)
{
    bool unlearned;

    groups_check(f->groups, faults);
    /* By patterns alone, examples of what is to be learned would fail by the dozen. */
    return check_places(f, faults, e) && check_learned(f, &unlearned, faults, e) &&
           faq_check_complete(f, faults, e) && check_texts(f, faults, e) &&
           check_answers(f, today_ms, faults, e) &&
           (unlearned || check_examples(f, faults, e));
}

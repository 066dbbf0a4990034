#include "faq/steer.h"

#include <string.h>
#include <strings.h>

/* --- groups --- */

static bool open_page(const struct faq *f, const struct group_page *page,
                      struct verdict *v)
{
    if (page->all) {
        engine_answer(v, &f->intents, groups_menu(f->groups),
                      "all groups were asked for");
        return true;
    }
    *v = (struct verdict){.action = FAQ_SUGGEST,
                          .steer = FAQ_STEER_GROUP,
                          .page = *page,
                          .score = 99,
                          .why = "a group of topics was picked"};
    return true;
}

/* The first group among the choices offered, from one of them on. */
static bool offered_group(const struct faq *f, const struct faq_context *c, size_t from,
                          struct group_page *out)
{
    for (size_t i = from; i < FAQ_CHOICES && c->choices[i][0]; i++)
        if (groups_find(f->groups, span_of(c->choices[i]), out))
            return true;
    return false;
}

/* A button that says "More topics" may send just that. */
static bool says_choice(const struct faq *f, const struct faq_context *c,
                        struct span text, struct group_page *out)
{
    for (size_t i = 0; i < FAQ_CHOICES && c->choices[i][0]; i++) {
        if (!groups_find(f->groups, span_of(c->choices[i]), out))
            continue;
        const char *title = groups_choice(f->groups, out).title;
        if (strlen(title) == text.len && strncasecmp(title, text.ptr, text.len) == 0)
            return true;
    }
    return false;
}

bool steer_pick(const struct faq *f, const struct faq_question *q, const char *picked,
                struct verdict *v)
{
    struct span text = span_trim(q->text);
    struct group_page page;

    if (groups_find(f->groups, text, &page))
        return open_page(f, &page, v);
    if (!context_fresh(&q->context, q->now_ms) ||
        !offered_group(f, &q->context, 0, &page))
        return false;
    if ((picked && groups_find(f->groups, span_of(picked), &page)) ||
        says_choice(f, &q->context, text, &page) || groups_named(f->groups, text, &page))
        return open_page(f, &page, v);
    return false;
}

/* --- remarks --- */

/* A page goes on to the next one; a list of groups goes nowhere. */
static bool next_page(const struct faq *f, const struct faq_context *c,
                      struct group_page *out)
{
    struct group_page first;

    return !groups_find(f->groups, span_of(c->choices[0]), &first) &&
           offered_group(f, c, 1, out);
}

static size_t more_choices(const struct faq *f, const struct faq_context *c,
                           struct faq_choice out[FAQ_CHOICES])
{
    int last = intents_find(&f->intents, span_of(c->topics[0]));
    const struct answer *a = last < 0 ? NULL : f->answer_of[last];
    struct group_page page;
    size_t count = 0;

    for (size_t i = 0; a && i < a->followup_count && count < FAQ_FOLLOWUPS; i++) {
        int intent = intents_find(&f->intents, span_of(a->followups[i]));
        if (intent >= 0)
            out[count++] = (struct faq_choice){f->intents.list[intent].id,
                                               f->answer_of[intent]->title};
    }
    if (a && groups_of(f->groups, (uint32_t)last, &page))
        out[count++] = groups_choice(f->groups, &page);
    return count;
}

static bool show_more(const struct faq *f, const struct faq_question *q,
                      struct verdict *v)
{
    struct faq_choice choices[FAQ_CHOICES];
    struct group_page page;
    int all = groups_menu(f->groups);
    const char *menu = all < 0 ? NULL : f->intents.list[all].id;

    if (next_page(f, &q->context, &page))
        return open_page(f, &page, v);
    *v = (struct verdict){.action = FAQ_SUGGEST,
                          .steer = FAQ_STEER_MORE,
                          .score = 99,
                          .why = "more was asked for"};
    return !span_is(span_of(q->context.topics[0]), menu) &&
           more_choices(f, &q->context, choices) > 0;
}

static bool has_sources(const struct faq *f, const struct faq_context *c)
{
    const struct answer *last[FAQ_TOPICS];
    size_t count = steer_last(f, c, last);

    for (size_t i = 0; i < count; i++)
        if (last[i]->source_count)
            return true;
    return false;
}

/* Is there something that was said before, and that the remark can be about? */
static bool has_object(const struct faq *f, const struct faq_context *c,
                       enum faq_steer remark)
{
    if (remark == FAQ_STEER_SOURCES)
        return has_sources(f, c);
    int last = intents_find(&f->intents, span_of(c->topics[0]));
    /* After an offer nobody knows what it was that helped; and thanks are no answer. */
    return last >= 0 && !c->refused &&
           last != remarks_topic(f->remarks, FAQ_STEER_HELPFUL) &&
           last != remarks_topic(f->remarks, FAQ_STEER_UNHELPFUL);
}

static bool is_verdict(enum faq_steer remark)
{
    return remark == FAQ_STEER_HELPFUL || remark == FAQ_STEER_UNHELPFUL;
}

static bool is_about_answer(enum faq_steer remark)
{
    return remark == FAQ_STEER_SOURCES || is_verdict(remark);
}

/* In every language, also where its remarks have no `forget`: what is kept about a person
 * is theirs. */
static bool says_forget_me(struct span text)
{
    static const char phrase[] = "forget me";

    while (text.len && strchr(".! ", text.ptr[text.len - 1]))
        text.len--;
    return text.len == strlen(phrase) && strncasecmp(text.ptr, phrase, text.len) == 0;
}

static bool forget(const struct faq *f, int topic, struct verdict *v)
{
    static const char why[] = "all that is kept about somebody is to be forgotten";

    if (topic >= 0)
        engine_answer(v, &f->intents, topic, why);
    else
        *v = (struct verdict){.action = FAQ_ANSWER, .score = 99, .why = why};
    v->steer = FAQ_STEER_FORGET;
    return true;
}

static bool take_remark(const struct faq *f, const struct faq_question *q,
                        struct verdict *v)
{
    struct span text = span_trim(q->text);
    enum faq_steer remark =
        says_forget_me(text) ? FAQ_STEER_FORGET : remarks_find(f->remarks, &f->heard);
    int topic = remarks_topic(f->remarks, remark);

    if (remark == FAQ_STEER_NONE || q->setting == FAQ_CHANNEL)
        return false;
    if ((is_verdict(remark) || remark == FAQ_STEER_FORGET) && text.len &&
        text.ptr[text.len - 1] == '?')
        return false; /* "useful?" asks */
    if (remark == FAQ_STEER_FORGET)
        return forget(f, topic, v);
    bool fresh = context_fresh(&q->context, q->now_ms);
    if (remark == FAQ_STEER_MORE && fresh && show_more(f, q, v))
        return true;
    if (topic < 0)
        return false;
    engine_answer(v, &f->intents, topic, "a remark that stands alone");
    if (is_about_answer(remark) && fresh && has_object(f, &q->context, remark)) {
        v->steer = remark;
        v->why = "a remark about the last answer";
    }
    return true;
}

bool steer_heard(const struct faq *f, const struct faq_question *q, struct verdict *v)
{
    struct span name = remarks_core(f->remarks, &f->heard);
    struct group_page page;

    if (context_fresh(&q->context, q->now_ms) &&
        offered_group(f, &q->context, 0, &page) && groups_named(f->groups, name, &page))
        return open_page(f, &page, v);
    return take_remark(f, q, v);
}

/* --- what follows for the reply --- */

static size_t same_choices(const struct faq *f, const struct faq_context *c,
                           struct faq_choice out[FAQ_CHOICES])
{
    struct group_page page;
    size_t count = 0;

    for (size_t i = 0; i < FAQ_CHOICES && c->choices[i][0]; i++) {
        int intent = intents_find(&f->intents, span_of(c->choices[i]));
        if (intent >= 0)
            out[count++] = (struct faq_choice){f->intents.list[intent].id,
                                               f->answer_of[intent]->title};
        else if (groups_find(f->groups, span_of(c->choices[i]), &page))
            out[count++] = groups_choice(f->groups, &page);
    }
    return count;
}

size_t steer_choices(const struct faq *f, const struct faq_question *q,
                     const struct verdict *v, struct faq_choice out[FAQ_CHOICES])
{
    if (v->steer == FAQ_STEER_GROUP)
        return groups_page(f->groups, &v->page, out);
    if (v->steer == FAQ_STEER_AGAIN)
        return same_choices(f, &q->context, out);
    return v->steer == FAQ_STEER_MORE ? more_choices(f, &q->context, out) : 0;
}

size_t steer_last(const struct faq *f, const struct faq_context *c,
                  const struct answer *out[FAQ_TOPICS])
{
    size_t count = 0;

    for (size_t i = 0; i < FAQ_TOPICS && c->topics[i][0]; i++) {
        int intent = intents_find(&f->intents, span_of(c->topics[i]));
        if (intent >= 0)
            out[count++] = f->answer_of[intent];
    }
    return count;
}

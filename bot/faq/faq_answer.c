/* faq_answer.c - the words of a reply, and what the conversation remembers of it. */
#include <string.h>

#include "faq/context.h"
#include "faq/engine.h"
#include "faq/reply.h"
#include "faq/steer.h"

static struct faq_choice choice_of(const struct faq *f, size_t intent)
{
    return (struct faq_choice){f->intents.list[intent].id, f->answer_of[intent]->title};
}

/* Its choices are the groups of topics. */
static bool is_menu(const struct faq *f, const struct verdict *v)
{
    return !v->steer && v->topic_count && (int)v->topics[0] == groups_menu(f->groups);
}

/* Follow-ups of the first answer that are known and not being answered already. */
static void add_followups(const struct faq *f, const struct verdict *v,
                          struct faq_reply *out)
{
    const struct answer *a = f->answer_of[v->topics[0]];

    if (is_menu(f, v)) {
        out->followup_count = groups_list(f->groups, out->followups);
        return;
    }
    for (size_t i = 0; i < a->followup_count && out->followup_count < FAQ_FOLLOWUPS;
         i++) {
        int intent = intents_find(&f->intents, span_of(a->followups[i]));
        bool told = intent < 0;
        for (size_t k = 0; k < v->topic_count; k++)
            told |= (int)v->topics[k] == intent;
        if (!told)
            out->followups[out->followup_count++] = choice_of(f, (size_t)intent);
    }
}

static void remember_choices(struct faq_context *c, const struct faq_reply *reply)
{
    const struct faq_choice *choices =
        reply->suggestion_count ? reply->suggestions : reply->followups;
    size_t count =
        reply->suggestion_count ? reply->suggestion_count : reply->followup_count;

    if (!count && reply->steer)
        return; /* those offered before still stand */
    memset(c->choices, 0, sizeof c->choices);
    for (size_t i = 0; i < count; i++)
        strncpy(c->choices[i], choices[i].topic, FAQ_TOPIC_MAX - 1);
}

/* What is talked of from now on. An offer keeps the subject, unless one was named: then
 * it is the likeliest choice. */
static void remember_topics(struct faq_context *c, const struct faq_reply *out,
                            bool named)
{
    bool offered = !out->topic_count && named && out->suggestion_count;

    if (!out->topic_count && !offered)
        return;
    c->judged = false;
    memset(c->topics, 0, sizeof c->topics);
    for (size_t i = 0; i < out->topic_count; i++)
        strncpy(c->topics[i], out->topics[i], FAQ_TOPIC_MAX - 1);
    if (offered)
        strncpy(c->topics[0], out->suggestions[0].topic, FAQ_TOPIC_MAX - 1);
}

/* named: the message names a subject. */
static void remember(struct faq_reply *out, const struct faq_question *q, bool named)
{
    struct faq_context *c = &out->context;

    if (out->steer == FAQ_STEER_FORGET) {
        *c = (struct faq_context){0};
        return;
    }
    *c = q->context;
    c->at_ms = q->now_ms;
    remember_choices(c, out);
    if (out->steer == FAQ_STEER_HELPFUL || out->steer == FAQ_STEER_UNHELPFUL)
        c->judged = true;
    if (out->steer)
        return;
    c->refused = out->action == FAQ_SUGGEST ? (uint8_t)(q->context.refused + 1) : 0;
    remember_topics(c, out, named);
}

/* The topic that it was just said of, for the first time, whether it helped. */
static const char *judged(const struct faq *f, const struct faq_context *before)
{
    int last = intents_find(&f->intents, span_of(before->topics[0]));

    return last < 0 || before->judged ? NULL : f->intents.list[last].id;
}

static void add_choices(const struct faq *f, const struct verdict *v,
                        const struct faq_question *q, struct faq_reply *out)
{
    switch (v->steer) {
    case FAQ_STEER_GROUP:
    case FAQ_STEER_MORE:
    case FAQ_STEER_AGAIN:
        out->suggestion_count = steer_choices(f, q, v, out->suggestions);
        return;
    case FAQ_STEER_SOURCES:
    case FAQ_STEER_HELPFUL: /* a short reply, and what was offered before still stands */
    case FAQ_STEER_FORGET:
        return;
    default:
        break;
    }
    for (size_t i = 0; i < v->offer_count; i++)
        out->suggestions[out->suggestion_count++] = choice_of(f, v->offers[i]);
    if (v->action != FAQ_SUGGEST && v->topic_count)
        add_followups(f, v, out);
}

static void fill_reply(const struct faq *f, const struct verdict *v,
                       const struct faq_question *q, struct faq_reply *out)
{
    out->action = v->action;
    out->score = v->score;
    out->steer = v->steer;
    for (size_t i = 0; i < v->topic_count; i++)
        out->topics[out->topic_count++] = f->intents.list[v->topics[i]].id;
    if (v->steer == FAQ_STEER_HELPFUL || v->steer == FAQ_STEER_UNHELPFUL)
        out->judged = judged(f, &q->context);
    add_choices(f, v, q, out);
}

/* What the words are made of. */
static void add_answers(const struct faq *f, const struct verdict *v,
                        const struct faq_question *q, struct reply_parts *parts)
{
    if (v->steer == FAQ_STEER_SOURCES) {
        parts->answer_count = steer_last(f, &q->context, parts->answers);
        return;
    }
    for (size_t i = 0; i < v->topic_count; i++)
        parts->answers[parts->answer_count++] = f->answer_of[v->topics[i]];
}

static bool compose(struct faq *f, const struct verdict *v, const struct faq_question *q,
                    struct faq_reply *out)
{
    struct reply_parts parts = {
        .texts = &f->answers,
        .english = f->english_dir ? &f->english : NULL,
        .locals = q->locals,
        .local_count = q->local_count,
        .action = v->action,
        .choices = out->suggestion_count ? out->suggestions : out->followups,
        .choice_count =
            out->suggestion_count ? out->suggestion_count : out->followup_count,
        .lost = f->lost,
        .steer = v->steer,
        .page = v->page.page,
        .menu = is_menu(f, v),
    };
    if (v->steer == FAQ_STEER_GROUP)
        parts.title = groups_title(f->groups, &v->page, &parts.pages);
    add_answers(f, v, q, &parts);
    buf_clear(&f->answer);
    buf_clear(&f->markdown);
    out->words = reply_words(&parts);
    reply_body(&f->answer, &parts);
    buf_span(&f->markdown, buf_view(&f->answer));
    reply_choices(&f->markdown, &parts);
    reply_sources(&f->answer, &parts);
    reply_sources(&f->markdown, &parts);
    out->answer = buf_view(&f->answer);
    out->markdown = buf_view(&f->markdown);
    return !f->answer.failed && !f->markdown.failed;
}

bool faq_answer(struct faq *f, const struct faq_question *q, struct faq_reply *out,
                struct err *e)
{
    struct verdict v;

    memset(out, 0, sizeof *out);
    out->action = FAQ_IGNORE;
    out->context = q->context;
    if (!engine_decide(f, q, &v, e))
        return false;
    if (v.action == FAQ_IGNORE)
        return true;
    fill_reply(f, &v, q, out);
    if (!compose(f, &v, q, out))
        return err_set(e, ERR_MEMORY, "the reply could not be composed");
    remember(out, q,
             !f->lost &&
                 context_begins(&q->context, q->now_ms, &f->heard, f->intents.lexicon));
    return true;
}

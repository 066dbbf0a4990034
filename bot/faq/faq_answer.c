/* faq_answer.c - the words of a reply, and what the conversation remembers of it. */
#include <string.h>

#include "faq/engine.h"
#include "faq/reply.h"

static struct faq_choice choice_of(const struct faq *f, size_t intent)
{
    return (struct faq_choice){f->intents.list[intent].id, f->answer_of[intent]->title};
}

/* Follow-ups of the first answer that are known and not being answered already. */
static void add_followups(const struct faq *f, const struct verdict *v,
                          struct faq_reply *out)
{
    const struct answer *a = f->answer_of[v->topics[0]];

    for (size_t i = 0; i < a->followup_count && out->followup_count < FAQ_CHOICES; i++) {
        int intent = intents_find(&f->intents, span_of(a->followups[i]));
        bool told = intent < 0;
        for (size_t k = 0; k < v->topic_count; k++)
            told |= (int)v->topics[k] == intent;
        if (!told)
            out->followups[out->followup_count++] = choice_of(f, (size_t)intent);
    }
}

static void remember(struct faq_reply *out, const struct faq_question *q)
{
    struct faq_context *c = &out->context;
    const struct faq_choice *choices =
        out->suggestion_count ? out->suggestions : out->followups;
    size_t count = out->suggestion_count ? out->suggestion_count : out->followup_count;

    *c = q->context;
    c->at_ms = q->now_ms;
    c->refused = out->action == FAQ_SUGGEST ? (uint8_t)(q->context.refused + 1) : 0;
    memset(c->choices, 0, sizeof c->choices);
    for (size_t i = 0; i < count; i++)
        strncpy(c->choices[i], choices[i].topic, FAQ_TOPIC_MAX - 1);
    if (!out->topic_count)
        return; /* an offer keeps the subject */
    memset(c->topics, 0, sizeof c->topics);
    for (size_t i = 0; i < out->topic_count; i++)
        strncpy(c->topics[i], out->topics[i], FAQ_TOPIC_MAX - 1);
}

static void fill_reply(const struct faq *f, const struct verdict *v,
                       struct faq_reply *out)
{
    out->action = v->action;
    out->score = v->score;
    for (size_t i = 0; i < v->topic_count; i++)
        out->topics[out->topic_count++] = f->intents.list[v->topics[i]].id;
    if (v->action == FAQ_SUGGEST)
        for (size_t i = 0; i < v->offer_count; i++)
            out->suggestions[out->suggestion_count++] = choice_of(f, v->offers[i]);
    else if (v->topic_count)
        add_followups(f, v, out);
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
    };
    for (size_t i = 0; i < v->topic_count; i++)
        parts.answers[parts.answer_count++] = f->answer_of[v->topics[i]];
    buf_clear(&f->answer);
    buf_clear(&f->markdown);
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
    fill_reply(f, &v, out);
    if (!compose(f, &v, q, out))
        return err_set(e, ERR_MEMORY, "the reply could not be composed");
    remember(out, q);
    return true;
}

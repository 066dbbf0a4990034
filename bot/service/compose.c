#include "service/compose.h"

#include <string.h>

#include "base/md.h"
#include "base/mem.h"

#define PARTS_MOST 16
#define KEY_SIZE   256

_Static_assert(FAQ_CHOICES <= PLATFORM_CHOICES, "every choice is shown");

/* Rendered parts, gathered first, since each must say how many there are. */
struct parts {
    struct span list[PARTS_MOST];
    size_t count;
};

static bool gather(void *user, struct span payload)
{
    struct parts *p = user;
    char *copy = p->count < PARTS_MOST ? mem_copy(payload.ptr, payload.len) : NULL;

    if (!copy)
        return false;
    p->list[p->count++] = (struct span){copy, payload.len};
    return true;
}

static void free_parts(struct parts *p)
{
    for (size_t i = 0; i < p->count; i++)
        mem_free((void *)(uintptr_t)p->list[i].ptr);
}

static size_t list_choices(const struct faq_reply *reply, struct platform_choice *out)
{
    const struct faq_choice *from =
        reply->suggestion_count ? reply->suggestions : reply->followups;
    size_t count =
        reply->suggestion_count ? reply->suggestion_count : reply->followup_count;

    for (size_t i = 0; i < count; i++)
        out[i] = (struct platform_choice){from[i].topic, from[i].title};
    return count;
}

/* The reply's Markdown holds its numbered choices already, so that "2" is understood
 * everywhere; a platform with clickable buttons gets the choices beside the text. */
static bool render(const struct compose *c, const struct faq_reply *reply,
                   struct parts *out, struct err *e)
{
    struct platform_choice choices[FAQ_CHOICES];
    struct platform_reply what = {.choices = choices};
    struct md *doc = NULL;
    bool ok;

    what.choice_count = list_choices(reply, choices);
    what.words = (struct platform_words){reply->words.pick, reply->words.choose,
                                         reply->words.helpful, reply->words.unhelpful};
    what.feedback = reply->action == FAQ_ANSWER && !reply->steer;
    if (!md_read(&doc, reply->answer, e))
        return false;
    what.doc = doc;
    ok = c->platform->kind->render(c->platform, &what, gather, out, e);
    md_free(doc);
    return ok && (out->count || err_set(e, ERR_BUG, "the reply rendered to nothing"));
}

static bool key_of(const struct compose *c, size_t i, char key[KEY_SIZE], struct err *e)
{
    const struct message *m = c->message;

    return c->platform->kind->make_key(c->platform, m->channel, m->id, (int)i, key,
                                       KEY_SIZE) ||
           err_set(e, ERR_LIMIT, "no key for the reply: the message id is too long");
}

static bool plan_part(const struct compose *c, const struct parts *parts, size_t i,
                      const char *topic, struct err *e)
{
    char key[KEY_SIZE];
    const struct message *m = c->message;
    struct ledger_part part = {
        .connection = c->platform->options.name,
        .channel = m->channel,
        .thread = m->reply_to,
        .source = m->id,
        .key = key,
        .topic = topic,
        .part = (int)i,
        .parts = (int)parts->count,
        .payload = parts->list[i],
        .planned_ms = c->now_ms,
    };
    return key_of(c, i, key, e) && ledger_plan(c->ledger, &part, &part.row, e);
}

static bool planned_before(const struct compose *c)
{
    char key[KEY_SIZE];
    enum ledger_state state;
    struct err e;
    int64_t row;

    return key_of(c, 0, key, &e) &&
           ledger_find_key(c->ledger, c->platform->options.name, key, &row, &state);
}

enum composed compose_reply(const struct compose *c, const struct faq_reply *reply,
                            struct err *e)
{
    struct parts parts = {.count = 0};
    const char *topic =
        reply->topic_count ? reply->topics[0] : faq_action_name(reply->action);

    if (planned_before(c))
        return COMPOSED_BEFORE;
    bool ok = render(c, reply, &parts, e);
    for (size_t i = 0; ok && i < parts.count; i++)
        ok = plan_part(c, &parts, i, topic, e);
    free_parts(&parts);
    if (!ok)
        return COMPOSED_NOT;
    outbox_news(c->outbox);
    return COMPOSED;
}

#include "service/review.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum {
    RECENT = 256,    /* answered questions held in memory */
    TEXT_SIZE = 600, /* of a scrubbed question, with its NUL */
};

struct answered {
    char source[PSEUDONYM_SIZE], who[PSEUDONYM_SIZE];
    char thread[PSEUDONYM_SIZE]; /* that the reply went to */
    char talk[PSEUDONYM_SIZE];   /* the author in the channel */
    char topic[FAQ_TOPIC_MAX];
    char text[TEXT_SIZE];
    int64_t at_ms;
};

struct review {
    struct review_options options;
    struct answered *recent; /* NULL: nothing is kept */
    size_t next;
};

bool review_new(struct review **out, const struct review_options *options, struct err *e)
{
    struct review *r = mem_zero(1, sizeof *r);

    *out = NULL;
    if (r && options->keep_ms)
        r->recent = mem_zero(RECENT, sizeof *r->recent);
    if (!r || (options->keep_ms && !r->recent)) {
        review_free(r);
        return err_set(e, ERR_MEMORY, "no memory for questions to review");
    }
    r->options = *options;
    *out = r;
    return true;
}

void review_free(struct review *r)
{
    if (!r)
        return;
    mem_free(r->recent);
    mem_free(r);
}

static bool scrubbed(const struct faq *faq, struct span text, char out[TEXT_SIZE],
                     struct err *e)
{
    struct buf b;
    bool ok;

    buf_init(&b, (size_t)16 * 1024);
    ok = faq_scrub(faq, text, &b) || err_set(e, ERR_MEMORY, "no memory for a review");
    size_t len = ok ? utf8_fit(buf_view(&b), TEXT_SIZE - 1) : 0;
    memcpy(out, b.data ? b.data : "", len);
    out[len] = '\0';
    buf_free(&b);
    return ok;
}

static bool keep(struct review *r, const char *connection, const struct answered *a,
                 enum ledger_review_why why, const char *topic, struct err *e)
{
    const struct ledger_review row = {.connection = connection,
                                      .why = why,
                                      .source = a->source,
                                      .who = a->who,
                                      .topic = topic,
                                      .text = a->text,
                                      .at_ms = a->at_ms};
    return !*a->text || ledger_review_add(r->options.ledger, &row, e);
}

bool review_reply(struct review *r, const struct faq *faq, const char *connection,
                  const struct message *m, const struct faq_reply *reply, int64_t now_ms,
                  struct err *e)
{
    bool open = reply->action == FAQ_SUGGEST;
    struct answered a = {.at_ms = now_ms};

    if (!r->recent || m->kind != MESSAGE_POSTED || reply->steer ||
        (!open && reply->action != FAQ_ANSWER && reply->action != FAQ_DECLINE))
        return true;
    pseudonym_make(r->options.key, m->channel, m->id, a.source);
    pseudonym_make(r->options.key, "", m->user, a.who);
    pseudonym_make(r->options.key, m->channel, m->reply_to, a.thread);
    pseudonym_make(r->options.key, m->channel, m->user, a.talk);
    snprintf(a.topic, sizeof a.topic, "%s", reply->topic_count ? reply->topics[0] : "");
    if (!scrubbed(faq, m->text, a.text, e))
        return false;
    if (open)
        return keep(r, connection, &a, REVIEW_UNANSWERED,
                    reply->suggestion_count ? reply->suggestions[0].topic : "", e);
    r->recent[r->next++ % RECENT] = a;
    return true;
}

bool review_dislike(struct review *r, const char *connection, const char *post,
                    const char *topic, struct err *e)
{
    char channel[256], id[256], source[PSEUDONYM_SIZE];

    if (!r->recent || !ledger_source_of(r->options.ledger, connection, post, channel,
                                        sizeof channel, id, sizeof id))
        return true;
    pseudonym_make(r->options.key, channel, id, source);
    for (size_t i = 0; i < RECENT; i++)
        if (strcmp(r->recent[i].source, source) == 0)
            return keep(r, connection, &r->recent[i], REVIEW_DISLIKED, topic, e);
    return true;
}

bool review_dislike_last(struct review *r, const char *connection,
                         const struct message *m, const char *topic, struct err *e)
{
    char place[PSEUDONYM_SIZE];
    bool thread = *m->thread != '\0';

    if (!r->recent)
        return true;
    pseudonym_make(r->options.key, m->channel, thread ? m->thread : m->user, place);
    for (size_t i = 1; i <= RECENT; i++) { /* the newest first */
        const struct answered *a = &r->recent[(r->next + RECENT - i) % RECENT];
        if (*a->text && strcmp(thread ? a->thread : a->talk, place) == 0)
            return strcmp(a->topic, topic) != 0 ||
                   keep(r, connection, a, REVIEW_DISLIKED, topic, e);
    }
    return true;
}

/* From memory: what matches both, "" matches all. */
static void drop_recent(struct review *r, const char *who, const char *source)
{
    for (size_t i = 0; r->recent && i < RECENT; i++)
        if ((!*who || strcmp(r->recent[i].who, who) == 0) &&
            (!*source || strcmp(r->recent[i].source, source) == 0))
            r->recent[i] = (struct answered){0};
}

bool review_delete(struct review *r, const char *connection, const char *channel,
                   const char *id, struct err *e)
{
    char source[PSEUDONYM_SIZE];

    if (!r->recent)
        return true;
    pseudonym_make(r->options.key, channel, id, source);
    drop_recent(r, "", source);
    return ledger_review_forget(r->options.ledger, connection, "", source, NULL, e);
}

bool review_forget(struct review *r, const char *connection, const char *user,
                   size_t *count, struct err *e)
{
    char who[PSEUDONYM_SIZE];

    pseudonym_make(r->options.key, "", user, who);
    drop_recent(r, who, "");
    return ledger_review_forget(r->options.ledger, connection, who, "", count, e);
}

/* Also after the setting was turned off: then nothing may stay. */
bool review_prune(struct review *r, int64_t now_ms, struct err *e)
{
    int64_t keep_ms = r->options.keep_ms;

    return ledger_review_prune(r->options.ledger, keep_ms ? now_ms - keep_ms : INT64_MAX,
                               REVIEW_MOST, e);
}

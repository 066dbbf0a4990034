/* One message: admitted, answered, claimed and planned. */
#include <string.h>

#include "base/crash.h"
#include "base/utf8.h"
#include "service/conversation.h"
#include "service/room.h"
#include "service/service_inside.h"

enum {
    TEXT_MOST = 32 * 1024, /* what the engine reads */
    FAILURES_MOST = 3,
    FOLLOWUP_WORDS = 6
};

/* In mode questions: so long after an answer its asker's next words may still be for
 * Limber, and how clear they must be then (a bar is 3). */
static const int64_t going_on_ms = (int64_t)3 * 60 * 1000;
static const double surely = 4.0;

/* What a follow-up in a thread of ours looks like: short, or a question. */
static bool looks_like_followup(struct span text)
{
    size_t words = 0;

    text = span_trim(text);
    if (text.len && text.ptr[text.len - 1] == '?')
        return true;
    for (size_t i = 0; i < text.len; i++)
        words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
    return words <= FOLLOWUP_WORDS;
}

/* "@bob have you seen this?" is meant for Bob. */
static bool names_another(struct span text)
{
    text = span_trim(text);
    return span_starts(text, "@") || span_starts(text, "<@");
}

/* "Thanks @bob": small talk with Bob. */
static bool mentions_another(struct span text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == '@' && text.ptr[i + 1] > ' ' &&
            (i == 0 || strchr(" \n,(", text.ptr[i - 1])))
            return true;
    return false;
}

static bool small_talk(const struct faq_reply *reply)
{
    return reply->topic_count && strncmp(reply->topics[0], "bot.", 4) == 0;
}

static bool ask(struct faq *faq, struct faq_question *q, enum faq_setting setting,
                struct faq_reply *reply, struct err *e)
{
    q->setting = setting;
    return faq_answer(faq, q, reply, e);
}

/* In a thread that Limber answered in, people also talk with each other. What would be
 * answered unasked is answered; else a follow-up is, when it is understood; and "I do not
 * know" is said only to the person who asked before. */
static bool ask_followup(struct faq *faq, struct faq_question *q, bool same_person,
                         struct faq_reply *reply, struct err *e)
{
    if (!ask(faq, q, FAQ_CHANNEL, reply, e))
        return false;
    if (reply->action == FAQ_EMERGENCY)
        return true;
    if (names_another(q->text)) {
        reply->action = FAQ_IGNORE;
        return true;
    }
    if (reply->action != FAQ_IGNORE || !looks_like_followup(q->text))
        return true;
    if (!ask(faq, q, FAQ_MENTION, reply, e))
        return false;
    struct span text = span_trim(q->text);
    bool asked = reply->steer || (text.len && text.ptr[text.len - 1] == '?');
    /* Whether it helped, or what to forget, is said to Limber by the one who asked. */
    bool personal = reply->steer == FAQ_STEER_HELPFUL ||
                    reply->steer == FAQ_STEER_UNHELPFUL ||
                    reply->steer == FAQ_STEER_FORGET;
    if ((reply->action == FAQ_SUGGEST && !(same_person && asked)) ||
        (personal && !same_person) || (small_talk(reply) && mentions_another(text)))
        reply->action = FAQ_IGNORE;
    return true;
}

/* Who was answered a moment ago and goes on asking outside of the thread still speaks to
 * Limber, when it is surely understood. Greetings and the like are for the others. */
static bool ask_going_on(struct faq *faq, struct faq_question *q, struct faq_reply *reply,
                         struct err *e)
{
    if (!ask(faq, q, FAQ_CHANNEL, reply, e))
        return false;
    if (reply->action != FAQ_IGNORE || names_another(q->text) ||
        !looks_like_followup(q->text))
        return true;
    if (!ask(faq, q, FAQ_MENTION, reply, e))
        return false;
    bool thanks = small_talk(reply) && strcmp(reply->topics[0], "bot.thanks") == 0;
    bool idle =
        small_talk(reply) && ((!thanks && !reply->steer) || mentions_another(q->text));
    bool guess = reply->action == FAQ_SUGGEST &&
                 (!reply->steer || reply->steer == FAQ_STEER_AGAIN);
    if (guess || idle || reply->score < surely)
        reply->action = FAQ_IGNORE;
    return true;
}

static bool ask_engine(struct faq *faq, enum admission admission, struct faq_question *q,
                       bool same_person, struct faq_reply *reply, struct err *e)
{
    switch (admission) {
    case ADMIT_DIRECT:
        return ask(faq, q, FAQ_DIRECT, reply, e);
    case ADMIT_MENTION:
        return ask(faq, q, FAQ_MENTION, reply, e);
    case ADMIT_FOLLOWUP:
        return ask_followup(faq, q, same_person, reply, e);
    default:
        if (same_person && q->now_ms - q->context.at_ms <= going_on_ms)
            return ask_going_on(faq, q, reply, e);
        if (!ask(faq, q, FAQ_CHANNEL, reply, e))
            return false;
        if (reply->action != FAQ_EMERGENCY && names_another(q->text))
            reply->action = FAQ_IGNORE;
        return true;
    }
}

/* May this reply go out now? Else why not. */
static bool in_measure(struct service *s, const struct intake_item *it,
                       const struct room *room, enum admission admission,
                       const struct faq_reply *reply, enum outcome *why)
{
    const struct connection *c = it->from;
    const struct message *m = &it->message;
    int64_t now = service_now(s);

    /* What to do in an emergency is always said; and who wants to be forgotten is. */
    bool always = reply->action == FAQ_EMERGENCY || reply->steer == FAQ_STEER_FORGET;

    *why = OUTCOME_MUTED;
    if (room->muted_until && !always)
        return false;
    *why = OUTCOME_QUIET;
    if (room->quiet && admission == ADMIT_PASSIVE && !always)
        return false;
    *why = OUTCOME_COOLDOWN;
    if (admission == ADMIT_PASSIVE && !always && reply->topic_count &&
        !reply->steer /* it was asked for */ &&
        !admit_topic(&s->recent, c->settings->name, m->channel, reply->topics[0],
                     room->settings->cooldown_ms, now))
        return false;
    *why = OUTCOME_LOOP;
    return admit_reply(&s->recent, c->settings->name, m->channel, m->reply_to, now);
}

static bool decide(struct intake_item *it, enum outcome outcome)
{
    it->decided = true;
    it->outcome = outcome;
    return true;
}

static enum ledger_claim claim(struct service *s, const struct intake_item *it,
                               struct err *e)
{
    struct ledger_question q = {
        .connection = it->from->settings->name,
        .channel = it->message.channel,
        .id = it->message.id,
        .at_ms = it->message.at_ms ? it->message.at_ms : it->received_ms,
    };
    return ledger_claim(s->options.ledger, &q, e);
}

/* Nobody has claimed it before. False: *settled is false when the ledger failed, and true
 * when it is decided that there is nothing left to do. */
static bool is_ours(struct service *s, struct intake_item *it, bool *settled,
                    struct err *e)
{
    enum ledger_claim got = claim(s, it, e);

    *settled = got == LEDGER_SEEN && decide(it, OUTCOME_SEEN);
    return got == LEDGER_MINE;
}

/* "Not helpful", said in words about the last answer: as a thumb is. */
static bool note_verdict(struct service *s, struct intake_item *it,
                         const struct faq_reply *reply, struct err *e)
{
    if (!reply->judged)
        return true;
    memcpy(it->judged, reply->judged, strlen(reply->judged) + 1);
    it->helpful = reply->steer == FAQ_STEER_HELPFUL;
    return it->helpful || review_dislike_last(s->review, it->from->settings->name,
                                              &it->message, it->judged, e);
}

static enum outcome outcome_of(const struct faq_reply *reply)
{
    static const enum outcome outcomes[] = {OUTCOME_ANSWERED, OUTCOME_SUGGESTED,
                                            OUTCOME_DECLINED, OUTCOME_EMERGENCY,
                                            OUTCOME_IGNORED};
    /* Whoever asked for a list of topics got what was asked for. */
    return reply->steer ? OUTCOME_ANSWERED : outcomes[reply->action];
}

/* The ledger holds the claim: plan the reply. */
static bool plan(struct service *s, struct intake_item *it, const struct faq *faq,
                 const struct faq_reply *reply, struct err *e)
{
    struct connection *c = it->from;
    struct compose how = {
        .ledger = s->options.ledger,
        .outbox = c->outbox,
        .platform = c->platform,
        .message = &it->message,
        .now_ms = service_unix(s),
    };
    struct conversations talks = {s->options.ledger, c->settings->name, &s->key};

    switch (compose_reply(&how, reply, e)) {
    case COMPOSED:
        break;
    case COMPOSED_BEFORE:
        return decide(it, OUTCOME_SEEN);
    case COMPOSED_NOT:
        it->failures += e->code != ERR_IO;
        return false;
    }
    bool ok =
        reply->steer == FAQ_STEER_FORGET
            ? conversation_forget(&talks, it->message.user, NULL, e) &&
                  review_forget(s->review, talks.connection, it->message.user, NULL, e)
            : conversation_save(&talks, &it->message, &reply->context, how.now_ms, e) &&
                  review_reply(s->review, faq, talks.connection, &it->message, reply,
                               how.now_ms, e) &&
                  note_verdict(s, it, reply, e);
    if (!ok)
        return false;
    if (reply->topic_count)
        memcpy(it->topic, reply->topics[0], strlen(reply->topics[0]) + 1);
    return decide(it, outcome_of(reply));
}

static bool answer_question(struct service *s, struct intake_item *it,
                            const struct room *room, enum admission admission,
                            struct err *e)
{
    const struct message *m = &it->message;
    struct conversations talks = {s->options.ledger, it->from->settings->name, &s->key};
    struct faq_question q = {.text = m->text,
                             .locals = room->settings->locals,
                             .local_count = room->settings->local_count,
                             .now_ms = m->at_ms ? m->at_ms : it->received_ms};
    struct faq *faq = packs_for(s->packs, room->settings);
    struct faq_reply reply;
    enum outcome why;
    bool same_person, settled;

    q.text.len = utf8_fit(q.text, TEXT_MOST);
    conversation_load(&talks, m, &q.context, &same_person);
    if (!ask_engine(faq, admission, &q, same_person, &reply, e)) {
        it->failures++;
        return false;
    }
    if (reply.action == FAQ_IGNORE)
        return decide(it, OUTCOME_IGNORED);
    if (!is_ours(s, it, &settled, e))
        return settled;
    crash_at("claim.after");
    if (!in_measure(s, it, room, admission, &reply, &why))
        return decide(it, why);
    if (s->recall && reply.steer == FAQ_STEER_FORGET)
        recall_forget(s->recall);
    else if (s->recall)
        recall_keep(s->recall, it->from->settings->name, m, &q);
    return plan(s, it, faq, &reply, e);
}

/* What an admin says is done once, like an answer. */
static bool answer_command(struct service *s, struct intake_item *it,
                           const struct command *command, struct err *e)
{
    enum composed how;
    bool settled;

    if (!is_ours(s, it, &settled, e))
        return settled;
    if (!admin_answer(s, it, command, &how, e) || how == COMPOSED_NOT) {
        it->failures += e->code != ERR_IO;
        return false;
    }
    return decide(it, how == COMPOSED_BEFORE ? OUTCOME_SEEN : OUTCOME_COMMAND);
}

static bool answer_feedback(struct service *s, struct intake_item *it, struct err *e)
{
    const struct message *m = &it->message;
    const char *connection = it->from->settings->name;

    if (!ledger_topic_of(s->options.ledger, connection, m->id, it->topic,
                         sizeof it->topic))
        return decide(it, OUTCOME_IGNORED);
    if (m->kind == MESSAGE_UNHELPFUL &&
        !review_dislike(s->review, connection, m->id, it->topic, e))
        return false;
    return decide(it, OUTCOME_FEEDBACK);
}

/* It failed again and again: claimed, so that nobody tries any more. */
static bool set_aside(struct service *s, struct intake_item *it, struct err *e)
{
    return claim(s, it, e) != LEDGER_FAILED && decide(it, OUTCOME_POISONED);
}

bool answer_message(struct service *s, struct intake_item *it, struct err *e)
{
    const struct message *m = &it->message;
    struct connection *c = it->from;
    struct command command;
    struct room room;

    switch (m->kind) {
    case MESSAGE_EDITED:
        return decide(it, OUTCOME_EDITED);
    case MESSAGE_DELETED:
        outbox_cancel(c->outbox, m->channel, m->id);
        return review_delete(s->review, c->settings->name, m->channel, m->id, e) &&
               decide(it, OUTCOME_CANCELLED);
    case MESSAGE_HELPFUL:
    case MESSAGE_UNHELPFUL:
        return answer_feedback(s, it, e);
    case MESSAGE_POSTED:
    case MESSAGE_PICKED:
        break;
    }
    if (it->failures >= FAILURES_MOST)
        return set_aside(s, it, e);
    bool in_thread =
        ledger_in_thread(s->options.ledger, c->settings->name, m->channel, m->thread);
    room_look(&room, c->settings, s->options.ledger, m->channel, service_unix(s));
    enum admission admission = admit_message(m, room.mode, in_thread, service_unix(s),
                                             s->options.settings->catchup_ms);
    if (admission == REFUSE_MODE)
        return decide(it, OUTCOME_MODE);
    if (admission == REFUSE_OLD)
        return decide(it, OUTCOME_OLD);
    if ((admission == ADMIT_DIRECT || admission == ADMIT_MENTION) &&
        admin_is(c->settings, m->user) && command_parse(m->text, &command))
        return answer_command(s, it, &command, e);
    return answer_question(s, it, &room, admission, e);
}

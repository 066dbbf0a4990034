/* talk.h - a conversation with the content of tests/unit/faq/steering, and what is said
 * of each reply.
 *
 * Header only, since each test is one file. */
#ifndef TESTS_FAQ_TALK_H
#define TESTS_FAQ_TALK_H

#include "content_bed.h"

static inline int load(void **state)
{
    return content_bed_load(state, "tests/unit/faq/steering");
}

/* A conversation: each reply's context goes into the next question. */
struct talk {
    struct faq *faq;
    struct faq_context context;
    enum faq_setting setting;
    int64_t now_ms;
    struct faq_reply reply;
};

static inline void say(struct talk *t, const char *text)
{
    struct faq_question q = {.text = span_of(text),
                             .setting = t->setting,
                             .context = t->context,
                             .now_ms = t->now_ms += 1000};
    struct err e = {0};

    if (!faq_answer(t->faq, &q, &t->reply, &e))
        fail_msg("%s: %s", text, e.text);
    t->context = t->reply.context;
}

static inline void replies(const struct talk *t, const char *topic)
{
    if (!t->reply.topic_count || strcmp(t->reply.topics[0], topic) != 0)
        fail_msg("not %s but %s:\n%s", topic,
                 t->reply.topic_count ? t->reply.topics[0] : "no topic",
                 t->reply.markdown.ptr ? t->reply.markdown.ptr : "");
}

/* The choices, from the first on: ids parted by blanks, in their order, and no more. */
static inline void offers(const struct talk *t, const char *ids)
{
    const struct faq_reply *r = &t->reply;
    bool offer = r->suggestion_count > 0;
    const struct faq_choice *list = offer ? r->suggestions : r->followups;
    size_t count = offer ? r->suggestion_count : r->followup_count;
    char got[FAQ_CHOICES * (FAQ_TOPIC_MAX + 1)] = "";

    for (size_t i = 0; i < count; i++) {
        strcat(got, i ? " " : "");
        strcat(got, list[i].topic);
    }
    assert_string_equal(got, ids);
}

static inline void reads(const struct talk *t, const char *part)
{
    if (!memmem(t->reply.markdown.ptr, t->reply.markdown.len, part, strlen(part)))
        fail_msg("\"%s\" is not in\n%s", part, t->reply.markdown.ptr);
}

#define TALK(name) struct talk name = {.faq = *state, .now_ms = 1000}

#endif

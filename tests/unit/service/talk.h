/* talk.h - a conversation in a channel as a table; each message waits for the one before.
 *
 * Header only, over bed.h. */
#ifndef TESTS_SERVICE_TALK_H
#define TESTS_SERVICE_TALK_H

#include "tests/unit/service/bed.h"

struct line {
    const char *user, *thread, *text;
    bool mentioned;
    const char *outcome; /* as it is logged; "" for nobody was meant */
};

static const struct line *lines;
static size_t line_count;

static inline void post_line(size_t i)
{
    struct platform *p = &made[0]->base;
    char id[32];
    struct message m = {.kind = MESSAGE_POSTED,
                        .place = PLACE_CHANNEL,
                        .id = id,
                        .channel = "room",
                        .thread = lines[i].thread,
                        .reply_to = *lines[i].thread ? lines[i].thread : id,
                        .user = lines[i].user,
                        .text = span_of(lines[i].text),
                        .mentioned = lines[i].mentioned};

    snprintf(id, sizeof id, "m%zu", i);
    p->host.message(p->host.user, p, &m);
}

static inline bool is_decided(struct bed *b, size_t i)
{
    char want[48];

    fflush(b->out);
    snprintf(want, sizeof want, "question=m%zu topic=", i);
    return b->text && strstr(b->text, want);
}

static inline bool talk(struct bed *b)
{
    size_t at = (size_t)b->at;

    end_posts(made[0]);
    if (at == 0)
        ready(0);
    else if (!is_decided(b, at - 1))
        return false;
    if (at < line_count)
        post_line(at);
    b->at++;
    return at == line_count;
}

/* The log's word for what was done with the i-th message. */
static inline void outcome_of(const struct bed *b, size_t i, char *out, size_t size)
{
    char want[48];
    const char *line = b->text, *at;

    snprintf(want, sizeof want, "question=m%zu topic=", i);
    at = strstr(b->text, want);
    for (const char *c = b->text; c && c < at;
         c = strchr(c, '\n') ? strchr(c, '\n') + 1 : NULL)
        line = c;
    const char *word = strstr(line, " service ");
    snprintf(out, size, "%.*s", word ? (int)strcspn(word + 9, " ") : 0,
             word ? word + 9 : "");
}

static inline void converse(struct bed *b, const struct line *all, size_t count)
{
    char got[32];

    lines = all;
    line_count = count;
    begin(b, 1);
    run(b, talk);
    for (size_t i = 0; i < count; i++) {
        outcome_of(b, i, got, sizeof got);
        if (strcmp(got, all[i].outcome) != 0)
            fail_msg("\"%s\" by %s: %s, not %s\n%s", all[i].text, all[i].user, got,
                     all[i].outcome, b->text);
    }
}

#define CONVERSE(b, table) converse(b, table, sizeof(table) / sizeof((table)[0]))

#endif

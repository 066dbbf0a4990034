/* reply.h - composes what Limber says: answers, offers, and the lines around them, as
 * Markdown.
 *
 * Appends to a bounded buffer. The lines around answers are fragments of the content
 * (responses/<language>/fragments): reply_lines names them. */
#ifndef FAQ_REPLY_H
#define FAQ_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "faq/answers.h"
#include "faq/faq.h"

/* The fragments that every language needs, NULL-ended. */
extern const char *const reply_lines[];
/* Those that a language needs which hears remarks: see remarks.h. */
extern const char *const reply_remarks[];
/* Said before an answer that the language lacks, and that is given in English. */
#define REPLY_ENGLISH "english"

struct reply_parts {
    const struct answers *texts;
    const struct answers *english; /* what texts lack is said in English; NULL: nothing */
    const struct faq_local *locals;
    size_t local_count;
    enum faq_action action;
    const struct answer *answers[FAQ_TOPICS];
    size_t answer_count;
    const struct faq_choice *choices; /* offers or follow-ups, in order */
    size_t choice_count;
    bool lost;            /* nothing was understood: the choices are where to begin */
    enum faq_steer steer; /* then `answers` are those of the last reply */
    const char *title;    /* FAQ_STEER_GROUP: the group's, */
    size_t page, pages;   /* and which of its pages this is, from 0 */
    bool menu;            /* the choices are groups of topics */
};

struct faq_words reply_words(const struct reply_parts *parts);
/* Everything but the numbered choices. */
bool reply_body(struct buf *out, const struct reply_parts *parts);
/* The numbered choices with the line that invites to pick one; nothing when there are
 * none. */
bool reply_choices(struct buf *out, const struct reply_parts *parts);
/* Sources and the line that this is general information. */
bool reply_sources(struct buf *out, const struct reply_parts *parts);

#endif

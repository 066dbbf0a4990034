/* review.h - questions that were not answered, or whose answer was disliked, kept for
 * the operator to learn from: only when the setting `review` says for how long.
 *
 * On disk (ledger_history.h) is the scrubbed text with pseudonyms of the message and its
 * author, so that "forget me" and a deletion find it. What was answered is held in
 * memory alone, scrubbed, the last few hundred of them, until somebody dislikes it. */
#ifndef SERVICE_REVIEW_H
#define SERVICE_REVIEW_H

#include "faq/faq.h"
#include "ledger/ledger_history.h"
#include "platforms/platform.h"
#include "service/pseudonym.h"

/* At most so many questions are kept on disk: the oldest go first. */
#define REVIEW_MOST 5000

struct review;

struct review_options {
    struct ledger *ledger;
    const struct pseudonym_key *key; /* borrowed */
    int64_t keep_ms;                 /* 0: keep nothing */
};
/* False for want of memory. With keep_ms 0 all below does nothing and succeeds. */
bool review_new(struct review **out, const struct review_options *options, struct err *e);
void review_free(struct review *r); /* NULL is fine */

/* A message got this reply. All are part of the ledger's transaction. */
bool review_reply(struct review *r, const struct faq *faq, const char *connection,
                  const struct message *m, const struct faq_reply *reply, int64_t now_ms,
                  struct err *e);
/* Our post with this id, which gave that topic, was disliked. */
bool review_dislike(struct review *r, const char *connection, const char *post,
                    const char *topic, struct err *e);
/* The same said in words: of the last answer in the thread that the message is in, or
 * else the last one to its author in this channel, if it gave that topic. */
bool review_dislike_last(struct review *r, const char *connection,
                         const struct message *m, const char *topic, struct err *e);
/* The message was deleted by its author. */
bool review_delete(struct review *r, const char *connection, const char *channel,
                   const char *id, struct err *e);
/* All of a person: on disk (also what was kept before the setting was turned off) and in
 * memory. connection NULL: on all; *count: how many on disk, may be NULL. */
bool review_forget(struct review *r, const char *connection, const char *user,
                   size_t *count, struct err *e);
bool review_prune(struct review *r, int64_t now_ms, struct err *e);

#endif

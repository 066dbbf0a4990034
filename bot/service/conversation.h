/* conversation.h - what a conversation is about, kept in the ledger over restarts: topics
 * and offers, never text. One per thread, and one per person outside of threads. */
#ifndef SERVICE_CONVERSATION_H
#define SERVICE_CONVERSATION_H

#include "faq/faq.h"
#include "platforms/platform.h"
#include "service/pseudonym.h"

/* After so long a conversation is forgotten (the engine itself minds only the last
 * quarter of an hour). */
static const int64_t conversation_keep_ms = (int64_t)24 * 3600 * 1000;
#define CONVERSATION_PREFIX "talk:"

struct conversations {
    struct ledger *ledger;
    const char *connection;
    const struct pseudonym_key *key;
};

/* An empty context when there is none. *same_person: the last question of this
 * conversation was asked by the same one. */
void conversation_load(const struct conversations *c, const struct message *m,
                       struct faq_context *out, bool *same_person);
/* After a reply: for the thread it goes to, and for the person. False: the ledger
 * failed. */
bool conversation_save(const struct conversations *c, const struct message *m,
                       const struct faq_context *context, int64_t now_ms, struct err *e);

/* "forget me": all conversations whose last question was this person's, in all channels
 * of the connection (c->connection NULL: of all connections). What else is kept about a
 * person is review_forget's. *count: how many they were; may be NULL. */
bool conversation_forget(const struct conversations *c, const char *user, size_t *count,
                         struct err *e);

#endif

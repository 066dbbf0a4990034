/* conversations.h - which conversations is the bot in? users.conversations, page by page.
 * A token that lacks the scope of one kind of conversation is refused all of them: then
 * each kind is asked for alone.
 *
 * Ownership: a plain value that owns its list. Pure but for memory. */
#ifndef PLATFORMS_SLACK_CONVERSATIONS_H
#define PLATFORMS_SLACK_CONVERSATIONS_H

#include "platforms/slack/api.h"

enum { SL_CONVERSATIONS_MOST = 5000 };

struct sl_conversation {
    char id[SL_ID_SIZE];
    const char *type; /* as channel_type; static */
    bool left;        /* could not be read for now */
};

struct sl_conversations {
    struct sl_conversation *list; /* direct messages first, once it is complete */
    size_t count, room;
    char cursor[512];
    int kind; /* -1: all at once; else the one that is asked for */
};

void sl_conversations_begin(struct sl_conversations *c);
void sl_conversations_free(struct sl_conversations *c);
void sl_conversations_ask(const struct sl_conversations *c, struct buf *form);

enum sl_listing { SL_LIST_MORE, SL_LIST_DONE, SL_LIST_LATER, SL_LIST_FAILED };
/* One that is known otherwise; nothing when it is there. False: no memory. */
bool sl_conversations_add(struct sl_conversations *c, const char *id);
/* An answer that is ok, or lacks a scope; LATER: any other, ask the same again. */
enum sl_listing sl_conversations_page(struct sl_conversations *c,
                                      const struct sl_answer *answer);

#endif

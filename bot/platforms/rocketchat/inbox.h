/* inbox.h - gives each message to the host once, in order, and moves the room's cursor
 * after it. Live events and catch-up meet here.
 *
 * While catch-up runs, live messages wait behind it (at most a few seconds), so that a
 * room's questions keep their order. Then each author is looked up: bots get no reply.
 * Bounded: what does not fit is dropped from memory and read again by catch-up. */
#ifndef PLATFORMS_ROCKETCHAT_INBOX_H
#define PLATFORMS_ROCKETCHAT_INBOX_H

#include "base/json.h"
#include "platforms/rocketchat/adapter.h"

bool rc_inbox_new(struct rocketchat *m, struct err *e);
void rc_inbox_free(struct rc_inbox *b); /* NULL is fine */

/* A live message; about: what the stream tells of its room. */
void rc_inbox_message(struct rocketchat *m, const struct json *message,
                      const struct json *about);
/* Another event of a room: "<room>/deleteMessage". */
void rc_inbox_notice(struct rocketchat *m, const char *event, const struct json *arg);
struct rc_caught { /* a message that catch-up read */
    const struct json *message;
    const char *type;  /* of its room: c, p, d, l */
    bool fresh;        /* young enough to be answered */
    bool unmet;        /* written after all that was handled before */
    int64_t cursor_ms; /* all that was updated before has been read once it is handled */
};
/* Oldest first. True when it had not come before. */
bool rc_inbox_caught(struct rocketchat *m, const struct rc_caught *caught);
/* Catch-up has ended: what waited behind it follows. */
void rc_inbox_release(struct rocketchat *m);
/* An author is known now. */
void rc_inbox_go_on(struct rocketchat *m);

#endif

/* intake.h - what the platforms brought and the ledger does not hold yet.
 *
 * An item leaves only when the turn that decided it is committed, so a failed commit
 * loses nothing. Ownership: items copy all they are given. Bounded in number and bytes:
 * what finds no room is refused, and the connection must read it again. */
#ifndef SERVICE_INTAKE_H
#define SERVICE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/faq.h"
#include "platforms/platform.h"
#include "service/outcome.h"

struct connection;

struct intake_item {
    struct intake_item *next;
    struct connection *from;
    const struct platform *platform; /* the instance that brought it, for its ack */
    struct message message;          /* its texts are in `store` */
    int64_t received_ms;             /* Unix */
    int failures;                    /* turns that failed because of it */
    /* Decided in this turn; only then the following count. */
    bool decided;
    enum outcome outcome;
    char topic[FAQ_TOPIC_MAX];
    char judged[FAQ_TOPIC_MAX]; /* of this topic's answer it says whether it helped; "":
                                   it does not */
    bool helpful;
    size_t size;
    char store[];
};

struct intake {
    struct intake_item *first, *last;
    size_t count, bytes;
};

/* False: no room or no memory. */
bool intake_add(struct intake *in, struct connection *from, const struct platform *p,
                const struct message *m, int64_t now_ms);
/* Takes the first item out; the caller frees it. NULL when empty. */
struct intake_item *intake_take(struct intake *in);
void intake_item_free(struct intake_item *it);
void intake_free(struct intake *in);

#endif

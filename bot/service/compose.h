/* compose.h - from the engine's reply to planned parts in ledger and outbox. */
#ifndef SERVICE_COMPOSE_H
#define SERVICE_COMPOSE_H

#include <stdbool.h>

#include "faq/faq.h"
#include "ledger/ledger.h"
#include "platforms/platform.h"
#include "service/outbox.h"

struct compose {
    struct ledger *ledger;
    struct outbox *outbox;
    struct platform *platform;
    const struct message *message;
    int64_t now_ms; /* Unix */
};

enum composed {
    COMPOSED,
    COMPOSED_BEFORE, /* the question has its parts: its claim was pruned earlier */
    COMPOSED_NOT,    /* nothing of it may be sent: the turn is to be rolled back */
};

/* Renders the reply for the platform and plans each part. */
enum composed compose_reply(const struct compose *c, const struct faq_reply *reply,
                            struct err *e);

#endif

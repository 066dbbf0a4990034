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

/* Renders the reply for the platform and plans each part. False: nothing of it may be
 * sent (the caller rolls the turn back). A part that finds no room in the outbox stays in
 * the ledger for the next start. */
bool compose_reply(const struct compose *c, const struct faq_reply *reply, struct err *e);

#endif

/* service.h - the running bot: connections, engine and ledger on one loop.
 *
 * One turn of the loop: all messages it brought -> admitted -> answered -> claimed and
 * planned in the ledger -> one commit -> acknowledged and posted. Persist, then speak.
 * When the commit fails nothing was said, and the messages wait for another try.
 *
 * Ownership: borrows all of its options for its life. */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "base/log.h"
#include "faq/faq.h"
#include "ledger/ledger.h"
#include "net/loop.h"
#include "platforms/platform.h"
#include "service/settings.h"

struct service;

struct service_options {
    const struct settings *settings;
    const struct faq_paths *paths; /* of the content; read when it runs, and on SIGHUP */
    struct ledger *ledger;
    struct loop *loop;
    struct log *log;
    /* Tests bring platforms of their own; NULL: platform_find. */
    const struct platform_kind *(*find)(const char *name);
    int64_t progress_ms; /* the log tells so often how far catch-up is; 0: each 30 s */
};

/* Makes connections and outboxes, opens the metrics port; nothing is connected yet. */
bool service_new(struct service **out, const struct service_options *options,
                 struct err *e);
/* Loads the content, connects and answers until SIGTERM or SIGINT (true), or until there
 * is no content or no connection to go on with (false: the log says what to do). */
bool service_run(struct service *s, struct err *e);
void service_free(struct service *s); /* NULL is fine */

#endif

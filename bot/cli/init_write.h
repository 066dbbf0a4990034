/* init_write.h - the files that `limber init` makes. */
#ifndef CLI_INIT_WRITE_H
#define CLI_INIT_WRITE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* Borrowed; app_token and user_id may be NULL. */
struct init_answers {
    const char *path; /* of the configuration; the secrets go beside it */
    const char *name, *platform, *url, *user_id, *mode, *ledger;
    const struct secret *token, *app_token;
    const char *token_from, *app_token_from; /* files that they were read from, or NULL */
};

/* False, saying what to do, when something is at path. */
bool init_free_place(const char *path, struct err *e);
/* Writes NAME.token (and NAME.app_token) with mode 0600 into the folder `tokens` beside
 * the configuration if there is one, else beside it; then the configuration. Nothing is
 * ever overwritten; on failure what was made is removed again. */
bool init_write(const struct init_answers *a, struct err *e);

#endif

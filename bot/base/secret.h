/* secret.h - a token that cannot be printed by accident and is wiped when freed.
 *
 * Ownership: a secret owns its bytes. There is no log field and no format for it; only
 * secret_reveal, at the one place where a request header is built. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/err.h"

struct secret;

bool secret_new(struct secret **out, const char *text,
                struct err *e); /* trims line ends */
/* From a file (at most 4 KiB), as systemd credentials and token_file give it. Warns
 * through e with ERR_VALUE only when unusable: empty, control characters, too long. */
bool secret_read(struct secret **out, const char *path, struct err *e);
void secret_free(struct secret *s);
const char *secret_reveal(const struct secret *s);

#endif

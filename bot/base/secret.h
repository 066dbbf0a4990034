/* secret.h - a token that cannot be printed by accident and is wiped when freed.
 *
 * Ownership: a secret owns its bytes. There is no log field and no format for it; only
 * secret_reveal, at the one place where a request header is built. What servers say may
 * repeat it: the log, and reasons that the ledger keeps, pass through secret_cover. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct secret;

bool secret_new(struct secret **out, const char *text,
                struct err *e); /* trims line ends */
/* From a file (at most 4 KiB), as systemd credentials and token_file give it. Warns
 * through e with ERR_VALUE only when unusable: empty, control characters, too long. */
bool secret_read(struct secret **out, const char *path, struct err *e);
void secret_free(struct secret *s);
const char *secret_reveal(const struct secret *s);
/* Puts stars over the secret wherever it stands in a text that came from outside, also
 * where the text ends or was cut within it. Secrets under 8 bytes are left: they would be
 * found in any text. */
void secret_cover(const struct secret *s, char *text, size_t len);
/* The same for several at once: tokens of one workspace begin alike, and the stars over
 * what one shares would hide from the others that they stand there. */
void secret_cover_all(const struct secret *const secrets[], size_t count, char *text,
                      size_t len);
/* From now on a crash of this process writes no core dump, which would hold the secrets;
 * also none that the system hands to a program. */
void secret_no_core(void);

#endif

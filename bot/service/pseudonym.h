/* pseudonym.h - people's ids as keyed hashes: the ledger keeps no plain one.
 *
 * The key is made once per installation and kept in the ledger, so that a hash means
 * nothing elsewhere. */
#ifndef SERVICE_PSEUDONYM_H
#define SERVICE_PSEUDONYM_H

#include "ledger/ledger.h"

#define PSEUDONYM_SIZE 33 /* 128 bits as hexadecimal digits, and the NUL */

struct pseudonym_key {
    unsigned char bytes[32];
};

/* Reads the key from the ledger, or makes one there (to be committed by the caller). */
bool pseudonym_open(struct pseudonym_key *out, struct ledger *l, int64_t now_ms,
                    struct err *e);
/* Of two texts together, such as a channel and a person in it. */
void pseudonym_make(const struct pseudonym_key *key, const char *a, const char *b,
                    char out[PSEUDONYM_SIZE]);

#endif

/* digest.h - SHA-256 (FIPS 180-4), by OpenSSL. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_SIZE = 32 };

/* False only when OpenSSL fails, for want of memory say. */
bool digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE]);

#endif

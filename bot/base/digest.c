/* Alone with OpenSSL, whose ERR_STATE would clash with ours. */
#include "base/digest.h"

#include <openssl/evp.h>

bool digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE])
{
    unsigned size = DIGEST_SIZE;

    return EVP_Digest(data, len, out, &size, EVP_sha256(), NULL) == 1;
}

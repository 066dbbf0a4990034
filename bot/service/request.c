#include "service/request.h"

#include <stdio.h>

#include "base/digest.h"

void request_id(const char *connection, const char *channel, const char *source,
                char out[REQUEST_SIZE])
{
    char text[1024];
    unsigned char digest[DIGEST_SIZE] = {0};
    /* With NULs between, so that no two triples make the same text. Ids are short; what
     * does not fit is cut. */
    int used = snprintf(text, sizeof text, "%.300s%c%.300s%c%.300s", connection, 0,
                        channel, 0, source);

    digest_sha256(text, used > 0 ? (size_t)used : 0, digest);
    for (size_t i = 0; i < REQUEST_SIZE / 2; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* ident.c - random ids. */
#include "playground/ident.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void ident_new(char out[IDENT_SIZE])
{
    static const char alphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769"; /* z-base-32 */
    unsigned char bytes[IDENT_SIZE - 1];

    /* So few bytes never come short and never wait once the kernel is up. */
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        abort();
    for (size_t i = 0; i < sizeof bytes; i++)
        out[i] = alphabet[bytes[i] % 32];
    out[IDENT_SIZE - 1] = '\0';
}

bool ident_ok(const char *text)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return text && strlen(text) == IDENT_SIZE - 1 &&
           strspn(text, allowed) == IDENT_SIZE - 1;
}

int64_t ident_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

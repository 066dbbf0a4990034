#include "service/pseudonym.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* OpenSSL takes the name ERR_STATE for a type that nobody here needs (see net/lws.h). */
#define ERR_STATE openssl_err_state
#include <openssl/evp.h>
#include <openssl/hmac.h>
#undef ERR_STATE

enum { KEY_BYTES = sizeof((struct pseudonym_key *)0)->bytes };

static void to_hex(const unsigned char *bytes, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static bool from_hex(const char *text, struct pseudonym_key *out)
{
    if (strlen(text) != (size_t)2 * KEY_BYTES || text[strspn(text, "0123456789abcdef")])
        return false;
    for (size_t i = 0; i < KEY_BYTES; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
        out->bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return true;
}

bool pseudonym_open(struct pseudonym_key *out, struct ledger *l, int64_t now_ms,
                    struct err *e)
{
    char text[2 * KEY_BYTES + 1];

    if (ledger_note_get(l, "", "key", text, sizeof text) && from_hex(text, out))
        return true;
    if (getrandom(out->bytes, KEY_BYTES, 0) != KEY_BYTES)
        return err_errno(e, "no random numbers for the key of pseudonyms");
    to_hex(out->bytes, KEY_BYTES, text);
    return ledger_note_set(l, "", "key", text, now_ms, e);
}

void pseudonym_make(const struct pseudonym_key *key, const char *a, const char *b,
                    char out[PSEUDONYM_SIZE])
{
    unsigned char text[1024], hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    /* Both with their NUL, so that no two pairs make the same text. Ids are short; what
     * does not fit is cut. */
    int used = snprintf((char *)text, sizeof text, "%.500s%c%.500s", a, 0, b);

    HMAC(EVP_sha256(), key->bytes, KEY_BYTES, text, used > 0 ? (size_t)used : 0, hash,
         &len);
    to_hex(hash, (PSEUDONYM_SIZE - 1) / 2, out);
}

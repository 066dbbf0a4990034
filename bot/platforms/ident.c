#include "platforms/ident.h"

#include <string.h>

#include "base/utf8.h"

bool ident_ok(const char *id, size_t size)
{
    size_t len = 0;

    for (; id && id[len]; len++) {
        char c = id[len];
        bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                    (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        if (!fine || len + 1 >= size)
            return false;
    }
    return len > 0;
}

bool ident_copy(char *out, size_t size, const char *text)
{
    size_t len = text ? strlen(text) : 0;

    out[0] = '\0';
    if (len == 0 || len >= size)
        return false;
    memcpy(out, text, len + 1);
    return true;
}

void ident_cut(char *out, size_t size, const char *text)
{
    struct span all = span_of(text ? text : "");
    size_t len = utf8_fit(all, size - 1);

    memcpy(out, all.ptr, len);
    out[len] = '\0';
}

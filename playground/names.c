/* names.c - names and mentions. */
#include "playground/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* Control characters, and those that hide or turn text around. */
static bool is_invisible(uint32_t rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune <= 0x9F) || rune == 0xAD ||
           (rune >= 0x200B && rune <= 0x200F) || (rune >= 0x2028 && rune <= 0x202E) ||
           (rune >= 0x2060 && rune <= 0x206F) || rune == 0xFEFF ||
           (rune >= 0xE0000 && rune <= 0xE0FFF);
}

const char *names_check(const char *wish, char out[NICKNAME_SIZE])
{
    static const char *const taken[] = {"all", "channel", "here", "system", "someone"};
    struct span s = span_trim(span_of(wish ? wish : ""));
    size_t runes = 0;

    if (!utf8_valid(s, NULL))
        return "This name cannot be read.";
    for (size_t at = 0; at < s.len; runes++) {
        uint32_t rune = utf8_next(s, &at);

        if (is_invisible(rune) || rune == '@')
            return "Please use letters, digits and spaces only.";
    }
    if (runes == 0)
        return "Please choose a name.";
    if (runes > 32)
        return "Please choose a shorter name: at most 32 letters.";
    memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcasecmp(out, taken[i]) == 0)
            return "This name is used by the room itself. Please choose another one.";
    }
    return NULL;
}

struct user *names_find(const struct store *s, const char *nickname)
{
    for (size_t i = 0; i < s->users; i++) {
        if (strcasecmp(s->user[i]->nickname, nickname) == 0)
            return s->user[i];
    }
    return NULL;
}

/* As it stands in a user name: small letters, digits, "-" for what parts words, else NUL.
 */
static char simple_byte(unsigned char byte)
{
    if (byte < 0x80 && isalnum(byte))
        return (char)tolower(byte);
    return strchr(" ._-", byte) ? '-' : '\0';
}

static void simplify(const char *nickname, char out[USERNAME_SIZE])
{
    size_t len = 0;

    for (const char *c = nickname; *c && len < 18; c++) {
        char byte = simple_byte((unsigned char)*c);

        if (byte && (byte != '-' || (len > 0 && out[len - 1] != '-')))
            out[len++] = byte;
    }
    while (len > 0 && out[len - 1] == '-')
        len--;
    out[len] = '\0';
}

/* "@here!" must not become somebody's name: it calls everybody. */
static bool calls_all(const char *name)
{
    return strcmp(name, "all") == 0 || strcmp(name, "channel") == 0 ||
           strcmp(name, "here") == 0;
}

bool names_username(const struct store *s, const char *nickname, char out[USERNAME_SIZE])
{
    char simple[USERNAME_SIZE], base[USERNAME_SIZE];

    simplify(nickname, simple);
    if (strlen(simple) < 3 || !isalpha((unsigned char)simple[0]))
        (void)snprintf(base, sizeof base, "guest%s%.12s", simple[0] ? "-" : "", simple);
    else
        (void)snprintf(base, sizeof base, "%s", simple);
    (void)snprintf(out, USERNAME_SIZE, "%s", base);
    for (unsigned n = 2; n <= STORE_USERS; n++) {
        if (!store_user_named(s, out) && !calls_all(out))
            return true;
        (void)snprintf(out, USERNAME_SIZE, "%.18s%u", base, n);
    }
    return false;
}

static void mark(uint64_t bits[STORE_USERS / 64], const struct user *u)
{
    bits[u->slot / 64] |= (uint64_t)1 << (u->slot % 64);
}

static void mark_all(const struct store *s, const struct channel *c,
                     const struct user *author, uint64_t out[STORE_USERS / 64])
{
    for (size_t i = 0; i < s->users; i++) {
        if (s->user[i] != author && channel_has(c, s->user[i]))
            mark(out, s->user[i]);
    }
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '-' || c == '_';
}

/* Who has that name, or everybody; false when nobody has it. */
static bool mark_named(const struct store *s, const struct channel *c,
                       const struct user *author, const char *name,
                       uint64_t out[STORE_USERS / 64])
{
    if (calls_all(name)) {
        mark_all(s, c, author, out);
        return true;
    }
    struct user *u = store_user_named(s, name);
    if (u && channel_has(c, u))
        mark(out, u);
    return u != NULL;
}

/* The run after an "@": compared, then without its last . - _ , again and again. */
static void mark_run(const struct store *s, const struct channel *c,
                     const struct user *author, const char *run, size_t len,
                     uint64_t out[STORE_USERS / 64])
{
    char name[65];

    if (len == 0 || len >= sizeof name)
        return;
    for (size_t i = 0; i < len; i++)
        name[i] = (char)tolower((unsigned char)run[i]);
    for (; len > 0; len--) {
        name[len] = '\0';
        if (mark_named(s, c, author, name, out) || isalnum((unsigned char)name[len - 1]))
            return;
    }
}

void names_mentioned(const struct store *s, const struct channel *c,
                     const struct user *author, const char *text,
                     uint64_t out[STORE_USERS / 64])
{
    struct user *partner = store_partner(s, c, author);
    bool code = false;

    memset(out, 0, STORE_USERS / 8);
    if (partner)
        mark(out, partner);
    for (const char *p = text; *p; p++) {
        size_t len = 0;

        if (*p == '`') {
            code = !code && strchr(p + 1, '`');
            continue;
        }
        if (code || *p != '@' || (p > text && isalnum((unsigned char)p[-1])))
            continue;
        while (is_name_byte(p[1 + len]))
            len++;
        mark_run(s, c, author, p + 1, len, out);
        p += len;
    }
}

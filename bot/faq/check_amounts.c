/* check_amounts.c - proves that answers name no amount of a medicine: which one is right
 * for somebody is for their prescriber to say. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "faq/check.h"

/* The last two: the micro sign, and the Greek letter that looks like it. */
static const char *const units[] = {"mg",         "mcg",        "ug",
                                    "milligram",  "milligrams", "microgram",
                                    "micrograms", "\xC2\xB5g",  "\xCE\xBCg"};
static const char *const gaps[] = {" ", "\n", "-", "\xC2\xA0", "\xE2\x80\xAF"};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t skip_number(struct span text, size_t at)
{
    while (at < text.len &&
           (is_digit(text.ptr[at]) || (strchr(".,", text.ptr[at]) && at + 1 < text.len &&
                                       is_digit(text.ptr[at + 1]))))
        at++;
    return at;
}

static size_t skip_gap(struct span text, size_t at)
{
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        if (span_starts((struct span){text.ptr + at, text.len - at}, gaps[i]))
            return at + strlen(gaps[i]);
    return at;
}

static bool is_unit(struct span text, size_t at)
{
    size_t len = 0;

    while (at + len < text.len && (isalpha((unsigned char)text.ptr[at + len]) ||
                                   (unsigned char)text.ptr[at + len] >= 0x80))
        len++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (len == strlen(units[i]) && strncasecmp(text.ptr + at, units[i], len) == 0)
            return true;
    return false;
}

/* The address of a link may hold anything. */
static size_t skip_address(struct span text, size_t at)
{
    if (!span_starts((struct span){text.ptr + at, text.len - at}, "]("))
        return at;
    const char *end = memchr(text.ptr + at, ')', text.len - at);
    return end ? (size_t)(end - text.ptr) : at;
}

/* Where the next amount begins; text.len: none does. *next: behind it. */
static size_t amount_from(struct span text, size_t *next)
{
    for (size_t at = *next; at < text.len; at++) {
        at = skip_address(text, at);
        if (!is_digit(text.ptr[at]))
            continue;
        size_t begin = at, end = skip_number(text, at);
        *next = end;
        if (is_unit(text, skip_gap(text, end)))
            return begin;
        at = end - 1;
    }
    return text.len;
}

static void tell(struct fault_place at, struct faults *faults)
{
    faults_add(faults, at, "leave it out: amounts are for the prescriber to say",
               "an amount of a medicine does not belong in an answer");
}

void check_amounts_in(const char *file, unsigned first_line, struct span text,
                      struct faults *faults)
{
    size_t next = 0, at;

    while ((at = amount_from(text, &next)) < text.len)
        tell(fault_place_in(file, first_line, text, at), faults);
}

void check_amounts(const struct answer *a, struct faults *faults)
{
    struct span title = span_of(a->title);
    size_t next = 0;

    if (amount_from(title, &next) < title.len)
        tell(a->title_at, faults);
    check_amounts_in(a->at.file, a->body_line, span_of(a->body), faults);
}

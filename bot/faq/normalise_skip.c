/* normalise_skip.c - what platforms put into texts that are no words. */
#include "faq/normalise.h"

#define SHORTCODE_MAX 48
#define ANGLE_MAX     2048

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

size_t normalise_shortcode(struct span s)
{
    size_t i = 1;
    bool letter = false;

    if (s.len < 3 || s.ptr[0] != ':')
        return 0;
    while (i < s.len && i < SHORTCODE_MAX &&
           (is_name(s.ptr[i]) || s.ptr[i] == '-' || s.ptr[i] == '+')) {
        letter = letter || s.ptr[i] < '0' || s.ptr[i] > '9';
        i++;
    }
    /* Digits alone are a time: 10:30:00. */
    return letter && i < s.len && s.ptr[i] == ':' ? i + 1 : 0;
}

/* Where the end of "<...>" is, or of its part up to a label; 0 when it does not end. */
static size_t angle_end(struct span s)
{
    for (size_t i = 1; i < s.len && i < ANGLE_MAX; i++) {
        if (s.ptr[i] == '>')
            return i + 1;
        if (s.ptr[i] == '\n' || s.ptr[i] == '<')
            return 0;
        /* The label of a link or channel is what the reader sees: keep it. */
        if (s.ptr[i] == '|' && s.ptr[1] != '@' && s.ptr[1] != '!')
            return i + 1;
    }
    return 0;
}

size_t normalise_angle(struct span s, bool *mention)
{
    *mention = false;
    if (s.len < 3 || s.ptr[0] != '<')
        return 0;
    switch (s.ptr[1]) {
    case '@':
        *mention = true;
        return angle_end(s);
    case '#':
    case '!':
    case ':':
        return angle_end(s);
    case 'a':
    case 't':
        if (s.ptr[2] == ':')
            return angle_end(s);
        break;
    default:
        break;
    }
    if (span_starts(s, "<http") || span_starts(s, "<mailto:") || span_starts(s, "<tel:"))
        return angle_end(s);
    return 0;
}

size_t normalise_entity(struct span s, char *as)
{
    static const struct {
        const char *text;
        char as;
    } entities[] = {
        {"&amp;", '&'},  {"&lt;", ' '},   {"&gt;", ' '},    {"&quot;", ' '},
        {"&nbsp;", ' '}, {"&#39;", '\''}, {"&#x27;", '\''}, {"&apos;", '\''},
    };

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (span_starts(s, entities[i].text)) {
            *as = entities[i].as;
            return span_of(entities[i].text).len;
        }
    }
    return 0;
}

size_t normalise_address(struct span s)
{
    size_t i = 0;

    while (i < s.len && s.ptr[i] != ' ' && s.ptr[i] != '\t' && s.ptr[i] != '\n' &&
           s.ptr[i] != '\r' && s.ptr[i] != '>' && s.ptr[i] != ')' && s.ptr[i] != '|' &&
           s.ptr[i] != '"')
        i++;
    /* The stop after an address ends the sentence. */
    while (i > 0 && (s.ptr[i - 1] == '.' || s.ptr[i - 1] == '?' || s.ptr[i - 1] == '!' ||
                     s.ptr[i - 1] == ','))
        i--;
    return i;
}

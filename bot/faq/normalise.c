/* normalise.c - the walk over a message's characters. */
#include "faq/normalise.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

struct scan {
    struct span in;
    size_t at; /* of the next byte */
    const struct normal_sink *sink;
    char word[NORMAL_WORD + 4];
    size_t len;
    bool dotted; /* the word came with inner dots: "e.g" */
    unsigned mentions;
};

static bool is_letter(char c)
{
    return ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

/* The byte `ahead` of the next one, '\0' past the end. */
static char peek(const struct scan *s, size_t ahead)
{
    return s->in.len - s->at > ahead ? s->in.ptr[s->at + ahead] : '\0';
}

static struct span rest(const struct scan *s, size_t from)
{
    return (struct span){s->in.ptr + from, s->in.len - from};
}

static char last(const struct scan *s)
{
    return s->len ? s->word[s->len - 1] : '\0';
}

static void push(struct scan *s, char c)
{
    if (s->len < NORMAL_WORD)
        s->word[s->len++] = c;
}

static void push_all(struct scan *s, const char *text, size_t len)
{
    /* All or nothing, so that no code point is cut. */
    if (s->len + len <= NORMAL_WORD) {
        memcpy(s->word + s->len, text, len);
        s->len += len;
    }
}

static void end_word(struct scan *s)
{
    while (s->len && (last(s) == '\'' || last(s) == '.'))
        s->len--;
    if (s->len)
        s->sink->word(s->sink->user, (struct span){s->word, s->len});
    s->len = 0;
    s->dotted = false;
}

static void whole_word(struct scan *s, const char *text)
{
    end_word(s);
    s->sink->word(s->sink->user, span_of(text));
}

static void stop(struct scan *s, bool asks)
{
    end_word(s);
    s->sink->stop(s->sink->user, asks);
}

/* The first thing after blanks begins with a capital (or nothing comes). */
static bool fresh_start(const struct scan *s)
{
    size_t i = 0;

    while (i < 8 && (peek(s, i) == ' ' || peek(s, i) == '\t'))
        i++;
    return s->in.len - s->at <= i || (peek(s, i) >= 'A' && peek(s, i) <= 'Z');
}

enum shortened { NOT_SHORTENED, BEFORE_NAME, BEFORE_ANY };

/* Words that are written with a dot inside a sentence. */
static enum shortened shortened(struct span word)
{
    static const char *const names[] = {"dr", "mr", "mrs", "prof", "st", "mt"};
    static const char *const others[] = {"eg",  "ie",   "vs",   "etc", "approx", "appt",
                                         "tab", "tabs", "mg",   "ml",  "mcg",    "hr",
                                         "hrs", "min",  "mins", "no",  "inc",    "dept"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (span_is(word, names[i]))
            return BEFORE_NAME;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (span_is(word, others[i]))
            return BEFORE_ANY;
    }
    return NOT_SHORTENED;
}

static void on_dot(struct scan *s)
{
    struct span word = {s->word, s->len};
    enum shortened kind;

    if (ascii_is_digit(last(s)) && ascii_is_digit(peek(s, 0))) {
        push(s, '.');
        return;
    }
    if (span_is(word, "www")) {
        s->len = 0;
        s->at += normalise_address(rest(s, s->at));
        return;
    }
    /* "e.g.", "M.S.": single letters joined by dots. */
    if ((s->len == 1 || s->dotted) && is_letter(last(s)) && is_letter(peek(s, 0)) &&
        !is_letter(peek(s, 1))) {
        s->dotted = true;
        return;
    }
    if (s->dotted && !fresh_start(s)) {
        end_word(s);
        return;
    }
    kind = shortened(word);
    if (kind == BEFORE_NAME || (kind == BEFORE_ANY && !fresh_start(s)))
        end_word(s);
    else
        stop(s, false);
}

static void on_apostrophe(struct scan *s)
{
    if (s->len && last(s) != '\'' && is_letter(peek(s, 0)))
        push(s, '\'');
    else
        end_word(s);
}

static void on_comma(struct scan *s)
{
    /* 10,000 is one number. */
    if (ascii_is_digit(last(s)) && ascii_is_digit(peek(s, 0)) &&
        ascii_is_digit(peek(s, 1)) && ascii_is_digit(peek(s, 2)) &&
        !ascii_is_digit(peek(s, 3)))
        return;
    end_word(s);
}

static void on_slash(struct scan *s)
{
    bool short_form = s->len == 1 && is_letter(last(s)) && !is_letter(peek(s, 1));

    if (short_form) { /* w/ w/o b/c n/a */
        push(s, '/');
        if (!is_letter(peek(s, 0)))
            end_word(s);
    } else if (s->len == 1 && last(s) == 'w') { /* w/my */
        push(s, '/');
        end_word(s);
    } else {
        end_word(s);
    }
}

static void on_colon(struct scan *s)
{
    struct span word = {s->word, s->len};
    size_t skip;

    if (peek(s, 0) == '/' && peek(s, 1) == '/' &&
        (span_is(word, "http") || span_is(word, "https"))) {
        s->len = 0;
        s->at += normalise_address(rest(s, s->at));
        return;
    }
    end_word(s);
    skip = normalise_shortcode(rest(s, s->at - 1));
    if (skip)
        s->at += skip - 1;
}

static void on_at(struct scan *s)
{
    if (s->len) { /* an e-mail address */
        s->len = 0;
        s->at += normalise_address(rest(s, s->at));
    } else if (is_letter(peek(s, 0)) || ascii_is_digit(peek(s, 0)) || peek(s, 0) == '_') {
        s->mentions++;
        while (is_letter(peek(s, 0)) || ascii_is_digit(peek(s, 0)) || peek(s, 0) == '_' ||
               peek(s, 0) == '-')
            s->at++;
    } else if (is_blank(peek(s, 0))) {
        whole_word(s, "at");
    }
}

static void on_angle(struct scan *s)
{
    bool mention;
    size_t skip = normalise_angle(rest(s, s->at - 1), &mention);

    end_word(s);
    if (skip)
        s->at += skip - 1;
    s->mentions += mention;
}

static void on_ampersand(struct scan *s)
{
    char as = '&';
    size_t skip = normalise_entity(rest(s, s->at - 1), &as);

    if (skip)
        s->at += skip - 1;
    if (as == '\'')
        on_apostrophe(s);
    else if (as == '&')
        whole_word(s, "and");
    else
        end_word(s);
}

static void on_bracket(struct scan *s)
{
    /* "spasm(s)" is "spasms". */
    if (s->len && (peek(s, 0) == 's' || peek(s, 0) == 'S') && peek(s, 1) == ')') {
        push(s, 's');
        s->at += 2;
    }
    end_word(s);
}

static void on_plus(struct scan *s)
{
    whole_word(s, ascii_is_digit(last(s)) ? "plus" : "and");
}

static void on_mark(struct scan *s, char c)
{
    switch (c) {
    case '\'':
    case '`':
        on_apostrophe(s);
        break;
    case '.':
        on_dot(s);
        break;
    case '?':
        stop(s, true);
        break;
    case '!':
    case '\n':
        stop(s, false);
        break;
    case ',':
        on_comma(s);
        break;
    case '/':
        on_slash(s);
        break;
    case ':':
        on_colon(s);
        break;
    case '@':
        on_at(s);
        break;
    case '<':
        on_angle(s);
        break;
    case '&':
        on_ampersand(s);
        break;
    case '(':
        on_bracket(s);
        break;
    case '+':
        on_plus(s);
        break;
    case '%':
        whole_word(s, "percent");
        break;
    default:
        end_word(s);
        break;
    }
}

static void on_ascii(struct scan *s, char c)
{
    if ((c >= 'a' && c <= 'z') || ascii_is_digit(c))
        push(s, c);
    else if (c >= 'A' && c <= 'Z')
        push(s, (char)(c - 'A' + 'a'));
    else if (c == ' ')
        end_word(s);
    else
        on_mark(s, c);
}

static void on_wide(struct scan *s)
{
    unsigned char byte = (unsigned char)s->in.ptr[s->at];
    char out[4];
    size_t len;
    uint32_t rune = utf8_next(s->in, &s->at);

    if (rune == 0xFFFD && (byte == 0x91 || byte == 0x92)) {
        on_apostrophe(s); /* Windows-1252 that was passed off as UTF-8 */
        return;
    }
    switch (normalise_rune(rune, out, &len)) {
    case RUNE_DROP:
        break;
    case RUNE_BLANK:
        end_word(s);
        break;
    case RUNE_ASCII:
        on_ascii(s, out[0]);
        break;
    case RUNE_LETTERS:
        push_all(s, out, len);
        break;
    }
}

unsigned normalise(struct span text, const struct normal_sink *sink)
{
    struct scan s;

    s.in = text;
    s.at = 0;
    s.sink = sink;
    s.len = 0;
    s.dotted = false;
    s.mentions = 0;
    while (s.at < text.len) {
        char c = text.ptr[s.at];

        if ((unsigned char)c < 0x80) {
            s.at++;
            on_ascii(&s, c);
        } else {
            on_wide(&s);
        }
    }
    end_word(&s);
    return s.mentions;
}

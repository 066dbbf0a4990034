#include "service/command.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *word;
    enum command_verb verb;
} verbs[] = {
    {"commands", COMMAND_COMMANDS}, {"status", COMMAND_STATUS},
    {"mode", COMMAND_MODE},         {"mute", COMMAND_MUTE},
    {"unmute", COMMAND_UNMUTE},     {"reload", COMMAND_RELOAD},
    {"explain", COMMAND_EXPLAIN},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Takes the next word off; empty at the end. */
static struct span next_word(struct span *rest)
{
    struct span word;

    *rest = span_trim(*rest);
    word = *rest;
    word.len = 0;
    while (word.len < rest->len && !is_blank(rest->ptr[word.len]))
        word.len++;
    rest->ptr += word.len;
    rest->len -= word.len;
    return word;
}

static bool is(struct span word, const char *text)
{
    return word.len == strlen(text) && strncasecmp(word.ptr, text, word.len) == 0;
}

static bool find_verb(struct span word, enum command_verb *out)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (is(word, verbs[i].word)) {
            *out = verbs[i].verb;
            return true;
        }
    return false;
}

/* "30m", "2h", "1d", at most a year. */
static bool read_duration(struct span word, int64_t *ms)
{
    static const char units[] = "mhd";
    static const int64_t unit_ms[] = {60000, 3600000, 86400000};
    int last = word.len >= 2 ? tolower((unsigned char)word.ptr[word.len - 1]) : 0;
    const char *unit = strchr(units, last);
    int64_t number = 0;

    if (!unit || !*unit || word.len > 5)
        return false;
    for (size_t i = 0; i + 1 < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
        number = number * 10 + (word.ptr[i] - '0');
    }
    *ms = number * unit_ms[unit - units];
    return number > 0 && *ms <= 365 * unit_ms[2];
}

static bool read_mode(struct span word, struct command *out)
{
    for (int m = MODE_MENTION; m <= MODE_OFF; m++)
        if (is(word, settings_mode_name((enum channel_mode)m))) {
            out->mode = (enum channel_mode)m;
            out->has_mode = true;
        }
    if (is(word, "default"))
        out->has_mode = out->mode_as_set = true;
    return out->has_mode;
}

static bool read_argument(struct span word, struct command *out)
{
    if (out->verb == COMMAND_MODE)
        return !out->has_mode && read_mode(word, out);
    if (out->verb == COMMAND_MUTE)
        return !out->mute_ms && read_duration(word, &out->mute_ms);
    return false;
}

/* "in C0123" */
static bool read_channel(struct span word, struct command *out)
{
    bool takes = out->verb == COMMAND_MODE || out->verb == COMMAND_MUTE ||
                 out->verb == COMMAND_UNMUTE;

    if (!takes || *out->channel || !word.len || word.len >= COMMAND_CHANNEL_SIZE)
        return false;
    memcpy(out->channel, word.ptr, word.len);
    out->channel[word.len] = '\0';
    return true;
}

bool command_parse(struct span text, struct command *out)
{
    struct span rest = span_trim(text);

    *out = (struct command){0};
    if (rest.len && rest.ptr[0] == '!') {
        rest.ptr++;
        rest.len--;
    }
    if (!find_verb(next_word(&rest), &out->verb))
        return false;
    if (out->verb == COMMAND_EXPLAIN) {
        out->words = span_trim(rest);
        return true;
    }
    for (struct span word; (word = next_word(&rest)).len > 0;) {
        bool known = is(word, "in") ? read_channel(next_word(&rest), out)
                                    : read_argument(word, out);
        if (!known)
            return false;
    }
    return true;
}

/* hear_word.c - one normalised word as the words it stands for. */
#include <string.h>

#include "faq/hear_parts.h"

#include "base/ascii.h"

/* How many digits (and dots) "20mg" begins with; 0 when there is nothing to split. */
static size_t leading_number(struct span raw)
{
    size_t i = 0;
    struct span tail;

    while (i < raw.len && (ascii_is_digit(raw.ptr[i]) || raw.ptr[i] == '.'))
        i++;
    tail = (struct span){raw.ptr + i, raw.len - i};
    if (i == 0 || tail.len == 0 || span_is(tail, "st") || span_is(tail, "nd") ||
        span_is(tail, "rd") || span_is(tail, "th"))
        return 0;
    return i;
}

/* Copies raw with every run of three or more equal letters cut to `most`. False when
 * there was no such run. */
static bool squeeze(struct span raw, size_t most, char *out, size_t *len)
{
    bool any = false;
    size_t i = 0;

    *len = 0;
    while (i < raw.len) {
        size_t run = 1;

        while (i + run < raw.len && raw.ptr[i + run] == raw.ptr[i])
            run++;
        any = any || (run >= 3 && !ascii_is_digit(raw.ptr[i]));
        for (size_t k = 0; k < run && (run < 3 || ascii_is_digit(raw.ptr[i]) || k < most);
             k++)
            out[(*len)++] = raw.ptr[i];
        i += run;
    }
    return any;
}

static void give(const struct lexicon *l, struct span raw, uint32_t id,
                 const struct hear_sink *sink)
{
    const struct lexicon_rewrite *r;

    if (id == WORD_NONE || !l->words.word[id].rewrite) {
        sink->word(sink->user, raw, id);
        return;
    }
    r = &l->rewrite[l->words.word[id].rewrite - 1];
    for (uint32_t i = 0; i < r->count; i++)
        sink->word(sink->user, words_text(&l->words, r->word[i]), r->word[i]);
}

/* "sooo", "painnnn" */
static void give_squeezed(const struct lexicon *l, struct span raw,
                          const struct hear_sink *sink)
{
    char two[NORMAL_WORD], one[NORMAL_WORD];
    struct span word = {two, 0};
    uint32_t id;

    if (raw.len > NORMAL_WORD || !squeeze(raw, 2, two, &word.len)) {
        sink->word(sink->user, raw, WORD_NONE);
        return;
    }
    id = words_find(&l->words, word);
    if (id == WORD_NONE) {
        struct span shorter = {one, 0};

        squeeze(raw, 1, one, &shorter.len);
        id = words_find(&l->words, shorter);
        if (id != WORD_NONE)
            word = shorter;
    }
    give(l, word, id, sink);
}

static void give_unknown(const struct lexicon *l, struct span raw,
                         const struct hear_sink *sink)
{
    size_t digits = leading_number(raw);
    struct span tail = {raw.ptr + digits, raw.len - digits};

    if (digits) {
        struct span number = {raw.ptr, digits};

        sink->word(sink->user, number, words_find(&l->words, number));
        give(l, tail, words_find(&l->words, tail), sink);
    } else {
        give_squeezed(l, raw, sink);
    }
}

static void give_plain(const struct lexicon *l, struct span raw,
                       const struct hear_sink *sink)
{
    uint32_t id = words_find(&l->words, raw);

    if (id == WORD_NONE)
        give_unknown(l, raw, sink);
    else
        give(l, raw, id, sink);
}

void hear_word(const struct lexicon *l, struct span raw, const struct hear_sink *sink)
{
    char bare[NORMAL_WORD];
    struct span part[2];
    size_t count, len = 0;

    if (!memchr(raw.ptr, '\'', raw.len)) {
        give_plain(l, raw, sink);
        return;
    }
    count = l->english ? lexicon_contraction(raw, part) : 0;
    for (size_t i = 0; i < count; i++)
        give_plain(l, part[i], sink);
    if (count)
        return;
    for (size_t i = 0; i < raw.len && len < sizeof bare; i++) { /* o'clock, y'all */
        if (raw.ptr[i] != '\'')
            bare[len++] = raw.ptr[i];
    }
    give_plain(l, (struct span){bare, len}, sink);
}

/* hear_draft.c - a message's words in a fixed space. */
#include <string.h>

#include "faq/hear_parts.h"

struct span draft_text(const struct draft *d, size_t word)
{
    return (struct span){d->text + d->word[word].at, d->word[word].len};
}

/* Makes room by leaving out a quarter of the words from the middle: people ask at the
 * start or at the end. */
static void drop_middle(struct draft *d)
{
    size_t first = d->count / 2, count = d->count / 4;
    size_t from = d->word[first].at, to = d->word[first + count].at;

    memmove(d->text + from, d->text + to, d->text_len - to);
    memmove(d->word + first, d->word + first + count,
            (d->count - first - count) * sizeof *d->word);
    d->count -= count;
    d->text_len -= to - from;
    for (size_t i = first; i < d->count; i++)
        d->word[i].at = (uint16_t)(d->word[i].at - (to - from));
    if (d->word[first - 1].ends == ENDS_NOT)
        d->word[first - 1].ends = ENDS_PLAIN;
    d->cut = true;
}

static void draft_word(void *user, struct span word, uint32_t id)
{
    struct draft *d = user;

    /* One more byte a word: they will be parted by blanks. */
    if (d->count == HEARD_WORDS ||
        d->text_len + word.len + d->count + 1 > HEARD_TEXT - NORMAL_WORD)
        drop_middle(d);
    memcpy(d->text + d->text_len, word.ptr, word.len);
    d->word[d->count++] = (struct draft_word){.at = (uint16_t)d->text_len,
                                              .len = (uint16_t)word.len,
                                              .id = id,
                                              .ends = ENDS_NOT};
    d->text_len += word.len;
}

static void on_word(void *user, struct span word)
{
    struct draft *d = user;
    struct hear_sink sink = {draft_word, d};

    hear_word(d->l, word, &sink);
}

static void on_stop(void *user, bool asks)
{
    struct draft *d = user;
    uint8_t end = asks ? ENDS_ASKING : ENDS_PLAIN;

    /* Of "?!" and "!?" the question counts. */
    if (d->count && d->word[d->count - 1].ends < end)
        d->word[d->count - 1].ends = end;
}

void draft_make(struct draft *d, const struct lexicon *l, struct span text)
{
    struct normal_sink sink = {on_word, on_stop, d};

    d->l = l;
    d->text_len = 0;
    d->count = 0;
    d->cut = false;
    d->mentions = normalise(text, &sink);
}

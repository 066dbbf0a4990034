/* spelling.c - the choice among what the two indexes give (spelling_index.c). */
#include <string.h>

#include "faq/spelling_parts.h"

#define DEEPEST     3
#define SEEN        64 /* candidates of one search that are not compared twice */
#define LIKELY_SLIP 4  /* taken off the cost of slips that fingers make most */

/* First letters that people swap, by ear or by the key beside. */
static bool alike_first(struct span a, struct span b)
{
    static const char pairs[] = "ckcsksfpgjieoubpbvvwszstxztdaeeiaoao";
    char x = a.ptr[0], y = b.ptr[0];

    if (x == y)
        return true;
    if (a.len > 1 && b.len > 1 && x == b.ptr[1] && y == a.ptr[1])
        return true;
    /* A silent or lost first letter: "ypertonia", "hiccup", "nee". */
    if ((x == b.ptr[1] && (y == 'h' || y == 'p' || y == 'k' || y == 'w')) ||
        (y == a.ptr[1] && (x == 'h' || x == 'p' || x == 'k' || x == 'w')))
        return true;
    for (size_t i = 0; i + 1 < sizeof pairs - 1; i += 2) {
        if ((pairs[i] == x && pairs[i + 1] == y) || (pairs[i] == y && pairs[i + 1] == x))
            return true;
    }
    return false;
}

struct search {
    struct visit visit;
    const struct spelling *s;
    const struct lexicon_words *w;
    struct span word;
    uint32_t sound;
    size_t sounds;
    unsigned most;
    struct spelling_guess best;
    unsigned best_cost, best_uses;
    uint32_t seen[SEEN];
    size_t seen_count;
};

static bool seen_before(struct search *f, uint32_t word)
{
    for (size_t i = 0; i < f->seen_count; i++) {
        if (f->seen[i] == word)
            return true;
    }
    if (f->seen_count < SEEN)
        f->seen[f->seen_count++] = word;
    return false;
}

static bool same_sound(const struct search *f, struct span word)
{
    size_t sounds;

    return f->sounds >= 2 && spelling_sound_hash(word, &sounds) == f->sound &&
           sounds == f->sounds;
}

/* The same letters in another order: fingers that came too early or too late. */
static bool same_letters(struct span a, struct span b)
{
    int count[26] = {0};

    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        count[a.ptr[i] - 'a']++;
        count[b.ptr[i] - 'a']--;
    }
    for (size_t i = 0; i < 26; i++) {
        if (count[i])
            return false;
    }
    return true;
}

/* "sleepin", "tryin" */
static bool lost_g(struct span word, struct span known)
{
    return known.len == word.len + 1 && known.ptr[known.len - 1] == 'g' &&
           word.len >= 4 && memcmp(word.ptr + word.len - 2, "in", 2) == 0 &&
           memcmp(word.ptr, known.ptr, word.len) == 0;
}

/* Fewest edits first; then the same sound, the same first letter, a word of the lexicon,
 * and at last the word that the lexicon uses more. */
static void weigh(struct search *f, uint32_t word, unsigned distance)
{
    const struct lexicon_word *known = &f->w->word[word];
    struct span text = words_text(f->w, word);
    bool sound = same_sound(f, text);
    unsigned cost = distance * 8 + (sound ? 0 : 3) +
                    (text.ptr[0] == f->word.ptr[0] ? 0 : 2) +
                    (spelling_target(known) ? 0 : 2);

    if (same_letters(f->word, text) || lost_g(f->word, text))
        cost -= LIKELY_SLIP;

    if (cost > f->best_cost || (cost == f->best_cost && known->uses <= f->best_uses))
        return;
    f->best_cost = cost;
    f->best_uses = known->uses;
    f->best = (struct spelling_guess){word, distance, sound, !spelling_target(known)};
}

static void consider(struct search *f, uint32_t word)
{
    const struct lexicon_word *known = &f->w->word[word];
    struct span text = words_text(f->w, word);
    unsigned most = spelling_target(known) ? spelling_allowed(known->len) : 1;
    unsigned distance;

    if (most > f->most)
        most = f->most;
    distance = spelling_distance(f->word, text, most);
    if (distance > most)
        return;
    /* A long word with one slip may have it in front. */
    if (!alike_first(f->word, text) && !(distance == 1 && text.len >= 9))
        return;
    weigh(f, word, distance);
}

static void try_hash(struct visit *v, uint32_t hash)
{
    struct search *f = v->user;
    const struct spelling_index *x = &f->s->deletes;
    uint32_t bucket = hash >> x->shift;

    for (uint32_t i = x->bucket[bucket]; i < x->bucket[bucket + 1]; i++) {
        if (x->low[i] == (uint16_t)hash && !seen_before(f, spelling_word_at(x, i)))
            consider(f, spelling_word_at(x, i));
    }
}

static bool search_begin(struct search *f, const struct spelling *s,
                         const struct lexicon_words *w, struct span word)
{
    if (word.len < TARGET_LETTERS || word.len > SPELLING_LONGEST ||
        !spelling_letters(word))
        return false;
    f->visit = (struct visit){try_hash, f, 0};
    f->s = s;
    f->w = w;
    f->word = word;
    f->sound = spelling_sound_hash(word, &f->sounds);
    f->best_cost = UINT32_MAX;
    f->best_uses = 0;
    f->seen_count = 0;
    return true;
}

bool spelling_near(const struct spelling *s, const struct lexicon_words *w,
                   struct span word, unsigned most, struct spelling_guess *out)
{
    struct search f;
    unsigned deep = word.len < 6 ? 1 : word.len < 9 ? 2 : DEEPEST;

    if (!search_begin(&f, s, w, word))
        return false;
    f.most = most;
    spelling_each_delete(&f.visit, word, deep < most ? deep : most);
    if (f.best_cost == UINT32_MAX)
        return false;
    *out = f.best;
    return true;
}

bool spelling_sounds(const struct spelling *s, const struct lexicon_words *w,
                     struct span word, struct spelling_guess *out)
{
    const struct spelling_index *x = &s->sounds;
    struct search f;
    uint32_t bucket;

    if (word.len < SOUND_LETTERS || !search_begin(&f, s, w, word) ||
        f.sounds < SOUND_LEAST)
        return false;
    bucket = f.sound >> x->shift;
    for (uint32_t i = x->bucket[bucket]; i < x->bucket[bucket + 1]; i++) {
        struct span text = words_text(w, spelling_word_at(x, i));
        size_t apart = text.len > word.len ? text.len - word.len : word.len - text.len;
        unsigned most = (unsigned)(word.len < text.len ? word.len : text.len) / 2;
        unsigned distance;

        if (x->low[i] != (uint16_t)f.sound || apart > 3 || !same_sound(&f, text))
            continue;
        distance = spelling_distance(word, text, most);
        if (distance <= most)
            weigh(&f, spelling_word_at(x, i), distance);
    }
    if (f.best_cost == UINT32_MAX)
        return false;
    *out = f.best;
    return true;
}

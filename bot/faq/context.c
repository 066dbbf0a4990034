#include "faq/context.h"

#include <string.h>

#include "base/span.h"

/* People come back to a thread within a quarter of an hour or begin anew. */
static const int64_t fresh_ms = (int64_t)15 * 60 * 1000;
/* Longer messages say themselves what they are about. */
enum {
    follow_words = 12,
    lend_subject_words = 12,
    lend_aspect_words = 8,
    lend_short_words = 5,
    pick_words = 5
};

bool context_fresh(const struct faq_context *c, int64_t now_ms)
{
    return (c->topics[0][0] || c->choices[0][0]) && now_ms - c->at_ms <= fresh_ms;
}

/* --- picking a choice
 * ----------------------------------------------------------------------- */

struct pick_word {
    const char *word;
    int choice; /* 1.. a choice, 0 filler, -1 the last, -2 yes */
};

static const struct pick_word pick_table[] = {
    {"1", 1},      {"2", 2},      {"3", 3},      {"4", 4},     {"5", 5},
    {"6", 6},      {"7", 7},      {"8", 8},      {"9", 9},     {"one", 1},
    {"two", 2},    {"three", 3},  {"four", 4},   {"five", 5},  {"six", 6},
    {"seven", 7},  {"eight", 8},  {"nine", 9},   {"first", 1}, {"second", 2},
    {"third", 3},  {"fourth", 4}, {"fifth", 5},  {"sixth", 6}, {"seventh", 7},
    {"eighth", 8}, {"ninth", 9},  {"1st", 1},    {"2nd", 2},   {"3rd", 3},
    {"4th", 4},    {"5th", 5},    {"6th", 6},    {"7th", 7},   {"8th", 8},
    {"9th", 9},    {"#1", 1},     {"#2", 2},     {"#3", 3},    {"#4", 4},
    {"#5", 5},     {"#6", 6},     {"#7", 7},     {"#8", 8},    {"#9", 9},
    {"last", -1},  {"yes", -2},   {"yep", -2},   {"yeah", -2}, {"sure", -2},
    {"ok", -2},    {"the", 0},    {"number", 0}, {"no.", 0},   {"option", 0},
    {"please", 0}, {"pls", 0},    {"and", 0},    {"a", 0},     {"that", 0},
    {"choice", 0},
};

static bool pick_value(struct span word, int *value)
{
    for (size_t i = 0; i < sizeof pick_table / sizeof *pick_table; i++)
        if (span_is(word, pick_table[i].word)) {
            *value = pick_table[i].choice;
            return true;
        }
    return false;
}

/* The next word of a short text, lower case, without punctuation around it. */
static bool next_word(struct span *rest, char *out, size_t size)
{
    size_t len = 0;

    while (rest->len && strchr(" \t\r\n.,!?()\"'*", rest->ptr[0])) {
        rest->ptr++;
        rest->len--;
    }
    while (rest->len && !strchr(" \t\r\n.,!?()\"'*", rest->ptr[0])) {
        char c = rest->ptr[0];
        if (len + 1 < size)
            out[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        rest->ptr++;
        rest->len--;
    }
    out[len] = '\0';
    return len > 0;
}

static int choice_count(const struct faq_context *c)
{
    int count = 0;
    while (count < FAQ_CHOICES && c->choices[count][0])
        count++;
    return count;
}

const char *context_pick(const struct faq_context *c, struct span text)
{
    int picked = 0, offered = choice_count(c), words = 0, value;
    char word[16];

    while (next_word(&text, word, sizeof word)) {
        if (++words > pick_words || !pick_value(span_of(word), &value))
            return NULL;
        /* "the second one": the ordinal decides, "one" is only the noun. */
        if (value && !picked)
            picked = value;
    }
    if (picked == -1)
        picked = offered;
    if (picked == -2)
        picked = offered == 1 ? 1 : 0;
    return picked >= 1 && picked <= offered ? c->choices[picked - 1] : NULL;
}

/* "9", "0", "12". One of three digits may be that of an emergency or a crisis line. */
static bool is_number(const char *word)
{
    size_t digits = strspn(word[0] == '#' ? word + 1 : word, "0123456789");

    return digits > 0 && digits <= 2 && digits == strlen(word) - (word[0] == '#');
}

bool context_picks_none(const struct faq_context *c, struct span text)
{
    int numbers = 0, value;
    char word[16];

    while (next_word(&text, word, sizeof word)) {
        if (is_number(word))
            numbers++;
        else if (!pick_value(span_of(word), &value) || value != 0)
            return false;
    }
    return numbers == 1 && choice_count(c) > 0;
}

/* --- none of what was offered, or all of it
 * ----------------------------------------------------------------------- */

static bool among(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

/* Is every word one of these, and one of them telling? */
static bool says_only(struct span text, const char *const *telling,
                      const char *const *around)
{
    bool told = false;
    int words = 0;
    char word[16];

    while (next_word(&text, word, sizeof word)) {
        bool tells = among(word, telling);
        if (++words > pick_words || (!tells && !among(word, around)))
            return false;
        told |= tells;
    }
    return told;
}

bool context_wants_none(const struct faq_context *c, struct span text)
{
    static const char *const telling[] = {"no",      "nope",    "nah", "none",
                                          "neither", "nothing", NULL};
    static const char *const around[] = {
        "of",  "these", "those", "them", "the", "that",   "not", "it",   "really",
        "any", "is",    "sorry", "nor",  "i",   "afraid", "one", "ones", NULL};

    return c->refused && choice_count(c) > 0 && says_only(text, telling, around);
}

int context_wants_all(const struct faq_context *c, struct span text)
{
    static const char *const telling[] = {"both", "all", NULL};
    static const char *const around[] = {"of",  "these",  "those", "them", "the", "three",
                                         "two", "please", "pls",   "yes",  NULL};
    int offered = choice_count(c);

    return c->refused && offered <= FAQ_TOPICS && says_only(text, telling, around)
               ? offered
               : 0;
}

/* --- lending concepts
 * ----------------------------------------------------------------------- */

static bool heard_kind(const struct heard *heard, const struct lexicon *lexicon,
                       enum concept_kind kind)
{
    for (size_t i = 0; i < heard->hit_count; i++)
        if (!heard->hits[i].denied &&
            lexicon_concept(lexicon, heard->hits[i].concept)->kind == kind)
            return true;
    return false;
}

/* The most that one of its own subjects proves the message to be about ours; below 0: it
 * has no subject of its own. */
static float own_subject(const struct heard *heard, const struct lexicon *lexicon)
{
    float most = -1;

    for (size_t i = 0; i < heard->hit_count; i++) {
        const struct concept *c = lexicon_concept(lexicon, heard->hits[i].concept);
        if (!heard->hits[i].denied && c->kind == CONCEPT_SUBJECT && c->domain > most)
            most = c->domain;
    }
    return most;
}

static struct span word_at(const struct heard *heard, size_t i)
{
    return (struct span){heard->text + heard->words[i].at, heard->words[i].len};
}

bool context_begins(const struct faq_context *c, int64_t now_ms,
                    const struct heard *heard, const struct lexicon *lexicon)
{
    bool talking = c->topics[0][0] && context_fresh(c, now_ms);

    return own_subject(heard, lexicon) >= (talking ? 1 : 0);
}

/* "does it hurt": something said before is meant. */
static bool refers_back(const struct heard *heard)
{
    static const char *const words[] = {"it",    "that",  "this", "they", "them",
                                        "those", "these", "one",  "ones"};

    for (size_t w = 0; w < heard->word_count; w++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (span_is(word_at(heard, w), words[i]))
                return true;
    return false;
}

/* "what about heat", "and massage": another subject of the same kind. */
static bool turns_to(const struct heard *heard)
{
    return heard->word_count < 3 || span_is(word_at(heard, 0), "and") ||
           span_is(word_at(heard, 1), "about") || span_is(word_at(heard, 2), "about");
}

/* A subject that proves nothing ("work", "drive") or a word that points back leaves room
 * for what was talked about; a sure word of ours changes the subject. */
static bool wants_subject(const struct heard *heard, const struct lexicon *lexicon)
{
    float own = own_subject(heard, lexicon);

    if (heard->word_count > lend_subject_words || own >= 1)
        return false;
    return own <= 0 || refers_back(heard) ||
           (heard->word_count <= lend_short_words && !turns_to(heard));
}

bool context_may_follow(const struct heard *heard)
{
    return heard->word_count <= follow_words;
}

bool context_lend(const struct faq_context *c, const struct intents *set,
                  const struct heard *heard, struct heard_bits *out)
{
    int last = intents_find(set, span_of(c->topics[0]));
    bool subject = heard_kind(heard, set->lexicon, CONCEPT_SUBJECT);
    bool aspect = heard_kind(heard, set->lexicon, CONCEPT_ASPECT);
    bool lent = false;

    memset(out, 0, sizeof *out);
    if (last < 0)
        return false;
    bool lend_subject = wants_subject(heard, set->lexicon);
    bool lend_aspect = subject && !aspect && heard->word_count <= lend_aspect_words;
    const struct intent *in = &set->list[last];
    for (size_t i = 0; i < in->about_count; i++) {
        enum concept_kind kind = lexicon_concept(set->lexicon, in->about[i])->kind;
        if ((kind == CONCEPT_SUBJECT && lend_subject) ||
            (kind == CONCEPT_ASPECT && lend_aspect)) {
            heard_put(out, in->about[i]);
            lent = true;
        }
    }
    return lent;
}

/* --- turning down
 * ---------------------------------------------------------------- */

bool context_turned_down(const struct faq_context *c, const struct heard *heard)
{
    if (!c->topics[0][0] || heard->word_count < 3)
        return false;
    bool no = span_is(word_at(heard, 0), "no") || span_is(word_at(heard, 0), "nope") ||
              span_is(word_at(heard, 0), "not");
    for (size_t i = 0; i < heard->word_count && i < 8; i++)
        if (span_is(word_at(heard, i), "meant") ||
            (no && span_is(word_at(heard, i), "mean")))
            return true;
    return false;
}

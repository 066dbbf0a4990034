/* sentences.c - where sentences begin, and which of them ask. */
#include <string.h>

#include "faq/hear_parts.h"

#define LONG_SENTENCE 30 /* words; beyond, dictation has run sentences together */
#define LEAST_BEFORE  4  /* words on each side of a border that nobody typed */

/* What may stand before the question proper. */
static const char *const fillers[] = {
    "so",     "and",     "but",      "hi",        "hello",   "hey",      "please",
    "ok",     "okay",    "well",     "just",      "um",      "uh",       "erm",
    "er",     "right",   "now",      "also",      "sorry",   "thanks",   "thank",
    "you",    "good",    "morning",  "afternoon", "evening", "all",      "everyone",
    "folks",  "guys",    "question", "quick",     "random",  "silly",    "stupid",
    "newbie", "dear",    "doctor",   "dr",        "bot",     "limber",   "then",
    "or",     "oh",      "ah",       "hmm",       "like",    "actually", "basically",
    "anyway", "because", "first",    "second",    "next",    "another",  "one",
    "if",     "yes",     "yeah",     "no",        "team",    "there",    "wondering",
    NULL};

static const char *const askers[] = {"what",   "why",     "how",  "where", "which", "who",
                                     "whose",  "whom",    "can",  "could", "is",    "are",
                                     "am",     "was",     "were", "do",    "does",  "did",
                                     "should", "shall",   "will", "would", "has",   "any",
                                     "anyone", "anybody", "may",  "might", "must",  NULL};

static const char *const auxiliaries[] = {
    "can", "could", "is",    "are",    "am",    "was", "were", "do", "does",
    "did", "will",  "would", "should", "shall", "has", "have", "to", NULL};

static const char *const pronouns[] = {
    "i",     "you",    "he",      "she",    "it",  "we",  "they", "my",
    "the",   "this",   "that",    "there",  "his", "her", "your", "our",
    "their", "anyone", "anybody", "people", "a",   "any", NULL};

/* Words that begin a new question in the middle of dictated text. */
static const char *const turns[] = {"why", "how", "what", "which", NULL};
static const char *const turns_aux[] = {"can", "could",  "is",   "are",   "does", "did",
                                        "do",  "should", "will", "would", NULL};
/* After these the same words belong to what came before. */
static const char *const joiners[] = {
    "know",   "knows",     "about", "of",   "that", "to",      "for",     "no",
    "matter", "see",       "and",   "or",   "me",   "us",      "which",   "what",
    "how",    "who",       "it",    "i",    "you",  "he",      "she",     "they",
    "we",     "this",      "there", "tell", "ask",  "asked",   "explain", "understand",
    "wonder", "wondering", "my",    "the",  "a",    "exactly", "than",    "on",
    "with",   "why",       "where", "when", NULL};

/* "that is why", "the man who": not a question. */
static const char *const tellers[] = {
    "is",      "was",      "are",       "be",    "not",     "just",     "only",
    "exactly", "anyone",   "people",    "those", "someone", "somebody", "everyone",
    "anybody", "guy",      "man",       "woman", "person",  "doctor",   "place",
    "home",    "hospital", "all",       "from",  "by",      "than",     "as",
    "at",      "so",       "somewhere", NULL};
/* What an auxiliary turns to: "is that", "can i", "does it". */
static const char *const asked_about[] = {"i",      "you",    "he",   "she",  "it",
                                          "we",     "they",   "that", "this", "there",
                                          "anyone", "people", "any",  NULL};

static bool turns_here(const struct heard *h, size_t i)
{
    if (span_in(heard_text(h, i - 1), joiners))
        return false;
    if (span_in(heard_text(h, i), turns))
        return true;
    return span_in(heard_text(h, i), turns_aux) &&
           span_in(heard_text(h, i + 1), pronouns);
}

static bool add_sentence(struct heard *h, size_t first, size_t count)
{
    if (h->sentence_count == HEARD_SENTENCES) {
        /* The rest joins the last sentence. */
        struct heard_sentence *last = &h->sentences[HEARD_SENTENCES - 1];

        last->count = (uint16_t)(first + count - last->first);
        h->cut = true;
        return false;
    }
    h->sentences[h->sentence_count++] = (struct heard_sentence){
        .first = (uint16_t)first, .count = (uint16_t)count, .asks = false};
    return true;
}

/* Adds the words [first, end), with borders before question words when they are many. */
static void add_words(struct heard *h, size_t first, size_t end, bool english)
{
    if (english && end - first > LONG_SENTENCE) {
        for (size_t i = first + LEAST_BEFORE; i + LEAST_BEFORE <= end; i++) {
            if (i - first >= LEAST_BEFORE && turns_here(h, i)) {
                add_sentence(h, first, i - first);
                first = i;
            }
        }
    }
    add_sentence(h, first, end - first);
}

void sentences_split(struct heard *h, const uint8_t *ends, bool english)
{
    size_t first = 0;

    h->sentence_count = 0;
    for (size_t i = 0; i < h->word_count; i++) {
        if (ends[i] == ENDS_NOT && i + 1 < h->word_count)
            continue;
        add_words(h, first, i + 1, english);
        first = i + 1;
    }
    for (size_t s = 0; s < h->sentence_count; s++) {
        for (size_t i = 0; i < h->sentences[s].count; i++)
            h->words[h->sentences[s].first + i].sentence = (uint8_t)s;
    }
}

static bool begins_asking(const struct heard *h, const struct heard_sentence *s)
{
    size_t i = s->first, end = i + s->count;
    struct span word, next = {NULL, 0}, third = {NULL, 0};

    while (i < end && span_in(heard_text(h, i), fillers))
        i++;
    if (i == end)
        return false;
    word = heard_text(h, i);
    if (i + 1 < end)
        next = heard_text(h, i + 1);
    if (i + 2 < end)
        third = heard_text(h, i + 2);
    if (span_is(word, "when")) /* "when i am angry ..." tells */
        return span_in(next, auxiliaries);
    if (span_is(word, "have") || span_is(word, "had"))
        return span_is(next, "you") || span_is(next, "they") || span_is(next, "any") ||
               span_is(next, "anyone");
    if (!span_in(word, askers))
        return false;
    if (span_in(word, auxiliaries) && span_is(next, "not")) /* "can not sleep" tells */
        return span_in(third, pronouns);
    return true;
}

/* "... and his leg flew up what does it mean", "spasms after stroke why": people who type
 * or dictate leave out the question mark. */
static bool turns_to_ask(const struct heard *h, const struct heard_sentence *s)
{
    size_t end = (size_t)s->first + s->count;

    for (size_t i = (size_t)s->first + 1; i < end; i++) {
        struct span word = heard_text(h, i), before = heard_text(h, i - 1);

        if (span_in(before, joiners) || span_in(before, tellers))
            continue;
        if (i + 1 == end)
            return span_is(word, "why") || span_is(word, "how");
        if (span_in(word, turns) || span_is(word, "where") || span_is(word, "who"))
            return true;
        if (span_in(word, turns_aux) && span_in(heard_text(h, i + 1), asked_about))
            return true;
    }
    return false;
}

static bool asks(const struct heard *h, const uint8_t *ends, size_t sentence,
                 const struct lexicon *l)
{
    const struct heard_sentence *s = &h->sentences[sentence];

    return ends[s->first + s->count - 1] == ENDS_ASKING ||
           (l->english && (begins_asking(h, s) || turns_to_ask(h, s))) ||
           (l->request >= 0 &&
            heard_has(&h->in_sentence[sentence], (unsigned)l->request));
}

void sentences_ask(struct heard *h, const uint8_t *ends, const struct lexicon *l)
{
    for (size_t s = 0; s < h->sentence_count; s++)
        h->sentences[s].asks = asks(h, ends, s, l);
}

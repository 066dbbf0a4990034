/* denial.c - "not the pump", "without baclofen": subjects that are not what is asked; and
 * signs that are not there: "no fever". */
#include "faq/hear_parts.h"

static const char *const articles[] = {
    "the", "my",   "a",    "an",     "any",   "his",    "her",     "your", "their",
    "our", "this", "that", "taking", "using", "having", "getting", NULL};
static const char *const prepositions[] = {"about", "on", "for", "with", "from", NULL};
static const char *const auxiliaries[] = {"is",     "are",  "was", "were",  "do",
                                          "does",   "did",  "can", "could", "would",
                                          "should", "will", "has", "have",  NULL};
static const char *const subjects[] = {"it", "this", "that", "they",  "i",
                                       "he", "she",  "we",   "there", NULL};
/* "go without", "two days without": a lack that is told, not a subject put aside. */
static const char *const lacking[] = {"go",    "going", "gone", "went",  "been",   "be",
                                      "being", "day",   "days", "night", "nights", "week",
                                      "weeks", "hours", "or",   "do",    "left",   NULL};
/* "no baclofen left", "no baclofen for two days" */
static const char *const lasting[] = {"left",      "for",   "since",   "until",
                                      "till",      "today", "tonight", "now",
                                      "yesterday", "and",   NULL};

/* The n-th word before `at` in the same sentence, or an empty span. */
static struct span before(const struct heard *h, size_t at, size_t n)
{
    size_t first = h->sentences[h->words[at].sentence].first;

    return at >= first + n ? heard_text(h, at - n) : (struct span){NULL, 0};
}

/* "isn't the pump ..." asks, "it isn't the pump" denies. */
static bool not_denies(const struct heard *h, size_t at)
{
    struct span verb = before(h, at, 1);

    if (span_is(verb, "why") || span_is(verb, "or") || span_is(verb, "if"))
        return false;
    return !span_in(verb, auxiliaries) || span_in(before(h, at, 2), subjects);
}

static bool no_denies(const struct heard *h, size_t at, size_t end)
{
    const struct heard_sentence *s = &h->sentences[h->words[at].sentence];

    if (span_in(before(h, at, 1), (const char *const[]){"why", "or", NULL}))
        return false;
    return end >= (size_t)s->first + s->count || !span_in(heard_text(h, end), lasting);
}

/* The words [first, end) are a subject; is it put aside by the words before? */
static bool denied(const struct heard *h, size_t first, size_t end)
{
    size_t at = first, skipped = 0;
    struct span one, two;

    while (skipped < 2 && span_in(before(h, at, 1), articles)) {
        at--;
        skipped++;
    }
    one = before(h, at, 1);
    two = before(h, at, 2);
    if (span_is(one, "not"))
        return skipped && not_denies(h, at - 1);
    if (span_is(one, "no"))
        return skipped == 0 && no_denies(h, at - 1, end);
    if (span_is(one, "without"))
        return !span_in(two, lacking);
    if (span_is(one, "of"))
        return span_is(two, "instead");
    if (span_is(one, "than"))
        return span_is(two, "rather") || span_is(two, "other");
    if (span_is(one, "from") && (span_is(two, "apart") || span_is(two, "aside")))
        return true;
    return span_in(one, prepositions) && span_is(two, "not") && not_denies(h, at - 2);
}

static bool is_subject(const struct lexicon *l, const struct heard_hit *hit)
{
    return l->concept[hit->concept].open.kind == CONCEPT_SUBJECT;
}

/* What may stand between "no" or "not" and a sign: "has not got any fever". */
static const char *const between[] = {
    "any",     "a",    "the",     "an",           "his",  "her",   "my",      "real",
    "really",  "very", "at",      "all",          "been", "being", "have",    "had",
    "has",     "got",  "getting", "having",       "feel", "feels", "feeling", "look",
    "looking", "seem", "seeming", "running",      "more", "sign",  "signs",   "of",
    "new",     "too",  "so",      "particularly", NULL};
static const char *const negations[] = {"no",   "not",    "never", "without", "nor",
                                        "deny", "denies", "zero",  NULL};
enum { between_most = 4 };

/* The words from `first` are a sign of illness; do the words before say that it is
 * absent? "or" goes on with the list: "no fever or confusion". */
static bool sign_denied(const struct heard *h, size_t first)
{
    size_t at = first;

    if (span_in(before(h, at, 1), (const char *const[]){"or", "nor", NULL})) {
        for (size_t i = 0; i < h->hit_count && h->hits[i].first < first; i++)
            if (h->hits[i].denied &&
                (size_t)h->hits[i].first + h->hits[i].count == first - 1)
                return true;
        at--;
    }
    for (size_t n = 0; n < between_most && span_in(before(h, at, 1), between); n++)
        at--;
    if (span_is(before(h, at, 1), "not")) /* "is she not confused?", "why not ..." */
        return !span_is(before(h, at, 2), "why") && !span_is(before(h, at, 2), "or");
    return span_in(before(h, at, 1), negations);
}

void denial_mark(const struct lexicon *l, struct heard *h)
{
    for (size_t i = 0; i < h->hit_count; i++) {
        struct heard_hit *hit = &h->hits[i];

        if (is_subject(l, hit))
            hit->denied = denied(h, hit->first, (size_t)hit->first + hit->count);
        else if (l->concept[hit->concept].open.sign)
            hit->denied = sign_denied(h, hit->first);
    }
}

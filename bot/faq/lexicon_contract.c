/* lexicon_contract.c - contractions, with and without their apostrophe. */
#include "faq/lexicon_parts.h"

/* What people type without the apostrophe, where that is no other word. */
static const char *const short_forms[][2] = {
    {"aint", "is not"},
    {"arent", "are not"},
    {"cant", "can not"},
    {"cannot", "can not"},
    {"couldnt", "could not"},
    {"couldve", "could have"},
    {"couldn", "could not"},
    {"didnt", "did not"},
    {"doesnt", "does not"},
    {"dont", "do not"},
    {"hadnt", "had not"},
    {"hasnt", "has not"},
    {"havent", "have not"},
    {"hes", "he is"},
    {"heres", "here is"},
    {"hows", "how is"},
    {"im", "i am"},
    {"isnt", "is not"},
    {"itll", "it will"},
    {"its", "it is"},
    {"ive", "i have"},
    {"mightve", "might have"},
    {"mustnt", "must not"},
    {"neednt", "need not"},
    {"shes", "she is"},
    {"shouldnt", "should not"},
    {"shouldve", "should have"},
    {"thats", "that is"},
    {"theres", "there is"},
    {"theyd", "they would"},
    {"theyll", "they will"},
    {"theyre", "they are"},
    {"theyve", "they have"},
    {"wasnt", "was not"},
    {"werent", "were not"},
    {"weve", "we have"},
    {"whats", "what is"},
    {"whatll", "what will"},
    {"whens", "when is"},
    {"wheres", "where is"},
    {"whos", "who is"},
    {"whys", "why is"},
    {"wont", "will not"},
    {"wouldnt", "would not"},
    {"wouldve", "would have"},
    {"youd", "you would"},
    {"youll", "you will"},
    {"youre", "you are"},
    {"youve", "you have"},
};

/* Before 's these mean "is"; after other words it is a possessive and goes. */
static const char *const before_is[] = {
    "what", "who",       "where",      "when",    "why",      "how",
    "it",   "that",      "there",      "here",    "he",       "she",
    "this", "something", "everything", "nothing", "everyone", "which",
};

static bool ends_with(struct span word, const char *end)
{
    struct span e = span_of(end);

    return word.len > e.len &&
           span_equal((struct span){word.ptr + word.len - e.len, e.len}, e);
}

static struct span without(struct span word, size_t letters)
{
    return (struct span){word.ptr, word.len - letters};
}

/* "ca" of "can't", "wo" of "won't". */
static struct span whole_verb(struct span stem)
{
    if (span_is(stem, "ca"))
        return span_of("can");
    if (span_is(stem, "wo"))
        return span_of("will");
    if (span_is(stem, "sha"))
        return span_of("shall");
    if (span_is(stem, "ai"))
        return span_of("is");
    return stem;
}

static bool means_is(struct span stem)
{
    for (size_t i = 0; i < sizeof before_is / sizeof *before_is; i++) {
        if (span_is(stem, before_is[i]))
            return true;
    }
    return false;
}

size_t lexicon_contraction(struct span word, struct span out[2])
{
    static const char *const endings[][2] = {
        {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'d", "would"}, {"'m", "am"}};

    if (ends_with(word, "n't")) {
        out[0] = whole_verb(without(word, 3));
        out[1] = span_of("not");
        return 2;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (ends_with(word, endings[i][0])) {
            out[0] = without(word, span_of(endings[i][0]).len);
            out[1] = span_of(endings[i][1]);
            return 2;
        }
    }
    if (ends_with(word, "'s")) {
        out[0] = without(word, 2);
        out[1] = span_of(span_is(out[0], "let") ? "us" : "is");
        return means_is(out[0]) || span_is(out[0], "let") ? 2 : 1;
    }
    return 0;
}

bool lexicon_short_form(size_t i, struct span *from, struct span *to)
{
    if (i >= sizeof short_forms / sizeof *short_forms)
        return false;
    *from = span_of(short_forms[i][0]);
    *to = span_of(short_forms[i][1]);
    return true;
}

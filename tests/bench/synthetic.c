#include "tests/bench/synthetic.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "faq/engine.h"
#include "faq/pattern_text.h"

#define INTENTS_EACH  8    /* that share a subject: there are at most 2,048 concepts */
#define WORDS_EACH    5    /* of a subject */
#define FILE_INTENTS  1000 /* of one file: a multiple of INTENTS_EACH */
#define HOSTILE_BYTES 32000

/* A word that can be said and is nobody's: four syllables chosen by its number. */
static void invent_word(char out[32], size_t number)
{
    static const char *const onsets[] = {"b", "dr", "f",  "gl", "k", "m", "n",
                                         "p", "r",  "st", "t",  "v", "z"};
    static const char *const rhymes[] = {"a", "el", "i", "on", "u", "ar", "es"};
    const size_t on = sizeof onsets / sizeof *onsets, rh = sizeof rhymes / sizeof *rhymes;

    out[0] = '\0';
    number = number * 7919 + 104729; /* neighbours look unlike */
    for (int i = 0; i < 4; i++) {
        strcat(out, onsets[number % on]);
        number /= on;
        strcat(out, rhymes[number % rh]);
        number /= rh;
    }
    strcat(out, "x");
}

char *synthetic_question(size_t i)
{
    char word[32], text[96];

    invent_word(word, i * WORDS_EACH);
    snprintf(text, sizeof text, "what are the side effects of %s please", word);
    return mem_copy_text(text);
}

/* --- patterns --------------------------------------------------------------------- */

static void put_quoted(FILE *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"' || text[i] == '\\')
            putc('\\', out);
        putc(text[i], out);
    }
}

static bool is_subject(const struct lexicon *lexicon, struct span name)
{
    int id = lexicon_find(lexicon, name);
    return id >= 0 && lexicon_concept(lexicon, (size_t)id)->kind == CONCEPT_SUBJECT;
}

/* {a|b}: subjects become the invented one. True when one was. */
static bool put_macro(FILE *out, struct span names, const struct lexicon *lexicon,
                      size_t subject)
{
    bool replaced = false;

    putc('{', out);
    for (size_t n = 0; names.len; n++) {
        const char *bar = memchr(names.ptr, '|', names.len);
        size_t len = bar ? (size_t)(bar - names.ptr) : names.len;
        struct span name = span_trim((struct span){names.ptr, len});
        bool ours = is_subject(lexicon, name);
        if (!ours || !replaced)
            fprintf(out, n ? "|" : "%s", "");
        if (!ours)
            fprintf(out, "%.*s", (int)name.len, name.ptr);
        else if (!replaced)
            fprintf(out, "invented_%zu", subject);
        replaced |= ours;
        len += bar != NULL;
        names = (struct span){names.ptr + len, names.len - len};
    }
    putc('}', out);
    return replaced;
}

/* A pattern of ours about the invented subject. */
static void put_pattern(FILE *out, const char *source, const struct lexicon *lexicon,
                        size_t subject)
{
    struct span s = span_of(source);
    size_t end;

    fputc('"', out);
    for (size_t at = 0; at < s.len;) {
        if (pattern_macro_at(s, at, &end)) {
            put_macro(out, (struct span){s.ptr + at + 1, end - at - 2}, lexicon, subject);
            at = end;
        } else {
            put_quoted(out, s.ptr + at++, 1);
        }
    }
    /* What a subject makes rare must stay rare: a pattern of aspects alone would be tried
     * for every message that has them. */
    fprintf(out, " & {invented_%zu}\"", subject);
}

static void put_intent(FILE *out, const struct intent *in, const struct lexicon *lexicon,
                       size_t number)
{
    size_t subject = number / INTENTS_EACH;
    char word[32];

    invent_word(word, subject * WORDS_EACH);
    fprintf(out, "  - id: invented.t%zu\n    about: [invented_%zu]\n    patterns:\n",
            number, subject);
    for (size_t r = 0; r < in->rule_count; r++) {
        fputs("      - match: ", out);
        put_pattern(out, in->rules[r].pattern.source, lexicon, subject);
        fprintf(out, "\n        weight: %g\n", (double)in->rules[r].weight);
    }
    if (in->exclude_count)
        fputs("    excludes:\n", out);
    for (size_t x = 0; x < in->exclude_count; x++) {
        fputs("      - ", out);
        put_pattern(out, in->excludes[x].pattern.source, lexicon, subject);
        putc('\n', out);
    }
    fputs("    examples:\n", out);
    for (size_t x = 0; x < in->example_count; x++)
        fprintf(out, "      - what about %s number %zu\n", word, x);
}

/* --- files ------------------------------------------------------------------------ */

static void put_concepts(FILE *out, size_t first, size_t end)
{
    char word[32];

    fputs("concepts:\n", out);
    for (size_t s = first; s < end; s++) {
        fprintf(out, "  invented_%zu:\n    kind: subject\n    domain: yes\n    words: [",
                s);
        for (size_t w = 0; w < WORDS_EACH; w++) {
            invent_word(word, s * WORDS_EACH + w);
            fprintf(out, w ? ", %s" : "%s", word);
        }
        fputs("]\n", out);
    }
}

/* One file for each thousand: a file has its limit (base/file.h). */
static bool write_file(const char *dir, const struct faq *shipped, size_t first,
                       size_t end, size_t *next)
{
    char path[4200];
    FILE *out;

    snprintf(path, sizeof path, "%s/intents/invented%zu.yaml", dir, first / FILE_INTENTS);
    out = fopen(path, "w");
    if (!out)
        return false;
    put_concepts(out, first / INTENTS_EACH, end / INTENTS_EACH + 1);
    fputs("intents:\n", out);
    while (first < end) {
        const struct intents *set = &shipped->intents;
        const struct intent *in = &set->list[(*next)++ % set->count];
        if (in->priority == INTENT_NORMAL)
            put_intent(out, in, set->lexicon, first++);
    }
    return fclose(out) == 0;
}

static bool write_intents(const char *dir, const struct faq *shipped, size_t count)
{
    size_t next = 0;
    bool ok = true;

    for (size_t first = 0; ok && first < count; first += FILE_INTENTS) {
        size_t end = first + FILE_INTENTS;
        ok = write_file(dir, shipped, first, end < count ? end : count, &next);
    }
    return ok;
}

static bool write_answer(const char *dir, size_t number)
{
    char path[4200];
    FILE *out;

    snprintf(path, sizeof path, "%s/responses/en/invented.t%zu.md", dir, number);
    out = fopen(path, "w");
    if (!out)
        return false;
    fprintf(out,
            "---\ntitle: Invented topic %zu\nsources:\n  - title: Nobody\n    url: "
            "https://example.org/%zu\nreviewed: 2026-11-24\nreviewer: \"\"\n"
            "follow-ups: [definition.spasticity]\n---\nA plain answer first.\n\n- One "
            "thing to do.\n- Another thing to do.\n\n**Watch for:** what is new.\n",
            number, number);
    return fclose(out) == 0;
}

static bool make_folders(const char *dir)
{
    static const char *const names[] = {"intents", "responses", "responses/en"};
    char path[4200];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        if (mkdir(path, 0700) != 0)
            return false;
    }
    return true;
}

bool synthetic_write(const char *dir, const struct faq *shipped, size_t count)
{
    bool ok = make_folders(dir) && write_intents(dir, shipped, count);

    for (size_t i = 0; ok && i < count; i++)
        ok = write_answer(dir, i);
    if (!ok)
        perror(dir);
    return ok;
}

void synthetic_remove(const char *dir, size_t count)
{
    static const char *const rest[] = {"/intents", "/responses/en", "/responses", ""};
    char path[4200];

    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/responses/en/invented.t%zu.md", dir, i);
        unlink(path);
    }
    for (size_t i = 0; i < count; i += FILE_INTENTS) {
        snprintf(path, sizeof path, "%s/intents/invented%zu.yaml", dir, i / FILE_INTENTS);
        unlink(path);
    }
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        snprintf(path, sizeof path, "%s%s", dir, rest[i]);
        remove(path);
    }
}

/* --- hostile messages ------------------------------------------------------------- */

/* The text over and over, up to the size of the longest message. */
static char *repeat(const char *text)
{
    struct buf out;

    buf_init(&out, HOSTILE_BYTES + 1);
    while (out.len + strlen(text) <= HOSTILE_BYTES && buf_text(&out, text))
        continue;
    return buf_take(&out);
}

/* Every example of every intent in one message: all concepts, all patterns. */
static char *everything(const struct faq *faq)
{
    struct buf out;

    buf_init(&out, HOSTILE_BYTES + 1);
    for (size_t i = 0; i < faq->intents.count; i++)
        for (size_t x = 0; x < faq->intents.list[i].example_count; x++) {
            const char *text = faq->intents.list[i].examples[x].text;
            if (out.len + strlen(text) + 2 < HOSTILE_BYTES)
                buf_format(&out, "%s ", text);
        }
    return buf_take(&out);
}

/* As many unknown words as fit, each a letter away from known ones. */
static char *misspelt(void)
{
    static const char *const words[] = {
        "spastisicty", "bacloefnn",   "tizanidinee", "botullinum",  "intrahtecal",
        "physoi",      "strethching", "gabapnetin",  "dantroolene", "contracutre"};
    struct buf out;

    buf_init(&out, HOSTILE_BYTES + 1);
    for (size_t i = 0; out.len + 40 < HOSTILE_BYTES; i++)
        buf_format(&out, "%c%s%c ", (char)('a' + (int)(i % 26)), words[i % 10],
                   (char)('a' + (int)(i / 26 % 26)));
    return buf_take(&out);
}

char *synthetic_hostile(const struct faq *faq, size_t i)
{
    static const char *const repeated[] = {"a",
                                           "a ",
                                           "? ",
                                           "spasticity ",
                                           "not ",
                                           "the ",
                                           "...",
                                           "\xF0\x9F\x98\x80",
                                           "e\xCC\x81\xCC\x81\xCC\x81",
                                           "@everyone ",
                                           "((((",
                                           "side effects of ",
                                           "what is baclofen? ",
                                           "no, i meant the pump and the tablets ",
                                           "my pump is beeping and i am itchy ",
                                           "\xEF\xBF\xBD\xFF",
                                           "can i take can i take ",
                                           "it is not the case that it is not "};
    const size_t count = sizeof repeated / sizeof *repeated;

    if (i < count)
        return repeat(repeated[i]);
    return i == count ? everything(faq) : i == count + 1 ? misspelt() : NULL;
}

/* lexicon.c - making a lexicon and asking it about its concepts. */
#include "faq/lexicon.h"

#include <string.h>

#include "base/mem.h"
#include "faq/lexicon_parts.h"

#define POOL_MAX   ((size_t)32 << 20)
#define FILES_MAX  ((size_t)64 << 10)
#define NAMES_SEED 0x6c696d62u /* names come from our own files: no attacker to fool */
#define GROW_FIRST 256
#define HINT_MOST  3 /* edits between a wrong name and the one hinted at */

struct lexicon *lexicon_new(bool english)
{
    struct lexicon *l = mem_zero(1, sizeof *l);

    if (!l)
        return NULL;
    buf_init(&l->pool, POOL_MAX);
    buf_init(&l->files, FILES_MAX);
    words_init(&l->words);
    phrases_init(&l->phrases);
    l->request = -1;
    l->english = english;
    l->names = map_new(CONCEPT_MAX, NAMES_SEED);
    if (!l->names) {
        lexicon_free(l);
        return NULL;
    }
    return l;
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    for (uint32_t i = 0; i < l->concept_count; i++)
        mem_free(l->concept[i].name);
    mem_free(l->concept);
    mem_free(l->line);
    mem_free(l->rewrite);
    mem_free(l->implied);
    map_free(l->names);
    buf_free(&l->pool);
    buf_free(&l->files);
    words_free(&l->words);
    phrases_free(&l->phrases);
    spelling_free(&l->spelling);
    mem_free(l);
}

bool lexicon_no_memory(struct faults *faults)
{
    faults_add(faults, (struct fault_place){0}, NULL,
               "out of memory while reading words");
    return false;
}

struct fault_place lexicon_at(const struct lexicon *l, struct lexicon_place place)
{
    return (struct fault_place){l->files.data + place.file, place.line, place.column};
}

bool lexicon_grow(void *array_of, uint32_t count, size_t *cap, size_t size)
{
    void *array;

    /* array_of points at a pointer to some struct; all of those look alike here. */
    memcpy(&array, array_of, sizeof array);
    array = mem_grow(array, count, cap, GROW_FIRST, size);
    if (!array)
        return false;
    memcpy(array_of, &array, sizeof array);
    return true;
}

bool lexicon_add(struct lexicon *l, const struct yaml *root, struct faults *faults)
{
    const struct yaml *concepts = yaml_get(root, "concepts");
    const struct yaml *rewrites = yaml_get(root, "rewrites");
    bool ok = true;

    if (l->finished) {
        faults_add(faults, yaml_place(root), NULL, "the lexicon is already finished");
        return false;
    }
    if (concepts)
        ok = lexicon_read_concepts(l, concepts, faults);
    if (rewrites)
        ok = lexicon_read_rewrites(l, rewrites, faults) && ok;
    return ok;
}

bool lexicon_add_common(struct lexicon *l, struct span list, struct err *e)
{
    size_t at = 0;

    if (l->finished)
        return err_set(e, ERR_STATE, "the lexicon is already finished");
    while (at < list.len) {
        const char *start = list.ptr + at;
        const char *end = memchr(start, '\n', list.len - at);
        size_t len = end ? (size_t)(end - start) : list.len - at;
        struct span word = span_trim((struct span){start, len});
        uint32_t id;

        at += len + 1;
        if (word.len == 0 || word.ptr[0] == '#' || word.len > NORMAL_WORD)
            continue;
        id = words_add(&l->words, word);
        if (id == WORD_NONE)
            return err_set(e, ERR_MEMORY, "out of memory while reading common words");
        l->words.word[id].flags |= WORD_COMMON;
    }
    return true;
}

bool lexicon_is_english(const struct lexicon *l)
{
    return l->english;
}

size_t lexicon_count(const struct lexicon *l)
{
    return l->concept_count;
}

const struct concept *lexicon_concept(const struct lexicon *l, size_t id)
{
    return &l->concept[id].open;
}

int lexicon_find(const struct lexicon *l, struct span name)
{
    /* Stored as number + 1, since NULL means absent. */
    return (int)(uintptr_t)map_get(l->names, name) - 1;
}

static enum lexicon_known known_alone(const struct lexicon *l, struct span word)
{
    uint32_t id = words_find(&l->words, word);

    if (id == WORD_NONE)
        return LEXICON_STRANGER;
    const struct lexicon_word *w = &l->words.word[id];
    if (w->rewrite || (w->flags & (WORD_LEXICON | WORD_MISHEARD)))
        return LEXICON_OURS;
    return w->flags & WORD_COMMON ? LEXICON_COMMON : LEXICON_STRANGER;
}

enum lexicon_known lexicon_knows(const struct lexicon *l, struct span word)
{
    struct span part[2];
    size_t count = l->english ? lexicon_contraction(word, part) : 0;
    enum lexicon_known least = count ? LEXICON_OURS : known_alone(l, word);

    for (size_t i = 0; i < count; i++) {
        enum lexicon_known known = known_alone(l, part[i]);
        least = known < least ? known : least;
    }
    return least;
}

const char *lexicon_nearest(const struct lexicon *l, struct span name)
{
    const char *best = NULL;
    unsigned most = HINT_MOST;

    for (uint32_t i = 0; i < l->concept_count; i++) {
        const char *known = l->concept[i].open.name;
        unsigned distance = spelling_distance(name, span_of(known), most);

        if (distance <= most && (!best || distance < most)) {
            best = known;
            most = distance;
        }
    }
    return best;
}

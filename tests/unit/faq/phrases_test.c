/* Whatever lines a lexicon is made of, the words that are one of their phrases are heard
 * as just the concepts whose lines spell them out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "faq/lexicon.h"

enum {
    ROUNDS = 400,
    WORDS = 3,
    LONGEST = 5, /* words of a phrase */
    CONCEPTS = 3,
    LINES = 4,
    SEQUENCES = 3 + 9 + 27 + 81 + 243, /* of one to LONGEST words */
    OPTIONS = 4
};

/* What the lines spell out, as numbers of sequences. */
struct world {
    struct rng rng;
    struct buf yaml;
    bool phrase[CONCEPTS][SEQUENCES];
};

static const char *const word[WORDS] = {"alpha", "beta", "gamma"};

/* A sequence of words as a number: those of one word first. */
static size_t number_of(const size_t *seq, size_t count)
{
    size_t first = 0, size = 1, value = 0;

    for (size_t i = 0; i < count; i++) {
        value = value * WORDS + seq[i];
        size *= WORDS;
        first += i + 1 < count ? size : 0;
    }
    return first + value;
}

struct piece {
    size_t option[OPTIONS][2], length[OPTIONS], count;
};

/* "beta" or "(alpha|beta gamma|)". */
static void write_piece(struct world *w, const struct piece *p)
{
    buf_text(&w->yaml, p->count > 1 ? "(" : "");
    for (size_t i = 0; i < p->count; i++) {
        buf_text(&w->yaml, i ? "|" : "");
        for (size_t k = 0; k < p->length[i]; k++)
            buf_format(&w->yaml, "%s%s", k ? " " : "", word[p->option[i][k]]);
    }
    buf_text(&w->yaml, p->count > 1 ? ")" : "");
}

static void choose_piece(struct world *w, struct piece *p)
{
    p->count = 1 + rng_below(&w->rng, OPTIONS);
    for (size_t i = 0; i < p->count; i++) {
        p->length[i] = p->count == 1 ? 1 : rng_below(&w->rng, 3);
        for (size_t k = 0; k < 2; k++)
            p->option[i][k] = rng_below(&w->rng, WORDS);
    }
}

/* All ways through the pieces, spelt out. */
static void spell_out(struct world *w, size_t concept, const struct piece *p,
                      size_t count)
{
    size_t ways = 1;

    for (size_t i = 0; i < count; i++)
        ways *= p[i].count;
    for (size_t way = 0; way < ways; way++) {
        size_t seq[LONGEST], length = 0, rest = way;

        for (size_t i = 0; i < count; i++) {
            size_t o = rest % p[i].count;
            rest /= p[i].count;
            for (size_t k = 0; k < p[i].length[o]; k++)
                seq[length++] = p[i].option[o][k];
        }
        w->phrase[concept][number_of(seq, length)] = true;
    }
}

static void add_line(struct world *w, size_t concept)
{
    struct piece piece[LONGEST];
    size_t count = 0, least = 0, most = 0;

    while (count < LONGEST) {
        size_t shortest = LONGEST, longest = 0;

        choose_piece(w, &piece[count]);
        for (size_t i = 0; i < piece[count].count; i++) {
            size_t length = piece[count].length[i];
            shortest = length < shortest ? length : shortest;
            longest = length > longest ? length : longest;
        }
        if (most + longest > LONGEST)
            break;
        most += longest;
        least += shortest;
        count++;
    }
    if (least == 0)
        return; /* it would spell out a phrase of no word */
    buf_text(&w->yaml, "      - ");
    for (size_t i = 0; i < count; i++) {
        buf_text(&w->yaml, i ? " " : "");
        write_piece(w, &piece[i]);
    }
    buf_text(&w->yaml, "\n");
    spell_out(w, concept, piece, count);
}

static void write_world(struct world *w)
{
    buf_text(&w->yaml, "concepts:\n");
    for (size_t c = 0; c < CONCEPTS; c++) {
        buf_format(&w->yaml, "  c%zu:\n    kind: subject\n    words:\n      - delta\n",
                   c);
        for (size_t i = 0; i < LINES; i++)
            add_line(w, c);
    }
}

static struct lexicon *read_world(const struct world *w)
{
    struct faults *faults = faults_new();
    struct lexicon *l = lexicon_new(false);
    struct yaml *root = NULL;

    assert_true(yaml_parse(&root, "words.yaml", 1, buf_view(&w->yaml), 100000, faults));
    assert_true(lexicon_add(l, root, faults));
    assert_true(lexicon_finish(l, faults));
    yaml_free(root);
    faults_free(faults);
    return l;
}

static bool heard_whole(const struct heard *h, size_t concept)
{
    for (size_t i = 0; i < h->hit_count; i++) {
        if (h->hits[i].concept == concept && h->hits[i].first == 0 &&
            h->hits[i].count == h->word_count)
            return true;
    }
    return false;
}

static void compare(const struct world *w, const struct lexicon *l, size_t length)
{
    static struct heard h;
    size_t ways = 1;

    for (size_t i = 0; i < length; i++)
        ways *= WORDS;
    for (size_t way = 0; way < ways; way++) {
        char text[64] = "";
        size_t seq[LONGEST], rest = way;
        struct err e = {0};

        for (size_t i = 0; i < length; i++, rest /= WORDS) {
            seq[i] = rest % WORDS;
            strcat(text, i ? " " : "");
            strcat(text, word[seq[i]]);
        }
        assert_true(lexicon_hear(l, span_of(text), &h, &e));
        for (size_t c = 0; c < CONCEPTS; c++) {
            bool is = heard_whole(&h, c), must = w->phrase[c][number_of(seq, length)];

            if (is != must)
                fail_msg("\"%s\" %s c%zu of\n%s", text, is ? "was heard as" : "is no", c,
                         w->yaml.data);
        }
    }
}

static void test_just_the_phrases_of_the_lines_are_heard(void **state)
{
    static struct world w;
    const uint64_t seed = 20;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    rng_seed(&w.rng, seed);
    for (size_t round = 0; round < ROUNDS; round++) {
        memset(w.phrase, 0, sizeof w.phrase);
        buf_init(&w.yaml, 65536);
        write_world(&w);
        struct lexicon *l = read_world(&w);
        for (size_t length = 1; length <= LONGEST; length++)
            compare(&w, l, length);
        lexicon_free(l);
        buf_free(&w.yaml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_just_the_phrases_of_the_lines_are_heard),
    };
    return cmocka_run_group_tests_name("phrases", tests, NULL, NULL);
}

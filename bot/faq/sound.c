/* sound.c - each letter with its neighbours -> at most two sounds. */
#include "faq/sound.h"

#include <stdbool.h>
#include <string.h>

struct walk {
    struct span in;
    size_t at;
    char *out;
    size_t len;
};

static char look(const struct walk *w, size_t ahead)
{
    return w->in.len - w->at > ahead ? w->in.ptr[w->at + ahead] : '\0';
}

static char behind(const struct walk *w)
{
    return w->at ? w->in.ptr[w->at - 1] : '\0';
}

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static bool is_vowel(char c)
{
    return one_of(c, "aeiouy");
}

static void say(struct walk *w, char sound)
{
    /* A doubled sound is one sound. */
    if (w->len < SOUND_MAX && (w->len == 0 || w->out[w->len - 1] != sound))
        w->out[w->len++] = sound;
}

/* Each returns how many letters it used beyond the first. */
static size_t say_c(struct walk *w)
{
    char next = look(w, 1);

    if (next == 'h') {
        /* chronic, cholesterol; but spinach, chair */
        say(w, one_of(look(w, 2), "lr") ? 'K' : 'X');
        return 1;
    }
    if (next == 'i' && one_of(look(w, 2), "ao")) {
        say(w, 'X'); /* physician */
        return 1;
    }
    say(w, one_of(next, "eiy") ? 'S' : 'K');
    return next == 'k' || next == 'q' ? 1 : 0;
}

static size_t say_s(struct walk *w)
{
    char next = look(w, 1);

    if (next == 'h') {
        say(w, 'X');
        return 1;
    }
    if (next == 'i' && one_of(look(w, 2), "ao")) {
        say(w, 'X'); /* tension, dysplasia */
        return 1;
    }
    say(w, 'S');
    if (next == 'c' && look(w, 2) == 'h') {
        say(w, 'K'); /* ischemia */
        return 2;
    }
    return next == 'c' && one_of(look(w, 2), "eiy") ? 1
                                                    : 0; /* muscle is s-k, scissor s */
}

static size_t say_t(struct walk *w)
{
    if (look(w, 1) == 'i' && one_of(look(w, 2), "ao")) {
        say(w, 'X'); /* injection */
        return 1;
    }
    if (look(w, 1) == 'c' && look(w, 2) == 'h') {
        say(w, 'X'); /* stretch */
        return 2;
    }
    say(w, 'T'); /* th too: "terapy" */
    return look(w, 1) == 'h' ? 1 : 0;
}

static size_t say_g(struct walk *w)
{
    char next = look(w, 1);

    if (next == 'h') {
        if (w->at == 0)
            say(w, 'K');
        return 1; /* light, cough: silent is near enough */
    }
    if (next == 'n' && (w->at == 0 || w->in.len - w->at == 2))
        return 0; /* gnome, sign */
    say(w, one_of(next, "eiy") ? 'J' : 'K');
    return 0;
}

static size_t say_first(struct walk *w)
{
    char first = look(w, 0), next = look(w, 1);

    if ((next == 'n' && one_of(first, "kgp")) || (first == 'w' && next == 'r') ||
        (first == 'p' && next == 's'))
        return 1; /* knee, pneumonia, wrist, psychology */
    if (first == 'x') {
        say(w, 'S'); /* Xeomin */
        return 1;
    }
    if (is_vowel(first) && first != 'y') {
        say(w, 'A');
        return 1;
    }
    if (first == 'h' && is_vowel(next)) {
        say(w, 'H');
        return 1;
    }
    return 0;
}

static size_t say_letter(struct walk *w)
{
    char c = look(w, 0), next = look(w, 1);

    switch (c) {
    case 'c':
        return say_c(w);
    case 's':
        return say_s(w);
    case 't':
        return say_t(w);
    case 'g':
        return say_g(w);
    case 'd':
        say(w, next == 'g' && one_of(look(w, 2), "eiy") ? 'J' : 'T');
        return next == 'g' && one_of(look(w, 2), "eiy") ? 1 : 0;
    case 'p':
        say(w, next == 'h' ? 'F' : 'P');
        return next == 'h' ? 1 : 0;
    case 'b':
        if (!(behind(w) == 'm' && next == '\0')) /* numb */
            say(w, 'B');
        return 0;
    case 'x':
        say(w, 'K');
        say(w, 'S');
        return 0;
    case 'w':
    case 'y':
        if (is_vowel(next))
            say(w, c == 'w' ? 'W' : 'Y');
        return 0;
    default:
        return 0;
    }
}

static const char plain[] = "fFvFjJkKqKlLmMnNrRzS"; /* letter, sound */

size_t sound_key(struct span word, char out[SOUND_MAX])
{
    struct walk w = {word, 0, out, 0};

    if (word.len == 0)
        return 0;
    w.at = say_first(&w);
    while (w.at < word.len) {
        const char *simple = strchr(plain, word.ptr[w.at]);

        if (word.ptr[w.at] && simple)
            say(&w, simple[1]);
        else if (word.ptr[w.at])
            w.at += say_letter(&w);
        w.at++;
    }
    return w.len;
}

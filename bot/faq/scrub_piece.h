/* scrub_piece.h - the pieces of a text between blanks, and what each is by itself. Inside
 * scrub.c's reach only. */
#ifndef FAQ_SCRUB_PIECE_H
#define FAQ_SCRUB_PIECE_H

#include "base/map.h"
#include "faq/lexicon.h"

enum {
    PIECES_MOST = 240,
    PIECE_BYTES = 100 /* of one piece's words; a longer piece is no word */
};

enum piece_kind {
    PIECE_NOTHING, /* marks, emoji */
    PIECE_WORD,
    PIECE_NAME,
    PIECE_NUMBER,
    PIECE_ADDRESS,
    PIECE_MAIL,
    PIECE_LINK,
    PIECE_MENTION
};

struct piece {
    enum piece_kind kind;
    char word[PIECE_BYTES]; /* normalised, "left sided" for "Left-sided" */
    size_t len;
    bool first;    /* of its sentence */
    bool asks;     /* "?" stands behind it */
    bool ours;     /* a word of the lexicon */
    bool stranger; /* no word that is known at all */
};

static inline struct span piece_word(const struct piece *p)
{
    return (struct span){p->word, p->len};
}

/* "[name]" ... */
const char *piece_kind_mark(enum piece_kind kind);
/* Returns how many. */
size_t pieces_of(const struct lexicon *l, const struct map *names, struct span text,
                 struct piece out[PIECES_MOST]);

#endif

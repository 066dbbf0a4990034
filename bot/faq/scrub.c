#include "faq/scrub.h"

#include "base/faults.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "faq/normalise.h"
#include "faq/scrub_piece.h"

#define NAMES_MOST      20000
#define NAMES_FILE_MOST ((size_t)512 * 1024)

/* After these a word that nobody knows is a name. */
static const char *const before_names[] = {
    "dr",        "doctor",     "mr",        "mrs",        "miss",      "prof",
    "professor", "nurse",      "sister",    "called",     "named",     "name",
    "names",     "im",         "i'm",       "am",         "hi",        "hello",
    "hey",       "dear",       "regards",   "thanks",     "love",      "husband",
    "wife",      "son",        "daughter",  "mum",        "mom",       "dad",
    "mother",    "father",     "brother",   "friend",     "partner",   "neighbor",
    "carer",     "uncle",      "aunt",      "cousin",     "grandson",  "neurologist",
    "physio",    "consultant", "surgeon",   "gp",         "from",      "near",
    "at",        "in",         "boyfriend", "girlfriend", "neighbour", "granddaughter",
    NULL};

struct name_line {
    struct map *names;
    bool ok;
};

/* As they are heard: a name may be written with capitals and accents. What announces a
 * name ("Dr Jones") is none. */
static void on_name(void *user, struct span word)
{
    struct name_line *line = user;

    if (word.len > 1 && !span_in(word, before_names))
        line->ok = map_put(line->names, word, line->names) && line->ok;
}

static void on_stop(void *user, bool asks)
{
    (void)user;
    (void)asks;
}

static bool add_name(struct map *names, struct span name)
{
    struct name_line line = {.names = names, .ok = true};
    const struct normal_sink sink = {on_name, on_stop, &line};

    normalise(name, &sink);
    return line.ok;
}

static bool read_names(struct map *names, const char *path, struct err *e)
{
    struct buf text;
    size_t bad;
    bool ok;

    buf_init(&text, NAMES_FILE_MOST);
    ok = file_read(path, &text, e);
    if (ok && !utf8_valid(buf_view(&text), &bad))
        ok = err_set(e, ERR_VALUE, "%s:%u: invalid UTF-8; save the file as UTF-8", path,
                     fault_place_in(path, 1, buf_view(&text), bad).line);
    struct span rest = buf_view(&text), name;
    while (ok && span_line(&rest, &name)) {
        name = span_trim(name);
        if (name.len && name.ptr[0] != '#')
            ok = add_name(names, name) ||
                 err_set(e, ERR_LIMIT, "%s: there is no room for more names", path);
    }
    buf_free(&text);
    return ok;
}

bool scrub_names(struct map **out, const char *const folders[], struct err *e)
{
    bool ok = true;

    *out = map_new(NAMES_MOST, 5);
    if (!*out)
        return err_set(e, ERR_MEMORY, "no memory for names");
    for (size_t i = 0; ok && folders[i]; i++) {
        char *path = file_join(folders[i], "names.txt");
        ok = path ? !file_exists(path) || read_names(*out, path, e)
                  : err_set(e, ERR_MEMORY, "no memory for names");
        mem_free(path);
    }
    if (!ok) {
        map_free(*out);
        *out = NULL;
    }
    return ok;
}

/* --- what the neighbours tell --- */

static const char *const streets[] = {
    "street",  "road",      "rd",   "avenue",  "ave",   "lane", "crescent",
    "terrace", "boulevard", "blvd", "gardens", "grove", NULL};
/* These are often something else: only behind words that are none of ours. */
static const char *const maybe_streets[] = {"st",    "drive", "close",  "court",
                                            "place", "way",   "square", NULL};

enum { STREET_WORDS = 4 }; /* so far behind its number a street's kind may stand */

/* "my name is ...", "this is ...": "what is ..." announces no name. */
static bool says_who(const struct piece *list, size_t at)
{
    static const char *const who[] = {"name", "this", NULL};

    return at && span_is(piece_word(&list[at]), "is") &&
           list[at - 1].kind == PIECE_WORD && span_in(piece_word(&list[at - 1]), who);
}

/* Does what stands before piece `at` say that it is a name? */
static bool announced(const struct piece *list, size_t at)
{
    const struct piece *before = &list[at - 1];

    if (before->kind == PIECE_NAME)
        return true;
    return before->kind == PIECE_WORD &&
           (span_in(piece_word(before), before_names) || says_who(list, at - 1));
}

/* "12 elm tree road": all of it is an address. */
static void find_street(struct piece *p, size_t count)
{
    bool strange = true;

    for (size_t i = 1; i < count && i <= STREET_WORDS && !p[i].first; i++) {
        bool street = span_in(piece_word(&p[i]), streets) ||
                      (strange && span_in(piece_word(&p[i]), maybe_streets));
        if (street && i > 1) {
            for (size_t k = 0; k <= i; k++)
                p[k].kind = PIECE_ADDRESS;
            return;
        }
        strange &= !p[i].ours;
    }
}

static void look_around(struct piece *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].kind == PIECE_WORD && list[i].stranger && i && !list[i].first &&
            announced(list, i))
            list[i].kind = PIECE_NAME;
        if (list[i].kind == PIECE_NUMBER)
            find_street(list + i, count - i);
    }
}

/* --- writing --- */

static bool write_pieces(const struct piece *list, size_t count, struct buf *out)
{
    size_t start = out->len;

    for (size_t i = 0; i < count; i++) {
        const struct piece *p = &list[i];
        bool again = i && p->kind != PIECE_WORD && p->kind == list[i - 1].kind;
        if (p->kind == PIECE_NOTHING)
            continue;
        if (!again) {
            if (out->len > start)
                buf_char(out, ' ');
            if (p->kind == PIECE_WORD)
                buf_span(out, piece_word(p));
            else
                buf_text(out, piece_kind_mark(p->kind));
        }
        if (p->asks && out->len > start && out->data[out->len - 1] != '?')
            buf_char(out, '?');
    }
    return !out->failed;
}

bool scrub(const struct lexicon *l, const struct map *names, struct span text,
           struct buf *out)
{
    struct piece list[PIECES_MOST];
    size_t count;

    text.len = utf8_fit(text, SCRUB_TEXT_MOST);
    count = pieces_of(l, names, text, list);
    look_around(list, count);
    return write_pieces(list, count, out);
}

/* model_file.c - intents/learned.tsv: lines of text, so that a difference can be read and
 * merged, with the weights of a row as one base64 word of signed bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/model_parts.h"

enum { WEIGHTS_FIRST = 4096 };

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const char head[] =
    "# What `limber learn` has learned from the questions in intents/. Do not edit: "
    "change\n"
    "# the questions and run `limber learn` again. See docs/understanding.md.\n";

bool model_write_head(const struct model_draft *d, struct buf *out)
{
    buf_text(out, head);
    buf_format(out, "digest\t%016llx\n", (unsigned long long)d->digest);
    for (size_t i = 0; i < d->class_count; i++)
        buf_format(out, "class\t%s\t%.4f\n", d->class_names[i], (double)d->bias[i]);
    return !out->failed;
}

/* RFC 4648, without padding. */
static void put_base64(struct buf *out, const int8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i += 3) {
        unsigned group = 0, left = count - i < 3 ? (unsigned)(count - i) : 3;
        for (unsigned k = 0; k < 3; k++)
            group = group << 8 | (k < left ? (uint8_t)bytes[i + k] : 0);
        for (unsigned k = 0; k <= left; k++)
            buf_char(out, alphabet[group >> (18 - 6 * k) & 63]);
    }
}

bool model_write_row(enum trait_kind kind, struct span text, float rarity,
                     const float *weights, size_t class_count, struct buf *out)
{
    int8_t bytes[MODEL_CLASSES];
    float most = 0;

    for (size_t i = 0; i < class_count; i++)
        most = fmaxf(most, fabsf(weights[i]));
    if (most <= 0)
        return true;
    for (size_t i = 0; i < class_count; i++)
        bytes[i] = (int8_t)lrintf(weights[i] / most * 127);
    buf_format(out, "%c\t", (char)kind);
    buf_span(out, text);
    buf_format(out, "\t%.3f\t%.5f\t", (double)rarity, (double)most / 127);
    put_base64(out, bytes, class_count);
    buf_char(out, '\n');
    return !out->failed;
}

/* --- reading --------------------------------------------------------------------- */

struct reader {
    struct model *m;
    const struct intents *set;
    struct faults *faults;
    struct fault_place at;
    int8_t sextet[256]; /* of a letter of the alphabet; -1: it is none */
};

static bool bad(struct reader *r, const char *what)
{
    faults_add(r->faults, r->at, "run `limber learn` to make the file anew", "%s", what);
    return false;
}

static bool number(struct span text, float *out)
{
    char copy[32], *end;

    if (!text.len || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    *out = strtof(copy, &end);
    return *end == '\0' && isfinite(*out);
}

static bool read_digest(struct reader *r, struct span line)
{
    char copy[20], *end;

    if (line.len >= sizeof copy)
        return bad(r, "the digest is unreadable");
    memcpy(copy, line.ptr, line.len);
    copy[line.len] = '\0';
    r->m->digest = strtoull(copy, &end, 16);
    return *end == '\0' || bad(r, "the digest is unreadable");
}

static bool read_class(struct reader *r, struct span line)
{
    struct model *m = r->m;
    struct span name = span_take(&line, '\t');
    struct model_class c = {-1, MODEL_TOPIC};

    if (m->row_count || m->class_count == MODEL_CLASSES || !name.len ||
        !number(line, &m->bias[m->class_count]))
        return bad(r, "a class is unreadable, or there are too many");
    if (span_is(name, "-")) {
        c.sense = MODEL_OTHERS;
    } else if (span_is(name, "?")) {
        c.sense = MODEL_VAGUE;
    } else {
        if (name.ptr[name.len - 1] == '!') {
            c.sense = MODEL_NOW;
            name.len--;
        }
        c.intent = intents_find(r->set, name);
    }
    m->classes[m->class_count++] = c;
    return true;
}

static void fill_sextets(struct reader *r)
{
    memset(r->sextet, -1, sizeof r->sextet);
    for (size_t i = 0; i + 1 < sizeof alphabet; i++)
        r->sextet[(unsigned char)alphabet[i]] = (int8_t)i;
}

static bool get_base64(const struct reader *r, struct span text, int8_t *out,
                       size_t count)
{
    size_t done = 0;
    unsigned bits = 0, group = 0;

    for (size_t i = 0; i < text.len; i++) {
        int8_t sextet = r->sextet[(unsigned char)text.ptr[i]];
        if (sextet < 0)
            return false;
        group = group << 6 | (uint8_t)sextet;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            if (done == count)
                return false;
            out[done++] = (int8_t)(uint8_t)(group >> bits & 0xFF);
        }
    }
    return done == count;
}

/* For one row more and all its weights. */
static bool make_room(struct model *m)
{
    struct model_weight *more;

    if (!m->row_count) {
        m->rows = mem_zero(m->row_room, sizeof *m->rows);
        m->begins = mem_zero(m->row_room + 1, sizeof *m->begins);
    }
    if (!m->rows || !m->begins || m->row_count == m->row_room)
        return false;
    if (m->weight_room - m->weight_count >= m->class_count)
        return true;
    more = mem_resize(m->weights, 2 * m->weight_room + WEIGHTS_FIRST, sizeof *more);
    if (!more)
        return false;
    m->weights = more;
    m->weight_room = 2 * m->weight_room + WEIGHTS_FIRST;
    return true;
}

static void add_row(struct model *m, const struct model_row *row, const int8_t *bytes)
{
    for (size_t i = 0; i < m->class_count; i++) {
        if (bytes[i])
            m->weights[m->weight_count++] = (struct model_weight){(uint8_t)i, bytes[i]};
    }
    m->rows[m->row_count++] = *row;
    m->begins[m->row_count] = (uint32_t)m->weight_count;
}

static bool read_row(struct reader *r, char kind, struct span line)
{
    struct model *m = r->m;
    struct span text = span_take(&line, '\t');
    struct span rarity = span_take(&line, '\t'), scale = span_take(&line, '\t');
    int8_t bytes[MODEL_CLASSES];
    struct model_row row;

    row.key = traits_key((enum trait_kind)kind, text);
    if (!m->class_count || !text.len || !number(rarity, &row.rarity) ||
        !number(scale, &row.scale))
        return bad(r, "a row is unreadable");
    if (!make_room(m))
        return bad(r, "out of memory");
    if (!get_base64(r, line, bytes, m->class_count))
        return bad(r, "the weights of a row are unreadable");
    add_row(m, &row, bytes);
    return true;
}

static bool read_line(struct reader *r, struct span line)
{
    struct span kind;

    if (!line.len || line.ptr[0] == '#')
        return true;
    kind = span_take(&line, '\t');
    if (span_is(kind, "digest"))
        return read_digest(r, line);
    if (span_is(kind, "class"))
        return read_class(r, line);
    if (kind.len == 1 && strchr("wspcdb", kind.ptr[0]))
        return read_row(r, kind.ptr[0], line);
    return bad(r, "a line of an unknown kind");
}

bool model_read(struct model *m, struct span text, const char *path,
                const struct intents *set, struct faults *faults)
{
    struct reader r = {.m = m, .set = set, .faults = faults, .at = {path, 0, 1}};

    fill_sextets(&r);
    m->row_room = 1;
    for (size_t i = 0; i < text.len; i++)
        m->row_room += text.ptr[i] == '\n';
    while (text.len) {
        r.at.line++;
        if (!read_line(&r, span_take(&text, '\n')))
            return false;
    }
    return true;
}

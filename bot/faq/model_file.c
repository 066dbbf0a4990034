/* model_file.c - intents/learned.tsv: lines of text, so that a difference can be read and
 * merged, with the weights of a row as one base64 word of signed bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/model_parts.h"

enum { WEIGHTS_FIRST = 4096, WEIGHTS_LEAST = 2, NO_SEXTET = 0x80, DIGITS_MOST = 9 };
/* Numbers are written as whole millionths. */
static const float millionths = 1e6F;

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const char head[] =
    "# What `limber learn` has learned from the questions in intents/. Do not edit: "
    "change\n"
    "# the questions and run `limber learn` again. See docs/understanding.md.\n";

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

static void put_millionths(struct buf *out, float number)
{
    buf_format(out, "\t%ld", lrintf(number * millionths));
}

/* Weights as signed bytes, and what one step of them is worth. */
static float scale_to_bytes(const float *weights, size_t count, int8_t *bytes)
{
    float most = 0;

    for (size_t i = 0; i < count; i++)
        most = fmaxf(most, fabsf(weights[i]));
    for (size_t i = 0; i < count; i++)
        bytes[i] = most > 0 ? (int8_t)lrintf(weights[i] / most * 127) : 0;
    return most / 127;
}

static void put_hidden(struct buf *out, const float *weights)
{
    int8_t bytes[PERCEPTRON_HIDDEN];
    float scale = scale_to_bytes(weights, PERCEPTRON_HIDDEN, bytes);

    put_millionths(out, scale);
    buf_char(out, '\t');
    put_base64(out, bytes, PERCEPTRON_HIDDEN);
    buf_char(out, '\n');
}

/* Only those that count, each after the number of its class. */
static void put_classes(struct buf *out, const float *weights, size_t count)
{
    int8_t bytes[MODEL_CLASSES], pairs[2 * MODEL_CLASSES];
    float scale = scale_to_bytes(weights, count, bytes);
    size_t pair_bytes = 0;

    for (size_t i = 0; i < count; i++)
        if (abs(bytes[i]) >= WEIGHTS_LEAST) {
            pairs[pair_bytes++] = (int8_t)(uint8_t)i;
            pairs[pair_bytes++] = bytes[i];
        }
    put_millionths(out, scale);
    buf_char(out, '\t');
    put_base64(out, pairs, pair_bytes);
}

bool model_write_head(const struct model_draft *d, struct buf *out)
{
    const struct perceptron *p = d->perceptron;

    buf_text(out, head);
    buf_format(out, "digest\t%016llx\n", (unsigned long long)d->digest);
    for (size_t i = 0; i < d->class_count; i++) {
        buf_format(out, "class\t%s", d->class_names[i]);
        put_millionths(out, d->bias[i]);
        put_millionths(out, p->out_bias[i]);
        put_millionths(out, d->offered[i]);
        put_hidden(out, p->out + i * PERCEPTRON_HIDDEN);
    }
    buf_text(out, "hidden");
    put_hidden(out, p->in_bias);
    return !out->failed;
}

bool model_write_row(const struct model_draft *d, size_t column, enum trait_kind kind,
                     struct span text, float rarity, const float *weights,
                     struct buf *out)
{
    buf_format(out, "%c\t", (char)kind);
    buf_span(out, text);
    put_millionths(out, rarity);
    put_classes(out, weights, d->class_count);
    put_hidden(out, d->perceptron->in + column * PERCEPTRON_HIDDEN);
    return !out->failed;
}

/* --- reading --------------------------------------------------------------------- */

struct reader {
    struct model *m;
    const struct intents *set;
    struct faults *faults;
    struct fault_place at;
    uint8_t sextet[256]; /* of a letter of the alphabet; NO_SEXTET: it is none */
};

static bool bad(struct reader *r, const char *what)
{
    faults_add(r->faults, r->at, "run `limber learn` to make the file anew", "%s", what);
    return false;
}

/* By hand: a model has some 80,000 of them, and strtof takes a tenth of its reading. */
static bool get_millionths(struct span text, float *out)
{
    bool minus = text.len && text.ptr[0] == '-';
    size_t from = minus ? 1 : 0;
    long sum = 0;

    if (text.len <= from || text.len > from + DIGITS_MOST)
        return false;
    for (size_t i = from; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        sum = 10 * sum + (text.ptr[i] - '0');
    }
    *out = (float)(minus ? -sum : sum) / millionths;
    return true;
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

static void fill_sextets(struct reader *r)
{
    memset(r->sextet, NO_SEXTET, sizeof r->sextet);
    for (size_t i = 0; i + 1 < sizeof alphabet; i++)
        r->sextet[(unsigned char)alphabet[i]] = (uint8_t)i;
}

/* As many bytes as there are, room at most. Four letters at a time: a model has millions.
 */
static bool get_base64(const struct reader *r, struct span text, int8_t *out, size_t room,
                       size_t *count)
{
    const unsigned char *in = (const unsigned char *)text.ptr;
    size_t left = text.len % 4, whole = text.len - left;
    unsigned seen = 0; /* every bit of every sextet: one look at the end is enough */

    *count = text.len / 4 * 3 + (left ? left - 1 : 0);
    if (left == 1 || *count > room)
        return false;
    for (size_t i = 0; i < whole; i += 4) {
        unsigned a = r->sextet[in[i]], b = r->sextet[in[i + 1]];
        unsigned c = r->sextet[in[i + 2]], d = r->sextet[in[i + 3]];
        seen |= a | b | c | d;
        *out++ = (int8_t)(uint8_t)(a << 2 | b >> 4);
        *out++ = (int8_t)(uint8_t)(b << 4 | c >> 2);
        *out++ = (int8_t)(uint8_t)(c << 6 | d);
    }
    for (size_t i = whole; i + 1 < text.len; i++) {
        unsigned a = r->sextet[in[i]], b = r->sextet[in[i + 1]];
        unsigned shift = 2 * (unsigned)(i - whole + 1);
        seen |= a | b;
        *out++ = (int8_t)(uint8_t)(a << shift | b >> (6 - shift));
    }
    return !(seen & NO_SEXTET);
}

static bool get_hidden(const struct reader *r, struct span *rest, float *scale,
                       int8_t *out)
{
    size_t count;

    return get_millionths(span_take(rest, '\t'), scale) &&
           get_base64(r, span_take(rest, '\t'), out, PERCEPTRON_HIDDEN, &count) &&
           count == PERCEPTRON_HIDDEN;
}

static struct model_class class_of_name(const struct reader *r, struct span name)
{
    struct model_class c = {-1, MODEL_TOPIC};

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
    return c;
}

static bool read_class(struct reader *r, struct span line)
{
    struct model *m = r->m;
    struct span name = span_take(&line, '\t');
    int8_t votes[PERCEPTRON_HIDDEN];
    float scale;
    size_t k = m->class_count;

    if (m->row_count || k == MODEL_CLASSES || !name.len ||
        !get_millionths(span_take(&line, '\t'), &m->bias[k]) ||
        !get_millionths(span_take(&line, '\t'), &m->vote_bias[k]) ||
        !get_millionths(span_take(&line, '\t'), &m->offered[k]) ||
        !get_hidden(r, &line, &scale, votes))
        return bad(r, "a class is unreadable, or there are too many");
    for (size_t d = 0; d < PERCEPTRON_HIDDEN; d++)
        m->votes[d][k] = scale * (float)votes[d];
    m->classes[m->class_count++] = class_of_name(r, name);
    return true;
}

static bool read_hidden(struct reader *r, struct span line)
{
    int8_t bias[PERCEPTRON_HIDDEN];
    float scale;

    if (!get_hidden(r, &line, &scale, bias))
        return bad(r, "the hidden layer is unreadable");
    for (size_t d = 0; d < PERCEPTRON_HIDDEN; d++)
        r->m->hidden_bias[d] = scale * (float)bias[d];
    return true;
}

/* For one row more and all its weights. */
static bool make_room(struct model *m)
{
    struct model_weight *more;

    if (!m->row_count) {
        m->rows = mem_zero(m->row_room, sizeof *m->rows);
        m->begins = mem_zero(m->row_room + 1, sizeof *m->begins);
        m->hidden = mem_zero(m->row_room, PERCEPTRON_HIDDEN);
    }
    if (!m->rows || !m->begins || !m->hidden || m->row_count == m->row_room)
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

/* False: a class that there is not. */
static bool add_weights(struct model *m, const int8_t *pairs, size_t bytes)
{
    if (bytes % 2 || bytes / 2 > m->class_count)
        return false;
    for (size_t i = 0; i < bytes; i += 2) {
        uint8_t class = (uint8_t)pairs[i];
        if (class >= m->class_count)
            return false;
        m->weights[m->weight_count++] = (struct model_weight){class, pairs[i + 1]};
    }
    return true;
}

static bool read_row(struct reader *r, char kind, struct span line)
{
    struct model *m = r->m;
    struct span text = span_take(&line, '\t');
    int8_t pairs[2 * MODEL_CLASSES] = {0};
    struct model_row row;
    size_t bytes;

    row.key = traits_key((enum trait_kind)kind, text);
    if (!m->class_count || !text.len ||
        !get_millionths(span_take(&line, '\t'), &row.rarity))
        return bad(r, "a row is unreadable");
    if (!make_room(m))
        return bad(r, "out of memory");
    if (!get_millionths(span_take(&line, '\t'), &row.scale) ||
        !get_base64(r, span_take(&line, '\t'), pairs, sizeof pairs, &bytes) ||
        !add_weights(m, pairs, bytes) ||
        !get_hidden(r, &line, &row.hidden_scale,
                    m->hidden + m->row_count * PERCEPTRON_HIDDEN))
        return bad(r, "the weights of a row are unreadable");
    m->rows[m->row_count++] = row;
    m->begins[m->row_count] = (uint32_t)m->weight_count;
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
    if (span_is(kind, "hidden"))
        return read_hidden(r, line);
    if (kind.len == 1 && strchr("wspcdb", kind.ptr[0]))
        return read_row(r, kind.ptr[0], line);
    return bad(r, "a line of an unknown kind");
}

static size_t count_lines(struct span text)
{
    const char *at = text.ptr, *end = at + text.len;
    size_t count = 0;

    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        count++;
        at++;
    }
    return count;
}

bool model_read(struct model *m, struct span text, const char *path,
                const struct intents *set, struct faults *faults)
{
    struct reader r = {.m = m, .set = set, .faults = faults, .at = {path, 0, 1}};

    fill_sextets(&r);
    m->row_room = 1;
    m->row_room += count_lines(text);
    while (text.len) {
        r.at.line++;
        if (!read_line(&r, span_take(&text, '\n')))
            return false;
    }
    return true;
}

#include "base/yaml_format.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/yaml_node.h"
#include "base/yaml_quote.h"

#define TEXT_MOST ((size_t)8 * 1024 * 1024)

struct format {
    struct span *lines; /* of the source */
    size_t line_count;
    unsigned first_line;
    const struct yaml_order *orders;
    struct buf *out;
};

/* --- the source's lines --- */

static bool read_lines(struct format *f, struct span text)
{
    size_t count = 1;
    struct span line;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    f->lines = mem_zero(count + 1, sizeof *f->lines);
    while (f->lines && span_line(&text, &line))
        f->lines[f->line_count++] = line;
    return f->lines != NULL;
}

/* YAML 1.1 also ends lines in ways that no editor counts: with them the parser's lines
 * are not the ones read here. */
static bool ends_lines_oddly(struct span text, size_t i)
{
    static const char *const odd[] = {"\xC2\x85", "\u2028", "\u2029"};

    if (text.ptr[i] == '\r')
        return i + 1 == text.len || text.ptr[i + 1] != '\n';
    for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
        if (span_starts((struct span){text.ptr + i, text.len - i}, odd[k]))
            return true;
    return false;
}

static bool check_line_ends(const char *file, unsigned first_line, struct span text,
                            struct faults *faults)
{
    struct fault_place at = {file, first_line, 1};

    for (size_t i = 0; i < text.len; at.column++) {
        if (ends_lines_oddly(text, i)) {
            faults_add(faults, at, "replace it by an ordinary line end or a space",
                       "here stands a carriage return or a separator of lines that "
                       "editors do not show");
            return false;
        }
        if (text.ptr[i] == '\n') {
            at.line++;
            at.column = 0;
        }
        utf8_next(text, &i);
    }
    return true;
}

static bool is_empty(struct span line)
{
    return span_trim(line).len == 0;
}

static bool is_comment(struct span line)
{
    return span_starts(span_trim(line), "#");
}

static void put_indent(struct format *f, unsigned indent)
{
    for (unsigned i = 0; i < indent; i++)
        buf_char(f->out, ' ');
}

/* Lines from..to-1, which hold comments and blanks only. A blank line stands only where
 * something was written before; several are one. */
static void put_comments(struct format *f, size_t from, size_t to, unsigned indent,
                         bool blank_first)
{
    bool blank = false, any = blank_first;

    for (size_t i = from; i < to; i++) {
        if (is_empty(f->lines[i])) {
            blank = true;
            continue;
        }
        if (blank && any)
            buf_char(f->out, '\n');
        put_indent(f, indent);
        buf_span(f->out, span_trim(f->lines[i]));
        buf_char(f->out, '\n');
        blank = false;
        any = true;
    }
    if (blank && any)
        buf_char(f->out, '\n');
}

/* What stands above an entry that begins on this line. */
static void put_lead(struct format *f, unsigned line, unsigned indent, bool first)
{
    size_t to = line - f->first_line, from = to;

    while (from && (is_empty(f->lines[from - 1]) || is_comment(f->lines[from - 1])))
        from--;
    put_comments(f, from, to, indent, !first);
}

/* The comment behind what ends there, then the line's end. Columns count characters. */
static void end_line(struct format *f, unsigned line, unsigned column)
{
    size_t i = line - f->first_line, at = 0;

    if (i < f->line_count) {
        struct span s = f->lines[i];
        for (unsigned c = 0; c < column && at < s.len; c++)
            utf8_next(s, &at);
        while (at < s.len && s.ptr[at] != '#')
            at++;
        if (at && at < s.len && (s.ptr[at - 1] == ' ' || s.ptr[at - 1] == '\t')) {
            buf_char(f->out, ' ');
            buf_span(f->out, span_trim((struct span){s.ptr + at, s.len - at}));
        }
    }
    buf_char(f->out, '\n');
}

static void put_text(struct format *f, const struct yaml *n, bool flow)
{
    yaml_quote(f->out, n->text, n->quoted, flow);
}

/* --- the order of keys --- */

/* The key's place in the order; -1: it is none of it. */
static int rank_in(const char *const *keys, const char *key)
{
    for (int i = 0; keys[i]; i++)
        if (strcmp(keys[i], key) == 0)
            return i;
    return -1;
}

static const char *const *order_of(const struct format *f, const struct yaml *map)
{
    for (const struct yaml_order *o = f->orders; o && o->keys; o++) {
        bool all = map->count > 0;
        for (size_t i = 0; i < map->count && all; i++)
            all = rank_in(o->keys, map->keys[i]->text) >= 0;
        if (all)
            return o->keys;
    }
    return NULL;
}

/* The entry that comes after the one of rank `last`, or the i-th without an order. */
static size_t next_entry(const struct yaml *map, const char *const *order, size_t i,
                         int *last)
{
    size_t best = i;
    int least = INT32_MAX;

    for (size_t k = 0; order && k < map->count; k++) {
        int rank = rank_in(order, map->keys[k]->text);
        if (rank > *last && rank < least) {
            least = rank;
            best = k;
        }
    }
    *last = least;
    return best;
}

/* --- nodes. They call each other, at most YAML_DEPTH deep. --- */

static void put_block(struct format *f, const struct yaml *n, unsigned indent,
                      bool behind_dash);

static void put_flow(struct format *f, const struct yaml *n)
{
    bool list = n->kind == YAML_LIST;
    const char *const *order = list ? NULL : order_of(f, n);
    int last = -1;

    if (n->kind == YAML_TEXT) {
        put_text(f, n, true);
        return;
    }
    buf_char(f->out, list ? '[' : '{');
    for (size_t i = 0; i < n->count; i++) {
        size_t at = next_entry(n, order, i, &last);
        if (i)
            buf_text(f->out, ", ");
        if (!list) {
            put_text(f, n->keys[at], true);
            buf_text(f->out, ": ");
        }
        put_flow(f, n->items[at]);
    }
    buf_char(f->out, list ? ']' : '}');
}

/* A text, or what is written in brackets, behind "key:" or "-". */
static bool put_inline(struct format *f, const struct yaml *n, bool behind_key)
{
    if (n->kind != YAML_TEXT && !n->flow && n->count)
        return false;
    if (n->kind != YAML_TEXT) {
        buf_char(f->out, ' ');
        put_flow(f, n);
    } else if (*n->text || n->quoted || !behind_key) {
        buf_char(f->out, ' ');
        put_text(f, n, false);
    }
    end_line(f, n->end_line, n->end_column);
    return true;
}

static void put_entry(struct format *f, const struct yaml *map, size_t at,
                      unsigned indent)
{
    const struct yaml *key = map->keys[at], *value = map->items[at];

    put_text(f, key, false);
    buf_char(f->out, ':');
    if (put_inline(f, value, true))
        return;
    end_line(f, key->end_line, key->end_column + 1);
    put_block(f, value, indent + 2, false);
}

static void put_map(struct format *f, const struct yaml *map, unsigned indent,
                    bool behind_dash)
{
    const char *const *order = order_of(f, map);
    int last = -1;

    for (size_t i = 0; i < map->count; i++) {
        size_t at = next_entry(map, order, i, &last);
        bool dashed = behind_dash && i == 0; /* its comments stand above the dash */
        if (!dashed) {
            size_t before = f->out->len;
            put_lead(f, map->keys[at]->at.line, indent, i == 0);
            if (indent == 0 && i && !order && f->out->len == before)
                buf_char(f->out, '\n'); /* a blank line parts the file's sections */
            put_indent(f, indent);
        }
        put_entry(f, map, at, indent);
    }
}

static void put_item(struct format *f, const struct yaml *item, unsigned indent)
{
    buf_char(f->out, '-');
    if (put_inline(f, item, false))
        return;
    buf_char(f->out, ' ');
    put_block(f, item, indent + 2, true);
}

static void put_block(struct format *f, const struct yaml *n, unsigned indent,
                      bool behind_dash)
{
    if (n->kind == YAML_MAP) {
        put_map(f, n, indent, behind_dash);
        return;
    }
    for (size_t i = 0; i < n->count; i++) {
        if (!behind_dash || i) {
            put_lead(f, n->items[i]->at.line, indent, i == 0);
            put_indent(f, indent);
        }
        put_item(f, n->items[i], indent);
    }
}

/* --- nothing is lost --- */

static bool same_tree(const struct yaml *a, const struct yaml *b)
{
    if (a->kind != b->kind || a->count != b->count ||
        (a->kind == YAML_TEXT && strcmp(a->text, b->text) != 0))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct yaml *other =
            a->kind == YAML_MAP ? yaml_get(b, a->keys[i]->text) : b->items[i];
        if (!other || !same_tree(a->items[i], other))
            return false;
    }
    return true;
}

static size_t count_hashes(struct span text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '#' && (i == 0 || strchr(" \t\n", text.ptr[i - 1]));
    return count;
}

static bool prove(const char *file, unsigned first_line, const struct yaml *tree,
                  struct span before, struct span after, struct faults *faults)
{
    struct yaml *again = NULL;
    bool ok = yaml_parse(&again, file, first_line, after, TEXT_MOST, faults) &&
              same_tree(tree, again) && count_hashes(before) == count_hashes(after);

    yaml_free(again);
    if (!ok)
        faults_add(faults, (struct fault_place){file, first_line, 1},
                   "move comments out of brackets and of texts of several lines",
                   "it cannot be put into form without losing something");
    return ok;
}

static bool only_comments(const struct format *f)
{
    for (size_t i = 0; i < f->line_count; i++)
        if (!is_empty(f->lines[i]) && !is_comment(f->lines[i]))
            return false;
    return true;
}

/* Comments at the end belong to no entry. */
static void put_tail(struct format *f)
{
    size_t from = f->line_count;

    while (from && (is_empty(f->lines[from - 1]) || is_comment(f->lines[from - 1])))
        from--;
    size_t to = f->line_count;
    while (to > from && is_empty(f->lines[to - 1]))
        to--;
    put_comments(f, from, to, 0, f->out->len > 0);
}

bool yaml_format(const char *file, unsigned first_line, struct span text,
                 const struct yaml_order *orders, struct buf *out, struct faults *faults)
{
    struct format f = {.first_line = first_line, .orders = orders, .out = out};
    struct yaml *tree = NULL;
    size_t start = out->len;
    bool ok = false;

    if (!check_line_ends(file, first_line, text, faults) ||
        !yaml_parse(&tree, file, first_line, text, TEXT_MOST, faults))
        return false;
    if (!read_lines(&f, text)) {
        faults_add(faults, (struct fault_place){file, 0, 0}, NULL, "out of memory");
        goto out;
    }
    if (only_comments(&f)) {
        /* the tail is all */
    } else if (tree->flow || tree->kind == YAML_TEXT) { /* all of it in one line */
        put_flow(&f, tree);
        buf_char(out, '\n');
    } else {
        put_block(&f, tree, 0, false);
    }
    put_tail(&f);
    struct span written = {out->data ? out->data + start : "", out->len - start};
    ok = prove(file, first_line, tree, text, written, faults);
out:
    mem_free(f.lines);
    yaml_free(tree);
    return ok;
}

#include "base/yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/yaml_node.h"

/* Building the tree from libyaml's events, with a stack instead of recursion. */
struct builder {
    const char *file;
    unsigned first_line;
    struct span text;
    struct faults *faults;
    struct yaml *root;
    struct yaml *stack[YAML_DEPTH];
    struct yaml *key[YAML_DEPTH]; /* a map's key that waits for its value */
    size_t depth;
    bool failed;
};

static struct fault_place place(const struct builder *b, yaml_mark_t mark)
{
    return (struct fault_place){b->file, (unsigned)mark.line + b->first_line,
                                (unsigned)mark.column + 1};
}

static void fault(struct builder *b, yaml_mark_t mark, const char *hint,
                  const char *message)
{
    faults_add(b->faults, place(b, mark), hint, "%s", message);
    b->failed = true;
}

void yaml_free(struct yaml *root)
{
    struct yaml *n = root;

    /* Downwards through first children, upwards through parents: no recursion. */
    while (n) {
        if (n->count) {
            struct yaml *last = n->items[--n->count];
            struct yaml *key = n->keys ? n->keys[n->count] : NULL;
            if (key) {
                mem_free(key->text);
                mem_free(key);
            }
            n = last ? last : n;
            continue;
        }
        struct yaml *parent = n == root ? NULL : n->parent;
        mem_free(n->items);
        mem_free(n->keys);
        mem_free(n->text);
        mem_free(n);
        n = parent;
    }
}

static struct yaml *new_node(struct builder *b, enum yaml_kind kind, yaml_mark_t mark)
{
    struct yaml *n = mem_zero(1, sizeof *n);
    if (!n) {
        fault(b, mark, NULL, "out of memory");
        return NULL;
    }
    n->kind = kind;
    n->at = place(b, mark);
    return n;
}

static void free_leaf(struct yaml *n)
{
    if (!n)
        return;
    mem_free(n->text);
    mem_free(n->items);
    mem_free(n->keys);
    mem_free(n);
}

static bool has_key(const struct yaml *map, const char *key)
{
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->keys[i]->text, key) == 0)
            return true;
    return false;
}

static bool append(struct yaml *parent, struct yaml *key, struct yaml *n)
{
    if (parent->count == parent->room) {
        size_t room = parent->room ? parent->room * 2 : 8;
        struct yaml **items = mem_resize(parent->items, room, sizeof(struct yaml *));
        if (!items)
            return false;
        parent->items = items;
        if (parent->kind == YAML_MAP) {
            struct yaml **keys = mem_resize(parent->keys, room, sizeof(struct yaml *));
            if (!keys)
                return false;
            parent->keys = keys;
        }
        parent->room = room;
    }
    if (parent->kind == YAML_MAP)
        parent->keys[parent->count] = key;
    parent->items[parent->count++] = n;
    n->parent = parent;
    return true;
}

/* Keys are compared with all others of their map, so a map is bounded. */
#define KEYS_MAX ((size_t)10000)

static bool take_key(struct builder *b, struct yaml *map, struct yaml *n,
                     yaml_mark_t mark)
{
    char message[200];

    if (n->kind != YAML_TEXT) {
        fault(b, mark, "quote it if it begins with [ or {", "a key must be a text");
        return false;
    }
    if (map->count >= KEYS_MAX) {
        fault(b, mark, NULL, "more than 10,000 keys in one map");
        return false;
    }
    if (has_key(map, n->text)) {
        snprintf(message, sizeof message, "the key \"%.*s\" stands twice",
                 (int)utf8_fit(span_of(n->text), 80), n->text);
        fault(b, mark, "join the two, or rename one", message);
        return false;
    }
    b->key[b->depth - 1] = n;
    return true;
}

/* Puts a node where it belongs: the root, a list, or a map's key or value. Frees it on
 * failure. */
static bool put_node(struct builder *b, struct yaml *n, yaml_mark_t mark)
{
    bool ok = false;

    if (!b->depth) {
        b->root = n;
        return true;
    }
    struct yaml *parent = b->stack[b->depth - 1];
    struct yaml **key = &b->key[b->depth - 1];
    if (parent->kind == YAML_MAP && !*key) {
        ok = take_key(b, parent, n, mark);
    } else {
        ok = append(parent, parent->kind == YAML_MAP ? *key : NULL, n);
        if (ok)
            *key = NULL;
        else
            fault(b, mark, NULL, "out of memory");
    }
    if (!ok)
        free_leaf(n);
    return ok;
}

static void set_end(const struct builder *b, struct yaml *n, const yaml_event_t *event)
{
    n->end_line = (unsigned)event->end_mark.line + b->first_line;
    n->end_column = (unsigned)event->end_mark.column;
}

static void on_scalar(struct builder *b, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;

    if (event->data.scalar.anchor || event->data.scalar.tag) {
        fault(b, event->start_mark,
              "write the value itself; quote a text that begins with & or !",
              "anchors and tags are not allowed");
        return;
    }
    if (memchr(value, '\0', len)) {
        fault(b, event->start_mark, NULL, "a NUL in a text");
        return;
    }
    struct yaml *n = new_node(b, YAML_TEXT, event->start_mark);
    if (!n)
        return;
    n->text = mem_copy(value, len);
    n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    set_end(b, n, event);
    if (!n->text) {
        fault(b, event->start_mark, NULL, "out of memory");
        free_leaf(n);
        return;
    }
    put_node(b, n, event->start_mark);
}

static void on_open(struct builder *b, const yaml_event_t *event, enum yaml_kind kind)
{
    const yaml_char_t *anchor = kind == YAML_LIST ? event->data.sequence_start.anchor
                                                  : event->data.mapping_start.anchor;
    const yaml_char_t *tag = kind == YAML_LIST ? event->data.sequence_start.tag
                                               : event->data.mapping_start.tag;

    if (anchor || tag) {
        fault(b, event->start_mark, "write the value itself",
              "anchors and tags are not allowed");
        return;
    }
    if (b->depth == YAML_DEPTH) {
        fault(b, event->start_mark, NULL, "nested too deeply");
        return;
    }
    struct yaml *n = new_node(b, kind, event->start_mark);
    if (!n)
        return;
    n->flow = kind == YAML_LIST
                  ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                  : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    if (!put_node(b, n, event->start_mark))
        return;
    b->key[b->depth] = NULL;
    b->stack[b->depth++] = n;
}

static void on_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        on_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        on_open(b, event, YAML_LIST);
        break;
    case YAML_MAPPING_START_EVENT:
        on_open(b, event, YAML_MAP);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        if (b->depth)
            set_end(b, b->stack[--b->depth], event);
        break;
    case YAML_ALIAS_EVENT:
        fault(b, event->start_mark,
              "write the value itself; quote a text that begins with *",
              "aliases are not allowed");
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            fault(b, event->start_mark, "remove the line ---",
                  "a second document in one file");
        break;
    default:
        break;
    }
}

/* libyaml's reader knows only the offset of a bad character. */
static yaml_mark_t mark_at(struct span text, size_t offset)
{
    yaml_mark_t mark = {0};

    for (size_t at = 0; at < text.len && at < offset;) {
        bool line_end = text.ptr[at] == '\n';
        utf8_next(text, &at);
        mark.line += line_end;
        mark.column = line_end ? 0 : mark.column + 1;
    }
    return mark;
}

/* What libyaml says of broken text, with what mostly causes it. */
static void on_error(struct builder *b, const yaml_parser_t *parser)
{
    char message[200];
    const char *problem = parser->problem ? parser->problem : "not well-formed YAML";

    if (parser->error == YAML_READER_ERROR) {
        fault(b, mark_at(b->text, parser->problem_offset), "remove that character",
              problem);
        return;
    }
    if (parser->error == YAML_MEMORY_ERROR) {
        fault(b, parser->mark, NULL, "out of memory");
        return;
    }
    if (parser->problem_mark.index < b->text.len &&
        b->text.ptr[parser->problem_mark.index] == '\t') {
        fault(b, parser->problem_mark, "indent with blanks", "a tab stands here");
        return;
    }
    if (parser->context &&
        strcmp(parser->context, "while scanning a quoted scalar") == 0) {
        fault(b, parser->context_mark,
              "write the same quote behind the text; it may be missing on a line before",
              "this quote does not end");
        return;
    }
    snprintf(message, sizeof message, "%s%s%s", problem, parser->context ? ", " : "",
             parser->context ? parser->context : "");
    fault(b, parser->problem_mark,
          "check the indentation, and that each quote before it ends; quote texts that "
          "hold \": \" or begin with a special sign",
          message);
}

static void parse(struct builder *b)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool end = false;

    if (!yaml_parser_initialize(&parser)) {
        fault(b, (yaml_mark_t){0}, NULL, "out of memory");
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)b->text.ptr,
                                 b->text.len);
    while (!end && !b->failed) {
        if (!yaml_parser_parse(&parser, &event)) {
            on_error(b, &parser);
            break;
        }
        end = event.type == YAML_STREAM_END_EVENT;
        on_event(b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

bool yaml_parse(struct yaml **out, const char *file, unsigned first_line,
                struct span text, size_t max_len, struct faults *faults)
{
    struct builder b = {
        .file = file, .first_line = first_line, .text = text, .faults = faults};
    struct fault_place start = {file, first_line, 1};
    size_t bad;

    *out = NULL;
    if (text.len > max_len) {
        faults_add(faults, start, NULL, "larger than %zu bytes", max_len);
        return false;
    }
    if (!utf8_valid(text, &bad)) {
        faults_add(faults, fault_place_in(file, first_line, text, bad),
                   "save the file as UTF-8", "invalid UTF-8 at byte %zu", bad);
        return false;
    }
    if (span_starts(b.text, "\xEF\xBB\xBF")) { /* a byte order mark */
        b.text.ptr += 3;
        b.text.len -= 3;
    }
    if (!b.text.len)
        b.text = span_of("{}");
    parse(&b);
    for (size_t i = 0; b.failed && i < b.depth; i++)
        free_leaf(b.key[i]);
    if (!b.failed && !b.root)
        b.root = new_node(&b, YAML_MAP, (yaml_mark_t){0});
    if (b.failed) {
        yaml_free(b.root);
        return false;
    }
    *out = b.root;
    return true;
}

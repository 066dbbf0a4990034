/* lexicon_read.c - the maps `concepts:` and `rewrites:` of a content file. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/lexicon_parts.h"

#define NAME_LONGEST 60
#define WEIGHT_MOST  10.0F

static const float default_weight[] = {[CONCEPT_SUBJECT] = 3,
                                       [CONCEPT_ASPECT] = 2,
                                       [CONCEPT_CONTEXT] = 1,
                                       [CONCEPT_FORM] = 1};

static bool pool_text(struct buf *pool, const char *text, size_t len, uint32_t *at)
{
    *at = (uint32_t)pool->len;
    return buf_add(pool, text, len) && buf_char(pool, '\0');
}

/* Keeps the place of a node; the file's name is shared with the one before. */
static bool keep_place(struct lexicon *l, const struct yaml *node,
                       struct lexicon_place *out)
{
    struct fault_place at = yaml_place(node);
    const char *file = at.file ? at.file : "";

    out->line = at.line;
    out->column = at.column;
    out->file = l->last_file;
    if (l->files.len && strcmp(l->files.data + l->last_file, file) == 0)
        return true;
    if (!pool_text(&l->files, file, strlen(file), &out->file))
        return false;
    l->last_file = out->file;
    return true;
}

static bool add_line(struct lexicon *l, struct lexicon_line line, const char *text,
                     size_t len)
{
    if (!lexicon_grow(&l->line, l->line_count, &l->line_cap, sizeof *l->line) ||
        !pool_text(&l->pool, text, len, &line.text))
        return false;
    if (line.kind == LINE_ALSO) {
        struct lexicon_concept *c = &l->concept[line.concept];

        if (c->also_to == 0)
            c->also_from = l->line_count;
        c->also_to = l->line_count + 1;
    }
    l->line[l->line_count++] = line;
    return true;
}

static bool good_name(const char *name)
{
    size_t len = strlen(name);

    if (len == 0 || len > NAME_LONGEST || name[0] < 'a' || name[0] > 'z')
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static bool new_concept(struct lexicon *l, const struct yaml *key)
{
    const char *name = yaml_text(key);
    struct lexicon_concept *c;

    if (!lexicon_grow(&l->concept, l->concept_count, &l->concept_cap, sizeof *l->concept))
        return false;
    c = &l->concept[l->concept_count];
    memset(c, 0, sizeof *c);
    c->name = mem_copy_text(name);
    c->open.name = c->name;
    if (!c->name || !keep_place(l, key, &c->place) ||
        !map_put(l->names, span_of(name), (void *)(uintptr_t)(l->concept_count + 1))) {
        mem_free(c->name);
        return false;
    }
    l->concept_count++;
    return true;
}

/* The concept of that name, made when it is new; -1 and a fault when it cannot be. */
static int concept_named(struct lexicon *l, const struct yaml *key, struct faults *faults)
{
    const char *name = yaml_text(key);
    int id = lexicon_find(l, span_of(name));

    if (id >= 0)
        return id;
    if (!good_name(name)) {
        faults_add(faults, yaml_place(key), "a-z, 0-9 and _, as in side_effect",
                   "not a concept name: \"%s\"", name);
        return -1;
    }
    if (l->concept_count == CONCEPT_MAX) {
        faults_add(faults, yaml_place(key), NULL, "more than %d concepts", CONCEPT_MAX);
        return -1;
    }
    if (!new_concept(l, key)) {
        lexicon_no_memory(faults);
        return -1;
    }
    return (int)l->concept_count - 1;
}

static void disagree(const struct yaml *at, const char *key, struct faults *faults)
{
    faults_add(faults, yaml_place(at), "say it in one file only",
               "\"%s\" is not what another file says of this concept", key);
}

static void read_kind(struct lexicon_concept *c, const struct yaml *map,
                      struct faults *faults)
{
    static const char *const kinds[] = {"subject", "aspect", "context", "form"};
    const char *text = yaml_opt_text(map, "kind", NULL, faults);

    if (!text)
        return;
    for (unsigned i = 0; i < 4; i++) {
        if (strcmp(text, kinds[i]) != 0)
            continue;
        if (c->typed && c->open.kind != (enum concept_kind)i)
            disagree(yaml_get(map, "kind"), "kind", faults);
        c->open.kind = (enum concept_kind)i;
        c->typed = true;
        return;
    }
    faults_add(faults, yaml_place(yaml_get(map, "kind")),
               "one of subject, aspect, context, form", "unknown kind \"%s\"", text);
}

static void read_weight(struct lexicon_concept *c, const struct yaml *map,
                        struct faults *faults)
{
    const char *text = yaml_opt_text(map, "weight", NULL, faults);
    char *end;
    float weight;

    if (!text)
        return;
    weight = strtof(text, &end);
    if (end == text || *end || !(weight >= 0 && weight <= WEIGHT_MOST)) {
        faults_add(faults, yaml_place(yaml_get(map, "weight")), "a number from 0 to 10",
                   "not a weight: \"%s\"", text);
        return;
    }
    if (c->weighed && (c->open.weight < weight || c->open.weight > weight))
        disagree(yaml_get(map, "weight"), "weight", faults);
    c->open.weight = weight;
    c->weighed = true;
}

static void read_mark(bool *mark, bool *marked, const struct yaml *map, const char *key,
                      struct faults *faults)
{
    bool value;

    if (!yaml_get(map, key))
        return;
    value = yaml_opt_bool(map, key, false, faults);
    if (*marked && *mark != value)
        disagree(yaml_get(map, key), key, faults);
    *mark = value;
    *marked = true;
}

/* yes, part or no: how far the concept proves the subject (lexicon.h). */
static void read_domain(struct lexicon_concept *c, const struct yaml *map,
                        struct faults *faults)
{
    const char *text = yaml_opt_text(map, "domain", NULL, faults);
    float value;

    if (!text)
        return;
    value = strcmp(text, "yes") == 0 ? 1.0F : strcmp(text, "part") == 0 ? 0.5F : 0.0F;
    if (value == 0.0F && strcmp(text, "no") != 0)
        faults_add(faults, yaml_place(yaml_get(map, "domain")), "write yes, part or no",
                   "`domain` cannot be \"%s\"", text);
    if (c->marked_domain && c->open.domain != value)
        disagree(yaml_get(map, "domain"), "domain", faults);
    c->open.domain = value;
    c->marked_domain = true;
}

/* The line as it is written; lexicon_phrases.c writes it out. */
static bool add_words(struct lexicon *l, struct lexicon_line line, const char *text,
                      const struct yaml *node, struct faults *faults)
{
    const char *why = NULL;
    struct lexicon_expansion x;
    struct span whole = span_of(text);
    size_t count = lexicon_expansions(&x, whole, &why);

    if (count == 0 || whole.len > PHRASE_LONGEST) {
        faults_add(faults, yaml_place(node), "write words, with ( | ) for a choice",
                   "cannot read \"%s\": %s", text, count ? "too long" : why);
        return true;
    }
    return add_line(l, line, text, whole.len) || lexicon_no_memory(faults);
}

static bool add_item(struct lexicon *l, struct lexicon_line line, const struct yaml *node,
                     struct faults *faults)
{
    const char *text = yaml_text(node);

    if (!text) {
        faults_add(faults, yaml_place(node), "each item is one word or phrase",
                   "a text is needed here");
        return true;
    }
    if (!keep_place(l, node, &line.place))
        return lexicon_no_memory(faults);
    if (line.kind != LINE_ALSO)
        return add_words(l, line, text, node, faults);
    return add_line(l, line, text, strlen(text)) || lexicon_no_memory(faults);
}

/* A list, or a single text as a list of one. */
static bool read_lines(struct lexicon *l, struct lexicon_line line,
                       const struct yaml *list, struct faults *faults)
{
    if (!list)
        return true;
    if (yaml_kind(list) == YAML_TEXT)
        return add_item(l, line, list, faults);
    if (yaml_kind(list) != YAML_LIST) {
        faults_add(faults, yaml_place(list), "write one item a line after \"- \"",
                   "a list is needed here");
        return true;
    }
    for (size_t i = 0; i < yaml_len(list); i++) {
        if (!add_item(l, line, yaml_item(list, i), faults))
            return false;
    }
    return true;
}

static bool read_concept(struct lexicon *l, const struct yaml *key,
                         const struct yaml *map, struct faults *faults)
{
    static const char *const known[] = {"kind",  "weight",   "also", "domain",
                                        "exact", "words",    "keep", "sign",
                                        "loose", "misheard", NULL};
    struct lexicon_line line = {0};
    struct lexicon_concept *c;
    int id;

    if (yaml_kind(map) != YAML_MAP) {
        faults_add(faults, yaml_place(map), "write kind: and words: below the name",
                   "a map is needed here");
        return true;
    }
    yaml_only_keys(map, known, faults);
    id = concept_named(l, key, faults);
    if (id < 0)
        return true;
    c = &l->concept[id];
    read_kind(c, map, faults);
    read_weight(c, map, faults);
    read_domain(c, map, faults);
    read_mark(&c->open.exact, &c->marked_exact, map, "exact", faults);
    read_mark(&c->keep, &c->marked_keep, map, "keep", faults);
    read_mark(&c->open.sign, &c->marked_sign, map, "sign", faults);
    read_mark(&c->loose, &c->marked_loose, map, "loose", faults);
    if (!c->marked_keep)
        c->keep = c->open.kind != CONCEPT_SUBJECT;
    if (!c->weighed)
        c->open.weight = default_weight[c->open.kind];
    line.concept = (uint16_t)id;
    line.kind = LINE_WORDS;
    if (!read_lines(l, line, yaml_get(map, "words"), faults))
        return false;
    line.kind = LINE_MISHEARD;
    if (!read_lines(l, line, yaml_get(map, "misheard"), faults))
        return false;
    line.kind = LINE_ALSO;
    return read_lines(l, line, yaml_get(map, "also"), faults);
}

bool lexicon_read_concepts(struct lexicon *l, const struct yaml *concepts,
                           struct faults *faults)
{
    if (yaml_kind(concepts) != YAML_MAP) {
        faults_add(faults, yaml_place(concepts),
                   "one concept name a line, with its keys below",
                   "\"concepts\" must be a map");
        return false;
    }
    for (size_t i = 0; i < yaml_len(concepts); i++) {
        if (!read_concept(l, yaml_key(concepts, i), yaml_item(concepts, i), faults))
            return false;
    }
    return !faults_any(faults);
}

static bool add_rewrite(struct lexicon *l, const struct yaml *key, const char *to,
                        struct faults *faults)
{
    struct lexicon_rewrite *r;
    const char *from = yaml_text(key);

    if (!lexicon_grow(&l->rewrite, l->rewrite_count, &l->rewrite_cap, sizeof *l->rewrite))
        return lexicon_no_memory(faults);
    r = &l->rewrite[l->rewrite_count];
    memset(r, 0, sizeof *r);
    if (!keep_place(l, key, &r->place) ||
        !pool_text(&l->pool, from, strlen(from), &r->from) ||
        !pool_text(&l->pool, to, strlen(to), &r->to))
        return lexicon_no_memory(faults);
    l->rewrite_count++;
    return true;
}

bool lexicon_read_rewrites(struct lexicon *l, const struct yaml *rewrites,
                           struct faults *faults)
{
    if (yaml_kind(rewrites) != YAML_MAP) {
        faults_add(faults, yaml_place(rewrites), "lines such as  pls: please",
                   "\"rewrites\" must be a map");
        return false;
    }
    for (size_t i = 0; i < yaml_len(rewrites); i++) {
        const char *to = yaml_text(yaml_item(rewrites, i));

        if (!to) {
            faults_add(faults, yaml_place(yaml_item(rewrites, i)),
                       "lines such as  pls: please", "a text is needed here");
            continue;
        }
        if (!add_rewrite(l, yaml_key(rewrites, i), to, faults))
            return false;
    }
    return !faults_any(faults);
}

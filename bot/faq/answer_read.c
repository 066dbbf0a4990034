#include "faq/answer_read.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/yaml.h"

static const char *const known_keys[] = {"title",      "sources", "reviewed", "reviewer",
                                         "follow-ups", "terms",   NULL};

/* "<folder>/<topic>.md" -> "<topic>" */
static char *topic_of(const char *path)
{
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    size_t len = strlen(name);
    return mem_copy(name, len > 3 ? len - 3 : len);
}

bool answer_split(struct span text, struct span *front, struct span *body)
{
    if (!span_starts(text, "---\n"))
        return false;
    const char *start = text.ptr + 4;
    const char *end = memmem(start - 1, text.len - 3, "\n---\n", 5);
    if (!end)
        return false;
    *front = (struct span){start, end < start ? 0 : (size_t)(end - start)};
    *body = (struct span){end + 5, text.len - (size_t)(end + 5 - text.ptr)};
    return true;
}

void answer_tell_no_front(const char *path, struct span text, struct faults *faults)
{
    const struct fault_place at = {path, 1, 1};

    if (span_starts(text, "\xFF\xFE") || span_starts(text, "\xFE\xFF"))
        faults_add(faults, at, "save the file as UTF-8", "the file is written in UTF-16");
    else if (span_starts(text, "\xEF\xBB\xBF"))
        faults_add(faults, at, "save the file as UTF-8 without a byte order mark",
                   "a byte order mark stands before the front matter");
    else if (memchr(text.ptr, '\r', text.len))
        faults_add(faults, at, "save the file with Unix line ends (LF)",
                   "the lines end as on Windows (CR LF)");
    else if (span_starts(text, "---\n"))
        faults_add(faults, at, "write a line --- after its last key",
                   "the front matter does not end");
    else
        faults_add(faults, at,
                   "begin the file with a line ---, then title: ..., then ---",
                   "no front matter");
}

static unsigned count_lines(struct span s)
{
    unsigned lines = 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.ptr[i] == '\n';
    return lines;
}

/* A copy of the text (NULL: none was given) for what stands at `node`. */
static void keep_text(char **out, const char *text, const struct yaml *node,
                      struct faults *faults)
{
    *out = mem_copy_text(text);
    if (text && !*out)
        faults_no_memory(faults, yaml_place(node));
}

/* at (may be NULL): their places. */
static void read_texts(char ***out, struct fault_place **at, size_t *count,
                       const struct yaml *map, const char *key, struct faults *faults)
{
    const struct yaml *list = yaml_opt_list(map, key, faults);
    size_t n = list ? yaml_len(list) : 0;

    *out = mem_zero(n + 1, sizeof **out);
    if (at)
        *at = mem_zero(n + 1, sizeof **at);
    if (!*out || (at && !*at)) {
        faults_no_memory(faults, yaml_place(map));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct yaml *item = yaml_item(list, i);
        if (!yaml_text(item)) {
            faults_add(faults, yaml_place(item), NULL, "entries of `%s` must be texts",
                       key);
            continue;
        }
        if (at)
            (*at)[*count] = yaml_place(item);
        keep_text(&(*out)[(*count)++], yaml_text(item), item, faults);
    }
}

static void read_sources(struct answer *a, const struct yaml *map, struct faults *faults)
{
    static const char *const keys[] = {"title", "url", NULL};
    const struct yaml *list = yaml_opt_list(map, "sources", faults);
    size_t n = list ? yaml_len(list) : 0;

    a->sources = mem_zero(n + 1, sizeof *a->sources);
    if (!a->sources)
        faults_no_memory(faults, yaml_place(map));
    for (size_t i = 0; a->sources && i < n; i++) {
        const struct yaml *item = yaml_item(list, i);
        if (yaml_kind(item) != YAML_MAP) {
            faults_add(faults, yaml_place(item),
                       "write `- title: ...` and `url: ...` below it",
                       "a source needs a title and a url");
            continue;
        }
        yaml_only_keys(item, keys, faults);
        const char *title = yaml_need_text(item, "title", faults);
        const char *url = yaml_need_text(item, "url", faults);
        if (!title || !url)
            continue;
        struct answer_source *source = &a->sources[a->source_count++];
        keep_text(&source->title, title, item, faults);
        keep_text(&source->url, url, item, faults);
        source->at = yaml_place(yaml_get(item, "url"));
    }
}

static struct fault_place place_of(const struct answer *a, const struct yaml *map,
                                   const char *key)
{
    const struct yaml *value = yaml_get(map, key);

    return value ? yaml_place(value) : a->at;
}

static bool read_front(struct answer *a, const struct yaml *map, struct faults *faults)
{
    size_t before = faults_count(faults);

    yaml_only_keys(map, known_keys, faults);
    keep_text(&a->title, yaml_need_text(map, "title", faults), map, faults);
    keep_text(&a->reviewed, yaml_opt_text(map, "reviewed", "", faults), map, faults);
    keep_text(&a->reviewer, yaml_opt_text(map, "reviewer", "", faults), map, faults);
    read_sources(a, map, faults);
    read_texts(&a->followups, &a->followups_at, &a->followup_count, map, "follow-ups",
               faults);
    read_texts(&a->terms, NULL, &a->term_count, map, "terms", faults);
    a->title_at = place_of(a, map, "title");
    a->reviewed_at = place_of(a, map, "reviewed");
    a->sources_at = place_of(a, map, "sources");
    a->list_at = place_of(a, map, "follow-ups");
    return faults_count(faults) == before;
}

bool answer_text(const char *path, unsigned first_line, struct span text,
                 struct faults *faults)
{
    const char *nul = text.len ? memchr(text.ptr, '\0', text.len) : NULL;
    size_t bad = nul ? (size_t)(nul - text.ptr) : 0;

    if (utf8_valid(text, nul ? NULL : &bad) && !nul)
        return true;
    faults_add(faults, fault_place_in(path, first_line, text, bad),
               "save the file as UTF-8", "the text is not valid UTF-8, or holds a NUL");
    return false;
}

bool answer_parse(struct answer *out, const char *path, struct span text,
                  struct faults *faults)
{
    struct span front, body;
    struct yaml *map = NULL;
    bool ok = false;

    *out = (struct answer){.at = {path, 1, 1}};
    if (!answer_split(text, &front, &body)) {
        answer_tell_no_front(path, text, faults);
        return false;
    }
    if (!answer_text(path, count_lines(front) + 4, body, faults))
        return false;
    if (yaml_parse(&map, path, 2, front, ANSWER_FILE_MAX, faults) &&
        read_front(out, map, faults)) {
        out->topic = topic_of(path);
        const char *begin = body.ptr;
        body = span_trim(body);
        out->body_line = count_lines(front) + 4 +
                         count_lines((struct span){begin, (size_t)(body.ptr - begin)});
        out->body = mem_copy(body.ptr, body.len);
        ok = (out->topic && out->body) || faults_no_memory(faults, out->at);
    }
    yaml_free(map);
    return ok;
}

bool answer_read(struct answer *out, const char *path, struct faults *faults)
{
    struct buf text;
    struct err e = {0};
    bool ok = false;

    *out = (struct answer){.at = {path, 1, 1}};
    buf_init(&text, ANSWER_FILE_MAX);
    if (file_read(path, &text, &e))
        ok = answer_parse(out, path, buf_view(&text), faults);
    else
        faults_add(faults, out->at, NULL, "%s", e.text);
    buf_free(&text);
    return ok;
}

static void free_texts(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mem_free(list[i]);
    mem_free(list);
}

void answer_free(struct answer *a)
{
    for (size_t i = 0; i < a->source_count; i++) {
        mem_free(a->sources[i].title);
        mem_free(a->sources[i].url);
    }
    mem_free(a->sources);
    free_texts(a->followups, a->followup_count);
    mem_free(a->followups_at);
    free_texts(a->terms, a->term_count);
    mem_free(a->topic);
    mem_free(a->title);
    mem_free(a->reviewed);
    mem_free(a->reviewer);
    mem_free(a->body);
    *a = (struct answer){0};
}

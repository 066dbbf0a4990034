#include "faq/asked.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)

struct reader {
    struct asked *out;
    const struct intents *set;
    struct faults *faults;
    struct fault_place at;
};

static bool add(struct asked *a, const struct asked_question *q, struct span text)
{
    struct asked_question *list =
        mem_grow(a->list, a->count, &a->room, 1024, sizeof *list);

    if (!list)
        return false;
    a->list = list;
    a->list[a->count] = *q;
    a->list[a->count].text = mem_copy(text.ptr, text.len);
    if (!a->list[a->count].text)
        return false;
    a->count++;
    return true;
}

bool asked_add(struct asked *out, const char *text, struct model_class label)
{
    struct asked_question q = {.labels = {label}, .label_count = 1, .after = -1};
    return add(out, &q, span_of(text));
}

static bool read_label(const struct reader *r, struct span id, struct model_class *out)
{
    *out = (struct model_class){-1, MODEL_OTHERS};
    if (span_is(id, "-"))
        return true;
    out->sense = MODEL_VAGUE;
    if (span_is(id, "?"))
        return true;
    out->sense = MODEL_TOPIC;
    if (id.ptr[id.len - 1] == '!') {
        out->sense = MODEL_NOW;
        id.len--;
    }
    out->intent = intents_find(r->set, id);
    if (out->intent < 0) {
        faults_add(r->faults, r->at, "use the id of an intent",
                   "no topic is called \"%.*s\"", (int)id.len, id.ptr);
        return false;
    }
    if (out->sense == MODEL_NOW && r->set->list[out->intent].priority != INTENT_URGENT) {
        faults_add(r->faults, r->at, "only urgent topics happen now: leave the ! out",
                   "\"%.*s\" is no emergency", (int)id.len, id.ptr);
        return false;
    }
    return true;
}

/* Else it would be learned with holes: a table program may save in another encoding. */
static bool is_text(const struct reader *r, struct span line)
{
    const char *nul = line.len ? memchr(line.ptr, '\0', line.len) : NULL;
    size_t bad = nul ? (size_t)(nul - line.ptr) : 0;

    if (utf8_valid(line, nul ? NULL : &bad) && !nul)
        return true;
    faults_add(r->faults, fault_place_in(r->at.file, r->at.line, line, bad),
               "save the file as UTF-8", "the text is not valid UTF-8, or holds a NUL");
    return false;
}

static bool read_line(struct reader *r, struct span line)
{
    struct asked_question q = {.after = -1};
    struct span before = line, ids = span_take(&before, '\t');
    struct span text = span_trim(span_take(&before, '\t'));

    if (!span_trim(line).len || line.ptr[0] == '#')
        return true;
    if (!is_text(r, line))
        return true;
    if (!span_trim(ids).len) {
        faults_add(r->faults, r->at, "begin the line with a topic id, - or ?",
                   "a question without a topic");
        return true;
    }
    if (!text.len) {
        faults_add(r->faults, r->at, "write: topic id, tab, question",
                   "a line without a question");
        return true;
    }
    while (ids.len) {
        struct span id = span_take(&ids, ' ');
        struct model_class label;
        if (id.len && read_label(r, id, &label) && q.label_count < ASKED_LABELS)
            q.labels[q.label_count++] = label;
    }
    before = span_trim(before);
    if (before.len && (q.after = intents_find(r->set, before)) < 0)
        faults_add(r->faults, r->at, "write the id of the topic answered before",
                   "no topic is called \"%.*s\"", (int)before.len, before.ptr);
    return !q.label_count || add(r->out, &q, text);
}

static bool read_file(struct reader *r, const char *path)
{
    struct err e = {0};
    struct buf text;
    struct span rest;
    bool ok = true;

    r->at = (struct fault_place){path, 0, 1};
    buf_init(&text, FILE_MAX);
    if (!file_read(path, &text, &e))
        faults_add(r->faults, r->at, NULL, "%s", e.text);
    rest = buf_view(&text);
    if (span_starts(rest, "\xEF\xBB\xBF")) /* a byte order mark */
        rest = (struct span){rest.ptr + 3, rest.len - 3};
    while (ok && rest.len) {
        r->at.line++;
        ok = read_line(r, span_take(&rest, '\n'));
    }
    buf_free(&text);
    return ok;
}

bool asked_read(struct asked *out, const struct intents *set, const char *dir,
                struct faults *faults)
{
    struct reader r = {.out = out, .set = set, .faults = faults};
    struct file_list files;
    struct err e = {0};
    bool ok = true;

    if (!file_list(&files, dir, ".tsv", &e))
        return faults_add(faults, (struct fault_place){dir, 0, 0}, NULL, "%s", e.text),
               e.code != ERR_MEMORY;
    for (size_t i = 0; ok && i < files.count; i++) {
        const char *name = strrchr(files.path[i], '/');
        if (strcmp(name ? name + 1 : files.path[i], "learned.tsv") != 0)
            ok = read_file(&r, files.path[i]);
    }
    file_list_free(&files);
    out->from_files = out->count;
    return ok;
}

void asked_free(struct asked *a)
{
    for (size_t i = 0; i < a->count; i++)
        mem_free(a->list[i].text);
    mem_free(a->list);
    *a = (struct asked){0};
}

static uint64_t mix(uint64_t h, const char *text)
{
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001B3u; /* FNV-1a */
    return (h ^ 0xFF) * 0x100000001B3u;
}

void asked_label(const struct intents *set, struct model_class label, char *out,
                 size_t size)
{
    if (label.sense == MODEL_OTHERS || label.sense == MODEL_VAGUE)
        snprintf(out, size, label.sense == MODEL_OTHERS ? "-" : "?");
    else
        snprintf(out, size, "%s%s", set->list[label.intent].id,
                 label.sense == MODEL_NOW ? "!" : "");
}

uint64_t asked_digest(const struct asked *a, const struct intents *set)
{
    uint64_t h = 0xCBF29CE484222325u;
    char label[96];

    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < a->list[i].label_count; k++) {
            asked_label(set, a->list[i].labels[k], label, sizeof label);
            h = mix(h, label);
        }
        h = mix(h, a->list[i].text);
        h = mix(h, a->list[i].after < 0 ? "" : set->list[a->list[i].after].id);
    }
    return h;
}

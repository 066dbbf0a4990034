#include "faq/remarks.h"

#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"
#include "faq/content_yaml.h"
#include "faq/lexicon_parts.h"

enum { WORDS_MOST = 12, REMARKS_MOST = 4096, LITTLE_MOST = 200, TEXT_MOST = 200 };

struct remarks {
    struct map *around;   /* words that may stand before and after a remark, */
    struct map *within;   /* and also in it */
    struct map *by_words; /* what is left -> enum faq_steer */
    struct map *whole;    /* whole messages -> enum faq_steer: "thanks for the help" asks
                             for no menu */
    char core[TEXT_MOST]; /* scratch: what is left of the message at hand */
    int topic[FAQ_STEER_COUNT];
};

struct reading {
    struct remarks *r;
    const struct lexicon *lexicon;
    struct heard *heard;
    struct faults *faults;
};

static const struct {
    const char *key;
    enum faq_steer steer;
} kinds[] = {{"menu", FAQ_STEER_MENU},           {"more", FAQ_STEER_MORE},
             {"sources", FAQ_STEER_SOURCES},     {"helpful", FAQ_STEER_HELPFUL},
             {"unhelpful", FAQ_STEER_UNHELPFUL}, {"forget", FAQ_STEER_FORGET}};

static struct span word_at(const struct heard *h, size_t i)
{
    return (struct span){h->text + h->words[i].at, h->words[i].len};
}

static bool is_little(struct remarks *r, const struct heard *h, size_t i, size_t first,
                      size_t end)
{
    return i < first || i >= end || map_get(r->within, word_at(h, i));
}

/* The message's words joined by blanks: all of them, or without little ones. */
static struct span join(struct remarks *r, const struct heard *h, bool all)
{
    size_t first = 0, end = h->word_count, len = 0;

    if (h->cut || h->mentions || h->word_count > WORDS_MOST)
        return span_of("");
    while (first < end && map_get(r->around, word_at(h, first)))
        first++;
    while (end > first && map_get(r->around, word_at(h, end - 1)))
        end--;
    for (size_t i = 0; i < h->word_count; i++) {
        struct span word = word_at(h, i);
        if (!all && is_little(r, h, i, first, end))
            continue;
        if (len + 1 + word.len > sizeof r->core)
            return span_of("");
        if (len)
            r->core[len++] = ' ';
        memcpy(r->core + len, word.ptr, word.len);
        len += word.len;
    }
    return (struct span){r->core, len};
}

struct span remarks_core(struct remarks *r, const struct heard *h)
{
    return join(r, h, false);
}

enum faq_steer remarks_find(struct remarks *r, const struct heard *heard)
{
    const void *found = map_get(r->whole, join(r, heard, true));

    if (!found)
        found = map_get(r->by_words, remarks_core(r, heard));
    return (enum faq_steer)(uintptr_t)found;
}

bool remarks_any(const struct remarks *r)
{
    return map_count(r->by_words) > 0;
}

int remarks_topic(const struct remarks *r, enum faq_steer remark)
{
    return r->topic[remark];
}

/* --- reading --- */

static bool add_one(struct reading *d, struct span text, enum faq_steer steer,
                    const struct yaml *at)
{
    struct err e = {0};

    if (!lexicon_hear(d->lexicon, text, d->heard, &e)) {
        faults_add(d->faults, yaml_place(at), NULL, "%s", e.text);
        return false;
    }
    bool whole = steer == FAQ_STEER_MENU || steer == FAQ_STEER_FORGET;
    struct map *into = whole ? d->r->whole : d->r->by_words;
    struct span core = join(d->r, d->heard, whole);
    uintptr_t known = (uintptr_t)map_get(into, core);
    if (!core.len) {
        faults_add(d->faults, yaml_place(at), "say more, or less, than that",
                   "\"%.*s\" is no remark: nothing is left of it without the words of "
                   "`around` and `within`, or too much",
                   (int)text.len, text.ptr);
        return false;
    }
    if (known && known != (uintptr_t)steer) {
        faults_add(d->faults, yaml_place(at), "keep it in one place",
                   "\"%.*s\" stands for two remarks", (int)text.len, text.ptr);
        return false;
    }
    return known || map_put(into, core, (void *)(uintptr_t)steer) ||
           faults_no_memory(d->faults, yaml_place(at));
}

/* "(that|it) helped" is two. */
static bool add_line(struct reading *d, const struct yaml *item, enum faq_steer steer)
{
    struct lexicon_expansion x;
    struct buf one;
    const char *why = "entries must be texts";
    const char *text = yaml_text(item);
    size_t count = text ? lexicon_expansions(&x, span_of(text), &why) : 0;
    bool ok = count > 0;

    if (!ok)
        faults_add(d->faults, yaml_place(item), NULL, "this is not understood: %s", why);
    buf_init(&one, TEXT_MOST);
    for (size_t i = 0; ok && i < count; i++) {
        buf_clear(&one);
        ok = lexicon_expand(&x, i, &one) || faults_no_memory(d->faults, yaml_place(item));
        ok = ok && add_one(d, buf_view(&one), steer, item);
    }
    buf_free(&one);
    return ok;
}

static bool read_topic(struct reading *d, const struct yaml *map,
                       const struct intents *set, enum faq_steer steer)
{
    const char *topic = yaml_opt_text(map, "topic", NULL, d->faults);

    if (!topic)
        return true;
    d->r->topic[steer] = intents_find(set, span_of(topic));
    if (d->r->topic[steer] < 0)
        faults_add(d->faults, yaml_place(yaml_get(map, "topic")),
                   "use a topic id that has an answer", "topic %s has no answer", topic);
    return d->r->topic[steer] >= 0;
}

static bool read_remark(struct reading *d, const struct yaml *map,
                        const struct intents *set, enum faq_steer steer)
{
    static const char *const keys[] = {"topic", "words", NULL};
    bool ok = true;

    if (!map)
        return true;
    if (yaml_kind(map) != YAML_MAP) {
        faults_add(d->faults, yaml_place(map), "write `topic:` and `words:` below it",
                   "a remark is no map");
        return false;
    }
    yaml_only_keys(map, keys, d->faults);
    const struct yaml *words = yaml_opt_list(map, "words", d->faults);
    for (size_t i = 0; ok && words && i < yaml_len(words); i++)
        ok = add_line(d, yaml_item(words, i), steer);
    return ok && read_topic(d, map, set, steer);
}

static bool read_little(struct reading *d, const struct yaml *root, const char *key,
                        struct map *out)
{
    const struct yaml *list = yaml_opt_list(root, key, d->faults);
    bool ok = true;

    for (size_t i = 0; ok && list && i < yaml_len(list); i++) {
        const char *word = yaml_text(yaml_item(list, i));
        ok = word && *word && map_put(out, span_of(word), d->r);
        if (!ok)
            faults_add(d->faults, yaml_place(yaml_item(list, i)), NULL,
                       "`%s` is a list of at most %d single words", key, LITTLE_MOST);
    }
    return ok;
}

static bool read_file(struct reading *d, const struct yaml *root,
                      const struct intents *set)
{
    static const char *const keys[] = {"around",    "within",  "menu",
                                       "more",      "sources", "helpful",
                                       "unhelpful", "forget",  NULL};
    size_t before = faults_count(d->faults);
    bool ok = true;

    yaml_only_keys(root, keys, d->faults);
    ok = read_little(d, root, "around", d->r->around) &&
         read_little(d, root, "within", d->r->within);
    for (size_t i = 0; ok && i < sizeof kinds / sizeof *kinds; i++)
        ok = read_remark(d, yaml_get(root, kinds[i].key), set, kinds[i].steer);
    return ok && faults_count(d->faults) == before;
}

bool remarks_load(struct remarks **out, const struct faq_paths *paths,
                  const struct intents *set, struct heard *scratch, struct faults *faults)
{
    struct remarks *r = mem_zero(1, sizeof *r);
    struct reading d = {r, set->lexicon, scratch, faults};
    struct content_yaml file;
    bool ok;

    *out = r;
    if (r) {
        r->around = map_new(LITTLE_MOST, 5);
        r->within = map_new(LITTLE_MOST, 5);
        r->by_words = map_new(REMARKS_MOST, 6);
        r->whole = map_new(REMARKS_MOST, 7);
        for (size_t i = 0; i < FAQ_STEER_COUNT; i++)
            r->topic[i] = -1;
    }
    if (!r || !r->around || !r->within || !r->by_words || !r->whole)
        return faults_no_memory(faults, (struct fault_place){paths->responses, 0, 0});
    ok = content_yaml_read(&file, paths, "remarks.yaml", faults) &&
         (!file.root || read_file(&d, file.root, set));
    content_yaml_free(&file);
    return ok;
}

void remarks_free(struct remarks *r)
{
    if (!r)
        return;
    map_free(r->around);
    map_free(r->within);
    map_free(r->by_words);
    map_free(r->whole);
    mem_free(r);
}

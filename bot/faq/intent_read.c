#include "faq/intent_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/yaml.h"

static const char *const priority_names[] = {"urgent", "safety", "normal", "social"};

static bool parse_weight(const struct yaml *n, float *out, struct faults *faults)
{
    const char *text = yaml_text(n);
    char *end;

    if (!text)
        return true;
    *out = strtof(text, &end);
    if (*end || end == text || *out < -5 || *out > 5) {
        faults_add(faults, yaml_place(n), "a number from -5 to 5, such as 1 or -0.5",
                   "weight \"%s\" is not understood", text);
        return false;
    }
    return true;
}

/* {baclofen} without quotes is a map to YAML, with a key and nothing behind it. */
static bool lacks_quotes(const struct yaml *n, struct faults *faults)
{
    const char *value = yaml_text(yaml_item(n, 0));
    char hint[160];

    if (yaml_len(n) != 1 || !value || *value || yaml_quoted(yaml_item(n, 0)))
        return false;
    snprintf(hint, sizeof hint, "write it in quotes: \"{%.100s}\"",
             yaml_text(yaml_key(n, 0)));
    faults_add(faults, yaml_place(n), hint, "this pattern stands without its quotes");
    return true;
}

static bool load_rule(struct intent_rule *out, const struct yaml *n,
                      const struct lexicon *lexicon, struct faults *faults)
{
    static const char *const keys[] = {"match",   "weight", "setting",
                                       "follows", "offer",  NULL};
    const struct yaml *match = n;

    *out = (struct intent_rule){0};
    if (yaml_kind(n) == YAML_MAP) {
        if (lacks_quotes(n, faults))
            return false;
        yaml_only_keys(n, keys, faults);
        if (!yaml_need_text(n, "match", faults))
            return false;
        match = yaml_get(n, "match");
        const char *setting = yaml_opt_text(n, "setting", "any", faults);
        out->addressed = setting && strcmp(setting, "direct") == 0;
        if (setting && !out->addressed && strcmp(setting, "any") != 0)
            faults_add(faults, yaml_place(yaml_get(n, "setting")), "direct or any",
                       "unknown setting \"%s\"", setting);
        out->follows = yaml_opt_bool(n, "follows", false, faults);
        out->offers = yaml_opt_bool(n, "offer", false, faults);
        const struct yaml *weight = yaml_get(n, "weight");
        if (weight && !parse_weight(weight, &out->weight, faults))
            return false;
    }
    if (!yaml_text(match)) {
        faults_add(faults, yaml_place(n), "write a text, or a map with `match:`",
                   "a pattern must be a text");
        return false;
    }
    return pattern_compile(&out->pattern, yaml_text(match), yaml_place(match),
                           yaml_quoted(match), lexicon, faults);
}

void intent_free_rules(struct intent_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pattern_free(&rules[i].pattern);
    mem_free(rules);
}

/* Loads map[key]; a rule with a fault is left out (its fault is enough). */
void intent_read_rules(struct intent_rule **out, size_t *count, const struct yaml *map,
                       const char *key, const struct lexicon *lexicon,
                       struct faults *faults)
{
    const struct yaml *list = yaml_opt_list(map, key, faults);
    size_t n = list ? yaml_len(list) : 0;

    *out = n ? mem_zero(n, sizeof **out) : NULL;
    *count = 0;
    if (n && !*out) {
        faults_no_memory(faults, yaml_place(map));
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (load_rule(&(*out)[*count], yaml_item(list, i), lexicon, faults))
            (*count)++;
}

static void tell_unknown(const struct yaml *item, const char *name,
                         const struct lexicon *lexicon, struct faults *faults)
{
    const char *near = lexicon_nearest(lexicon, span_of(name));
    char hint[160];

    if (near)
        snprintf(hint, sizeof hint, "did you mean `%.100s`?", near);
    faults_add(faults, yaml_place(item), near ? hint : NULL, "unknown concept \"%s\"",
               name);
}

static void load_about(struct intent *out, const struct yaml *map,
                       const struct lexicon *lexicon, struct faults *faults)
{
    const struct yaml *list = yaml_opt_list(map, "about", faults);
    size_t n = list ? yaml_len(list) : 0;

    out->about = mem_zero(n + 1, sizeof *out->about);
    for (size_t i = 0; out->about && i < n; i++) {
        const struct yaml *item = yaml_item(list, i);
        const char *name = yaml_text(item) ? yaml_text(item) : "";
        int id = lexicon_find(lexicon, span_of(name));
        if (id >= 0)
            out->about[out->about_count++] = (uint16_t)id;
        else
            tell_unknown(item, name, lexicon, faults);
    }
}

/* An example is a text, or {text, after}. */
static bool load_example(struct intent_example *out, const struct yaml *n,
                         struct faults *faults)
{
    static const char *const keys[] = {"text", "after", NULL};
    const char *text = yaml_text(n), *after = NULL;

    if (yaml_kind(n) == YAML_MAP) {
        yaml_only_keys(n, keys, faults);
        text = yaml_need_text(n, "text", faults);
        after = yaml_opt_text(n, "after", NULL, faults);
    }
    if (!text) {
        if (yaml_kind(n) == YAML_LIST)
            faults_add(faults, yaml_place(n), "quote a text that begins with [",
                       "an example must be a text");
        return false;
    }
    *out =
        (struct intent_example){mem_copy_text(text), mem_copy_text(after), yaml_place(n)};
    if (out->text && (!after || out->after))
        return true;
    mem_free(out->text);
    mem_free(out->after);
    return faults_no_memory(faults, yaml_place(n));
}

static void load_examples(struct intent_example **out, size_t *count,
                          const struct yaml *map, const char *key, struct faults *faults)
{
    const struct yaml *list = yaml_opt_list(map, key, faults);
    size_t n = list ? yaml_len(list) : 0;

    *count = 0;
    *out = n ? mem_zero(n, sizeof **out) : NULL;
    if (n && !*out)
        faults_no_memory(faults, yaml_place(list));
    for (size_t i = 0; *out && i < n; i++)
        if (load_example(&(*out)[*count], yaml_item(list, i), faults))
            (*count)++;
}

static void free_examples(struct intent_example *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mem_free(list[i].text);
        mem_free(list[i].after);
    }
    mem_free(list);
}

void intent_free(struct intent *in)
{
    mem_free(in->id);
    mem_free(in->about);
    intent_free_rules(in->rules, in->rule_count);
    intent_free_rules(in->excludes, in->exclude_count);
    free_examples(in->examples, in->example_count);
    free_examples(in->counters, in->counter_count);
    *in = (struct intent){0};
}

static enum intent_priority load_priority(const struct yaml *map, struct faults *faults)
{
    const char *word = yaml_opt_text(map, "priority", "normal", faults);

    for (size_t i = 0; word && i < sizeof priority_names / sizeof *priority_names; i++)
        if (strcmp(word, priority_names[i]) == 0)
            return (enum intent_priority)i;
    faults_add(faults, yaml_place(yaml_get(map, "priority")),
               "urgent, safety, normal or social", "unknown priority \"%s\"",
               word ? word : "");
    return INTENT_NORMAL;
}

bool intent_read(struct intent *out, const struct yaml *map,
                 const struct lexicon *lexicon, struct faults *faults)
{
    static const char *const keys[] = {
        "id",       "about",    "priority",         "channel", "patterns",
        "excludes", "examples", "counter-examples", NULL};
    *out = (struct intent){.at = yaml_place(map)};
    if (yaml_kind(map) != YAML_MAP) {
        faults_add(faults, yaml_place(map), "begin it with `- id: ...`",
                   "an intent must be a map");
        return false;
    }
    yaml_only_keys(map, keys, faults);
    const char *id = yaml_need_text(map, "id", faults);
    if (!id)
        return false;
    out->id = mem_copy_text(id);
    out->priority = load_priority(map, faults);
    out->channel = yaml_opt_bool(map, "channel", true, faults);
    load_about(out, map, lexicon, faults);
    intent_read_rules(&out->rules, &out->rule_count, map, "patterns", lexicon, faults);
    intent_read_rules(&out->excludes, &out->exclude_count, map, "excludes", lexicon,
                      faults);
    load_examples(&out->examples, &out->example_count, map, "examples", faults);
    load_examples(&out->counters, &out->counter_count, map, "counter-examples", faults);
    return (out->id && out->about) || faults_no_memory(faults, out->at);
}

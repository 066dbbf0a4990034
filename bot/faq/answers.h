/* answers.h - the answers written in advance: Markdown files with front matter,
 * fragments, slots.
 *
 *   <folder>/<language>/<topic id>.md      one answer (docs/authoring.md has the format)
 *   <folder>/<language>/fragments/<name>.md  text shared by answers: {{> name}}
 *   <folder>/<language>/locals.yaml        the slots' defaults: {{emergency_number}}
 *
 * An overlay folder of the same shape replaces file by file.
 * Ownership: the set owns all texts; immutable once loaded. */
#ifndef FAQ_ANSWERS_H
#define FAQ_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/faults.h"
#include "base/file.h"
#include "base/map.h"
#include "base/span.h"

#define ANSWER_FILE_MAX ((size_t)64 * 1024)

struct answer_source {
    char *title, *url;
    struct fault_place at; /* of its url */
};

struct answer {
    char *topic, *title, *reviewed, *reviewer;
    struct answer_source *sources;
    size_t source_count;
    char **followups;
    struct fault_place *followups_at; /* one each */
    size_t followup_count;
    char **terms; /* medical words that reading ease counts as easy */
    size_t term_count;
    char *body; /* Markdown; fragments and slots still inside */
    struct fault_place at;
    /* Of these values, or at when there is none. */
    struct fault_place title_at, reviewed_at, sources_at, list_at; /* list: follow-ups */
    unsigned body_line; /* the file's line on which the body begins */
};

struct answers {
    struct answer *list;
    size_t count;
    struct map *by_topic; /* topic -> index in list + 1 */
    struct map *texts;    /* "> name" -> fragment, "name" -> slot's default (char *) */
    char **owned;         /* texts' values */
    size_t owned_count;
    struct file_list files[2], fragments[2];
};

bool answers_load(struct answers *out, const char *dir, const char *overlay,
                  const char *language, struct faults *faults);
void answers_free(struct answers *set);
const struct answer *answers_find(const struct answers *set, struct span topic);
/* The text of fragments/<name>.md, or NULL. */
const char *answers_fragment(const struct answers *set, const char *name);

#endif

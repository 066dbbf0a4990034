/* check_places.c - files that are nowhere read: a wrong name or a wrong folder makes a
 * question or an answer silently go missing. Only what looks like content counts; other
 * files, hidden ones and editors' copies may lie about. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "faq/check.h"
#include "faq/language.h"

enum kind { KIND_OTHER, KIND_YAML, KIND_MARKDOWN, KIND_TABLE, KIND_TEXT };
enum { HINT_SIZE = 200 };

static const struct {
    const char *ending;
    enum kind kind;
} endings[] = {
    {".yaml", KIND_YAML},    {".yml", KIND_YAML},  {".md", KIND_MARKDOWN},
    {".mkd", KIND_MARKDOWN}, {".tsv", KIND_TABLE}, {".csv", KIND_TABLE},
    {".txt", KIND_TEXT},     {".doc", KIND_TEXT},  {".docx", KIND_TEXT},
    {".odt", KIND_TEXT},     {".rtf", KIND_TEXT},  {".markdown", KIND_MARKDOWN}};

static const char *name_of(const char *path)
{
    return strrchr(path, '/') + 1;
}

static bool ends(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);

    return len > tail && strcmp(name + len - tail, ending) == 0;
}

/* What somebody meant who named a file so, by its ending in whatever case. */
static enum kind kind_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    if (!dot || *name == '#' || strncmp(name, "README", 6) == 0)
        return KIND_OTHER;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i].ending) == 0)
            return endings[i].kind;
    return KIND_OTHER;
}

static void unread(struct faults *faults, const char *path, const char *hint)
{
    faults_add(faults, (struct fault_place){path, 0, 0}, hint,
               file_is_dir(path)   ? "this folder is not read"
               : file_exists(path) ? "this file is not read"
                                   : "this link leads nowhere");
}

/* --- intents --- */

/* home: where the language's own intents lie, not an overlay's. */
static bool is_read_as_intents(const char *name, bool home)
{
    return ends(name, ".yaml") || strcmp(name, "names.txt") == 0 ||
           (home && (ends(name, ".tsv") || strcmp(name, "common-words.txt") == 0));
}

static const char *hint_for_intents(const char *name, bool home)
{
    if (!home && ends(name, ".tsv"))
        return "an overlay's questions are not learned: write them as `examples:` of an "
               "intent";
    if (!home && strcmp(name, "common-words.txt") == 0)
        return "in an overlay only names.txt is; `exact: yes` keeps a concept from being "
               "guessed";
    switch (kind_of(name)) {
    case KIND_YAML:
        return "let its name end in .yaml, in small letters";
    case KIND_MARKDOWN:
        return "answers lie in responses/, in the folder of their language";
    case KIND_TABLE:
        return "let its name end in .tsv, with a tab between labels and question";
    default:
        return "intents are in *.yaml, saved as plain text";
    }
}

static void check_intents(const struct file_list *files, bool home, struct faults *faults)
{
    for (size_t i = 0; i < files->count; i++) {
        const char *path = files->path[i], *name = name_of(path);
        if (kind_of(name) == KIND_OTHER)
            continue;
        if (!file_is_regular(path))
            unread(faults, path, "put the file itself here");
        else if (!is_read_as_intents(name, home))
            unread(faults, path, hint_for_intents(name, home));
    }
}

/* --- responses --- */

static const char *const known_yaml[] = {"groups.yaml", "locals.yaml", "remarks.yaml",
                                         NULL};

static bool is_known_yaml(const char *name)
{
    for (size_t i = 0; known_yaml[i]; i++)
        if (strcmp(name, known_yaml[i]) == 0)
            return true;
    return false;
}

static void check_response(const char *path, struct faults *faults)
{
    const char *name = name_of(path);
    char hint[HINT_SIZE] = "let its name be <topic id>.md, in small letters, and save it "
                           "as plain text";

    if (file_is_dir(path)) {
        if (strcmp(name, "fragments") != 0)
            unread(faults, path,
                   "answers lie beside each other in the folder of their language, "
                   "fragments in fragments/");
        return;
    }
    if (strcmp(name, "fragments") == 0)
        unread(faults, path, "make it a folder of *.md files");
    if (kind_of(name) == KIND_OTHER)
        return;
    if (kind_of(name) == KIND_YAML)
        nearest_hint(hint, sizeof hint, name, known_yaml);
    if (!file_is_regular(path))
        unread(faults, path, "put the file itself here");
    else if (!ends(name, ".md") && !is_known_yaml(name))
        unread(faults, path, hint);
}

static void check_responses(const struct file_list *files, struct faults *faults)
{
    for (size_t i = 0; i < files->count; i++)
        check_response(files->path[i], faults);
}

static void check_fragments(const struct file_list *files, struct faults *faults)
{
    for (size_t i = 0; i < files->count; i++)
        if (kind_of(name_of(files->path[i])) != KIND_OTHER &&
            !(file_is_regular(files->path[i]) && ends(files->path[i], ".md")))
            unread(faults, files->path[i], "let its name be <fragment>.md");
}

/* --- what lies above the languages --- */

/* Directly in responses/ there are only folders. */
static void check_above(const struct file_list *files, struct faults *faults)
{
    for (size_t i = 0; i < files->count; i++)
        if (!file_is_dir(files->path[i]) &&
            kind_of(name_of(files->path[i])) != KIND_OTHER)
            unread(faults, files->path[i],
                   "put it into the folder of its language: responses/en/");
}

static bool is_folder_in(const char *dir, const char *name)
{
    char path[PATH_MAX];
    int len = dir ? snprintf(path, sizeof path, "%s/%s", dir, name) : -1;

    return len > 0 && (size_t)len < sizeof path && file_is_dir(path);
}

/* A folder among intents is a language, which has its answers here or in the content. */
static void check_languages(const struct file_list *files, const struct faq *f,
                            const char *responses, struct faults *faults)
{
    for (size_t i = 0; i < files->count; i++) {
        const char *name = name_of(files->path[i]);
        if (file_is_dir(files->path[i]) && kind_of(name) == KIND_OTHER &&
            !is_folder_in(responses, name) && !is_folder_in(f->responses_dir, name))
            unread(faults, files->path[i],
                   "English intents lie beside each other in intents/ itself; another "
                   "language needs a folder in responses/, too");
    }
}

/* Other folders may lie there: only a slip of the keys is taken for one of ours. */
static bool is_slip(const char *name, const char *known)
{
    return strcasecmp(name, known) == 0 || nearest_distance(name, known) <= 2;
}

static void check_overlay(const struct faq *f, const struct file_list *files,
                          struct faults *faults)
{
    static const char *const halves[] = {"intents", "responses", NULL};
    char hint[HINT_SIZE];

    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; halves[k]; k++) {
            if (!file_is_dir(files->path[i]) ||
                !is_slip(name_of(files->path[i]), halves[k]) ||
                is_folder_in(f->overlay, halves[k]))
                continue;
            snprintf(hint, sizeof hint, "did you mean `%s`?", halves[k]);
            unread(faults, files->path[i], hint);
        }
    if (!is_folder_in(f->overlay, halves[0]) && !is_folder_in(f->overlay, halves[1]))
        faults_add(faults, (struct fault_place){f->overlay, 0, 0},
                   "make them, or name another folder with --overlay",
                   "the overlay holds neither intents/ nor responses/");
}

/* --- all of it --- */

enum part { INTENTS_HOME, INTENTS_OVER, RESPONSES, FRAGMENTS, ABOVE, LANGUAGES, OVERLAY };

/* Of a folder that is there; parent: of which it is the part `below` (NULL: itself). */
static bool check_folder(const struct faq *f, enum part part, const char *parent,
                         const char *below, struct faults *faults, struct err *e)
{
    struct file_list files = {0};
    char *dir = !parent ? NULL : below ? file_join(parent, below) : mem_copy_text(parent);
    bool ok = !parent || dir || err_set(e, ERR_MEMORY, "out of memory");

    if (dir && file_is_dir(dir))
        ok = file_names(&files, dir, e);
    if (dir && ok) {
        switch (part) {
        case INTENTS_HOME:
        case INTENTS_OVER:
            check_intents(&files, part == INTENTS_HOME, faults);
            break;
        case RESPONSES:
            check_responses(&files, faults);
            break;
        case FRAGMENTS:
            check_fragments(&files, faults);
            break;
        case ABOVE:
            check_above(&files, faults);
            break;
        case LANGUAGES:
            check_languages(&files, f, f->overlay_responses, faults);
            break;
        case OVERLAY:
            check_overlay(f, &files, faults);
            break;
        }
    }
    file_list_free(&files);
    mem_free(dir);
    return ok;
}

static bool check_half(const struct faq *f, const char *responses, struct faults *faults,
                       struct err *e)
{
    char fragments[128];

    snprintf(fragments, sizeof fragments, "%.60s/fragments", f->language);
    return check_folder(f, ABOVE, responses, NULL, faults, e) &&
           check_folder(f, RESPONSES, responses, f->language, faults, e) &&
           check_folder(f, FRAGMENTS, responses, fragments, faults, e);
}

bool check_places(const struct faq *f, struct faults *faults, struct err *e)
{
    bool english = language_is_english(f->language);

    return check_folder(f, OVERLAY, f->overlay, NULL, faults, e) &&
           check_folder(f, INTENTS_HOME, f->intents_dir, NULL, faults, e) &&
           check_folder(f, INTENTS_OVER, f->over_dir, NULL, faults, e) &&
           (!english || (check_folder(f, LANGUAGES, f->intents_dir, NULL, faults, e) &&
                         check_folder(f, LANGUAGES, f->over_dir, NULL, faults, e))) &&
           check_half(f, f->responses_dir, faults, e) &&
           check_half(f, f->overlay_responses, faults, e);
}

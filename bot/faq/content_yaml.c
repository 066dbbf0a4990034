#include "faq/content_yaml.h"

#include "base/file.h"
#include "base/mem.h"

#define FILE_MOST ((size_t)256 * 1024)

/* dir + language + name, if there is such a file; NULL: there is not. False: no memory.
 */
static bool look(char **out, const char *dir, const char *language, const char *name)
{
    char *folder = file_join(dir, language);
    char *path = folder ? file_join(folder, name) : NULL;
    bool ok = path != NULL;

    mem_free(folder);
    *out = NULL;
    if (ok && file_exists(path))
        *out = path;
    else
        mem_free(path);
    return ok;
}

static bool find(char **out, const struct faq_paths *paths, const char *name)
{
    char *theirs = paths->overlay ? file_join(paths->overlay, "responses") : NULL;
    bool ok = theirs || !paths->overlay;

    *out = NULL;
    if (ok && theirs)
        ok = look(out, theirs, paths->language, name);
    if (ok && !*out)
        ok = look(out, paths->responses, paths->language, name);
    mem_free(theirs);
    return ok;
}

static bool parse(struct content_yaml *out, struct faults *faults)
{
    struct buf text;
    struct err e = {0};
    bool ok;

    buf_init(&text, FILE_MOST);
    ok = file_read(out->path, &text, &e);
    if (!ok)
        faults_add(faults, (struct fault_place){out->path, 0, 0}, NULL, "%s", e.text);
    ok = ok && yaml_parse(&out->root, out->path, 1, buf_view(&text), FILE_MOST, faults);
    buf_free(&text);
    return ok;
}

bool content_yaml_read(struct content_yaml *out, const struct faq_paths *paths,
                       const char *name, struct faults *faults)
{
    *out = (struct content_yaml){0};
    if (!find(&out->path, paths, name))
        return faults_no_memory(faults, (struct fault_place){paths->responses, 0, 0});
    return !out->path || parse(out, faults);
}

void content_yaml_close(struct content_yaml *c)
{
    yaml_free(c->root);
    c->root = NULL;
}

void content_yaml_free(struct content_yaml *c)
{
    content_yaml_close(c);
    mem_free(c->path);
    c->path = NULL;
}

#include "cli/doctor_secrets.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/yaml.h"

static const char *const inline_keys[] = {"token", "app_token"};
static const char *const file_keys[] = {"token_file", "app_token_file"};
enum { NAMES = sizeof inline_keys / sizeof *inline_keys };

/* The folder of a path; NULL: no memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? mem_copy(path, slash == path ? 1 : (size_t)(slash - path))
                 : mem_copy_text(".");
}

/* By everybody, through a folder that everybody may enter. */
static bool is_open(const char *path)
{
    struct stat file, folder;
    char *dir = folder_of(path);
    bool open = dir && stat(path, &file) == 0 && (file.st_mode & S_IROTH) &&
                stat(dir, &folder) == 0 && (folder.st_mode & S_IXOTH);

    mem_free(dir);
    return open;
}

static void check_file(struct report *r, const char *path)
{
    if (is_open(path))
        report_line(r, PROBE_WARN, "tokens",
                    "everybody on this machine can read %s, which holds a token; chmod "
                    "o-r it",
                    path);
}

/* A relative path counts from where the settings are. */
static void check_beside(struct report *r, const char *path, const char *config)
{
    char *dir = *path == '/' ? NULL : folder_of(config);
    char *full = dir ? file_join(dir, path) : NULL;

    if (full || *path == '/')
        check_file(r, full ? full : path);
    mem_free(full);
    mem_free(dir);
}

void doctor_check_secrets(struct report *r, const struct settings *s, const char *config)
{
    const struct yaml *list = s->root ? yaml_get(s->root, "connections") : NULL;
    bool inside = false;

    for (size_t i = 0; config && i < yaml_len(list); i++)
        for (size_t k = 0; k < NAMES; k++) {
            const struct yaml *map = yaml_item(list, i);
            const char *file = yaml_text(yaml_get(map, file_keys[k]));

            inside = inside || yaml_get(map, inline_keys[k]);
            if (file)
                check_beside(r, file, config);
        }
    if (inside)
        check_file(r, config);
}

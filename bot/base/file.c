#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { FILES_MAX = 10000 };

static bool read_all(int fd, const char *path, struct buf *out, struct err *e)
{
    char piece[16384];

    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_errno(e, "cannot read %s", path);
        if (n == 0)
            break;
        if ((size_t)n > out->max - out->len)
            return err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", path, out->max);
        if (!buf_add(out, piece, (size_t)n))
            return err_set(e, ERR_MEMORY, "no memory to read %s", path);
    }
    if (!buf_add(out, "", 0)) /* data is NUL-ended even for an empty file */
        return err_set(e, ERR_MEMORY, "no memory to read %s", path);
    return true;
}

bool file_read(const char *path, struct buf *out, struct err *e)
{
    buf_clear(out);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(e, "cannot open %s", path);
    bool ok = read_all(fd, path, out, e);
    close(fd);
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool wanted(const char *name, const char *suffix)
{
    size_t len = strlen(name), tail = strlen(suffix);

    return name[0] != '.' && len >= tail && strcmp(name + len - tail, suffix) == 0;
}

static bool add_path(struct file_list *list, size_t *room, char *path)
{
    char **paths = mem_grow(list->path, list->count, room, 16, sizeof *paths);

    if (!paths)
        return false;
    list->path = paths;
    list->path[list->count++] = path;
    return true;
}

/* Of those whose name ends with suffix, and that are of the kind. */
static bool read_names(DIR *d, struct file_list *list, const char *dir,
                       const char *suffix, bool (*kind)(const char *path), struct err *e)
{
    size_t room = 0;

    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(d);
        if (!entry)
            return errno == 0 || err_errno(e, "cannot list %s", dir);
        if (!wanted(entry->d_name, suffix))
            continue;
        char *path = file_join(dir, entry->d_name);
        if (!path)
            return err_set(e, ERR_MEMORY, "no memory to list %s", dir);
        if (!kind(path)) {
            mem_free(path);
            continue;
        }
        if (list->count == FILES_MAX) {
            mem_free(path);
            return err_set(e, ERR_LIMIT, "%s holds more than %d files", dir, FILES_MAX);
        }
        if (!add_path(list, &room, path)) {
            mem_free(path);
            return err_set(e, ERR_MEMORY, "no memory to list %s", dir);
        }
    }
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool list_all(struct file_list *out, const char *dir, const char *suffix,
                     bool (*kind)(const char *path), struct err *e)
{
    *out = (struct file_list){0};
    DIR *d = opendir(dir);
    if (!d)
        return err_errno(e, "cannot open folder %s", dir);
    bool ok = read_names(d, out, dir, suffix, kind, e);
    closedir(d);
    if (!ok) {
        file_list_free(out);
        return false;
    }
    if (out->count > 1)
        qsort(out->path, out->count, sizeof *out->path, by_bytes);
    return true;
}

bool file_list(struct file_list *out, const char *dir, const char *suffix, struct err *e)
{
    return list_all(out, dir, suffix, file_is_regular, e);
}

bool file_folders(struct file_list *out, const char *dir, struct err *e)
{
    return list_all(out, dir, "", file_is_dir, e);
}

static bool is_any(const char *path)
{
    (void)path;
    return true;
}

bool file_names(struct file_list *out, const char *dir, struct err *e)
{
    return list_all(out, dir, "", is_any, e);
}

void file_list_free(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->path[i]);
    mem_free(list->path);
    *list = (struct file_list){0};
}

char *file_join(const char *dir, const char *name)
{
    size_t len = strlen(dir);

    while (len > 0 && dir[len - 1] == '/')
        len--;
    name += strspn(name, "/");
    size_t tail = strlen(name);
    char *path = mem_alloc(len + tail + 2);
    if (path) /* an empty dir means "here" */
        snprintf(path, len + tail + 2, "%.*s%s%s", (int)len, dir, dir[0] ? "/" : "",
                 name);
    return path;
}

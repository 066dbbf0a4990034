/* file.h - whole files and folders, with limits.
 *
 * Ownership: what is read or listed is the caller's. Where something fails, *e names the
 * path and says why; then a list is empty, and needs no freeing. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Reads the whole file into out (cleared first); fails when larger than out->max. */
bool file_read(const char *path, struct buf *out, struct err *e);
bool file_exists(const char *path);
bool file_is_dir(const char *path);
bool file_is_regular(const char *path);

struct file_list {
    char **path; /* sorted, each dir + "/" + name */
    size_t count;
};
/* Regular files in dir (not below) whose name ends with suffix, sorted by bytes. Hidden
 * files are skipped. At most 10,000. A missing dir is an error. */
bool file_list(struct file_list *out, const char *dir, const char *suffix, struct err *e);
/* Folders in dir, in the same way. */
bool file_folders(struct file_list *out, const char *dir, struct err *e);
/* Whatever is in dir, also links that lead nowhere. */
bool file_names(struct file_list *out, const char *dir, struct err *e);
void file_list_free(struct file_list *list);
/* Joins with one "/" into a new string (mem_free), or NULL. */
char *file_join(const char *dir, const char *name);

#endif

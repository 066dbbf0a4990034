/* faults.h - SQLite over memory and a disk whose calls can be made to fail.
 *
 * A program calls the two faults_make_... once, before its first test. A test then sets
 * `failing`, `stays_broken` and, before what shall fail, `calls` to 0 and `fail_at` to
 * the call that fails (0: none); `calls` tells afterwards how many there were.
 *
 * Header only, since each test is one file. */
#ifndef TESTS_LEDGER_FAULTS_H
#define TESTS_LEDGER_FAULTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

/* --- which call fails: mutable, for a program is one test after the other */

enum kind { DISK, MEMORY };

static size_t calls, fail_at;
static bool stays_broken; /* all calls from fail_at on fail */
static enum kind failing;

static bool fails_now(enum kind kind)
{
    if (kind != failing)
        return false;
    calls++;
    return fail_at && (stays_broken ? calls >= fail_at : calls == fail_at);
}

static bool fails(void)
{
    return fails_now(DISK);
}

/* --- memory */

static sqlite3_mem_methods real_memory;

static void *some_memory(int size)
{
    return fails_now(MEMORY) ? NULL : real_memory.xMalloc(size);
}

static void *more_memory(void *p, int size)
{
    return fails_now(MEMORY) ? NULL : real_memory.xRealloc(p, size);
}

static void faults_make_memory(void)
{
    sqlite3_mem_methods with_faults;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    with_faults = real_memory;
    with_faults.xMalloc = some_memory;
    with_faults.xRealloc = more_memory;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &with_faults);
}

/* --- a disk: the usual one, with failing calls and without waiting for syncs */

struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs disk;
static sqlite3_io_methods methods;

static sqlite3_file *real(sqlite3_file *f)
{
    return ((struct file *)(void *)f)->real;
}

static int f_close(sqlite3_file *f)
{
    return real(f)->pMethods->xClose(real(f));
}

static int f_read(sqlite3_file *f, void *to, int size, sqlite3_int64 at)
{
    return fails() ? SQLITE_IOERR_READ : real(f)->pMethods->xRead(real(f), to, size, at);
}

static int f_write(sqlite3_file *f, const void *from, int size, sqlite3_int64 at)
{
    return fails() ? SQLITE_FULL : real(f)->pMethods->xWrite(real(f), from, size, at);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
}

static int f_sync(sqlite3_file *f, int flags)
{
    (void)f;
    (void)flags;
    return fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return fails() ? SQLITE_IOERR_FSTAT : real(f)->pMethods->xFileSize(real(f), size);
}

static int f_lock(sqlite3_file *f, int level)
{
    return fails() ? SQLITE_IOERR_LOCK : real(f)->pMethods->xLock(real(f), level);
}

static int f_unlock(sqlite3_file *f, int level)
{
    return real(f)->pMethods->xUnlock(real(f), level);
}

static int f_reserved(sqlite3_file *f, int *out)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int f_control(sqlite3_file *f, int what, void *with)
{
    return real(f)->pMethods->xFileControl(real(f), what, with);
}

static int f_sector(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}

static int f_traits(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int f_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return fails() ? SQLITE_IOERR_SHMMAP
                   : real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}

static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void f_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}

static int f_unmap(sqlite3_file *f, int and_delete)
{
    return real(f)->pMethods->xShmUnmap(real(f), and_delete);
}

static sqlite3_vfs *usual_disk(void)
{
    return disk.pAppData;
}

static int open_file(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags,
                     int *out)
{
    struct file *file = (struct file *)(void *)f;

    (void)v;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(void *)(file + 1);
    int rc = fails() ? SQLITE_CANTOPEN
                     : usual_disk()->xOpen(usual_disk(), name, file->real, flags, out);
    if (rc == SQLITE_OK)
        file->base.pMethods = &methods;
    return rc;
}

static int delete_file(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    (void)sync;
    return fails() ? SQLITE_IOERR_DELETE : usual_disk()->xDelete(usual_disk(), name, 0);
}

static void faults_make_disk(void)
{
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);

    methods = (sqlite3_io_methods){
        2,          f_close,   f_read,     f_write,   f_truncate, f_sync,   f_size,
        f_lock,     f_unlock,  f_reserved, f_control, f_sector,   f_traits, f_map,
        f_shm_lock, f_barrier, f_unmap,    NULL,      NULL,
    };
    disk = *usual;
    disk.szOsFile = (int)sizeof(struct file) + usual->szOsFile;
    disk.zName = "failing";
    disk.pNext = NULL;
    disk.pAppData = usual;
    disk.xOpen = open_file;
    disk.xDelete = delete_file;
    sqlite3_vfs_register(&disk, 1);
}

#endif

#include "cli/doctor_here.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "faq/language.h"
#include "ledger/ledger.h"
#include "service/packs.h"
#include "service/settings_language.h"

/* No clock is right that shows a day before this program was written: 2026-01-01. */
static const time_t clock_least = 1767225600;
/* The ledger grows by kilobytes a day; a full disk stops every reply. */
static const uint64_t mib = (uint64_t)1 << 20;
static const uint64_t free_least = (uint64_t)16 << 20, free_few = (uint64_t)200 << 20;

static void check_content(struct report *r, const struct settings *s)
{
    struct content_options from = {
        .dir = s->content, .overlay = s->overlay, .language = LANGUAGE_ENGLISH};
    struct buf root, learned;
    struct faq *faq;

    buf_init(&root, 8192);
    buf_init(&learned, 8192);
    if (!content_find(s->content, &root)) {
        report_line(r, PROBE_FAIL, "content", "%s", root.data ? root.data : "?");
    } else if (!(faq = content_load(&from))) {
        report_line(r, PROBE_FAIL, "content",
                    "%s is not valid (see above); correct it until `limber check` is "
                    "content",
                    root.data);
    } else {
        report_line(r, PROBE_OK, "content", "%zu topics in %s", faq_topic_count(faq),
                    root.data);
        faq_free(faq);
        if (content_learned(root.data, &learned))
            report_line(r, PROBE_OK, "learned", "%s", learned.data);
        else
            report_line(r, PROBE_WARN, "learned",
                        "there is no intents/learned.tsv, so fewer ways of asking are "
                        "understood; run `limber learn --content %s`",
                        root.data);
    }
    buf_free(&learned);
    buf_free(&root);
}

/* Connections and channels with a language or an overlay of their own. */
static void check_packs(struct report *r, const struct settings *s,
                        const struct faq_paths *paths, struct faults *faults)
{
    struct packs *packs = NULL;
    struct err e = {0};

    if (settings_check_languages(s, paths, faults) && packs_new(&packs, paths, s, &e) &&
        packs_count(packs) > 1 && packs_load(packs, false, 0, faults, &e))
        report_line(r, PROBE_OK, "packs",
                    "content of their own for connections and channels: %zu",
                    packs_count(packs) - 1);
    else if (!packs || packs_count(packs) > 1)
        report_line(r, PROBE_FAIL, "packs",
                    "the language or the overlay of a connection or channel cannot be "
                    "used: %s",
                    e.text[0] ? e.text
                              : "see above; `limber check` with --language or "
                                "--overlay tells all");
    packs_free(packs);
}

static void check_rooms(struct report *r, const struct settings *s)
{
    struct buf root, text;
    struct faults *faults = faults_new();
    char *intents = NULL, *responses = NULL;

    buf_init(&root, 8192);
    buf_init(&text, (size_t)1024 * 1024);
    if (content_find(s->content, &root)) { /* else it was told */
        intents = file_join(root.data, "intents");
        responses = file_join(root.data, "responses");
    }
    if (intents && responses && faults) {
        struct faq_paths paths = {.intents = intents,
                                  .responses = responses,
                                  .overlay = s->overlay,
                                  .language = LANGUAGE_ENGLISH};
        check_packs(r, s, &paths, faults);
        faults_print(faults, &text);
        fputs(text.data ? text.data : "", stderr);
    }
    mem_free(intents);
    mem_free(responses);
    buf_free(&text);
    buf_free(&root);
    faults_free(faults);
}

static void check_clock(struct report *r)
{
    time_t now = time(NULL);
    struct tm parts;
    char text[40] = "?";

    if (gmtime_r(&now, &parts))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    if (now < clock_least)
        report_line(
            r, PROBE_FAIL, "clock",
            "it shows %s, which is in the past; set it (timedatectl set-ntp true)", text);
    else
        report_line(r, PROBE_OK, "clock", "%s", text);
}

static void check_space(struct report *r, const char *folder)
{
    struct statvfs disk;

    if (statvfs(folder, &disk) != 0) {
        report_line(r, PROBE_WARN, "disk", "the free space in %s cannot be told: %s",
                    folder, strerror(errno));
        return;
    }
    uint64_t left = (uint64_t)disk.f_bavail * (uint64_t)disk.f_frsize;
    enum probe_state state = left < free_least ? PROBE_FAIL
                             : left < free_few ? PROBE_WARN
                                               : PROBE_OK;
    report_line(r, state, "disk", "%llu MiB are free in %s%s",
                (unsigned long long)(left / mib), folder,
                state == PROBE_OK ? "" : "; make room, or set ledger to another disk");
}

/* "/var/lib/limber/limber.db" -> its folder; "limber.db" -> "." */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return mem_copy_text(".");
    return mem_copy(path, slash == path ? 1 : (size_t)(slash - path));
}

static void check_ledger(struct report *r, const char *path)
{
    char *folder = folder_of(path);

    if (!folder) {
        report_line(r, PROBE_FAIL, "ledger", "out of memory");
        return;
    }
    if (!file_is_dir(folder))
        report_line(r, PROBE_FAIL, "ledger",
                    "there is no folder %s; make it, or set ledger to a path in another "
                    "one",
                    folder);
    else if (access(folder, W_OK | X_OK) != 0)
        report_line(r, PROBE_FAIL, "ledger",
                    "%s may not be written by this user; give it to the user that runs "
                    "Limber (chown), or set ledger to another path",
                    folder);
    else if (access(path, F_OK) == 0 && access(path, R_OK | W_OK) != 0)
        report_line(r, PROBE_FAIL, "ledger",
                    "%s may not be read and written by this user; it belongs to the user "
                    "that ran Limber before: chown it",
                    path);
    else if (access(path, F_OK) == 0 && !ledger_plausible(path))
        report_line(
            r, PROBE_FAIL, "ledger",
            "%s is no ledger: set ledger to a file of its own; if Limber wrote it, "
            "it is damaged, and `limber run` moves it aside and begins a new one",
            path);
    else
        report_line(r, PROBE_OK, "ledger", "%s %s", path,
                    access(path, F_OK) == 0 ? "can be written" : "can be made");
    if (file_is_dir(folder))
        check_space(r, folder);
    mem_free(folder);
}

void doctor_check_here(struct report *r, const struct settings *s)
{
    check_content(r, s);
    check_rooms(r, s);
    check_clock(r);
    check_ledger(r, s->ledger);
}

#include "cli/init_write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/yaml_quote.h"

enum { CONFIG_MAX = 64 * 1024, FILES = 3 };

static const char head[] =
    "# Settings of Limber. deploy/limber.example.yaml shows all there are.\n"
    "#   limber doctor -c FILE   checks them, with a real call to the server\n"
    "#   limber run -c FILE      connects and answers\n\n"
    "# The database that remembers which question got which reply; made with mode 0600.\n"
    "ledger: ";

static const char top[] =
    "\n\n"
    "# Serves /metrics, /healthz and /readyz there; off when unset.\n"
    "#metrics: 127.0.0.1:9090\n\n"
    "# Questions older than this are not answered after a pause.\n"
    "#catchup: 1d\n\n"
    "connections:\n"
    "  - name: ";

static const char tail[] =
    "    # Channels with a mode of their own, by id.\n"
    "    #channels: [C0123=questions, C0456=off]\n"
    "    # Facts of your place, said in the answers: after \"call\"; after \"a crisis "
    "line:\";\n"
    "    # after \"call\" or \"ask\"; after \"ask\" or \"tell\"; who runs the bot.\n"
    "    #emergency_number: 112\n"
    "    #crisis_line: 116 123\n"
    "    #helpline: the MS helpline (0800 032 38 39)\n"
    "    #clinic: the spasticity clinic (ext. 4711)\n"
    "    #operator: the clinic's office\n";

static void put_line(struct buf *out, const char *key, const char *value)
{
    buf_format(out, "    %s: ", key);
    yaml_quote(out, value, false, false);
    buf_char(out, '\n');
}

/* The configuration's text, commented; tokens: "" or the folder of the secrets, with its
 * "/". Pure. */
static bool write_config(const struct init_answers *a, const char *tokens,
                         struct buf *out)
{
    buf_text(out, head);
    yaml_quote(out, a->ledger, false, false);
    buf_text(out, top);
    yaml_quote(out, a->name, false, false);
    buf_text(out, " # appears in logs, metrics and the ledger\n");
    put_line(out, "platform", a->platform);
    buf_text(out, "    # The platform's HTTP base. Plain http is for loopback only.\n");
    put_line(out, "url", a->url);
    buf_text(out, "    # The token, in a file of its own that only its owner reads.\n");
    buf_format(out, "    token_file: %s%s.token\n", tokens, a->name);
    if (a->app_token)
        buf_format(out, "    app_token_file: %s%s.app_token\n", tokens, a->name);
    if (a->user_id)
        put_line(out, "user_id", a->user_id);
    buf_text(out, "    # When to speak in channels. mention: when it is named, and for "
                  "follow-ups in a thread\n"
                  "    # that it answered in. questions: also clear questions on its "
                  "subject, and emergencies.\n"
                  "    # off: only when it is named. Direct messages are always "
                  "answered.\n");
    put_line(out, "mode", a->mode);
    buf_text(out, tail);
    return !out->failed;
}

static bool write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, text, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text += done;
        len -= (size_t)done;
    }
    return true;
}

bool init_free_place(const char *path, struct err *e)
{
    struct stat there;

    return lstat(path, &there) != 0 ||
           err_set(
               e, ERR_STATE,
               "%s is there already and is not overwritten; choose another place with "
               "--output FILE or another --name, or remove it",
               path);
}

static bool write_new(const char *path, mode_t mode, const char *text, struct err *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0 && errno == EEXIST)
        return init_free_place(path, e);
    if (fd < 0)
        return err_errno(e, "%s cannot be made", path);
    bool ok = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
    if (!ok)
        err_errno(e, "%s cannot be written", path);
    close(fd);
    if (!ok)
        unlink(path);
    return ok;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    return a && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* "DIR/limber.yaml" and "support.token" -> "DIR/support.token" */
static char *beside(const struct init_answers *a, const char *name)
{
    const char *slash = strrchr(a->path, '/');
    struct buf out;

    buf_init(&out, 8192);
    buf_add(&out, a->path, slash ? (size_t)(slash - a->path) + 1 : 0);
    buf_text(&out, name);
    char *path = buf_take(&out);
    buf_free(&out);
    return path;
}

/* A folder `tokens` beside the configuration, as the Debian package makes it, takes the
 * secrets: the service is given all that is in it. */
static char *secret_place(const struct init_answers *a, const char *tokens,
                          const char *ending)
{
    char name[NAME_MAX];

    snprintf(name, sizeof name, "%s%s.%s", tokens, a->name, ending);
    return beside(a, name);
}

static const char *tokens_folder(const struct init_answers *a)
{
    char *path = beside(a, "tokens");
    bool there = path && file_is_dir(path);

    mem_free(path);
    return there ? "tokens/" : "";
}

/* One of the files; made: it was not there before. */
struct draft {
    char *path;
    const struct secret *secret; /* NULL: the configuration */
    const char *from;
    bool made;
};

static bool write_drafts(struct draft *drafts, const char *config, struct err *e)
{
    for (size_t i = 0; i < FILES; i++) {
        struct draft *d = &drafts[i];
        if (!d->path)
            continue;
        if (d->secret && same_file(d->from, d->path)) {
            if (chmod(d->path, 0600) != 0)
                return err_errno(e, "%s cannot be made private", d->path);
            continue;
        }
        if (!write_new(d->path, d->secret ? 0600 : 0644,
                       d->secret ? secret_reveal(d->secret) : config, e))
            return false;
        d->made = true;
    }
    return true;
}

bool init_write(const struct init_answers *a, struct err *e)
{
    const char *tokens = tokens_folder(a);
    struct draft drafts[FILES] = {
        {.path = mem_copy_text(a->path)},
        {.path = secret_place(a, tokens, "token"),
         .secret = a->token,
         .from = a->token_from},
        {.path = a->app_token ? secret_place(a, tokens, "app_token") : NULL,
         .secret = a->app_token,
         .from = a->app_token_from}};
    struct buf config;
    bool ok = false;

    buf_init(&config, CONFIG_MAX);
    if (!drafts[0].path || !drafts[1].path || (a->app_token && !drafts[2].path) ||
        !write_config(a, tokens, &config))
        err_set(e, ERR_MEMORY, "out of memory, or the answers are too long");
    else
        ok = write_drafts(drafts, config.data, e);
    for (size_t i = 0; i < FILES; i++) {
        if (!ok && drafts[i].made)
            unlink(drafts[i].path);
        mem_free(drafts[i].path);
    }
    buf_free(&config);
    return ok;
}

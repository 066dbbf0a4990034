#include "cli/suggest_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/report_data.h"
#include "faq/language.h"

static bool write_new(const char *path, const char *text, size_t len, struct err *e)
{
    FILE *to = fopen(path, "wx");

    if (!to)
        return errno == EEXIST ? err_set(e, ERR_IO,
                                         "%s is there already and is not overwritten; "
                                         "choose another --id, or remove it",
                                         path)
                               : err_errno(e, "%s cannot be made", path);
    bool ok = fwrite(text, 1, len, to) == len;
    ok &= fclose(to) == 0;
    if (!ok) {
        err_errno(e, "%s cannot be written", path);
        unlink(path); /* half a file would be in the way of the next try */
    }
    return ok;
}

/* DIR, DIR/a and DIR/a/b. */
static bool make_folder(const char *dir, const char *below, struct err *e)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", dir, below);

    if (len < 0 || (size_t)len >= sizeof path)
        return err_set(e, ERR_LIMIT, "the folder's name is too long");
    for (char *slash = path + strlen(dir); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (*path && mkdir(path, 0777) != 0 && errno != EEXIST)
            return err_errno(e, "the folder %s cannot be made", path);
        *slash = '/';
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST ||
           err_errno(e, "the folder %s cannot be made", path);
}

/* An answer to be written: `limber check` tells what it still lacks. */
static bool draft_answer(struct buf *out)
{
    char today[16];

    report_date(ledger_day((int64_t)time(NULL) * 1000), today);
    return buf_format(out,
                      "---\ntitle: \"\"\nsources: []\nreviewed: %s\nreviewer: \"\"\n"
                      "follow-ups: []\nterms: []\n---\n",
                      today);
}

bool suggest_write(const char *dir, const char *language, const char *id,
                   const struct buf *intent, struct err *e)
{
    char yaml[4096], md[4096], intents[100], responses[100];
    struct buf answer;
    bool english = language_is_english(language);

    snprintf(intents, sizeof intents, "intents%s%.60s", english ? "" : "/",
             english ? "" : language);
    snprintf(responses, sizeof responses, "responses/%.60s", language);
    int a = snprintf(yaml, sizeof yaml, "%s/%s/%s.yaml", dir, intents, id);
    int b = snprintf(md, sizeof md, "%s/%s/%s.md", dir, responses, id);
    bool ok = (a > 0 && (size_t)a < sizeof yaml && b > 0 && (size_t)b < sizeof md) ||
              err_set(e, ERR_LIMIT, "the folder's name is too long");

    buf_init(&answer, 1024);
    if (ok && !draft_answer(&answer))
        ok = err_set(e, ERR_MEMORY, "out of memory");
    ok = ok && make_folder(dir, intents, e) && make_folder(dir, responses, e) &&
         write_new(yaml, intent->data, intent->len, e);
    if (ok && !write_new(md, answer.data, answer.len, e)) {
        unlink(yaml); /* both, or none: the next try must not meet it */
        ok = false;
    }
    buf_free(&answer);
    if (ok)
        printf("Written: %s and %s.\nEdit both, then: limber check --overlay %s%s%s\n",
               yaml, md, dir, english ? "" : " --language ", english ? "" : language);
    return ok;
}

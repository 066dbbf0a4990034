#include "platforms/slack/look.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"
#include "platforms/slack/api.h"
#include "platforms/slack/event.h"
#include "platforms/slack/send.h"
#include "platforms/slack/stamp.h"

enum { PAGES_MOST = 20, CURSOR_SIZE = 512, TEXT_MAX = 1 << 18 };
/* Our clock and Slack's may differ by so much. */
static const int64_t clocks_us = (int64_t)600 * 1000000;

struct look {
    struct slack *s;
    void (*done)(void *user, enum look_result result, const char *remote_id);
    void *user;
    char channel[SL_ID_SIZE], thread[SL_SOURCE_SIZE], cursor[CURSOR_SIZE];
    char question[SL_KEY_SIZE];
    char oldest[STAMP_SIZE], latest[STAMP_SIZE];
    struct buf mark, text;
    int part, pages;
};

static void finish(struct look *k, enum look_result result, const char *remote_id)
{
    k->done(k->user, result, remote_id);
    buf_free(&k->mark);
    buf_free(&k->text);
    mem_free(k);
}

enum seen_mark { MARK_NONE, MARK_OTHER, MARK_OURS };

/* A mark begins with the channel; what the server made up instead of it does not. */
static enum seen_mark find_mark(const struct json *message, const char *mark)
{
    size_t channel = strcspn(mark, ":") + 1;
    const struct json *b = json_first(json_get(message, "blocks"));
    enum seen_mark seen = MARK_NONE;

    for (; b; b = json_after(b)) {
        const char *id = json_get_text(b, "block_id");
        if (id && strncmp(id, mark, strlen(mark)) == 0)
            return MARK_OURS;
        if (id && strncmp(id, mark, channel) == 0)
            seen = MARK_OTHER;
    }
    return seen;
}

static bool is_wanted(const struct json *message, const struct sl_self *self,
                      const struct sl_wanted *wanted)
{
    const char *question, *text = json_get_text(message, "text");
    int64_t part;

    if (!sl_is_own(message, self))
        return false;
    if (sl_own_mark(message, self, &question, &part))
        return strcmp(question, wanted->question) == 0 && part == wanted->part;
    enum seen_mark seen = find_mark(message, wanted->mark);
    if (seen != MARK_NONE)
        return seen == MARK_OURS;
    return wanted->text[0] && text && strcmp(text, wanted->text) == 0;
}

const char *sl_look_find(const struct json *messages, const struct sl_self *self,
                         const struct sl_wanted *wanted)
{
    for (const struct json *m = json_first(messages); m; m = json_after(m)) {
        if (is_wanted(m, self, wanted) && stamp_ok(json_get_text(m, "ts")))
            return json_get_text(m, "ts");
    }
    return NULL;
}

static bool ask(struct look *k, struct err *e);

/* A page without our post. */
static void not_here(struct look *k, const struct json *root)
{
    struct err e;
    const char *next = json_get_text(json_get(root, "response_metadata"), "next_cursor");

    if (!next || !next[0])
        finish(k, LOOK_ABSENT, "");
    else if (++k->pages >= PAGES_MOST || !ident_copy(k->cursor, sizeof k->cursor, next) ||
             !ask(k, &e))
        finish(k, LOOK_UNSURE, "");
}

static void answered(void *user, struct sl_answer *answer)
{
    struct look *k = user;
    struct slack *s = k->s;
    const struct json *messages = json_get(answer->root, "messages");
    struct sl_wanted wanted = {.question = k->question,
                               .mark = k->mark.data,
                               .text = k->text.len > 0 ? k->text.data : "",
                               .part = k->part};

    if (answer->ok && json_is_array(messages)) {
        const char *ts = sl_look_find(messages, &s->self, &wanted);
        if (ts)
            finish(k, LOOK_FOUND, ts);
        else
            not_here(k, answer->root);
        return;
    }
    /* Gone or closed to us: then posting it will say so. */
    bool gone = answer->fault == SL_FAULT_PLACE;
    if (!gone)
        sl_log(s, LOG_WARN, "look_failed", answer->reason);
    finish(k, gone ? LOOK_ABSENT : LOOK_UNSURE, "");
    sl_answer_fatal(s, answer, "reading back", false);
}

static void dropped(void *user)
{
    finish(user, LOOK_UNSURE, "");
}

static bool ask(struct look *k, struct err *e)
{
    struct buf form;

    buf_init(&form, 4096);
    sl_form(&form, "channel", k->channel);
    if (k->thread[0])
        sl_form(&form, "ts", k->thread);
    sl_form(&form, "oldest", k->oldest);
    sl_form(&form, "latest", k->latest);
    sl_form(&form, "limit", "200");
    sl_form(&form, "include_all_metadata", "true");
    if (k->cursor[0])
        sl_form(&form, "cursor", k->cursor);
    struct sl_call call = {.method = k->thread[0] ? "conversations.replies"
                                                  : "conversations.history",
                           .form = true,
                           .body = buf_view(&form),
                           .done = answered,
                           .drop = dropped,
                           .user = k};
    bool ok = form.failed ? err_set(e, ERR_MEMORY, "no memory to look for a reply")
                          : sl_api_send(k->s, &call, e) != NULL;
    buf_free(&form);
    return ok;
}

/* The text as it was sent, for the last resort. */
static bool take_text(struct look *k, struct span payload)
{
    struct json *root = NULL;

    if (!json_parse(&root, payload, TEXT_MAX, NULL))
        return false;
    const char *text = json_get_text(root, "text");
    bool ok = buf_text(&k->text, text ? text : "");
    json_free(root);
    return ok;
}

static bool fill(struct look *k, const struct post *post)
{
    int64_t first = post->first_try_ms > 0 ? post->first_try_ms : post->now_ms;
    int64_t from = stamp_micros(post->source);
    int len =
        snprintf(k->question, sizeof k->question, "%s:%s", post->channel, post->source);

    ident_copy(k->thread, sizeof k->thread, post->thread);
    stamp_write(k->oldest, from > 0 ? from : first * 1000 - clocks_us);
    stamp_write(k->latest, stamp_end_us);
    return take_text(k, post->payload) &&
           ident_copy(k->channel, sizeof k->channel, post->channel) && len > 0 &&
           (size_t)len < sizeof k->question &&
           sl_send_mark(post->channel, post->source, post->part, &k->mark);
}

bool sl_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e)
{
    struct look *k = mem_zero(1, sizeof *k);

    if (!k)
        return err_set(e, ERR_MEMORY, "no memory to look for a reply");
    *k = (struct look){.s = sl_of(p), .done = done, .user = user, .part = post->part};
    buf_init(&k->mark, 512);
    buf_init(&k->text, TEXT_MAX);
    bool ok = fill(k, post) ? ask(k, e)
                            : err_set(e, ERR_VALUE, "a reply has ids Slack cannot have");
    if (ok)
        return true;
    buf_free(&k->mark);
    buf_free(&k->text);
    mem_free(k);
    return false;
}

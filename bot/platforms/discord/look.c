#include "platforms/discord/look.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/discord/account.h"
#include "platforms/discord/event.h"
#include "platforms/discord/rest.h"
#include "platforms/discord/send.h"

enum { PAGE = 100, PAGES_MOST = 10, PAYLOAD_MAX = 64 * 1024 };

struct look {
    struct discord *d;
    void (*done)(void *user, enum look_result result, const char *remote_id);
    void *user;
    char channel[SNOWFLAKE_SIZE], reference[SNOWFLAKE_SIZE], after[SNOWFLAKE_SIZE];
    char self[SNOWFLAKE_SIZE];
    struct json *payload;
    int pages;
};

static void finish(struct look *k, enum look_result result, const char *remote_id)
{
    k->done(k->user, result, remote_id);
    json_free(k->payload);
    mem_free(k);
}

const char *dc_look_find(const struct json *page, const char *self, const char *reference,
                         const char *content)
{
    struct span wanted = span_trim(span_of(content));

    for (const struct json *m = json_first(page); m; m = json_after(m)) {
        const char *author = json_get_text(json_get(m, "author"), "id");
        const char *refers =
            json_get_text(json_get(m, "message_reference"), "message_id");
        const char *text = json_get_text(m, "content");
        if (author && refers && text && strcmp(author, self) == 0 &&
            strcmp(refers, reference) == 0 &&
            span_equal(span_trim(span_of(text)), wanted))
            return json_get_text(m, "id");
    }
    return NULL;
}

static bool ask(struct look *k, struct err *e);

/* True when there may be more behind this page. */
static bool move_on(struct look *k, const struct json *page)
{
    if (json_len(page) < PAGE || ++k->pages >= PAGES_MOST)
        return false;
    for (const struct json *m = json_first(page); m; m = json_after(m)) {
        const char *id = json_get_text(m, "id");
        if (snowflake_number(id) > snowflake_number(k->after))
            ident_copy(k->after, sizeof k->after, id);
    }
    return true;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct look *k = user;
    struct discord *d = k->d;
    struct err e;
    bool said = answer->outcome == HTTP_ANSWERED && !rest_is_foreign(answer);
    bool closed = said && (answer->status == 403 || answer->status == 404);
    bool refused = said && answer->status == 401;
    struct json *page = rest_json(answer);

    if (closed) {
        finish(k, LOOK_ABSENT, ""); /* and posting will say so */
    } else if (!json_is_array(page)) {
        finish(k, LOOK_UNSURE, "");
        if (refused)
            dc_account_refused(d, "looking for a reply, status 401");
    } else {
        const char *id = dc_look_find(page, k->self, k->reference,
                                      json_get_text(k->payload, "content"));
        bool full = json_len(page) >= PAGE;
        /* Without READ_MESSAGE_HISTORY the answer is 200 and [] (section 11). */
        bool blind = json_len(page) == 0 && k->pages == 0;
        if (id)
            finish(k, LOOK_FOUND, id);
        else if (move_on(k, page)) {
            if (!ask(k, &e))
                finish(k, LOOK_UNSURE, "");
        } else
            finish(k, full || blind ? LOOK_UNSURE : LOOK_ABSENT, "");
    }
    json_free(page);
}

static void dropped(void *user)
{
    finish(user, LOOK_UNSURE, "");
}

static bool ask(struct look *k, struct err *e)
{
    char path[160];

    snprintf(path, sizeof path, "/channels/%s/messages?after=%s&limit=%d", k->channel,
             k->after, PAGE);
    struct rest_request request = {
        .method = "GET", .path = path, .done = answered, .drop = dropped, .user = k};
    return dc_rest_send(k->d, &request, e) != NULL;
}

static bool fill(struct look *k, const struct post *post)
{
    dc_send_reference(post->source, k->reference);
    /* From the question itself on: it comes, unless we may not read at all. */
    snprintf(k->after, sizeof k->after, "%" PRIu64, snowflake_number(k->reference) - 1);
    ident_copy(k->self, sizeof k->self, k->d->self.id);
    return snowflake_ok(k->reference) && snowflake_ok(k->self) &&
           ident_copy(k->channel, sizeof k->channel, post->channel) &&
           snowflake_ok(k->channel) &&
           json_parse(&k->payload, post->payload, PAYLOAD_MAX, NULL) &&
           json_get_text(k->payload, "content");
}

bool dc_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e)
{
    struct look *k = mem_zero(1, sizeof *k);
    bool ok = false;

    if (!k)
        return err_set(e, ERR_MEMORY, "no memory to look for a reply");
    *k = (struct look){.d = dc_of(p), .done = done, .user = user};
    if (!fill(k, post))
        err_set(e, ERR_VALUE, "a reply has ids that Discord cannot have");
    else
        ok = ask(k, e);
    if (!ok) {
        json_free(k->payload);
        mem_free(k);
    }
    return ok;
}

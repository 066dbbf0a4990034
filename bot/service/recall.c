#include "service/recall.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { KEPT = 16, TEXT_MOST = 1000, PLACE_SIZE = 400 };
static const int64_t keep_ms = (int64_t)15 * 60 * 1000;

struct item {
    char place[PLACE_SIZE], thread[PLACE_SIZE]; /* "": free */
    char *text;
    size_t len;
    enum faq_setting setting;
    struct faq_context context;
    int64_t at_ms;
};

struct recall {
    struct item items[KEPT];
    size_t next;
};

bool recall_new(struct recall **out, struct err *e)
{
    *out = mem_zero(1, sizeof **out);
    return *out || err_set(e, ERR_MEMORY, "no memory for the last questions");
}

void recall_free(struct recall *r)
{
    if (r)
        recall_forget(r);
    mem_free(r);
}

void recall_forget(struct recall *r)
{
    for (size_t i = 0; i < KEPT; i++) {
        mem_free(r->items[i].text);
        r->items[i] = (struct item){0};
    }
}

static bool place_of(const char *connection, const char *channel, char out[PLACE_SIZE])
{
    int len = snprintf(out, PLACE_SIZE, "%s\n%s", connection, channel);
    return len > 0 && len < PLACE_SIZE;
}

void recall_keep(struct recall *r, const char *connection, const struct message *m,
                 const struct faq_question *q)
{
    struct item *it = &r->items[r->next];
    size_t len = q->text.len < TEXT_MOST ? q->text.len : utf8_fit(q->text, TEXT_MOST);

    mem_free(it->text);
    *it = (struct item){
        .len = len, .setting = q->setting, .context = q->context, .at_ms = q->now_ms};
    it->text = mem_copy(q->text.ptr, len);
    if (!it->text || strlen(m->reply_to) >= PLACE_SIZE ||
        !place_of(connection, m->channel, it->place)) {
        mem_free(it->text);
        *it = (struct item){0};
        return;
    }
    memcpy(it->thread, m->reply_to, strlen(m->reply_to) + 1);
    r->next = (r->next + 1) % KEPT;
}

bool recall_last(const struct recall *r, const char *connection, const struct message *m,
                 int64_t now_ms, struct faq_question *out)
{
    char place[PLACE_SIZE];
    const struct item *found = NULL;

    if (!place_of(connection, m->channel, place))
        return false;
    for (size_t i = 1; i <= KEPT; i++) { /* the newest first */
        const struct item *it = &r->items[(r->next + KEPT - i) % KEPT];
        if (!it->text || strcmp(it->place, place) != 0 || now_ms - it->at_ms > keep_ms)
            continue;
        if (!found)
            found = it;
        if (strcmp(it->thread, m->thread) == 0) {
            found = it;
            break;
        }
    }
    if (!found)
        return false;
    *out = (struct faq_question){.text = {found->text, found->len},
                                 .setting = found->setting,
                                 .context = found->context,
                                 .now_ms = found->at_ms};
    return true;
}

#include "service/intake.h"

#include <string.h>

#include "base/mem.h"

enum { ITEMS_MOST = 20000, BYTES_MOST = 64 << 20, TEXTS = 5 };

static const char *put(char **at, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    char *copy = *at;

    memcpy(copy, text ? text : "", len);
    copy[len] = '\0';
    *at += len + 1;
    return copy;
}

bool intake_add(struct intake *in, struct connection *from, const struct platform *p,
                const struct message *m, int64_t now_ms)
{
    const char *const texts[TEXTS] = {m->id, m->channel, m->thread, m->reply_to, m->user};
    size_t size = sizeof(struct intake_item) + m->text.len + 1;

    for (size_t i = 0; i < TEXTS; i++)
        size += (texts[i] ? strlen(texts[i]) : 0) + 1;
    if (in->count >= ITEMS_MOST || in->bytes + size > BYTES_MOST)
        return false;
    struct intake_item *it = mem_zero(1, size);
    if (!it)
        return false;
    it->from = from;
    it->platform = p;
    it->message = *m;
    it->received_ms = now_ms;
    it->size = size;
    char *at = it->store;
    it->message.id = put(&at, m->id);
    it->message.channel = put(&at, m->channel);
    it->message.thread = put(&at, m->thread);
    it->message.reply_to = put(&at, m->reply_to);
    it->message.user = put(&at, m->user);
    if (m->text.len)
        memcpy(at, m->text.ptr, m->text.len);
    it->message.text = (struct span){at, m->text.len};
    *(in->last ? &in->last->next : &in->first) = it;
    in->last = it;
    in->count++;
    in->bytes += size;
    return true;
}

struct intake_item *intake_take(struct intake *in)
{
    struct intake_item *it = in->first;

    if (!it)
        return NULL;
    in->first = it->next;
    if (!in->first)
        in->last = NULL;
    in->count--;
    in->bytes -= it->size;
    it->next = NULL;
    return it;
}

void intake_item_free(struct intake_item *it)
{
    mem_free(it);
}

void intake_free(struct intake *in)
{
    for (struct intake_item *it; (it = intake_take(in)) != NULL;)
        intake_item_free(it);
}

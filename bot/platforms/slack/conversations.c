#include "platforms/slack/conversations.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"

static const char *const kinds[] = {"im", "mpim", "public_channel", "private_channel"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

void sl_conversations_begin(struct sl_conversations *c)
{
    *c = (struct sl_conversations){.kind = -1};
}

void sl_conversations_free(struct sl_conversations *c)
{
    mem_free(c->list);
    sl_conversations_begin(c);
}

void sl_conversations_ask(const struct sl_conversations *c, struct buf *form)
{
    sl_form(form, "types",
            c->kind < 0 ? "public_channel,private_channel,im,mpim" : kinds[c->kind]);
    sl_form(form, "exclude_archived", "true");
    sl_form(form, "limit", "200");
    if (c->cursor[0])
        sl_form(form, "cursor", c->cursor);
}

static const char *type_of(const struct json *channel)
{
    const char *id = json_get_text(channel, "id");

    if (json_get_bool(channel, "is_im", false) || (id && id[0] == 'D'))
        return "im";
    if (json_get_bool(channel, "is_mpim", false))
        return "mpim";
    return json_get_bool(channel, "is_private", false) ? "group" : "channel";
}

static bool add(struct sl_conversations *c, const char *id, const char *type)
{
    struct sl_conversation *list =
        mem_grow(c->list, c->count, &c->room, 32, sizeof *list);

    if (!list)
        return false;
    c->list = list;
    struct sl_conversation *new = &c->list[c->count++];
    new->type = type;
    return ident_copy(new->id, sizeof new->id, id);
}

static bool add_listed(struct sl_conversations *c, const struct json *channel)
{
    const char *id = json_get_text(channel, "id");

    return !ident_ok(id, SL_ID_SIZE) || c->count == SL_CONVERSATIONS_MOST ||
           json_get_bool(channel, "is_archived", false) || add(c, id, type_of(channel));
}

bool sl_conversations_add(struct sl_conversations *c, const char *id)
{
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->list[i].id, id) == 0)
            return true;
    }
    return c->count == SL_CONVERSATIONS_MOST || add(c, id, id[0] == 'D' ? "im" : "");
}

/* Whoever wrote to the bot directly waits for it; a channel can wait a little. */
static int direct_first(const void *a, const void *b)
{
    const struct sl_conversation *x = a, *y = b;
    int first = strcmp(x->type, "im") != 0, second = strcmp(y->type, "im") != 0;

    return first != second ? first - second : strcmp(x->id, y->id);
}

static void finish(struct sl_conversations *c)
{
    size_t kept = 0;

    if (c->count == 0)
        return;
    qsort(c->list, c->count, sizeof *c->list, direct_first);
    for (size_t i = 0; i < c->count; i++) {
        if (kept == 0 || strcmp(c->list[kept - 1].id, c->list[i].id) != 0)
            c->list[kept++] = c->list[i];
    }
    c->count = kept;
}

static enum sl_listing next_kind(struct sl_conversations *c, bool all_failed)
{
    c->cursor[0] = '\0';
    if (c->kind + 1 < (int)KINDS && (c->kind >= 0 || all_failed)) {
        c->kind++;
        return SL_LIST_MORE;
    }
    finish(c);
    return SL_LIST_DONE;
}

enum sl_listing sl_conversations_page(struct sl_conversations *c,
                                      const struct sl_answer *answer)
{
    const struct json *channels = json_get(answer->root, "channels");
    const char *next =
        json_get_text(json_get(answer->root, "response_metadata"), "next_cursor");

    if (answer->fault == SL_FAULT_SETUP)
        return next_kind(c, true);
    if (sl_answer_passes(answer))
        return SL_LIST_LATER;
    if (!answer->ok || !json_is_array(channels))
        return SL_LIST_FAILED;
    for (const struct json *ch = json_first(channels); ch; ch = json_after(ch)) {
        if (!add_listed(c, ch))
            return SL_LIST_FAILED;
    }
    if (next && next[0] && c->count < SL_CONVERSATIONS_MOST &&
        ident_copy(c->cursor, sizeof c->cursor, next))
        return SL_LIST_MORE;
    return next_kind(c, false);
}

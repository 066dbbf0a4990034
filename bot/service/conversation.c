#include "service/conversation.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 64, VALUE_MAX = 1024 };

static void name_of(const struct conversations *c, char kind, const char *channel,
                    const char *id, char out[NAME_SIZE])
{
    char hash[PSEUDONYM_SIZE];

    pseudonym_make(c->key, channel, id, hash);
    snprintf(out, NAME_SIZE, CONVERSATION_PREFIX "%c:%s", kind, hash);
}

/* Value: who asked last, a blank, the context. */
static bool load(const struct conversations *c, const char *name, const char *who,
                 struct faq_context *out, bool *same_person)
{
    char value[VALUE_MAX];

    if (!ledger_note_get(c->ledger, c->connection, name, value, sizeof value))
        return false;
    const char *blank = strchr(value, ' ');
    if (!blank || !faq_context_read(out, span_of(blank + 1)))
        return false;
    size_t len = (size_t)(blank - value);
    *same_person = len == strlen(who) && memcmp(value, who, len) == 0;
    return true;
}

void conversation_load(const struct conversations *c, const struct message *m,
                       struct faq_context *out, bool *same_person)
{
    char name[NAME_SIZE], who[PSEUDONYM_SIZE];

    memset(out, 0, sizeof *out);
    *same_person = false;
    pseudonym_make(c->key, "", m->user, who);
    if (*m->thread) {
        name_of(c, 't', m->channel, m->thread, name);
        if (load(c, name, who, out, same_person) || m->place != PLACE_DIRECT)
            return;
    }
    name_of(c, 'u', m->channel, m->user, name);
    if (!load(c, name, who, out, same_person))
        memset(out, 0, sizeof *out);
}

static bool save(const struct conversations *c, const char *name, const char *value,
                 int64_t now_ms, struct err *e)
{
    return ledger_note_set(c->ledger, c->connection, name, value, now_ms, e);
}

bool conversation_save(const struct conversations *c, const struct message *m,
                       const struct faq_context *context, int64_t now_ms, struct err *e)
{
    char name[NAME_SIZE], who[PSEUDONYM_SIZE];
    struct buf value;
    bool ok;

    buf_init(&value, VALUE_MAX - 1);
    pseudonym_make(c->key, "", m->user, who);
    ok = (buf_format(&value, "%s ", who) && faq_context_write(context, &value)) ||
         err_set(e, ERR_MEMORY, "no memory for a conversation");
    if (ok && *m->reply_to) {
        name_of(c, 't', m->channel, m->reply_to, name);
        ok = save(c, name, value.data, now_ms, e);
    }
    if (ok && !*m->thread) {
        name_of(c, 'u', m->channel, m->user, name);
        ok = save(c, name, value.data, now_ms, e);
    }
    buf_free(&value);
    return ok;
}

bool conversation_forget(const struct conversations *c, const char *user, size_t *count,
                         struct err *e)
{
    char who[PSEUDONYM_SIZE + 1];

    pseudonym_make(c->key, "", user, who);
    memcpy(who + PSEUDONYM_SIZE - 1, " ", 2);
    return ledger_note_forget(c->ledger, c->connection, CONVERSATION_PREFIX, who, count,
                              e);
}

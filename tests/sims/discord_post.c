/* discord_post.c - creating and editing messages. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

enum { BODY_MAX = 1 << 20 };

static char *print_value(const struct json *value)
{
    struct buf out;

    if (!value)
        return NULL;
    buf_init(&out, BODY_MAX);
    if (!json_print(value, &out))
        abort();
    return buf_take(&out);
}

/* The bot's message with that nonce, of the last minutes, in any channel. */
static struct message *find_nonce(struct dc_sim *s, const char *nonce,
                                  struct channel **where)
{
    int64_t oldest = sim_now_us() - s->nonce_ms * 1000;

    for (size_t i = 0; i < s->channels; i++) {
        for (struct message *m = s->channel[i].newest; m && m->at_us >= oldest;
             m = m->older) {
            if (strcmp(m->author, BOT_USER) == 0 && strcmp(m->nonce, nonce) == 0) {
                *where = &s->channel[i];
                return m;
            }
        }
    }
    return NULL;
}

static void read_nonce(const struct json *body, char *out, size_t size)
{
    const char *text = json_get_text(body, "nonce");

    if (text)
        snprintf(out, size, "%s", text);
    else if (json_get(body, "nonce"))
        snprintf(out, size, "%" PRId64, json_get_int(body, "nonce", 0));
    else
        out[0] = '\0';
}

static struct refusal repeated(struct dc_sim *s, struct call *call, struct channel *c,
                               const struct message *m)
{
    sim_count(&s->counts, "repeats");
    if (m->deleted)
        return (struct refusal){404, 10008, NULL};
    if (strcmp(m->text, sim_text(call->body, "content")) != 0)
        sim_note(&s->violations, "one nonce for two texts: %s", m->nonce);
    shape_message(s, call->w, c, m, SHAPE_OWN, true);
    return (struct refusal){0, 0, NULL};
}

struct refusal call_post(struct dc_sim *s, struct call *call)
{
    struct channel *c = store_channel(s, call->part[1]), *where;
    struct refusal no = check_post(s, c, call->body);
    char nonce[32];

    if (no.status)
        return no;
    read_nonce(call->body, nonce, sizeof nonce);
    struct message *m = nonce[0] && json_get_bool(call->body, "enforce_nonce", false)
                            ? find_nonce(s, nonce, &where)
                            : NULL;
    if (m)
        return repeated(s, call, where, m);
    m = store_add(s, c, BOT_USER, sim_text(call->body, "content"));
    snprintf(m->nonce, sizeof m->nonce, "%s", nonce);
    snprintf(m->reference, sizeof m->reference, "%s",
             sim_text(json_get(call->body, "message_reference"), "message_id"));
    m->type = m->reference[0] ? 19 : 0;
    m->flags = json_get_int(call->body, "flags", 0);
    m->components = print_value(json_get(call->body, "components"));
    shape_message(s, call->w, c, m, SHAPE_OWN, true);
    session_tell(s, c, m, "MESSAGE_CREATE");
    return no;
}

struct refusal call_edit(struct dc_sim *s, struct call *call)
{
    struct channel *c = store_channel(s, call->part[1]);
    struct message *m = store_message(c, call->part[3]);

    if (!m || m->deleted)
        return (struct refusal){404, 10008, NULL};
    if (strcmp(m->author, BOT_USER) != 0)
        return (struct refusal){403, 50005, NULL};
    store_set_text(m, sim_text(call->body, "content"));
    m->edited_us = sim_now_us();
    shape_message(s, call->w, c, m, SHAPE_REST, true);
    session_tell(s, c, m, "MESSAGE_UPDATE");
    return (struct refusal){0, 0, NULL};
}

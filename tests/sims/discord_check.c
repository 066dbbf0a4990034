/* discord_check.c - what a post may hold. */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "tests/sims/discord_inside.h"

enum {
    TEXT_MOST = 2000, /* code points */
    ROWS_MOST = 5,
    BUTTONS_MOST = 5,
    LABEL_MOST = 80,
    ID_MOST = 100,
    NONCE_MOST = 25,
    INVALID = 50035
};

static const struct refusal fine = {0, 0, NULL};

static struct refusal invalid(const char *detail)
{
    return (struct refusal){400, INVALID, detail};
}

static bool is_blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return !*text;
}

static bool has_kind(const struct json *parse, const char *kind)
{
    for (const struct json *p = json_first(parse); p; p = json_after(p)) {
        if (json_text(p) && strcmp(json_text(p), kind) == 0)
            return true;
    }
    return false;
}

/* Without allowed_mentions a text pings all that it names. */
static struct refusal check_mentions(struct dc_sim *s, const struct json *body)
{
    const struct json *allowed = json_get(body, "allowed_mentions");
    const struct json *parse = json_get(allowed, "parse");

    if ((has_kind(parse, "users") && json_len(json_get(allowed, "users")) > 0) ||
        (has_kind(parse, "roles") && json_len(json_get(allowed, "roles")) > 0))
        return invalid("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE");
    if (!json_is_object(allowed) || !json_is_array(parse))
        sim_note(&s->pings, "a post without allowed_mentions.parse");
    else if (json_len(parse) > 0 || json_len(json_get(allowed, "users")) > 0 ||
             json_len(json_get(allowed, "roles")) > 0)
        sim_note(&s->pings, "a post that lets names ping");
    if (json_get_bool(allowed, "replied_user", false))
        sim_note(&s->pings, "the asker is pinged");
    return fine;
}

static struct refusal check_button(const struct json *rows, const struct json *button)
{
    const char *id = sim_text(button, "custom_id");
    size_t same = 0;

    if (json_get_int(button, "type", 0) != 2 || json_get_int(button, "style", 0) < 1 ||
        !id[0] || utf8_count(span_of(id)) > ID_MOST)
        return invalid("BUTTON_COMPONENT_INVALID");
    if (utf8_count(span_of(sim_text(button, "label"))) > LABEL_MOST ||
        !sim_text(button, "label")[0])
        return invalid("BASE_TYPE_BAD_LENGTH");
    for (const struct json *r = json_first(rows); r; r = json_after(r)) {
        const struct json *b = json_first(json_get(r, "components"));
        for (; b; b = json_after(b))
            same += strcmp(sim_text(b, "custom_id"), id) == 0;
    }
    return same > 1 ? invalid("COMPONENT_CUSTOM_ID_DUPLICATED") : fine;
}

static struct refusal check_components(const struct json *rows)
{
    struct refusal no = fine;

    if (json_len(rows) > ROWS_MOST)
        return invalid("BASE_TYPE_MAX_LENGTH");
    for (const struct json *r = json_first(rows); r; r = json_after(r)) {
        const struct json *list = json_get(r, "components");
        if (json_get_int(r, "type", 0) != 1 || json_len(list) == 0 ||
            json_len(list) > BUTTONS_MOST)
            return invalid("BASE_TYPE_BAD_LENGTH");
        for (const struct json *b = json_first(list); b && !no.status; b = json_after(b))
            no = check_button(rows, b);
    }
    return no;
}

static struct refusal check_nonce(struct dc_sim *s, const struct json *body)
{
    const struct json *nonce = json_get(body, "nonce");
    const char *text = json_text(nonce);

    if (text && strlen(text) > NONCE_MOST)
        return invalid("NONCE_TYPE_TOO_LONG");
    if (!nonce || !json_get_bool(body, "enforce_nonce", false))
        sim_note(&s->violations, "a post without an enforced nonce");
    return fine;
}

/* To a message of this channel that is no notice of the system. */
static struct refusal check_reference(struct dc_sim *s, const struct channel *c,
                                      const struct json *body)
{
    const struct json *reference = json_get(body, "message_reference");
    const char *id = sim_text(reference, "message_id");
    const struct message *m = store_message(c, id);

    if (!reference) {
        if (!c->no_history && c->type != TYPE_THREAD)
            sim_note(&s->violations, "a post that refers to no question");
        return fine;
    }
    if (c->no_history)
        return (struct refusal){403, 160002, NULL};
    if (!m || m->deleted)
        return json_get_bool(reference, "fail_if_not_exists", true)
                   ? invalid("MESSAGE_REFERENCE_UNKNOWN_MESSAGE")
                   : fine;
    return m->type == 0 || m->type == 19 ? fine
                                         : invalid("REPLIES_CANNOT_REPLY_TO_SYSTEM");
}

struct refusal check_post(struct dc_sim *s, const struct channel *c,
                          const struct json *body)
{
    const char *text = sim_text(body, "content");

    if (is_blank(text))
        return (struct refusal){400, 50006, NULL};
    if (utf8_count(span_of(text)) > TEXT_MOST)
        return invalid("BASE_TYPE_MAX_LENGTH");
    struct refusal no = check_nonce(s, body);
    if (!no.status)
        no = check_mentions(s, body);
    if (!no.status)
        no = check_components(json_get(body, "components"));
    return no.status ? no : check_reference(s, c, body);
}

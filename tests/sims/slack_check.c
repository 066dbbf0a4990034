/* slack_check.c - what a post may hold. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "tests/sims/slack_inside.h"

enum {
    TEXT_SHOWN = 4000, /* longer ones are split into several messages, or refused */
    BLOCKS_MOST = 50,
    SECTION_MOST = 3000,
    ELEMENTS_MOST = 25,
    LABEL_MOST = 75,
    VALUE_MOST = 2000,
    ID_MOST = 255
};

static size_t length(const char *text)
{
    return utf8_count_utf16(span_of(text));
}

/* What would call somebody. */
static void note_pings(struct slack_sim *s, const char *text)
{
    static const char *const calls[] = {"<!channel", "<!here", "<!everyone", "<!subteam",
                                        "<@"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strstr(text, calls[i]))
            sim_note(&s->pings, "%s", calls[i]);
    }
}

static const char *check_text(struct slack_sim *s, const struct json *text,
                              const char *type, size_t most)
{
    const char *words = sim_text(text, "text");

    if (strcmp(sim_text(text, "type"), type) != 0 || !words[0] || length(words) > most)
        return "invalid_blocks";
    if (type[0] == 'm') {
        note_pings(s, words);
        if (!json_get_bool(text, "verbatim", false))
            sim_note(&s->violations, "mrkdwn without verbatim: names may ping");
    }
    return NULL;
}

static const char *check_button(struct slack_sim *s, const struct json *button)
{
    if (strcmp(sim_text(button, "type"), "button") != 0 ||
        !sim_text(button, "action_id")[0] ||
        length(sim_text(button, "action_id")) > ID_MOST ||
        length(sim_text(button, "value")) > VALUE_MOST)
        return "invalid_blocks";
    return check_text(s, json_get(button, "text"), "plain_text", LABEL_MOST);
}

static const char *check_actions(struct slack_sim *s, const struct json *block)
{
    const struct json *elements = json_get(block, "elements");
    const char *error = NULL;

    if (json_len(elements) == 0 || json_len(elements) > ELEMENTS_MOST)
        return "invalid_blocks";
    for (const struct json *e = json_first(elements); e && !error; e = json_after(e)) {
        error = check_button(s, e);
        for (const struct json *f = json_after(e); f && !error; f = json_after(f)) {
            if (strcmp(sim_text(e, "action_id"), sim_text(f, "action_id")) == 0)
                error = "invalid_blocks";
        }
    }
    return error;
}

static const char *check_block(struct slack_sim *s, const struct json *block)
{
    const char *type = sim_text(block, "type");

    if (length(sim_text(block, "block_id")) > ID_MOST)
        return "invalid_blocks";
    if (strcmp(type, "section") == 0)
        return check_text(s, json_get(block, "text"), "mrkdwn", SECTION_MOST);
    if (strcmp(type, "actions") == 0)
        return check_actions(s, block);
    if (strcmp(type, "context") == 0)
        return json_len(json_get(block, "elements")) > 0 ? NULL : "invalid_blocks";
    return "invalid_blocks";
}

static const char *check_blocks(struct slack_sim *s, const struct json *blocks)
{
    if (!blocks)
        return NULL;
    if (!json_is_array(blocks))
        return "invalid_blocks_format";
    if (json_len(blocks) > BLOCKS_MOST)
        return "invalid_blocks";
    for (const struct json *b = json_first(blocks); b; b = json_after(b)) {
        const char *error = check_block(s, b);
        if (error)
            return error;
        for (const struct json *c = json_after(b); c; c = json_after(c)) {
            const char *id = sim_text(b, "block_id");
            if (id[0] && strcmp(id, sim_text(c, "block_id")) == 0)
                return "invalid_blocks";
        }
    }
    return NULL;
}

static const char *check_metadata(const struct json *metadata)
{
    if (!metadata)
        return NULL;
    if (!sim_text(metadata, "event_type")[0] ||
        !json_is_object(json_get(metadata, "event_payload")))
        return "invalid_metadata_format";
    return NULL;
}

static const char *check_place(struct slack_sim *s, const struct json *params)
{
    const struct channel *c = store_channel(s, sim_text(params, "channel"));
    const struct json *thread = json_get(params, "thread_ts");

    if (!c)
        return "channel_not_found";
    if (!c->member)
        return "not_in_channel";
    if (c->archived)
        return "is_archived";
    if (thread && !json_text(thread))
        return "invalid_arguments"; /* a number loses digits */
    if (thread && !store_is_parent_ok(c, json_text(thread))) {
        sim_note(&s->violations, "thread_ts is no thread's first message: %.40s",
                 json_text(thread));
        return "thread_not_found";
    }
    return NULL;
}

const char *check_post(struct slack_sim *s, const struct json *params)
{
    const char *text = sim_text(params, "text");
    const char *error = check_place(s, params);

    if (error)
        return error;
    if (!text[0])
        return "no_text";
    if (length(text) > TEXT_SHOWN)
        return "msg_too_long";
    if (json_get_bool(params, "link_names", false) || sim_text(params, "parse")[0])
        sim_note(&s->violations, "names in the text would ping");
    note_pings(s, text);
    error = check_metadata(json_get(params, "metadata"));
    return error ? error : check_blocks(s, json_get(params, "blocks"));
}

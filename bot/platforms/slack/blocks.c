#include "platforms/slack/blocks.h"

#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"
#include "platforms/parts.h"
#include "platforms/slack/click.h"
#include "platforms/slack/text.h"

enum {
    TEXT_LIMIT = 3000, /* of a section; a longer text may be split or refused */
    BUTTON_LIMIT = 75
};

static void put_text_object(struct json_writer *w, const char *type, struct span text)
{
    bool plain = type[0] == 'p';

    json_open_object(w, "text");
    json_put_text(w, "type", type);
    json_put_span(w, "text", text);
    /* Without these, names in the text would ping, and ":)" become a picture. */
    json_put_bool(w, plain ? "emoji" : "verbatim", !plain);
    json_close(w);
}

static void put_section(struct json_writer *w, struct span text)
{
    json_open_object(w, NULL);
    json_put_text(w, "type", "section");
    put_text_object(w, "mrkdwn", text);
    json_close(w);
}

static void put_button(struct json_writer *w, const char *action, const char *value,
                       struct span label)
{
    json_open_object(w, NULL);
    json_put_text(w, "type", "button");
    json_put_text(w, "action_id", action);
    json_put_text(w, "value", value);
    put_text_object(w, "plain_text", label);
    json_close(w);
}

static void open_actions(struct json_writer *w)
{
    json_open_object(w, NULL);
    json_put_text(w, "type", "actions");
    json_open_array(w, "elements");
}

static void close_actions(struct json_writer *w)
{
    json_close(w);
    json_close(w);
}

/* "1. Title", cut where it is longer than a button. */
static bool write_label(struct buf *out, size_t number, const char *title)
{
    struct span rest = span_of(title);

    buf_clear(out);
    buf_format(out, "%zu. ", number);
    for (size_t at = 0; at < rest.len;) {
        uint32_t rune = utf8_next(rest, &at);
        if (utf8_count_utf16(buf_view(out)) + 3 > BUTTON_LIMIT) {
            buf_rune(out, 0x2026);
            break;
        }
        buf_rune(out, rune < ' ' ? ' ' : rune);
    }
    return !out->failed;
}

static void put_choices(struct json_writer *w, const struct platform_reply *reply)
{
    struct buf label;
    char action[32];

    buf_init(&label, 512);
    open_actions(w);
    for (size_t i = 0; i < reply->choice_count && i < PLATFORM_CHOICES; i++) {
        const struct platform_choice *c = &reply->choices[i];
        snprintf(action, sizeof action, SL_CHOICE "%zu", i + 1);
        if (!write_label(&label, i + 1, c->title))
            w->failed = true;
        put_button(w, action, c->topic, buf_view(&label));
    }
    close_actions(w);
    buf_free(&label);
}

static void put_invite(struct json_writer *w, const char *invite)
{
    struct buf text;

    buf_init(&text, 4096);
    if (!sl_text(&text, span_of(invite)))
        w->failed = true;
    json_open_object(w, NULL);
    json_put_text(w, "type", "context");
    json_open_array(w, "elements");
    json_open_object(w, NULL);
    json_put_text(w, "type", "mrkdwn");
    json_put_span(w, "text", buf_view(&text));
    json_close(w);
    json_close(w);
    json_close(w);
    buf_free(&text);
}

static void put_feedback(struct json_writer *w, const struct platform_words *words)
{
    open_actions(w);
    put_button(w, SL_HELPFUL, "yes", span_of(words->helpful));
    put_button(w, SL_UNHELPFUL, "no", span_of(words->unhelpful));
    close_actions(w);
}

static void put_blocks(struct json_writer *w, const struct part *part, void *user)
{
    const struct platform_reply *reply = user;

    json_open_array(w, "blocks");
    if (part->body.len > 0)
        put_section(w, part->body);
    if (part->list.len > 0) {
        put_choices(w, reply);
        if (reply->words.choose && *reply->words.choose)
            put_invite(w, reply->words.choose);
    }
    if (part->last && platform_asks_feedback(reply))
        put_feedback(w, &reply->words);
    json_close(w);
}

bool sl_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct platform_reply copy = *reply;
    struct parts_json json = {.text = "text", .more = put_blocks, .user = &copy};
    struct parts_style style = {.printer = &sl_printer,
                                .limit = TEXT_LIMIT,
                                .text = sl_text,
                                .invite = reply->words.choose};

    (void)p;
    return parts_render_json(reply, &style, &json, emit, user, e);
}

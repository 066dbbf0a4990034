#include "platforms/discord/handover.h"

#include <string.h>

#include "platforms/behind.h"
#include "platforms/discord/catchup.h"
#include "platforms/discord/event.h"

/* A resumed session brings what is minutes old, and nothing older (section 10). */
static const int64_t live_most_ms = (int64_t)2 * 3600 * 1000;

static void advance(struct discord *d, const char *channel, const char *id)
{
    struct platform_host *host = &d->base.host;
    struct platform_cursor c = {.at_ms = snowflake_ms(id)};

    ident_copy(c.id, sizeof c.id, id);
    if (c.at_ms > 0 && host->advance)
        host->advance(host->user, &d->base, channel, &c);
}

/* A thread is a channel of its own: a reply goes there, and what is said in it may be for
 * us once we have answered in it. */
static void tell(struct discord *d, const struct dc_item *item, enum message_kind kind,
                 bool caught_up)
{
    struct platform_host *host = &d->base.host;
    bool thread = recent_has(d->threads, span_of(item->channel));
    struct message m = {.kind = kind,
                        .place = item->place,
                        .id = item->id,
                        .channel = item->channel,
                        .thread = thread ? item->channel : "",
                        .reply_to = thread ? item->channel : "",
                        .user = item->user,
                        .text = span_trim(buf_view(&item->text)),
                        .mentioned = item->mentioned,
                        .caught_up = caught_up,
                        .at_ms = snowflake_ms(item->id)};

    if (kind == MESSAGE_POSTED)
        m.at_ms = caught_up ? behind_ours(&d->base, m.at_ms)
                            : behind_live(&d->base, m.at_ms, live_most_ms);
    host->message(host->user, &d->base, &m);
}

/* True when it was new to the host. */
static bool hand_over(struct discord *d, const struct dc_item *item, bool caught_up,
                      bool fresh)
{
    struct platform_host *host = &d->base.host;

    if (item->what == DC_OWN) {
        if (item->nonce[0] && host->receipt)
            host->receipt(host->user, &d->base, item->nonce, item->id);
        return false;
    }
    /* What catch-up reads may have been edited since: it was never answered. */
    bool asked = item->what == DC_ASKED || (caught_up && item->what == DC_EDITED);
    if (!asked || !fresh || !recent_add(d->recent, span_of(item->id)))
        return false;
    tell(d, item, MESSAGE_POSTED, caught_up);
    return true;
}

static void live(struct discord *d, const struct json *message, bool in_guild,
                 bool may_wait)
{
    struct dc_item item;

    if (!dc_item_read(&item, &d->self, message, in_guild)) {
        dc_log(d, LOG_WARN, "event_malformed", "MESSAGE_CREATE");
    } else if (!may_wait || item.what != DC_ASKED ||
               !dc_catchup_hold(d, item.channel, message, in_guild)) {
        hand_over(d, &item, false, true);
        if (!dc_catchup_reading(d, item.channel))
            advance(d, item.channel, item.id);
    }
    dc_item_free(&item);
}

void dc_handover_live(struct discord *d, const struct json *message, bool in_guild)
{
    const char *channel = json_get_text(message, "channel_id");

    if (snowflake_ok(channel))
        dc_catchup_heard(d, channel, json_get_text(message, "id"), in_guild);
    live(d, message, in_guild, true);
}

void dc_handover_held(struct discord *d, const struct json *message, bool in_guild)
{
    live(d, message, in_guild, false);
}

/* Embeds and pins update a message too; only an edit has edited_timestamp (section 6). */
void dc_handover_edit(struct discord *d, const struct json *message)
{
    struct dc_item item;

    if (dc_item_read(&item, &d->self, message,
                     json_get_text(message, "guild_id") != NULL) &&
        item.what == DC_EDITED)
        tell(d, &item, MESSAGE_EDITED, false);
    dc_item_free(&item);
}

void dc_handover_delete(struct discord *d, const char *channel, const char *id)
{
    struct dc_item item = {.what = DC_SEEN};

    if (snowflake_ok(channel) && snowflake_ok(id) &&
        ident_copy(item.channel, sizeof item.channel, channel) &&
        ident_copy(item.id, sizeof item.id, id))
        tell(d, &item, MESSAGE_DELETED, false);
}

/* Thumbs on one of our posts; the host knows which posts are ours. */
static const struct {
    const char *emoji;
    enum message_kind kind;
} votes[] = {{"\xF0\x9F\x91\x8D", MESSAGE_HELPFUL},
             {"\xE2\x9C\x85", MESSAGE_HELPFUL},
             {"\xF0\x9F\x91\x8E", MESSAGE_UNHELPFUL},
             {"\xE2\x9D\x8C", MESSAGE_UNHELPFUL}};

void dc_handover_reaction(struct discord *d, const struct json *reaction)
{
    const char *emoji = json_get_text(json_get(reaction, "emoji"), "name");
    const char *author = json_get_text(reaction, "message_author_id");
    struct dc_item item = {.what = DC_SEEN};

    if (!emoji || (author && strcmp(author, d->self.id) != 0) ||
        !ident_copy(item.id, sizeof item.id, json_get_text(reaction, "message_id")) ||
        !ident_copy(item.channel, sizeof item.channel,
                    json_get_text(reaction, "channel_id")) ||
        !ident_copy(item.user, sizeof item.user, json_get_text(reaction, "user_id")) ||
        strcmp(item.user, d->self.id) == 0)
        return;
    /* "👍" with a skin tone begins alike. */
    for (size_t i = 0; i < sizeof votes / sizeof votes[0]; i++)
        if (strncmp(emoji, votes[i].emoji, strlen(votes[i].emoji)) == 0) {
            tell(d, &item, votes[i].kind, false);
            return;
        }
}

bool dc_handover_caught(struct discord *d, const struct json *message, bool in_guild,
                        bool fresh)
{
    struct dc_item item;
    bool news = false;

    if (dc_item_read(&item, &d->self, message, in_guild)) {
        news = hand_over(d, &item, true, fresh);
        advance(d, item.channel, item.id);
    }
    dc_item_free(&item);
    return news;
}

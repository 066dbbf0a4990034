/* What an admin says in chat is done and answered in words. */
#include "base/utf8.h"
#include "service/room.h"
#include "service/service_inside.h"
#include "service/settings_channels.h"

enum { TEXT_MOST = 6000, EXPLAIN_MOST = 5000 };

static const char help[] =
    "I take these from you, in a direct message or when you name me:\n\n"
    "- `status`: how I am\n"
    "- `mode`: when I speak here; `mode mention`, `mode questions` or `mode off` changes "
    "it, "
    "`mode default` goes back to the settings\n"
    "- `mute`, `mute 2h`, `unmute`: only emergencies are answered here\n"
    "- `reload`: read intents and responses again\n"
    "- `explain`: why I gave the last answer here; `explain some words`: what I would "
    "understand\n\n"
    "`mode`, `mute` and `unmute` also take a channel by its id: `mute 2h in C0123`.\n";

/* Where a command is about: its own channel, or the one that it names. */
static const char *about(const struct command *command, const struct message *m)
{
    return *command->channel ? command->channel : m->channel;
}

/* Else an admin might take another channel's silence for this one's. */
static const char *place_of(const char *channel, const struct message *m)
{
    return strcmp(channel, m->channel) == 0 ? "here" : "there";
}

static bool say_mode(struct service *s, const struct intake_item *it,
                     const struct command *command, struct buf *out, struct err *e)
{
    const struct connection *c = it->from;
    const char *channel = about(command, &it->message);
    struct room room;
    int64_t now = service_unix(s);

    if (command->has_mode &&
        !room_say_mode(s->options.ledger, c->settings, channel,
                       command->mode_as_set ? NULL : &command->mode, now, e))
        return false;
    room_look(&room, c->settings, s->options.ledger, channel, now);
    return buf_format(out, "The mode %s is **%s**%s.\n", place_of(channel, &it->message),
                      settings_mode_name(room.mode),
                      room.mode_said ? ", said in chat" : ", by the settings");
}

static bool say_muted(struct service *s, const struct intake_item *it,
                      const struct command *command, struct buf *out, struct err *e)
{
    const struct connection *c = it->from;
    const char *channel = about(command, &it->message);
    const char *place = place_of(channel, &it->message);
    int64_t now = service_unix(s), until = 0;

    if (command->verb == COMMAND_MUTE)
        until = command->mute_ms ? now + command->mute_ms : ROOM_MUTED_FOR_GOOD;
    if (!room_say_muted(s->options.ledger, c->settings, channel, until, now, e))
        return false;
    if (!until)
        return buf_format(out, "I speak %s again.\n", place);
    return buf_format(out, "I am muted %s%s. Emergencies are still answered.\n", place,
                      command->mute_ms ? " for that long" : " until you say `unmute`");
}

/* Text for a terminal, inside a fence that nothing in it can end. */
static bool add_fenced(struct buf *out, struct span text)
{
    size_t len = utf8_fit(text, EXPLAIN_MOST);

    if (!buf_text(out, "```\n"))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!buf_char(out, text.ptr[i] == '`' ? '\'' : text.ptr[i]))
            return false;
    return buf_text(out, "\n```\n");
}

static bool explain(struct service *s, const struct intake_item *it,
                    const struct command *command, struct buf *out, struct err *e)
{
    struct faq_question q = {.text = command->words, .setting = FAQ_MENTION};
    struct faq *faq =
        packs_for(s->packs, settings_room(it->from->settings, it->message.channel));
    struct buf why;

    if (!q.text.len && !recall_last(s->recall, it->from->settings->name, &it->message,
                                    service_unix(s), &q))
        return buf_text(out, "I remember no answer here in the last quarter of an hour. "
                             "`explain some words` tells what I would understand.\n");
    buf_init(&why, (size_t)256 * 1024);
    bool ok = faq_explain(faq, &q, &why, e) && add_fenced(out, buf_view(&why));
    buf_free(&why);
    return ok;
}

static bool reload(struct service *s, struct buf *out)
{
    reload_start(s);
    return buf_text(out, "I read intents and responses again, and prove them first. "
                         "`status` tells how it ended.\n");
}

static bool carry_out(struct service *s, struct intake_item *it,
                      const struct command *command, struct buf *out, struct err *e)
{
    switch (command->verb) {
    case COMMAND_STATUS:
        return status_write(s, it->from, it->message.channel, out);
    case COMMAND_MODE:
        return say_mode(s, it, command, out, e);
    case COMMAND_MUTE:
    case COMMAND_UNMUTE:
        return say_muted(s, it, command, out, e);
    case COMMAND_RELOAD:
        return reload(s, out);
    case COMMAND_EXPLAIN:
        return explain(s, it, command, out, e);
    case COMMAND_COMMANDS:
        break;
    }
    return buf_text(out, help);
}

bool admin_is(const struct connection_settings *c, const char *user)
{
    size_t count = settings_has_admins(c) ? config_word_count(c->config, "admins") : 0;

    for (size_t i = 0; i < count; i++)
        if (strcmp(config_word(c->config, "admins", i), user) == 0)
            return true;
    return false;
}

bool admin_answer(struct service *s, struct intake_item *it,
                  const struct command *command, enum composed *how, struct err *e)
{
    /* A reply without topic, choices and feedback. */
    struct faq_reply reply = {.action = FAQ_SUGGEST, .topics = {"command"}};
    struct compose compose = {.ledger = s->options.ledger,
                              .outbox = it->from->outbox,
                              .platform = it->from->platform,
                              .message = &it->message,
                              .now_ms = service_unix(s)};
    struct buf text;

    reply.topic_count = 1;
    err_clear(e);
    buf_init(&text, TEXT_MOST);
    bool ok = carry_out(s, it, command, &text, e);
    if (ok) {
        reply.answer = buf_view(&text);
        *how = compose_reply(&compose, &reply, e);
    } else if (e->code == ERR_NONE) {
        err_set(e, ERR_MEMORY, "no memory for the answer to a command");
    }
    buf_free(&text);
    return ok;
}

/* api_create.c - POST /posts: who may, what is refused, and never twice for one
 * pending_post_id. The order of the checks is the real server's (Mattermost 11.6,
 * api4/post.go createPost, app/post.go CreatePost): rights and archive, then the key,
 * then the thread and the text. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "playground/api.h"
#include "playground/events.h"
#include "playground/posting.h"
#include "playground/print.h"

enum { POST_MAX = 2 << 20, PROPS_MAX = 800000 };

void posting_too_long(struct call *c)
{
    api_error(c, 400, "model.post.is_valid.message_length.app_error",
              "Post Message property is longer than the maximum permitted length.");
}

/* Set by the server, or not allowed from a client. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"from_bot",           "from_webhook",
                                           "from_oauth_app",     "from_plugin",
                                           "add_channel_member", "force_notification"};

    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(name, reserved[i]) == 0)
            return true;
    }
    return strncmp(name, "override_", 9) == 0;
}

/* What the client sent, cleaned; NULL after having answered. */
static struct json *clean_props(struct call *c)
{
    const struct json *sent = json_get(c->body, "props");
    struct json *props = NULL;
    struct json_writer w;
    struct buf text;

    buf_init(&text, PROPS_MAX);
    json_write(&w, &text);
    json_open_object(&w, NULL);
    for (const struct json *p = json_is_object(sent) ? json_first(sent) : NULL; p;
         p = json_after(p)) {
        if (!is_reserved(json_name(p)))
            json_put_value(&w, json_name(p), p);
    }
    if (c->user->bot)
        json_put_text(&w, "from_bot", "true");
    json_close(&w);
    if (!json_done(&w) || !json_parse(&props, buf_view(&text), PROPS_MAX, NULL))
        api_error(c, 400, "model.post.is_valid.props.app_error", "Invalid props.");
    buf_free(&text);
    return props;
}

static void answer_created(struct call *c, const struct post *p, bool fresh)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, POST_MAX);
    json_write(&w, &out);
    print_post(&w, NULL, p, fresh);
    api_json(c, 201, &out);
    buf_free(&out);
}

/* True when the key is known and the call is answered. */
static bool is_duplicate(struct call *c, const char *key)
{
    char id[IDENT_SIZE];
    const struct post *p;

    switch (dedup_find(c->room->dedup, key, c->now, id)) {
    case DEDUP_NEW:
        return false;
    case DEDUP_PENDING:
        api_error(c, 500, "api.post.deduplicate_create_post.pending",
                  "Rejected post since another client is making the same request.");
        return true;
    case DEDUP_DONE:
        break;
    }
    p = posts_get(c->room->store, id);
    if (!p || p->delete_at != 0) {
        api_error(c, 500, "api.post.deduplicate_create_post.failed_to_get",
                  "Failed to fetch the original post of the same request.");
        return true;
    }
    if (!channel_has(p->channel, c->user))
        return false;
    c->room->count.duplicates++;
    answer_created(c, p, false);
    return true;
}

/* The root of the thread to post in. False after having answered. */
static bool find_root(struct call *c, const struct channel *channel,
                      const struct post **root)
{
    const char *id = json_get_text(c->body, "root_id");

    *root = NULL;
    if (!id || id[0] == '\0')
        return true;
    *root = posts_get(c->room->store, id);
    if (!*root || (*root)->delete_at != 0 || (*root)->root_id[0] != '\0') {
        api_error(c, 400, "api.post.create_post.root_id.app_error",
                  "Invalid RootId parameter.");
        return false;
    }
    if ((*root)->channel != channel) {
        api_error(c, 400, "api.post.create_post.channel_root_id.app_error",
                  "Invalid ChannelId for RootId parameter.");
        return false;
    }
    return true;
}

static bool text_fits(struct call *c, const char *message, const char *type)
{
    if (utf8_count(span_of(message)) > POST_RUNES) {
        posting_too_long(c);
        return false;
    }
    if (type[0] != '\0' && strcmp(type, "me") != 0 && strncmp(type, "custom_", 7) != 0) {
        api_error(c, 400, "model.post.is_valid.type.app_error", "Invalid type.");
        return false;
    }
    return true;
}

/* The channel, when the caller may post there. NULL after having answered. */
static struct channel *find_place(struct call *c)
{
    const char *id = json_get_text(c->body, "id");
    struct channel *channel =
        store_channel(c->room->store, json_get_text(c->body, "channel_id"));

    if (!json_is_object(c->body)) {
        api_bad_body(c, "post");
        return NULL;
    }
    if (!channel || !channel_has(channel, c->user)) {
        api_forbidden(c);
        return NULL;
    }
    if (channel->delete_at != 0) {
        api_error(c, 400, "api.post.create_post.can_not_post_to_deleted.error",
                  "Can not post to deleted channel.");
        return NULL;
    }
    if (id && id[0] != '\0') {
        api_error(c, 400, "app.post.save.existing.app_error",
                  "You cannot update an existing Post.");
        return NULL;
    }
    return channel;
}

static const char *text_or_empty(const struct json *body, const char *name)
{
    const char *text = json_get_text(body, name);

    return text ? text : "";
}

static struct post *store_post(struct call *c, struct channel *channel, const char *key)
{
    struct post_draft draft = {.channel = channel,
                               .user = c->user,
                               .message = text_or_empty(c->body, "message"),
                               .type = text_or_empty(c->body, "type"),
                               .pending_id = key};
    struct post *p;

    if (!find_root(c, channel, &draft.root) || !text_fits(c, draft.message, draft.type))
        return NULL;
    draft.props = clean_props(c);
    if (!draft.props)
        return NULL;
    p = posts_add(c->room->store, &draft, c->now);
    if (!p) {
        json_free(draft.props);
        api_error(c, 500, "app.post.save.app_error", "Unable to save the Post.");
    }
    return p;
}

static void create(struct call *c, enum post_fault fault)
{
    const char *key = text_or_empty(c->body, "pending_post_id");
    int64_t delay_ms = fault == FAULT_SLOW ? c->room->faults.delay_ms : 0;
    struct channel *channel = find_place(c);
    struct post *p;

    if (!channel || is_duplicate(c, key))
        return;
    p = store_post(c, channel, key);
    if (!p)
        return;
    (void)dedup_put(c->room->dedup, key, p->id, c->now, c->now + delay_ms);
    c->user->active_at = c->now;
    c->room->count.posts++;
    event_posted(c->room, p);
    if (fault == FAULT_ERROR_AFTER) {
        api_error(c, 500, "app.post.save.app_error", "Unable to save the Post.");
        return;
    }
    request_delay(c->request, delay_ms);
    answer_created(c, p, true);
}

static void refuse_for_a_while(struct call *c)
{
    char seconds[24];

    (void)snprintf(seconds, sizeof seconds, "%" PRId64, c->room->faults.retry_after_s);
    request_header(c->request, "Retry-After", seconds);
    (void)request_answer(c->request, 429, "text/plain; charset=utf-8",
                         span_of("limit exceeded\n"));
}

void posts_create(struct call *c)
{
    enum post_fault fault = faults_post(c->room, c->user->bot);

    switch (fault) {
    case FAULT_NONE:
    case FAULT_SLOW:
    case FAULT_ERROR_AFTER:
        create(c, fault);
        return;
    case FAULT_BREAK_AFTER:
        create(c, fault);
        request_lose(c->request);
        return;
    case FAULT_BREAK_BEFORE:
        request_lose(c->request);
        api_ok(c); /* never arrives */
        return;
    case FAULT_LIMITED:
        refuse_for_a_while(c);
        return;
    case FAULT_BUSY:
        api_error(c, 503, "api.context.server_busy.app_error",
                  "Server is busy, non-critical services are temporarily unavailable.");
        return;
    case FAULT_PROXY:
        (void)request_answer(c->request, 404, "text/html",
                             span_of("<html><h1>default backend</h1></html>"));
        return;
    case FAULT_ERROR_BEFORE:
        api_error(c, 500, "app.post.save.app_error", "Unable to save the Post.");
        return;
    }
}

/* api_reactions.c - emoji under posts. */
#include <stdio.h>
#include <string.h>

#include "playground/api.h"
#include "playground/events.h"
#include "playground/print.h"

enum { LIST_MAX = 1 << 20 };

/* The real server knows the names of all emoji; here their shape is enough. */
static bool is_emoji(const char *name)
{
    size_t len = name ? strlen(name) : 0;

    return len > 0 && len <= 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789_+-") == len;
}

static void answer_reaction(struct call *c, const struct post *p,
                            const struct reaction *reaction)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, 4096);
    json_write(&w, &out);
    print_reaction(&w, NULL, p, reaction, 0);
    api_json(c, 200, &out);
    buf_free(&out);
}

static bool post_is_open(struct call *c, const struct post *p)
{
    if (p->channel->delete_at == 0)
        return true;
    api_error(c, 403, "api.reaction.save.archived_channel.app_error",
              "You cannot react in an archived channel.");
    return false;
}

void reactions_add(struct call *c)
{
    const char *user_id = json_get_text(c->body, "user_id");
    const char *post_id = json_get_text(c->body, "post_id");
    const char *emoji = json_get_text(c->body, "emoji_name");
    const struct reaction *reaction;
    struct post *p;
    bool fresh;

    if (!ident_ok(user_id) || !ident_ok(post_id) || !is_emoji(emoji)) {
        api_bad_body(c, "reaction");
        return;
    }
    if (strcmp(user_id, c->user->id) != 0) {
        api_forbidden(c);
        return;
    }
    p = api_post(c, post_id);
    if (!p || !post_is_open(c, p))
        return;
    reaction = posts_react(p, c->user, emoji, c->now, &fresh);
    if (!reaction) {
        api_error(c, 400, "app.reaction.save.save.too_many_reactions",
                  "This post has as many reactions as it can have.");
        return;
    }
    if (fresh)
        event_reaction(c->room, p, reaction, true);
    answer_reaction(c, p, reaction);
}

void reactions_remove(struct call *c)
{
    const struct user *u = api_user(c, c->param[0]);
    struct reaction removed;
    struct post *p;

    if (!u)
        return;
    if (u != c->user) {
        api_forbidden(c);
        return;
    }
    p = api_post(c, c->param[1]);
    if (!p || !post_is_open(c, p))
        return;
    if (posts_unreact(p, u, c->param[2], c->now, &removed))
        event_reaction(c->room, p, &removed, false);
    api_ok(c);
}

void reactions_list(struct call *c)
{
    const struct post *p = api_post(c, c->param[0]);
    struct json_writer w;
    struct buf out;

    if (!p)
        return;
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    for (const struct reaction *r = p->reactions; r; r = r->next)
        print_reaction(&w, NULL, p, r, 0);
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

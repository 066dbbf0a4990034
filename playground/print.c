/* print.c - see print.h. */
#include "playground/print.h"

void print_user(struct json_writer *w, const char *name, const struct user *u)
{
    json_open_object(w, name);
    json_put_text(w, "id", u->id);
    json_put_int(w, "create_at", u->create_at);
    json_put_int(w, "update_at", u->create_at);
    json_put_int(w, "delete_at", 0);
    json_put_text(w, "username", u->username);
    json_put_text(w, "auth_data", "");
    json_put_text(w, "auth_service", "");
    json_put_text(w, "email", "");
    json_put_text(w, "nickname", u->nickname);
    json_put_text(w, "first_name", "");
    json_put_text(w, "last_name", "");
    json_put_text(w, "position", "");
    json_put_text(w, "roles", "system_user");
    json_put_text(w, "locale", "en");
    if (u->bot) {
        json_put_bool(w, "is_bot", true);
        json_put_text(w, "bot_description", "");
    }
    json_close(w);
}

void print_channel(struct json_writer *w, const char *name, const struct store *s,
                   const struct channel *c)
{
    bool in_team = c->type == 'O' || c->type == 'P';

    json_open_object(w, name);
    json_put_text(w, "id", c->id);
    json_put_int(w, "create_at", c->create_at);
    json_put_int(w, "update_at", c->delete_at ? c->delete_at : c->create_at);
    json_put_int(w, "delete_at", c->delete_at);
    json_put_text(w, "team_id", in_team ? s->team_id : "");
    json_put_span(w, "type", (struct span){&c->type, 1});
    json_put_text(w, "display_name", c->display_name);
    json_put_text(w, "name", c->name);
    json_put_text(w, "header", "");
    json_put_text(w, "purpose", c->purpose);
    json_put_int(w, "last_post_at", c->last_post_at);
    json_put_int(w, "total_msg_count", c->total);
    json_put_int(w, "extra_update_at", 0);
    json_put_text(w, "creator_id", "");
    json_put_null(w, "scheme_id");
    json_put_null(w, "props");
    json_put_null(w, "group_constrained");
    json_close(w);
}

void print_reaction(struct json_writer *w, const char *name, const struct post *p,
                    const struct reaction *r, int64_t delete_at)
{
    json_open_object(w, name);
    json_put_text(w, "user_id", r->user_id);
    json_put_text(w, "post_id", p->id);
    json_put_text(w, "emoji_name", r->emoji);
    json_put_int(w, "create_at", r->create_at);
    json_put_int(w, "update_at", delete_at ? delete_at : r->create_at);
    json_put_int(w, "delete_at", delete_at);
    json_put_text(w, "remote_id", "");
    json_put_text(w, "channel_id", p->channel->id);
    json_close(w);
}

static void print_metadata(struct json_writer *w, const struct post *p)
{
    json_open_object(w, "metadata");
    if (p->reactions) {
        json_open_array(w, "reactions");
        for (const struct reaction *r = p->reactions; r; r = r->next)
            print_reaction(w, NULL, p, r, 0);
        json_close(w);
    }
    json_close(w);
}

void print_post(struct json_writer *w, const char *name, const struct post *p, bool fresh)
{
    json_open_object(w, name);
    json_put_text(w, "id", p->id);
    json_put_int(w, "create_at", p->create_at);
    json_put_int(w, "update_at", p->update_at);
    json_put_int(w, "edit_at", p->edit_at);
    json_put_int(w, "delete_at", p->delete_at);
    json_put_bool(w, "is_pinned", false);
    json_put_text(w, "user_id", p->user_id);
    json_put_text(w, "channel_id", p->channel->id);
    json_put_text(w, "root_id", p->root_id);
    json_put_text(w, "original_id", "");
    json_put_text(w, "message", p->message);
    json_put_text(w, "type", p->type);
    json_put_value(w, "props", p->props);
    json_put_text(w, "hashtags", "");
    json_open_array(w, "file_ids");
    json_close(w);
    json_put_text(w, "pending_post_id", fresh ? p->pending_id : "");
    json_put_text(w, "remote_id", "");
    json_put_int(w, "reply_count", p->replies);
    json_put_int(w, "last_reply_at", p->last_reply_at);
    json_put_null(w, "participants");
    if (p->reactions)
        json_put_bool(w, "has_reactions", true);
    print_metadata(w, p);
    json_close(w);
}

void print_pages(struct json_writer *w, const struct pages *pages, struct store *s,
                 struct channel *c, const struct pages_query *q)
{
    json_open_object(w, NULL);
    json_open_array(w, "order");
    for (size_t i = 0; i < pages->count; i++)
        json_put_text(w, NULL, pages->order[i]->id);
    json_close(w);
    json_open_object(w, "posts");
    if (q) {
        struct post *p = NULL;

        while ((p = pages_each(pages, s, c, q, p)))
            print_post(w, p->id, p, false);
    } else {
        for (size_t i = 0; i < pages->count; i++)
            print_post(w, pages->order[i]->id, pages->order[i], false);
    }
    json_close(w);
    json_put_text(w, "next_post_id", pages->next);
    json_put_text(w, "prev_post_id", pages->prev);
    json_put_bool(w, "has_next", pages->next[0] != '\0');
    json_put_int(w, "first_inaccessible_post_time", 0);
    json_close(w);
}

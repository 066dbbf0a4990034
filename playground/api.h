/* api.h - one call of the HTTP API: found in the table of routes, its token checked, its
 * body read, then handed to a handler, which answers with one of the functions below. */
#ifndef PLAYGROUND_API_H
#define PLAYGROUND_API_H

#include "base/json.h"
#include "playground/room_inside.h"

enum { CALL_PARAMS = 3, PARAM_SIZE = 65 };

struct call {
    struct room *room;
    struct request *request;
    struct user *user; /* who asks; NULL only where a route needs no token */
    char param[CALL_PARAMS][PARAM_SIZE];
    struct json *body; /* only where the route wants one */
    int64_t now;
};

/* Every request that is no WebSocket. */
void api_request(void *room, struct request *r);

/* Answers. An error has the real server's shape. */
void api_error(struct call *c, int status, const char *id, const char *message);
void api_ok(struct call *c); /* 200 {"status":"OK"} */
void api_json(struct call *c, int status, const struct buf *json);
void api_forbidden(struct call *c);
void api_bad_body(struct call *c, const char *name);
void api_bad_param(struct call *c, const char *name);

/* Looked up and checked: NULL after having answered. */
struct user *api_user(struct call *c, const char *id_or_me);
struct channel *api_channel(struct call *c, const char *id); /* one of the caller's */
struct post *api_post(struct call *c, const char *id); /* living, in such a channel */

/* Handlers, by file. */
void users_get(struct call *c);
void users_by_name(struct call *c);
void users_list(struct call *c);
void users_by_ids(struct call *c);
void users_typing(struct call *c);
void users_teams(struct call *c);
void system_config(struct call *c);
void system_ping(struct call *c);

void channels_mine(struct call *c);
void channels_get(struct call *c);
void channels_by_name(struct call *c);
void channels_direct(struct call *c);
void channels_members(struct call *c);
void channels_add_member(struct call *c);
void channels_remove_member(struct call *c);
void channels_archive(struct call *c);
void channels_restore(struct call *c);
void channels_view(struct call *c);

void posts_create(struct call *c);
void posts_one(struct call *c);
void posts_patch(struct call *c);
void posts_remove(struct call *c);
void posts_thread(struct call *c);
void posts_page(struct call *c);

void reactions_add(struct call *c);
void reactions_remove(struct call *c);
void reactions_list(struct call *c);

void guests_join(struct call *c);
void guests_about(struct call *c);

/* The page's files; what is none of them is answered 404. */
void web_serve(struct call *c);

#endif

#include "platforms/rocketchat/ddp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum ddp_kind kind_of(const char *msg)
{
    static const struct {
        const char *msg;
        enum ddp_kind kind;
    } kinds[] = {
        {"connected", DDP_CONNECTED}, {"failed", DDP_FAILED}, {"ping", DDP_PING},
        {"pong", DDP_PONG},           {"result", DDP_RESULT}, {"ready", DDP_READY},
        {"nosub", DDP_NOSUB},         {"changed", DDP_EVENT}, {"error", DDP_ERROR},
    };

    for (size_t i = 0; msg && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].msg, msg) == 0)
            return kinds[i].kind;
    }
    return DDP_OTHER;
}

bool ddp_read(struct ddp_frame *out, struct span text, size_t max_len)
{
    *out = (struct ddp_frame){.kind = DDP_OTHER};
    if (!json_parse(&out->root, text, max_len, NULL))
        return false;
    if (!json_is_object(out->root)) {
        ddp_free(out);
        return false;
    }
    const struct json *fields = json_get(out->root, "fields");
    out->kind = kind_of(json_get_text(out->root, "msg"));
    out->id = json_get_text(out->root, "id");
    out->error = json_get(out->root, "error");
    out->collection = json_get_text(out->root, "collection");
    out->event = json_get_text(fields, "eventName");
    out->args = json_get(fields, "args");
    if (json_is_null(out->error))
        out->error = NULL;
    if (out->kind == DDP_EVENT &&
        (!out->collection || !out->event || !json_is_array(out->args)))
        out->kind = DDP_OTHER;
    return true;
}

void ddp_free(struct ddp_frame *f)
{
    json_free(f->root);
    *f = (struct ddp_frame){.kind = DDP_OTHER};
}

bool ddp_is_ready(const struct ddp_frame *f, const char *id)
{
    const struct json *sub = json_first(json_get(f->root, "subs"));

    for (; sub; sub = json_after(sub)) {
        const char *text = json_text(sub);
        if (text && strcmp(text, id) == 0)
            return true;
    }
    return false;
}

bool ddp_error_is(const struct json *error, const char *code)
{
    const char *text = json_get_text(error, "error");
    char number[24];

    if (text)
        return strcmp(text, code) == 0;
    snprintf(number, sizeof number, "%lld",
             (long long)json_get_int(error, "error", INT64_MIN));
    return strcmp(number, code) == 0;
}

void ddp_error_text(const struct json *error, char *out, size_t size)
{
    const char *reason = json_get_text(error, "reason");

    if (!reason)
        reason = json_get_text(error, "message");
    if (!reason)
        reason = json_get_text(error, "error");
    snprintf(out, size, "%.160s", reason ? reason : "no reason given");
}

static void open_frame(struct json_writer *w, struct buf *out, const char *msg)
{
    buf_clear(out);
    json_write(w, out);
    json_open_object(w, NULL);
    json_put_text(w, "msg", msg);
}

static bool close_frame(struct json_writer *w)
{
    json_close(w);
    return json_done(w);
}

bool ddp_connect(struct buf *out)
{
    struct json_writer w;

    open_frame(&w, out, "connect");
    json_put_text(&w, "version", "1");
    json_open_array(&w, "support");
    json_put_text(&w, NULL, "1");
    json_close(&w);
    return close_frame(&w);
}

bool ddp_login(struct buf *out, const char *id, const char *token)
{
    struct json_writer w;

    open_frame(&w, out, "method");
    json_put_text(&w, "method", "login");
    json_put_text(&w, "id", id);
    json_open_array(&w, "params");
    json_open_object(&w, NULL);
    json_put_text(&w, "resume", token);
    json_close(&w);
    json_close(&w);
    return close_frame(&w);
}

bool ddp_subscribe(struct buf *out, const char *id, const char *name, const char *event)
{
    struct json_writer w;

    open_frame(&w, out, "sub");
    json_put_text(&w, "id", id);
    json_put_text(&w, "name", name);
    json_open_array(&w, "params");
    json_put_text(&w, NULL, event);
    json_open_object(&w, NULL);
    json_put_bool(&w, "useCollection", false);
    json_open_array(&w, "args");
    json_close(&w);
    json_close(&w);
    json_close(&w);
    return close_frame(&w);
}

bool ddp_ping(struct buf *out)
{
    struct json_writer w;

    open_frame(&w, out, "ping");
    return close_frame(&w);
}

bool ddp_pong(struct buf *out, const char *id)
{
    struct json_writer w;

    open_frame(&w, out, "pong");
    if (id)
        json_put_text(&w, "id", id);
    return close_frame(&w);
}

bool ddp_typing(struct buf *out, const char *id, const char *room, const char *username)
{
    struct json_writer w;
    char event[256];

    snprintf(event, sizeof event, "%s/user-activity", room);
    open_frame(&w, out, "method");
    json_put_text(&w, "method", "stream-notify-room");
    json_put_text(&w, "id", id);
    json_open_array(&w, "params");
    json_put_text(&w, NULL, event);
    json_put_text(&w, NULL, username);
    json_open_array(&w, NULL);
    json_put_text(&w, NULL, "user-typing");
    json_close(&w);
    json_open_object(&w, NULL);
    json_close(&w);
    json_close(&w);
    return close_frame(&w);
}

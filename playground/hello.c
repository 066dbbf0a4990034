/* hello.c - see hello.h. */
#include "playground/hello.h"

#include "base/json.h"

enum { HELLO_MAX = 2048 };

static void put_broadcast(struct json_writer *w, const struct client *c)
{
    json_open_object(w, "broadcast");
    json_put_null(w, "omit_users");
    json_put_text(w, "user_id", c->user->id);
    json_put_text(w, "channel_id", "");
    json_put_text(w, "team_id", "");
    json_put_text(w, "connection_id", "");
    json_put_text(w, "omit_connection_id", "");
    json_close(w);
}

/* Both are events that only this client gets. Without the last brace, as stream.h wants.
 */
static struct frame *make(const struct client *c, bool status)
{
    struct json_writer w;
    struct frame *f = NULL;
    struct buf out;

    buf_init(&out, HELLO_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "event", status ? "status_change" : "hello");
    json_open_object(&w, "data");
    if (status) {
        json_put_text(&w, "status", "online");
        json_put_text(&w, "user_id", c->user->id);
    } else {
        json_put_text(&w, "connection_id", c->stream.id);
        json_put_text(&w, "server_hostname", "playground");
        json_put_text(&w, "server_version", "11.6.0.playground.limber.false");
    }
    json_close(&w);
    put_broadcast(&w, c);
    json_close(&w);
    if (json_done(&w))
        f = frame_new((struct span){out.data, out.len - 1}, true);
    buf_free(&out);
    return f;
}

void hello_lead(struct client *c)
{
    struct frame *f = make(c, false);

    if (f)
        stream_lead(&c->stream, f);
    else
        peer_cut(c->peer);
    frame_drop(f);
}

void client_hello(struct client *c)
{
    struct frame *hello = make(c, false), *status = make(c, true);

    if (!hello || !status || !stream_push(&c->stream, hello) ||
        !stream_push(&c->stream, status))
        peer_cut(c->peer);
    frame_drop(hello);
    frame_drop(status);
    peer_want_write(c->peer);
}

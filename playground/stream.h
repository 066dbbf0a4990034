/* stream.h - pure: one client's numbered stream of events, which outlives its socket.
 *
 * As the real server keeps it (Mattermost 11.6, app/platform/web_conn.go): a queue of 256
 * waiting frames, the last 128 sent events kept for a client that comes back, events
 * numbered when they leave, replies to requests not numbered.
 *
 * Ownership: frames are shared and counted; a stream holds its own references. */
#ifndef PLAYGROUND_STREAM_H
#define PLAYGROUND_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "playground/ident.h"

enum { STREAM_QUEUE = 256, STREAM_DEAD = 128 };

/* An event's text lacks its end: ,"seq":N} is added when it leaves. */
struct frame {
    unsigned references;
    bool event;
    size_t len;
    char text[];
};
struct frame *frame_new(struct span text, bool event); /* NULL: no memory */
void frame_drop(struct frame *f);                      /* NULL is fine */

struct stream {
    char id[IDENT_SIZE];
    int64_t sequence; /* of the next event */
    struct {
        struct frame *frame;
        int64_t sequence;
    } dead[STREAM_DEAD];
    size_t dead_next;
    struct frame *queue[STREAM_QUEUE];
    size_t queue_first, queued;
    size_t replay, replays; /* where in dead, and how many are still to be sent again */
    struct frame *first;    /* goes before all: the hello of a stream that begins anew */
};

enum stream_resume {
    STREAM_REPLAY,   /* the client's number is among the dead: sent again from there */
    STREAM_CONTINUE, /* nothing was lost */
    STREAM_LOST /* too old: begins anew, with a new id; push a hello with stream_lead */
};

void stream_init(struct stream *s);
void stream_clear(struct stream *s);
/* False: the queue is full, and the stream has to be given up. Takes a reference. */
bool stream_push(struct stream *s, struct frame *f);
void stream_lead(struct stream *s, struct frame *f);
/* The client is back and expects this number. */
enum stream_resume stream_resume(struct stream *s, int64_t expected);
bool stream_waiting(const struct stream *s);
/* The next frame as it goes over the wire, into out (cleared first); false: none, or no
 * memory (out->failed). */
bool stream_next(struct stream *s, struct buf *out);
/* For tests of clients: numbers are left out, so that a gap appears. */
void stream_skip(struct stream *s, int64_t count);

#endif

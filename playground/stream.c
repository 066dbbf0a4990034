/* stream.c - queue, dead queue, numbers. */
#include "playground/stream.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"

struct frame *frame_new(struct span text, bool event)
{
    struct frame *f = mem_alloc(sizeof *f + text.len + 1);

    if (!f)
        return NULL;
    f->references = 1;
    f->event = event;
    f->len = text.len;
    memcpy(f->text, text.ptr, text.len);
    f->text[text.len] = '\0';
    return f;
}

void frame_drop(struct frame *f)
{
    if (f && --f->references == 0)
        mem_free(f);
}

static struct frame *hold(struct frame *f)
{
    f->references++;
    return f;
}

void stream_init(struct stream *s)
{
    memset(s, 0, sizeof *s);
    ident_new(s->id);
}

static void clear_dead(struct stream *s)
{
    for (size_t i = 0; i < STREAM_DEAD; i++) {
        frame_drop(s->dead[i].frame);
        s->dead[i].frame = NULL;
    }
    s->dead_next = 0;
    s->replays = 0;
}

void stream_clear(struct stream *s)
{
    clear_dead(s);
    for (; s->queued > 0; s->queued--) {
        frame_drop(s->queue[s->queue_first]);
        s->queue_first = (s->queue_first + 1) % STREAM_QUEUE;
    }
    frame_drop(s->first);
    s->first = NULL;
}

bool stream_push(struct stream *s, struct frame *f)
{
    if (s->queued == STREAM_QUEUE)
        return false;
    s->queue[(s->queue_first + s->queued++) % STREAM_QUEUE] = hold(f);
    return true;
}

void stream_lead(struct stream *s, struct frame *f)
{
    frame_drop(s->first);
    s->first = hold(f);
}

/* Finds a number among the dead; how many there are from it to the newest in *count. */
static bool find_dead(const struct stream *s, int64_t wanted, size_t *at, size_t *count)
{
    for (size_t i = 0; i < STREAM_DEAD && s->dead[i].frame; i++) {
        if (s->dead[i].sequence != wanted)
            continue;
        *at = i;
        *count = (s->dead_next + STREAM_DEAD - i) % STREAM_DEAD;
        if (*count == 0)
            *count = STREAM_DEAD;
        return true;
    }
    return false;
}

static bool lost_some(const struct stream *s, int64_t expected)
{
    size_t last = (s->dead_next + STREAM_DEAD - 1) % STREAM_DEAD;

    return s->dead[0].frame && s->dead[last].sequence != expected - 1;
}

enum stream_resume stream_resume(struct stream *s, int64_t expected)
{
    s->replays = 0;
    s->sequence = expected;
    if (expected == 0)
        return STREAM_CONTINUE; /* "no position": the numbers begin again at 0 */
    if (find_dead(s, expected, &s->replay, &s->replays)) {
        s->sequence = expected + (int64_t)s->replays;
        return STREAM_REPLAY;
    }
    if (!lost_some(s, expected))
        return STREAM_CONTINUE;
    clear_dead(s);
    ident_new(s->id);
    s->sequence = 0;
    return STREAM_LOST;
}

bool stream_waiting(const struct stream *s)
{
    return s->first || s->replays > 0 || s->queued > 0;
}

static bool print_event(const struct frame *f, int64_t sequence, struct buf *out)
{
    return buf_add(out, f->text, f->len) &&
           buf_format(out, ",\"seq\":%" PRId64 "}", sequence);
}

static bool next_replay(struct stream *s, struct buf *out)
{
    size_t at = s->replay;

    s->replay = (at + 1) % STREAM_DEAD;
    s->replays--;
    return print_event(s->dead[at].frame, s->dead[at].sequence, out);
}

/* Prints a frame that leaves for the first time; an event moves to the dead. */
static bool next_fresh(struct stream *s, struct frame *f, struct buf *out)
{
    bool ok;

    if (!f->event) {
        ok = buf_add(out, f->text, f->len);
        frame_drop(f);
        return ok;
    }
    frame_drop(s->dead[s->dead_next].frame);
    s->dead[s->dead_next].frame = f;
    s->dead[s->dead_next].sequence = s->sequence;
    s->dead_next = (s->dead_next + 1) % STREAM_DEAD;
    return print_event(f, s->sequence++, out);
}

bool stream_next(struct stream *s, struct buf *out)
{
    struct frame *f;

    buf_clear(out);
    if (s->replays > 0)
        return next_replay(s, out);
    if (s->first) {
        f = s->first;
        s->first = NULL;
        return next_fresh(s, f, out);
    }
    if (s->queued == 0)
        return false;
    f = s->queue[s->queue_first];
    s->queue_first = (s->queue_first + 1) % STREAM_QUEUE;
    s->queued--;
    return next_fresh(s, f, out);
}

void stream_skip(struct stream *s, int64_t count)
{
    s->sequence += count;
}

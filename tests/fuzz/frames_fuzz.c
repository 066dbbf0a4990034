/* Fragments of WebSocket messages. Each fragment of the input is one byte of flags (bit
 * 0: the last of its message, bit 1: binary), one of length, and so many bytes. */
#include "net/ws_internal.h"
#include "tests/fuzz/fuzz.h"

enum { MESSAGE_MAX = 300 };

struct seen {
    size_t whole, oversized;
    struct buf
        expected; /* the message that is coming in, as long as it is not too long */
    bool too_long;
};

static void on_message(void *user, struct ws *w, struct span message)
{
    struct seen *seen = user;

    (void)w;
    fuzz_must(!seen->too_long, "what is too long is not handed over");
    fuzz_must(span_equal(message, buf_view(&seen->expected)),
              "a message is what its fragments were");
    seen->whole++;
}

static void on_oversized(void *user, struct ws *w)
{
    struct seen *seen = user;

    (void)w;
    fuzz_must(seen->too_long, "only what is too long is dropped");
    seen->oversized++;
}

static void expect(struct seen *seen, struct span piece)
{
    if (!seen->too_long && !buf_add(&seen->expected, piece.ptr, piece.len))
        seen->too_long = true;
}

static void feed(struct ws *w, struct seen *seen, struct span in)
{
    size_t at = 0, ended = 0;

    while (at + 2 <= in.len && !w->deaf) {
        unsigned flags = (unsigned char)in.ptr[at];
        size_t len = (unsigned char)in.ptr[at + 1], left = in.len - at - 2;
        struct span piece = {in.ptr + at + 2, len < left ? len : left};

        expect(seen, piece);
        ws_piece(w, piece, (flags & 2) != 0, (flags & 1) != 0);
        at += 2 + piece.len;
        if (!(flags & 1))
            continue;
        ended++;
        buf_clear(&seen->expected);
        seen->too_long = false;
        fuzz_must(w->deaf || seen->whole + seen->oversized == ended,
                  "each message is handed over or told, once");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {0};
    /* Closing, so that no timer is set; messages are still handed over. */
    struct ws w = {.state = WS_CLOSING, .user = &seen};

    w.setup.max_message = MESSAGE_MAX;
    w.events.text = on_message;
    w.events.binary = on_message;
    w.events.oversized = on_oversized;
    buf_init(&w.joined, MESSAGE_MAX);
    buf_init(&seen.expected, MESSAGE_MAX);
    feed(&w, &seen, fuzz_text(data, size));
    buf_free(&w.joined);
    buf_free(&seen.expected);
    return 0;
}

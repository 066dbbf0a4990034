/* Slack's envelopes: events, messages that catch-up read, and clicks. */
#include "base/json.h"
#include "base/utf8.h"
#include "platforms/slack/click.h"
#include "platforms/slack/event.h"
#include "platforms/slack/stamp.h"
#include "tests/fuzz/fuzz.h"

enum { FRAME_LIMIT = 1 << 20 };

static void check(const struct sl_decoded *d)
{
    if (d->posted)
        fuzz_must(d->id && d->channel && stamp_micros(d->id) > 0,
                  "what moves the cursor names its place");
    if (d->what != SL_MESSAGE)
        return;
    fuzz_must(d->message.id && d->message.channel && d->message.user &&
                  d->message.thread && d->message.reply_to,
              "a message has all its ids");
    fuzz_must(utf8_valid(d->message.text, NULL), "its text is valid UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sl_self self = {.user = "U0BOT", .bot = "B0BOT"};
    struct sl_decoded d;
    struct json *frame = NULL;

    if (!json_parse(&frame, fuzz_text(data, size), FRAME_LIMIT, NULL))
        return 0;
    const struct json *payload = json_get(frame, "payload");
    if (sl_decode_event(&d, &self, json_get(payload, "event")))
        check(&d);
    sl_decoded_free(&d);
    if (sl_decode_click(&d, &self, payload))
        check(&d);
    sl_decoded_free(&d);
    if (sl_decode_read(&d, &self, frame, "C0", "channel"))
        check(&d);
    sl_decoded_free(&d);
    json_free(frame);
    return 0;
}

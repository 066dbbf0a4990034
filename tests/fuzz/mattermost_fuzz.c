/* Mattermost's events and posts. */
#include "base/json.h"
#include "base/utf8.h"
#include "platforms/mattermost/event.h"
#include "platforms/mattermost/outcome.h"
#include "tests/fuzz/fuzz.h"

enum { FRAME_LIMIT = 1 << 20 };

static void check(const struct mm_decoded *d)
{
    if (d->posted)
        fuzz_must(d->id && d->channel, "what moves the cursor names its place");
    if (d->what != MM_MESSAGE)
        return;
    fuzz_must(d->message.id && d->message.channel && d->message.user &&
                  d->message.thread && d->message.reply_to,
              "a message has all its ids");
    fuzz_must(utf8_valid(d->message.text, NULL), "its text is valid UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mm_self self = {.id = "botbotbotbotbotbotbotbotbo",
                                        .username = "limber"};
    static const char *const types[] = {"O", "P", "D", "G", ""};
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = 201, .body = fuzz_text(data, size)};
    struct mm_outcome outcome;
    struct mm_decoded d;
    struct json *frame = NULL;

    mm_outcome(&outcome, &answer);
    answer.status = 400;
    mm_outcome(&outcome, &answer);
    if (!json_parse(&frame, fuzz_text(data, size), FRAME_LIMIT, NULL))
        return 0;
    if (mm_decode_event(&d, &self, frame))
        check(&d);
    mm_decoded_free(&d);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (mm_decode_post(&d, &self, frame, types[i]))
            check(&d);
        mm_decoded_free(&d);
    }
    json_free(frame);
    return 0;
}

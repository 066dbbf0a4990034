/* Discord's messages, its text, and the line that keeps a session. */
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platforms/discord/event.h"
#include "platforms/discord/inbound.h"
#include "platforms/discord/outcome.h"
#include "tests/fuzz/fuzz.h"

enum { FRAME_LIMIT = 1 << 20 };

static void read_session(struct span text)
{
    char *line = mem_copy(text.ptr, text.len), again[DC_SESSION_TEXT];
    struct dc_session session;

    if (line && dc_session_read(&session, line))
        (void)dc_session_write(&session, again, sizeof again);
    mem_free(line);
}

/* The text as body and as header fields. */
static void read_answer(struct span text)
{
    struct buf headers = {.data = mem_copy(text.ptr, text.len), .len = text.len};
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = 429, .body = text, .headers = &headers};
    struct dc_outcome outcome;

    fuzz_must(headers.data != NULL, "memory for headers");
    dc_outcome(&outcome, &answer);
    fuzz_must(outcome.post.retry_ms >= 0, "a pause does not lie in the past");
    answer.status = 200;
    dc_outcome(&outcome, &answer);
    mem_free(headers.data);
}

static void read_text(struct span text, const struct dc_self *self)
{
    struct buf out;
    bool mentioned;

    buf_init(&out, FRAME_LIMIT);
    if (utf8_valid(text, NULL) && dc_inbound(text, self, &out, &mentioned))
        fuzz_must(utf8_valid(buf_view(&out), NULL), "a person's text stays UTF-8");
    buf_free(&out);
}

static void read_message(const struct json *message, const struct dc_self *self,
                         bool in_guild)
{
    struct dc_item item;

    if (!dc_item_read(&item, self, message, in_guild))
        return;
    fuzz_must(snowflake_ok(item.id) && snowflake_ok(item.channel),
              "what moves the cursor names its place");
    fuzz_must(item.what != DC_ASKED || *item.user, "a question has an author");
    dc_item_free(&item);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct dc_self self = {
        .id = "1000", .roles = {"2000", "2001"}, .role_count = 2};
    struct span text = fuzz_text(data, size);
    struct json *frame = NULL;

    read_session(text);
    read_text(text, &self);
    read_answer(text);
    if (!json_parse(&frame, text, FRAME_LIMIT, NULL))
        return 0;
    read_message(frame, &self, false);
    read_message(json_get(frame, "d"), &self, true);
    json_free(frame);
    return 0;
}

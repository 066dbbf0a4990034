/* Rocket.Chat's frames, its messages, and the pages of catch-up. */
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platforms/rocketchat/ddp.h"
#include "platforms/rocketchat/event.h"
#include "platforms/rocketchat/outcome.h"
#include "platforms/rocketchat/page.h"
#include "tests/fuzz/fuzz.h"

enum { FRAME_LIMIT = 1 << 20 };

static void on_reaction(void *user, bool helpful, const char *who)
{
    (void)helpful;
    (void)user;
    fuzz_must(who != NULL, "a reaction is somebody's");
}

static void read_message(const struct json *message, const char *type)
{
    static const struct rc_self self = {.id = "botbotbotbotbotbo", .username = "limber"};
    struct rc_item item;

    if (!rc_item_read(&item, &self, message, type))
        return;
    fuzz_must(*item.id && *item.room, "what moves the cursor names its place");
    if (item.what == RC_ASKED)
        fuzz_must(*item.user && utf8_valid(buf_view(&item.text), NULL),
                  "a question has an author and valid text");
    rc_item_free(&item);
    rc_reactions(message, on_reaction, NULL);
}

static void read_page(const struct json *result)
{
    size_t count = 0;
    struct rc_entry *list = rc_page_read(json_get(result, "updated"), &count);

    for (size_t i = 0; list && i < count; i++) {
        fuzz_must(i == 0 || list[i - 1].at_ms <= list[i].at_ms, "a page is in order");
        read_message(list[i].message, NULL);
    }
    mem_free(list);
    (void)rc_page_next(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = 400, .body = fuzz_text(data, size)};
    struct rc_outcome outcome;
    struct ddp_frame frame;
    char reason[64];

    rc_outcome(&outcome, &answer);
    answer.status = 200;
    rc_outcome(&outcome, &answer);
    if (!ddp_read(&frame, fuzz_text(data, size), FRAME_LIMIT))
        return 0;
    ddp_error_text(frame.error, reason, sizeof reason);
    (void)ddp_error_is(frame.error, "403");
    (void)ddp_is_ready(&frame, "1");
    read_message(json_at(frame.args, 0),
                 json_get_text(json_at(frame.args, 1), "roomType"));
    read_message(frame.root, "d");
    read_page(json_get(frame.root, "result"));
    ddp_free(&frame);
    return 0;
}

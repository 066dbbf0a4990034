/* Whole replies of all platforms: each payload can be read, whatever the
 * answer and the titles of the choices hold. Up to the first NUL the answer, then a
 * title. */
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platforms/discord/adapter.h"
#include "platforms/discord/kind.h"
#include "platforms/mattermost/adapter.h"
#include "platforms/mattermost/kind.h"
#include "platforms/rocketchat/adapter.h"
#include "platforms/rocketchat/kind.h"
#include "platforms/slack/kind.h"
#include "tests/fuzz/fuzz.h"

enum { PAYLOAD_MAX = 1 << 20, POST_LIMIT = 1000, PAYLOADS_MOST = 1000 };

static bool take_payload(void *user, struct span payload)
{
    unsigned *count = user;
    struct json *root = NULL;

    fuzz_must(json_parse(&root, payload, PAYLOAD_MAX, NULL), "a payload is JSON");
    fuzz_must(++*count < PAYLOADS_MOST, "a reply comes to an end");
    json_free(root);
    return true;
}

/* Mattermost's is the text itself. */
static bool take_text(void *user, struct span payload)
{
    unsigned *count = user;
    size_t runes = 0;

    fuzz_must(utf8_valid(payload, NULL), "a text is valid UTF-8");
    for (size_t i = 0; i < payload.len; i++)
        runes += ((unsigned char)payload.ptr[i] & 0xC0) != 0x80;
    fuzz_must(runes <= POST_LIMIT, "a text keeps the limit");
    fuzz_must(++*count < PAYLOADS_MOST, "a reply comes to an end");
    return true;
}

static void render(const struct platform_reply *reply)
{
    struct mattermost mattermost = {.post_limit = POST_LIMIT};
    struct rocketchat rocketchat = {.self = {.username = "limber"}};
    struct discord discord = {.self = {.id = "1000"}};
    unsigned count = 0;

    (void)mattermost_kind.render(&mattermost.base, reply, take_text, &count, NULL);
    (void)rocketchat_kind.render(&rocketchat.base, reply, take_payload, &count, NULL);
    (void)discord_kind.render(&discord.base, reply, take_payload, &count, NULL);
    (void)slack_kind.render(NULL, reply, take_payload, &count, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    size_t body = end ? (size_t)(end - data) : size;
    char *title = end ? mem_copy((const char *)end + 1, size - body - 1) : NULL;
    struct platform_choice choices[] = {{"medication.baclofen", title},
                                        {"definition.spasticity", "What is it?"}};
    struct platform_reply reply = {
        .feedback = true,
        .words = {"Pick one.", "Choose <one>.", "Helpful", "Not helpful"}};
    struct md *doc = NULL;

    if (title && utf8_valid(span_of(title), NULL)) {
        reply.choices = choices;
        reply.choice_count = 2;
    }
    if (md_read(&doc, fuzz_text(data, body), NULL)) {
        reply.doc = doc;
        render(&reply);
    }
    md_free(doc);
    mem_free(title);
    return 0;
}

/* Markdown through the printers of all platforms: parts keep the platform's limit, hold
 * valid text, and no part pings a room. */
#include "base/json.h"
#include "base/md.h"
#include "base/utf8.h"
#include "platforms/discord/text.h"
#include "platforms/mattermost/text.h"
#include "platforms/rocketchat/text.h"
#include "platforms/slack/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/md_plain.h"

/* Small, so that short inputs are cut too; large enough for the marks of the deepest
 * nesting. */
enum { LIMIT = 400, ROUNDS_MAX = 100000 };

struct printing {
    const struct md_printer *printer;
    const char *never; /* what would ping everybody; NULL: see `text` of the platform */
    unsigned parts;
};

static bool take_part(void *user, struct span part)
{
    struct printing *p = user;

    fuzz_must(utf8_valid(part, NULL), "a part is valid UTF-8");
    fuzz_must(p->printer->length(part) <= LIMIT, "a part keeps the limit");
    fuzz_must(!p->never || !part.len ||
                  !memmem(part.ptr, part.len, p->never, strlen(p->never)),
              "no part pings everybody");
    fuzz_must(p->parts++ < ROUNDS_MAX, "printing comes to an end");
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct printing printings[] = {
        {.printer = &md_plain},
        {.printer = &mm_printer},
        {.printer = &sl_printer, .never = "<!"},
        {.printer = &dc_printer},
        {.printer = &rc_printer},
    };
    struct md *doc = NULL;
    struct err e = {0};

    if (!md_read(&doc, fuzz_text(data, size), &e))
        return 0;
    for (size_t i = 0; i < sizeof printings / sizeof *printings; i++)
        (void)md_print(doc, printings[i].printer, LIMIT, take_part, &printings[i], &e);
    md_free(doc);
    return 0;
}

/* Slots and fragments of answers: up to the first NUL a body, then a fragment. */
#include "base/map.h"
#include "base/mem.h"
#include "faq/template.h"
#include "tests/fuzz/fuzz.h"

enum { FILLED_MAX = 1 << 18 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct faq_local locals[] = {{"a", "one"}, {"b", "{{a}} {{> x}}"}};
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    size_t body = end ? (size_t)(end - data) : size;
    char *fragment = end ? mem_copy((const char *)end + 1, size - body - 1) : NULL;
    struct answers texts = {.texts = map_new(8, 1)};
    struct buf out;
    size_t unknown = 0;

    buf_init(&out, FILLED_MAX);
    fuzz_must(texts.texts != NULL, "memory for texts");
    if (fragment)
        fuzz_must(map_put(texts.texts, span_of("> x"), fragment), "memory for texts");
    if (template_fill(&out, fuzz_text(data, body), &texts, locals, 2, &unknown)) {
        fuzz_must(unknown <= body, "an unknown slot is inside the body");
        fuzz_must(unknown < body || !memmem(data, body, "{{nobody}}", 10),
                  "an unknown slot is told");
    }
    buf_free(&out);
    map_free(texts.texts);
    mem_free(fragment);
    return 0;
}

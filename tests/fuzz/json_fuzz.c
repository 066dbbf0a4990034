/* Strict JSON: what is read can be printed, and reads the same again. */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MAX = 1 << 20, PRINTED_MAX = 8 << 20 };

static void walk(const struct json *v)
{
    for (const struct json *item = json_first(v); item; item = json_after(item)) {
        const char *name = json_name(item);

        if (name && json_is_object(v))
            fuzz_must(json_get(v, name) == item, "a member is found by its name");
        (void)json_text(item);
    }
    fuzz_must(json_at(v, json_len(v)) == NULL, "nothing is behind the last item");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json *first = NULL, *second = NULL;
    struct json_writer w;
    struct buf once, twice;
    struct err e = {0};

    buf_init(&once, PRINTED_MAX);
    buf_init(&twice, PRINTED_MAX);
    /* Any bytes can be written as a text. */
    json_write(&w, &once);
    json_put_span(&w, NULL, fuzz_text(data, size));
    fuzz_must(json_done(&w), "any text can be written");
    fuzz_must(json_parse(&first, buf_view(&once), PRINTED_MAX, &e) ||
                  memchr(data, 0, size),
              "a text that was written can be read");
    json_free(first);
    buf_clear(&once);
    if (json_parse(&first, fuzz_text(data, size), TEXT_MAX, &e)) {
        walk(first);
        fuzz_must(json_print(first, &once), "what was read can be printed");
        fuzz_must(json_parse(&second, buf_view(&once), PRINTED_MAX, &e),
                  "what was printed can be read");
        fuzz_must(json_print(second, &twice) &&
                      span_equal(buf_view(&once), buf_view(&twice)),
                  "it reads the same again");
        json_free(first);
        json_free(second);
    }
    buf_free(&once);
    buf_free(&twice);
    return 0;
}

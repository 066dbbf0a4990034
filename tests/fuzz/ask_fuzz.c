/* `limber ask --jsonl`: a line in, a line of JSON out. Over the tests' small content. */
#include "base/json.h"
#include "cli/ask_lines.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_content.h"

enum { INPUT_MAX = 1 << 18, LINE_MAX_OUT = 1 << 20 };

/* How many lines hold more than blanks. */
static size_t count_lines(struct span text)
{
    size_t count = 0, at = 0;

    while (at < text.len) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) - at : text.len - at;

        if (span_trim((struct span){text.ptr + at, len}).len)
            count++;
        at += len + 1;
    }
    return count;
}

static void check_lines(struct span text)
{
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        struct json *line = NULL;
        struct err e = {0};

        fuzz_must(end != NULL, "each line is ended");
        size_t len = (size_t)(end - text.ptr) - at;
        fuzz_must(
            json_parse(&line, (struct span){text.ptr + at, len}, LINE_MAX_OUT, &e) &&
                (json_get_text(line, "action") || json_get_text(line, "error")),
            "each line says what was done, or what is wrong");
        json_free(line);
        at += len + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct faq *faq;
    char *said = NULL, *copy;
    size_t said_len = 0;

    if (!faq)
        faq = fuzz_small_content();
    if (size == 0 || size > INPUT_MAX)
        return 0;
    copy = malloc(size);
    fuzz_must(copy != NULL, "memory for the input");
    memcpy(copy, data, size);
    FILE *in = fmemopen(copy, size, "r"), *out = open_memstream(&said, &said_len);
    fuzz_must(in && out, "streams in memory");
    fuzz_must(ask_lines(faq, in, out) == 0, "a bad line ends nothing");
    fclose(in);
    fclose(out);
    struct span lines = {said, said_len};
    check_lines(lines);
    fuzz_must(count_lines(lines) == count_lines(fuzz_text(data, size)),
              "a line out for each line in");
    free(said);
    free(copy);
    return 0;
}

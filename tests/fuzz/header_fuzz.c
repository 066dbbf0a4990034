/* Header fields and addresses that servers send. */
#include "base/mem.h"
#include "net/header.h"
#include "net/url.h"
#include "tests/fuzz/fuzz.h"

enum { URL_TEXT_MAX = 8192 };
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static void read_url(const char *text)
{
    struct url url, again;
    struct err e = {0};
    struct buf out;

    if (!url_parse(&url, text, &e))
        return;
    fuzz_must(url.tls || url_is_loopback(&url), "nothing leaves the machine in clear");
    fuzz_must(!strpbrk(url.host, "\r\n@/"), "a host is a host");
    fuzz_must(!strpbrk(url.path, "\r\n "), "a path smuggles nothing in");
    buf_init(&out, URL_TEXT_MAX);
    fuzz_must(buf_format(&out, "%s://", url.scheme) && url_authority(&url, &out) &&
                  buf_text(&out, url.path),
              "an address can be written");
    fuzz_must(url_parse(&again, out.data, &e) && again.port == url.port &&
                  strcmp(again.host, url.host) == 0,
              "it reads the same again");
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"Retry-After", "Location", "Date", "X-A", ""};
    char *text = mem_copy((const char *)data, size);

    fuzz_must(text != NULL, "memory for a text");
    if (header_line_ok(text) || header_value_ok(text))
        fuzz_must(!strpbrk(text, "\r\n"), "no field smuggles a second one in");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct span value = header_find(fuzz_text(data, size), names[i]);
        int64_t wait = header_retry_after(value, 1700000000000);

        fuzz_must(wait >= 0 && wait <= DAY_MS, "a pause is at most a day");
        (void)header_date(value);
    }
    fuzz_must(header_retry_after(fuzz_text(data, size), 1700000000000) <= DAY_MS,
              "a pause is at most a day");
    (void)header_date(fuzz_text(data, size));
    read_url(text);
    mem_free(text);
    return 0;
}

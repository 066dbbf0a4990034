#include "platforms/rest.h"

#include <stdio.h>

#include "platforms/ident.h"

/* The largest answers are pages of 200 messages of up to 64 KiB each; http's own maximum
 * comes first. */
enum { JSON_MAX = 16 << 20, URL_MAX = 2048 };

struct call *rest_send(struct calls *calls, const struct rest_server *to,
                       const struct rest_request *what, struct err *e)
{
    struct call *sent = NULL;
    struct buf url;

    buf_init(&url, URL_MAX);
    if (!buf_format(&url, "%s%s", to->root, what->path)) {
        buf_fail(&url, "the address of a request", e);
        goto out;
    }
    struct http_call call = {.method = what->method,
                             .url = url.data,
                             .bearer = to->bearer,
                             .headers = to->headers,
                             .body = what->body,
                             .timeout_ms = what->timeout_ms};
    sent = calls_send(calls, &call, what->done, what->drop, what->user, e);
out:
    buf_free(&url);
    return sent;
}

struct json *rest_json(const struct http_answer *answer)
{
    struct json *root = NULL;

    if (answer->outcome != HTTP_ANSWERED || answer->status < 200 || answer->status > 299)
        return NULL;
    return json_parse(&root, answer->body, JSON_MAX, NULL) ? root : NULL;
}

bool rest_is_foreign(const struct http_answer *answer)
{
    static const int by_request[] = {400, 408, 411, 413, 414, 415, 417, 429, 431};
    struct json *root = NULL;

    if (answer->outcome != HTTP_ANSWERED || answer->status < 400 || answer->status > 499)
        return false;
    for (size_t i = 0; i < sizeof by_request / sizeof by_request[0]; i++)
        if (answer->status == by_request[i])
            return false;
    json_parse(&root, answer->body, JSON_MAX, NULL);
    bool foreign = !json_is_object(root);
    json_free(root);
    return foreign;
}

void rest_reason(const struct http_answer *answer, char *out, size_t size)
{
    if (answer->outcome == HTTP_ANSWERED)
        snprintf(out, size, "the server answered with status %d", answer->status);
    else
        ident_cut(out, size,
                  answer->err.text[0] ? answer->err.text : "no answer from the server");
}

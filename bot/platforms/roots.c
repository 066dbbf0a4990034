#include "platforms/roots.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/url.h"

enum { URL_MAX = 1024 };

static bool ends_with(struct span text, const char *end)
{
    size_t len = strlen(end);

    return text.len >= len && memcmp(text.ptr + text.len - len, end, len) == 0;
}

static bool has_path(struct span url)
{
    const char *host = memmem(url.ptr, url.len, "://", 3);

    return host && memchr(host + 3, '/', url.len - (size_t)(host + 3 - url.ptr));
}

bool roots_write(struct buf *out, const char *url, const char *api, const char *after)
{
    struct span root = span_of(url);

    while (root.len > 0 && root.ptr[root.len - 1] == '/')
        root.len--;
    bool wanted = !after     ? !ends_with(root, api)
                  : after[0] ? ends_with(root, after)
                             : !has_path(root);
    return buf_span(out, root) && (!wanted || buf_text(out, api));
}

static bool is_root(struct url *parsed, const struct buf *text, const char *wrong,
                    struct err *e)
{
    if (text->failed)
        return buf_fail(text, "url", e);
    if (url_parse(parsed, text->data ? text->data : "", e) &&
        strncmp(parsed->scheme, "http", 4) == 0 && !strchr(parsed->path, '?'))
        return true;
    if (!e || e->code == ERR_NONE)
        err_set(e, ERR_VALUE, "%s", wrong);
    return false;
}

char *roots_api(const char *url, const char *api, const char *after, const char *wrong,
                struct err *e)
{
    struct url parsed;
    struct buf text;
    char *root = NULL;

    buf_init(&text, URL_MAX);
    roots_write(&text, url, api, after);
    if (is_root(&parsed, &text, wrong, e)) {
        root = mem_copy_text(text.data);
        if (!root)
            err_set(e, ERR_MEMORY, "no memory for a connection's address");
    }
    buf_free(&text);
    return root;
}

bool roots_make(struct roots *out, const char *url, const char *api_path,
                bool socket_in_api, struct err *e)
{
    struct url api = {0};
    struct buf text;
    bool ok = false;

    *out = (struct roots){NULL, NULL};
    buf_init(&text, URL_MAX);
    roots_write(&text, url, api_path, NULL);
    if (!is_root(&api, &text,
                 "url must be the server's root, such as https://chat.example.org", e))
        goto out;
    out->api = mem_copy_text(text.data);
    buf_clear(&text);
    buf_format(&text, "%s://", api.tls ? "wss" : "ws");
    url_authority(&api, &text);
    size_t below = strlen(api.path) - (socket_in_api ? 0 : strlen(api_path));
    buf_format(&text, "%.*s/websocket", (int)below, api.path);
    out->socket = text.failed ? NULL : mem_copy_text(text.data);
    ok = (out->api && out->socket) ||
         err_set(e, ERR_MEMORY, "no memory for a connection's addresses");
out:
    buf_free(&text);
    return ok;
}

void roots_free(struct roots *r)
{
    mem_free(r->api);
    mem_free(r->socket);
    *r = (struct roots){NULL, NULL};
}

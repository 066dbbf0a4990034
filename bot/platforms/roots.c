#include "platforms/roots.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/url.h"

enum { URL_MAX = 1024 };

/* Without the slashes and the API's path at its end. */
static struct span root_of(const char *text, const char *api_path)
{
    struct span url = span_of(text);
    size_t len = strlen(api_path);

    while (url.len > 0 && url.ptr[url.len - 1] == '/')
        url.len--;
    if (url.len > len && memcmp(url.ptr + url.len - len, api_path, len) == 0)
        url.len -= len;
    return url;
}

static bool is_root(struct url *parsed, const char *url, struct err *e)
{
    if (url_parse(parsed, url, e) && strncmp(parsed->scheme, "http", 4) == 0 &&
        !strchr(parsed->path, '?'))
        return true;
    if (!e || e->code == ERR_NONE)
        err_set(e, ERR_VALUE,
                "url must be the server's root, such as https://chat.example.org");
    return false;
}

bool roots_make(struct roots *out, const char *url, const char *api_path,
                bool socket_in_api, struct err *e)
{
    struct url api;
    struct buf text;
    bool ok = false;

    *out = (struct roots){NULL, NULL};
    buf_init(&text, URL_MAX);
    buf_span(&text, root_of(url, api_path));
    buf_text(&text, api_path);
    if (text.failed) {
        buf_fail(&text, "url", e);
        goto out;
    }
    if (!is_root(&api, text.data, e))
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

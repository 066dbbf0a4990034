/* Checks and copies what ws_open is given. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/header.h"
#include "net/ws_internal.h"

enum { MOST_HEADERS = 32 };

static int64_t or_default(int64_t value, int64_t otherwise)
{
    return value > 0 ? value : otherwise;
}

static bool copy_text(char **out, const char *text, struct err *e)
{
    *out = mem_copy_text(text);
    return !text || *out || err_set(e, ERR_MEMORY, "WebSocket: out of memory");
}

static bool copy_headers(struct ws_setup *s, const char *const *headers, struct err *e)
{
    size_t count = 0;

    while (headers && headers[count]) {
        if (count == MOST_HEADERS)
            return err_set(e, ERR_LIMIT, "WebSocket to %s: more than %d headers",
                           s->authority, MOST_HEADERS);
        if (!header_line_ok(headers[count]))
            return err_set(e, ERR_VALUE,
                           "WebSocket to %s: header %zu is not \"Name: value\"",
                           s->authority, count + 1);
        count++;
    }
    s->headers = mem_zero(count + 1, sizeof *s->headers);
    if (!s->headers)
        return err_set(e, ERR_MEMORY, "WebSocket: out of memory");
    for (size_t i = 0; i < count; i++)
        if (!copy_text(&s->headers[i], headers[i], e))
            return false;
    return true;
}

static bool copy_url(struct ws_setup *s, const char *text, struct err *e)
{
    struct buf authority;
    bool ok;

    if (!url_parse(&s->url, text, e))
        return false;
    if (strncmp(s->url.scheme, "ws", 2) != 0)
        return err_set(e, ERR_VALUE, "WebSocket: %s:// is not a URL of WebSockets",
                       s->url.scheme);
    /* libwebsockets 4.1.6 cuts the host at the first ':' before it checks the
     * certificate, which no IPv6 address survives. */
    if (s->url.tls && s->url.ipv6)
        return err_set(e, ERR_VALUE,
                       "WebSocket to %s: use the host's name, not its IPv6 "
                       "address",
                       s->url.host);
    /* It also cuts the Host line and the name to check at 128 bytes, without a word. */
    if (strlen(s->url.host) > 100)
        return err_set(e, ERR_LIMIT, "WebSocket: the host name is too long");
    buf_init(&authority, sizeof s->authority - 1);
    ok = url_authority(&s->url, &authority);
    if (ok)
        memcpy(s->authority, authority.data, authority.len + 1);
    buf_free(&authority);
    return ok || err_set(e, ERR_MEMORY, "WebSocket: out of memory");
}

/* "http://host:port" or "host:port". */
static bool parse_proxy(const char *text, struct span *host, long *port_out)
{
    const char *colon;
    char *end = NULL;
    long port;

    if (span_starts(span_of(text), "http://"))
        text += 7;
    colon = strchr(text, ':');
    port = colon ? strtol(colon + 1, &end, 10) : 0;
    if (port < 1 || port > 65535 || (*end && strcmp(end, "/") != 0) || colon == text ||
        colon - text > 110 || strcspn(text, "/@[]") < (size_t)(colon - text) ||
        strpbrk(colon, "@[]"))
        return false;
    *host = (struct span){text, (size_t)(colon - text)};
    *port_out = port;
    return true;
}

bool ws_proxy_ok(const char *proxy)
{
    struct span host;
    long port;

    return parse_proxy(proxy, &host, &port);
}

static bool copy_proxy(struct ws_setup *s, const char *text, struct err *e)
{
    struct span host;
    long port;

    if (!text || url_is_loopback(&s->url))
        return true;
    if (!parse_proxy(text, &host, &port))
        return err_set(e, ERR_VALUE,
                       "proxy must be http://HOST:PORT, without a password");
    s->proxy_port = (uint16_t)port;
    s->proxy_host = mem_copy(host.ptr, host.len);
    return s->proxy_host || err_set(e, ERR_MEMORY, "WebSocket: out of memory");
}

static bool copy_limits(struct ws_setup *s, const struct ws_options *o, struct err *e)
{
    s->max_message = o->max_message > 0 ? o->max_message : (size_t)4 * 1024 * 1024;
    s->max_queue = o->max_queue > 0 ? o->max_queue : (size_t)1024 * 1024;
    s->connect_timeout_ms = or_default(o->connect_timeout_ms, 15000);
    s->ping_every_ms = or_default(o->ping_every_ms, 20000);
    s->hangup_after_ms = or_default(o->hangup_after_ms, 30000);
    s->message_within_ms = or_default(o->message_within_ms, (int64_t)2 * 60 * 1000);
    return s->hangup_after_ms > s->ping_every_ms ||
           err_set(e, ERR_VALUE,
                   "WebSocket to %s: the time to hang up must be longer than the time "
                   "between pings",
                   s->authority);
}

bool ws_setup_fill(struct ws_setup *s, const struct ws_options *o, struct loop *l,
                   struct err *e)
{
    if (!copy_url(s, o->url, e) || !copy_headers(s, o->headers, e) ||
        !copy_proxy(s, o->proxy, e) || !copy_limits(s, o, e))
        return false;
    if (o->bearer && (!header_value_ok(o->bearer) || strlen(o->bearer) > 8192))
        return err_set(e, ERR_VALUE, "WebSocket to %s: the token cannot go into a header",
                       s->authority);
    return copy_text(&s->bearer, o->bearer, e) &&
           copy_text(&s->ca_file, o->ca_file ? o->ca_file : loop_ca_file(l), e);
}

static void free_secret_text(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    mem_free(text);
}

void ws_setup_free(struct ws_setup *s)
{
    for (size_t i = 0; s->headers && s->headers[i]; i++)
        free_secret_text(s->headers[i]);
    mem_free(s->headers);
    free_secret_text(s->bearer);
    mem_free(s->ca_file);
    mem_free(s->proxy_host);
}

#include "net/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/ascii.h"
#include "base/span.h"

enum { MOST_URL = 2048 };

struct scheme {
    const char *name;
    uint16_t port;
    bool tls;
};

static const struct scheme schemes[] = {
    {"https", 443, true},
    {"wss", 443, true},
    {"http", 80, false},
    {"ws", 80, false},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static const struct scheme *find_scheme(const char *name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strcmp(schemes[i].name, name) == 0)
            return &schemes[i];
    return NULL;
}

/* RFC 3986 section 3.1: a scheme has no case. Gives what follows "://". */
static const char *read_scheme(struct url *out, const char *text)
{
    const char *end = strstr(text, "://");
    size_t len = end ? (size_t)(end - text) : 0;
    const struct scheme *s;

    if (len == 0 || len >= sizeof out->scheme)
        return NULL;
    for (size_t i = 0; i < len; i++)
        out->scheme[i] = lower(text[i]);
    out->scheme[len] = '\0';
    s = find_scheme(out->scheme);
    if (!s)
        return NULL;
    out->port = s->port;
    out->tls = s->tls;
    return end + 3;
}

/* Visible ASCII only, without what RFC 3986 excludes and parsers disagree about. */
static bool characters_ok(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c <= 0x20 || c >= 0x7f || strchr("\"<>\\#", c))
            return false;
    }
    return true;
}

static bool read_port(struct url *out, struct span digits)
{
    unsigned port = 0;

    if (digits.len == 0 || digits.len > 5)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
            return false;
        port = port * 10 + (unsigned)(digits.ptr[i] - '0');
    }
    if (port == 0 || port > 65535)
        return false;
    out->port = (uint16_t)port;
    return true;
}

static bool copy_host(struct url *out, struct span host)
{
    if (host.len == 0 || host.len >= sizeof out->host)
        return false;
    for (size_t i = 0; i < host.len; i++)
        out->host[i] = lower(host.ptr[i]);
    out->host[host.len] = '\0';
    return true;
}

static bool name_ok(const char *host)
{
    if (*host == '.' || *host == '-')
        return false;
    for (const char *p = host; *p; p++) {
        if (!ascii_is_alnum(*p) && !strchr(".-_", *p))
            return false;
        if (p[0] == '.' && p[1] == '.')
            return false;
    }
    return true;
}

static bool read_ipv6(struct url *out, struct span authority, struct span *rest)
{
    const char *end = memchr(authority.ptr, ']', authority.len);
    struct in6_addr address;
    struct span host;

    if (!end)
        return false;
    host = (struct span){authority.ptr + 1, (size_t)(end - authority.ptr) - 1};
    if (!copy_host(out, host) || inet_pton(AF_INET6, out->host, &address) != 1)
        return false;
    out->ipv6 = true;
    *rest = (struct span){end + 1, authority.len - (size_t)(end + 1 - authority.ptr)};
    return true;
}

static bool read_name(struct url *out, struct span authority, struct span *rest)
{
    const char *colon = memchr(authority.ptr, ':', authority.len);
    size_t len = colon ? (size_t)(colon - authority.ptr) : authority.len;

    *rest = (struct span){authority.ptr + len, authority.len - len};
    return copy_host(out, (struct span){authority.ptr, len}) && name_ok(out->host);
}

static bool read_authority(struct url *out, struct span authority, struct err *e)
{
    struct span rest;
    bool ok;

    if (memchr(authority.ptr, '@', authority.len))
        return err_set(e, ERR_VALUE,
                       "URL holds a user name or password: give them as settings");
    ok = authority.len > 0 && authority.ptr[0] == '[' ? read_ipv6(out, authority, &rest)
                                                      : read_name(out, authority, &rest);
    if (!ok)
        return err_set(e, ERR_VALUE, "URL has no valid host name");
    if (rest.len > 0 && (rest.ptr[0] != ':' ||
                         !read_port(out, (struct span){rest.ptr + 1, rest.len - 1})))
        return err_set(e, ERR_VALUE, "URL has a bad port after host %s", out->host);
    return true;
}

static bool read_path(struct url *out, const char *text, struct err *e)
{
    size_t len = strlen(text);
    size_t slash = *text == '/' ? 0 : 1;

    if (slash + len >= sizeof out->path)
        return err_set(e, ERR_LIMIT, "URL of host %s has a path over %zu bytes",
                       out->host, sizeof out->path - 1);
    out->path[0] = '/';
    memcpy(out->path + slash, text, len + 1);
    return true;
}

bool url_parse(struct url *out, const char *text, struct err *e)
{
    const char *after;
    size_t len;

    memset(out, 0, sizeof *out);
    if (!text || !*text)
        return err_set(e, ERR_VALUE, "URL is missing");
    if (strlen(text) > MOST_URL)
        return err_set(e, ERR_LIMIT, "URL is longer than %d bytes", MOST_URL);
    after = read_scheme(out, text);
    if (!after)
        return err_set(e, ERR_VALUE,
                       "URL must start with https://, http://, wss:// or "
                       "ws://");
    if (!characters_ok(span_of(after)))
        return err_set(e, ERR_VALUE,
                       "URL holds a blank, a #fragment or another character "
                       "that URLs must not hold");
    len = strcspn(after, "/?");
    if (!read_authority(out, (struct span){after, len}, e) ||
        !read_path(out, after + len, e))
        return false;
    if (!out->tls && !url_is_loopback(out))
        return err_set(
            e, ERR_VALUE,
            "%s:// to host %s would send tokens readable by others: use %ss://",
            out->scheme, out->host, out->scheme);
    return true;
}

/* Only the plain spellings count: a name resolver takes many more for 127.0.0.1. */
bool url_is_loopback(const struct url *u)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (u->ipv6)
        return inet_pton(AF_INET6, u->host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
    if (inet_pton(AF_INET, u->host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return strcmp(u->host, "localhost") == 0;
}

bool url_authority(const struct url *u, struct buf *out)
{
    const struct scheme *s = find_scheme(u->scheme);

    if (!buf_format(out, u->ipv6 ? "[%s]" : "%s", u->host))
        return false;
    return (s && s->port == u->port) || buf_format(out, ":%u", (unsigned)u->port);
}

bool url_encode(struct buf *out, const char *s)
{
    for (; *s; s++) {
        bool plain = ascii_is_alnum(*s) || strchr("-._~", *s);

        if (plain ? !buf_char(out, *s)
                  : !buf_format(out, "%%%02X", (unsigned)(unsigned char)*s))
            return false;
    }
    return true;
}

/* One request's libcurl settings. Every default that matters is set explicitly. */
#include <string.h>

#include "base/mem.h"
#include "net/header.h"
#include "net/http_internal.h"

enum { MAX_AGE_OF_CONNECTION_S = 30, MOST_VALUE = 8192 };

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

static bool method_ok(const char *method)
{
    for (size_t i = 0; method && i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i], method) == 0)
            return true;
    return false;
}

static bool add_line(struct http_request *r, const char *line)
{
    struct curl_slist *more = curl_slist_append(r->headers, line);

    if (more)
        r->headers = more;
    return more != NULL;
}

static bool add_field(struct http_request *r, const char *name, const char *value,
                      struct err *e)
{
    struct buf line;
    bool ok;

    if (!header_value_ok(value) || strlen(value) > MOST_VALUE)
        return err_set(e, ERR_VALUE, "%s: the value of %s cannot go into a header",
                       r->what, name);
    buf_init(&line, strlen(name) + strlen(value) + 2);
    ok = buf_format(&line, "%s: %s", name, value) && add_line(r, line.data);
    if (line.data)
        explicit_bzero(line.data, line.len); /* it may hold a token */
    buf_free(&line);
    return ok || err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
}

static bool add_bearer(struct http_request *r, const char *token, struct err *e)
{
    struct buf value;
    bool ok;

    if (!header_value_ok(token) || strlen(token) > MOST_VALUE - 7)
        return err_set(e, ERR_VALUE, "%s: the token cannot go into a header", r->what);
    buf_init(&value, MOST_VALUE);
    ok = buf_format(&value, "Bearer %s", token)
             ? add_field(r, "Authorization", value.data, e)
             : err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
    if (value.data)
        explicit_bzero(value.data, value.len);
    buf_free(&value);
    return ok;
}

static bool add_headers(struct http_request *r, const struct http_call *call,
                        struct err *e)
{
    const char *type = call->content_type ? call->content_type : "application/json";

    for (size_t i = 0; call->headers && call->headers[i]; i++) {
        if (!header_line_ok(call->headers[i]))
            return err_set(e, ERR_VALUE, "%s: header %zu is not \"Name: value\"", r->what,
                           i + 1);
        if (!add_line(r, call->headers[i]))
            return err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
    }
    if (call->bearer && !add_bearer(r, call->bearer, e))
        return false;
    /* No "Expect: 100-continue": it costs a round trip, and a body is never large. An
     * empty type keeps libcurl from calling a bodyless POST a form. */
    if (!add_line(r, "Expect:"))
        return err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
    if (r->has_body)
        return add_field(r, "Content-Type", type, e);
    return add_line(r, "Content-Type:") ||
           err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
}

/* Given only once: there is no seek function, so libcurl cannot start over and thus
 * cannot re-send a request on a second connection (lib/transfer.c, Curl_retry_request;
 * with CURLOPT_POSTFIELDS it does, POST included). */
static size_t read_body(char *out, size_t size, size_t count, void *request)
{
    struct http_request *r = request;
    size_t room = size * count;
    size_t left = r->body_len - r->body_at;
    size_t n = left < room ? left : room;

    if (n > 0) {
        memcpy(out, r->body + r->body_at, n);
        r->body_read = true;
    }
    r->body_at += n;
    return n;
}

static size_t take_body(char *data, size_t size, size_t count, void *request)
{
    struct http_request *r = request;
    size_t n = size * count;

    if (buf_add(&r->answer, data, n))
        return n;
    r->starved = r->answer.starved;
    r->too_large = !r->starved;
    return 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *request)
{
    struct http_request *r = request;
    size_t n = size * count;

    /* A new status line: what came before was an interim answer (1xx). */
    if (span_starts((struct span){data, n}, "HTTP/"))
        buf_clear(&r->head);
    else
        buf_add(&r->head, data, n); /* what is over the bound is not kept */
    return n;
}

static void set_method(struct http_request *r, const char *method)
{
    bool is_get = strcmp(method, "GET") == 0;
    bool posts = r->has_body || strcmp(method, "POST") == 0 ||
                 strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0;

    curl_easy_setopt(r->easy, posts ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
    if (posts) {
        curl_easy_setopt(r->easy, CURLOPT_READFUNCTION, read_body);
        curl_easy_setopt(r->easy, CURLOPT_READDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
    }
    if (!is_get && strcmp(method, "POST") != 0)
        curl_easy_setopt(r->easy, CURLOPT_CUSTOMREQUEST, method);
    /* Without a body there is nothing that stops libcurl's own re-send, which it does
     * only on a connection that was used before. Reading twice does no harm. */
    if (!is_get && r->body_len == 0)
        curl_easy_setopt(r->easy, CURLOPT_FRESH_CONNECT, 1L);
}

static void set_security(struct http_request *r)
{
    CURL *c = r->easy;

    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
                     "http,https"); /* url.c bounds plain http */
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (r->h->ca_file) {
        curl_easy_setopt(c, CURLOPT_CAINFO, r->h->ca_file);
        curl_easy_setopt(c, CURLOPT_CAPATH, NULL); /* then only that one is trusted */
    }
}

/* "" and not unset: unset, libcurl asks the environment. */
static void set_proxy(struct http_request *r, const struct url *u)
{
    const char *proxy = r->h->proxy && !url_is_loopback(u) ? r->h->proxy : "";

    curl_easy_setopt(r->easy, CURLOPT_PROXY, proxy);
    curl_easy_setopt(r->easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(r->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void set_connection(struct http_request *r)
{
    CURL *c = r->easy;

    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L); /* no SIGALRM in the resolver */
    /* Else a cancel or timeout during the name look-up waits, and the loop with it, until
     * the resolver's thread has ended (lib/asyn-thread.c, Curl_resolver_kill). */
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
    /* One request at a time per connection: what a broken one did is then clear. */
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(c, CURLOPT_MAXAGE_CONN, (long)MAX_AGE_OF_CONNECTION_S);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)r->h->connect_timeout_ms);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms); /* drips included */
    curl_easy_setopt(c, CURLOPT_CLOSESOCKETFUNCTION, http_poll_close);
    curl_easy_setopt(c, CURLOPT_CLOSESOCKETDATA, r->h);
}

static void set_callbacks(struct http_request *r)
{
    CURL *c = r->easy;

    curl_easy_setopt(c, CURLOPT_PRIVATE, r);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->reason);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, r);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, r->headers);
    curl_easy_setopt(c, CURLOPT_USERAGENT,
                     r->h->user_agent ? r->h->user_agent : "limber/" LIMBER_VERSION);
    /* No CURLOPT_ACCEPT_ENCODING: an answer's size is what was sent. */
}

/* Built again from what url.c understood, so that both read the same. */
static bool set_url(struct http_request *r, const struct url *u, struct err *e)
{
    struct buf text;
    bool ok;

    buf_init(&text, 4096);
    ok = buf_format(&text, "%s://", u->scheme) && url_authority(u, &text) &&
         buf_text(&text, u->path) &&
         curl_easy_setopt(r->easy, CURLOPT_URL, text.data) == CURLE_OK;
    buf_free(&text);
    return ok || err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
}

static void name_it(struct http_request *r, const char *method, const struct url *u)
{
    struct buf text;

    buf_init(&text, sizeof r->what - 1);
    if (buf_format(&text, "%s to ", method) && url_authority(u, &text))
        memcpy(r->what, text.data, text.len + 1);
    buf_free(&text);
}

bool http_easy_set(struct http_request *r, const struct http_call *call, struct err *e)
{
    struct url u;

    if (!method_ok(call->method))
        return err_set(e, ERR_VALUE, "http: method %s is not known",
                       call->method ? call->method : "(none)");
    if (!url_parse(&u, call->url, e))
        return false;
    if (strncmp(u.scheme, "http", 4) != 0)
        return err_set(e, ERR_VALUE, "http: %s:// is not a URL of HTTP", u.scheme);
    name_it(r, call->method, &u);
    if (!add_headers(r, call, e) || !set_url(r, &u, e))
        return false;
    set_method(r, call->method);
    set_security(r);
    set_proxy(r, &u);
    set_connection(r);
    set_callbacks(r);
    return true;
}

/* The one libwebsockets context of the process, attached to our libuv loop. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "net/loop_internal.h"
#include "net/ws_lws.h"

enum { MOST_VHOSTS = 16 };

struct vhost_kind {
    struct lws_vhost *vhost;
    char *ca_file;
    bool tls, proxied;
};

struct loop_lws {
    struct lws_context *context;
    struct vhost_kind kinds[MOST_VHOSTS];
    size_t count;
};

static const char begin_certificate[] = "-----BEGIN CERTIFICATE-----";

/* The library's print function gets no user pointer in 4.1.6, so this must be a global:
 * the only one of the layer. It belongs to whichever loop was made last. */
static struct log *lws_log_target;

static void print_lws(int level, const char *line)
{
    char text[256];
    size_t len = strcspn(line, "\r\n");

    if (len >= sizeof text)
        len = sizeof text - 1;
    memcpy(text, line, len);
    text[len] = '\0';
    log_event(lws_log_target, level == LLL_ERR ? LOG_WARN : LOG_DEBUG, "net",
              "libwebsockets", LOG_WITH(log_text("text", text)));
}

/* Liveness is ours (ws.c, in milliseconds and by any frame heard). The library's own
 * check stays behind as a second net instead of its silent default of 300 s; its hang-up
 * must be later than its ping or it aborts the process. */
const lws_retry_bo_t ws_lws_validity = {
    .secs_since_valid_ping = 120,
    .secs_since_valid_hangup = 180,
};

static struct lws_context *new_context(uv_loop_t *uv)
{
    void *loops[] = {uv};
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .port = CONTEXT_PORT_NO_LISTEN,
        .foreign_loops = loops,
        .user = uv, /* for ws_lws.c */
        .gid = -1,
        .uid = -1,
        .retry_and_idle_policy = &ws_lws_validity,
        /* Our own timers are shorter; this bounds what they do not know of. */
        .timeout_secs = 60,
        /* Some platforms answer an upgrade with long cookies and policies. */
        .max_http_header_data = 16384,
        /* The upgrade request with a long path and token is built in this buffer. */
        .pt_serv_buf_size = 16384,
    };

    return lws_create_context(&info);
}

bool loop_lws_new(struct loop_lws **out, uv_loop_t *uv, struct log *log, struct err *e)
{
    /* Events about certificates go to the first vhost's protocol, whosever connection it
     * is; with this one, which has no other use, that is always ours. */
    static const struct lws_context_creation_info first = {
        .vhost_name = "first",
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = ws_lws_protocols,
        .gid = -1,
        .uid = -1,
    };
    struct loop_lws *w = mem_zero(1, sizeof *w);

    *out = NULL;
    if (!w)
        return err_set(e, ERR_MEMORY, "libwebsockets: out of memory");
    lws_log_target = log;
    lws_set_log_level(LLL_ERR | LLL_WARN, print_lws);
    /* It takes a proxy from here, and has no idea of no_proxy (lib/core-net/vhost.c). */
    unsetenv("http_proxy");
    w->context = new_context(uv);
    if (!w->context) {
        mem_free(w);
        return err_set(
            e, ERR_STATE,
            "libwebsockets cannot start: is libwebsockets-evlib-uv installed?");
    }
    *out = w;
    return lws_create_vhost(w->context, &first) ||
           err_set(e, ERR_MEMORY, "libwebsockets: out of memory");
}

struct lws_context *loop_lws_context(struct loop_lws *w)
{
    return w->context;
}

static struct lws_vhost *new_vhost(struct loop_lws *w, const char *ca_file, bool tls)
{
    struct lws_context_creation_info info = {
        .vhost_name = "client",
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = ws_lws_protocols,
        .gid = -1,
        .uid = -1,
        /* No extension: permessage-deflate of 4.1.6 can be aborted by the peer. */
        .extensions = NULL,
        .retry_and_idle_policy = &ws_lws_validity,
        .connect_timeout_secs = 60,
        .timeout_secs = 60,
        .client_ssl_ca_filepath = ca_file,
        /* From openssl/ssl.h: no SSL 3, TLS 1.0 or TLS 1.1. */
        .ssl_client_options_set = 0x02000000L | 0x04000000L | 0x10000000L,
    };

    if (tls) /* else it has no use for certificates */
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    if (ca_file) /* then only that one is trusted */
        info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
    return lws_create_vhost(w->context, &info);
}

/* Neither library says at once that such a file is missing or empty. */
bool loop_check_ca_file(const char *path, struct err *e)
{
    struct buf text;
    bool ok;

    if (!path)
        return true;
    buf_init(&text, (size_t)4 * 1024 * 1024);
    ok = file_read(path, &text, e);
    if (ok && (text.len == 0 || !memmem(text.data, text.len, begin_certificate,
                                        strlen(begin_certificate))))
        ok = err_set(e, ERR_VALUE, "%s holds no certificate in PEM form", path);
    buf_free(&text);
    return ok;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

struct lws_vhost *loop_lws_find(struct loop_lws *w, const char *ca_file, bool tls,
                                bool proxied, struct err *e)
{
    struct vhost_kind *kind;

    if (!tls)
        ca_file = NULL;
    for (size_t i = 0; i < w->count; i++)
        if (w->kinds[i].proxied == proxied && w->kinds[i].tls == tls &&
            same_text(w->kinds[i].ca_file, ca_file))
            return w->kinds[i].vhost;
    if (w->count == MOST_VHOSTS) {
        err_set(e, ERR_LIMIT, "more than %d different certificate files", MOST_VHOSTS);
        return NULL;
    }
    if (!loop_check_ca_file(ca_file, e))
        return NULL;
    kind = &w->kinds[w->count];
    kind->ca_file = mem_copy_text(ca_file);
    kind->tls = tls;
    kind->proxied = proxied;
    if (ca_file && !kind->ca_file) {
        err_set(e, ERR_MEMORY, "libwebsockets: out of memory");
        return NULL;
    }
    kind->vhost = new_vhost(w, ca_file, tls);
    if (!kind->vhost) {
        mem_free(kind->ca_file);
        err_set(e, ERR_VALUE, "cannot use the certificate file %s: is it a PEM file?",
                ca_file ? ca_file : "of the system");
        return NULL;
    }
    w->count++;
    return kind->vhost;
}

void loop_lws_stop(struct loop_lws *w)
{
    if (w)
        lws_context_destroy(w->context);
}

void loop_lws_free(struct loop_lws *w)
{
    if (!w)
        return;
    /* With a foreign loop 4.1.6 destroys in two calls: the first closes the handles, the
     * second, once libuv has finished with them, frees. */
    lws_context_destroy(w->context);
    for (size_t i = 0; i < w->count; i++)
        mem_free(w->kinds[i].ca_file);
    mem_free(w);
    lws_log_target = NULL;
}

/* Certificates, for both clients, against a server of our own on the same loop. */
#include "net/http.h"
#include "net/loop_internal.h"
#include "net/ws.h"

#include "tests/unit/net/ws_fixture.c"

/* Made once by the openssl command: two authorities; certificates of the first for
 * localhost, for another name, for 127.0.0.1, and one that has expired. */
static const char make_certificates[] =
    "set -e; cd \"$1\"; exec >log 2>&1\n"
    "key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'\n"
    "for ca in ca other; do\n"
    "  openssl req -x509 $key -keyout $ca.key -out $ca.pem -subj /CN=test-$ca -days 3\n"
    "done\n"
    "sign() {\n"
    "  openssl req $key -keyout $1.key -out $1.csr -subj /CN=$1\n"
    "  printf 'subjectAltName=%s\\n' \"$2\" >$1.ext\n"
    "  openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial \\\n"
    "    -out $1.pem -extfile $1.ext -days $3\n"
    "}\n"
    "sign good DNS:localhost 3\n"
    "sign wrong DNS:elsewhere.example 3\n"
    "sign address IP:127.0.0.1 3\n"
    "sign old DNS:localhost -1\n";

static char folder[64]; /* of this test program */

static int make_folder(void **state)
{
    char path[96], command[256];
    FILE *script;

    (void)state;
    strcpy(folder, "/tmp/limber-tls-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/make", folder);
    script = fopen(path, "w");
    if (!script)
        return -1;
    fputs(make_certificates, script);
    fclose(script);
    snprintf(command, sizeof command, "bash %s %s", path, folder);
    return system(command);
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* ---- a server by libwebsockets: echoes text, answers HTTP with 404 ---- */

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t len)
{
    unsigned char text[LWS_PRE + 256];

    if (reason == LWS_CALLBACK_RECEIVE && len <= 256) {
        memcpy(text + LWS_PRE, in, len);
        return lws_write(wsi, text + LWS_PRE, len, LWS_WRITE_TEXT) < 0 ? -1 : 0;
    }
    return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols server_protocols[] = {
    {.name = "echo", .callback = serve, .rx_buffer_size = 256},
    {0},
};

struct tls_case {
    const char *server; /* the certificate's name */
    const char *host;   /* as connected to */
    const char *ca;     /* NULL: the system's */
    enum { REFUSED, TRUSTED, TOO_OLD /* TLS 1.1 at most */ } verdict;
};

static unsigned start_server(struct loop *l, const struct tls_case *c)
{
    char certificate[128], key[128];
    struct lws_context_creation_info info = {
        .vhost_name = c->server,
        .port = 0,
        .iface = "127.0.0.1",
        .protocols = server_protocols,
        .gid = -1,
        .uid = -1,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .ssl_cert_filepath = certificate,
        .ssl_private_key_filepath = key,
        .ssl_cipher_list = c->verdict == TOO_OLD ? "DEFAULT@SECLEVEL=0" : NULL,
        /* From openssl/ssl.h: no TLS 1.2, no TLS 1.3. */
        .ssl_options_set = c->verdict == TOO_OLD ? 0x08000000L | 0x20000000L : 0,
    };
    struct lws_vhost *vhost;

    snprintf(certificate, sizeof certificate, "%s/%s.pem", folder, c->server);
    snprintf(key, sizeof key, "%s/%s.key", folder, c->server);
    vhost = lws_create_vhost(loop_lws(l), &info);
    assert_non_null(vhost);
    assert_true(lws_get_vhost_listen_port(vhost) > 0);
    return (unsigned)lws_get_vhost_listen_port(vhost);
}

static const struct tls_case cases[] = {
    {"good", "localhost", "ca", TRUSTED},    {"address", "127.0.0.1", "ca", TRUSTED},
    {"wrong", "localhost", "ca", REFUSED},   /* for another name */
    {"good", "127.0.0.1", "ca", REFUSED},    /* a name is no address */
    {"address", "localhost", "ca", REFUSED}, /* nor the other way round */
    {"good", "localhost", "other", REFUSED}, /* another authority */
    {"good", "localhost", NULL, REFUSED},    /* unknown to the system */
    {"old", "localhost", "ca", REFUSED},     /* expired */
    {"good", "localhost", "ca", TOO_OLD},
};

static const char *ca_path(const struct tls_case *c, char *out, size_t size)
{
    if (!c->ca)
        return NULL;
    snprintf(out, size, "%s/%s.pem", folder, c->ca);
    return out;
}

static void try_websocket(struct fixture *f, const struct tls_case *c)
{
    char url[128], ca[128];

    snprintf(url, sizeof url, "wss://%s:%u/x", c->host, start_server(f->l, c));
    f->options = (struct ws_options){.url = url, .ca_file = ca_path(c, ca, sizeof ca)};
    f->is_open = f->is_closed = false;
    f->opened = f->closed = 0;
    if (c->verdict == TRUSTED) {
        ws_until_open(f);
        f->enough = false;
        f->texts = 0;
        f->stop_after = 1;
        assert_true(ws_send(f->w, span_of("over TLS")));
        assert_true(run_until_set(f->l, &f->enough));
        assert_true(span_is(buf_view(&f->last), "over TLS"));
        ws_close(f->w, 1000);
    } else {
        ws_begin(f);
    }
    ws_until_closed(f);
    assert_int_equal(f->opened, c->verdict == TRUSTED);
    assert_int_equal(f->why.was_open, c->verdict == TRUSTED);
    if (c->verdict != TRUSTED) {
        assert_int_equal(f->why.err.code, ERR_NETWORK);
        assert_non_null(strstr(f->why.err.text, c->host));
        assert_true(c->verdict == TOO_OLD || strstr(f->why.err.text, "certificate"));
    }
    ws_free(f->w);
    f->w = NULL;
}

static void test_websocket(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        try_websocket(f, &cases[i]);
}

struct http_result {
    bool done;
    enum http_outcome outcome;
    int status;
    struct err err;
};

static void on_answer(void *user, const struct http_answer *a)
{
    *(struct http_result *)user =
        (struct http_result){true, a->outcome, a->status, a->err};
}

static void try_http(struct fixture *f, const struct tls_case *c)
{
    char url[128], ca[128];
    struct http_options options = {.ca_file = ca_path(c, ca, sizeof ca)};
    struct http_call call = {.method = "POST", .url = url, .body = {"{}", 2}};
    struct http_result result = {0};
    struct http *h;

    snprintf(url, sizeof url, "https://%s:%u/x", c->host, start_server(f->l, c));
    assert_true(http_new(&h, f->l, &options, NULL));
    assert_non_null(http_send(h, &call, on_answer, &result, NULL));
    assert_true(run_until_set(f->l, &result.done));
    if (c->verdict == TRUSTED) {
        assert_int_equal(result.outcome, HTTP_ANSWERED);
        assert_true(result.status >= 200);
    } else {
        assert_int_equal(result.outcome, HTTP_NOT_SENT);
        assert_true(c->verdict == TOO_OLD || strstr(result.err.text, "certificate"));
    }
    http_free(h);
}

static void test_http(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        try_http(f, &cases[i]);
}

/* A TLS client that meets a server without TLS. */
static void serve_plain(struct peer *p, int fd, int index, void *user)
{
    (void)index;
    (void)user;
    (void)p;
    peer_text(fd, "HTTP/1.1 400 Bad Request\r\n\r\n");
    peer_until_closed(p, fd);
}

static void test_no_tls_there(void **state)
{
    struct fixture *f = *state;
    char url[64];

    ws_serve(f, serve_plain);
    snprintf(url, sizeof url, "wss://127.0.0.1:%u/", peer_port(f->peer));
    f->options.url = url;
    ws_begin(f);
    ws_until_closed(f);
    assert_false(f->why.was_open);
}

/* A proxy that does what it is asked to, wherever to. */
struct tunnel {
    unsigned port;
    char request[4096];
};

static void shovel(struct peer *p, int a, int b)
{
    char data[8192];

    for (;;) {
        struct pollfd fds[] = {{a, POLLIN, 0}, {b, POLLIN, 0}, {p->stopper, POLLIN, 0}};
        bool from_a;
        ssize_t n;

        if (poll(fds, 3, 20000) <= 0 || fds[2].revents)
            return;
        from_a = fds[0].revents != 0;
        n = read(from_a ? a : b, data, sizeof data);
        if (n <= 0 || !peer_write(from_a ? b : a, data, (size_t)n))
            return;
    }
}

static void serve_tunnel(struct peer *p, int fd, int index, void *user)
{
    struct tunnel *t = user;
    struct sockaddr_in to = {.sin_family = AF_INET};
    int out = socket(AF_INET, SOCK_STREAM, 0);

    (void)index;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)t->port);
    if (peer_read_request(p, fd, t->request, sizeof t->request) &&
        connect(out, (struct sockaddr *)&to, sizeof to) == 0 &&
        peer_text(fd, "HTTP/1.1 200 Connection established\r\n\r\n"))
        shovel(p, fd, out);
    close(out);
}

static void test_through_a_proxy(void **state)
{
    static const struct tls_case c = {"wrong", "elsewhere.example", "ca", TRUSTED};
    struct fixture *f = *state;
    struct tunnel t = {0};
    struct http_result result = {0};
    struct http *h;
    char proxy[64], ca[128];
    struct http_options options = {.proxy = proxy, .ca_file = ca_path(&c, ca, sizeof ca)};
    struct http_call call = {.method = "GET", .url = "https://elsewhere.example/"};

    t.port = start_server(f->l, &c);
    f->peer = peer_start(serve_tunnel, &t);
    snprintf(proxy, sizeof proxy, "http://localhost:%u", peer_port(f->peer));
    f->options = (struct ws_options){
        .url = "wss://elsewhere.example/x", .proxy = proxy, .ca_file = options.ca_file};
    ws_until_open(f);
    assert_non_null(strstr(t.request, "CONNECT elsewhere.example:443 HTTP/1.1\r\n"));
    f->stop_after = 1;
    assert_true(ws_send(f->w, span_of("tunnel")));
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(http_new(&h, f->l, &options, NULL));
    assert_non_null(http_send(h, &call, on_answer, &result, NULL));
    assert_true(run_until_set(f->l, &result.done));
    assert_int_equal(result.outcome, HTTP_ANSWERED);
    http_free(h);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_websocket),
        WITH(test_http),
        WITH(test_no_tls_there),
        WITH(test_through_a_proxy),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

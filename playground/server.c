/* server.c - the loop, its timers and signals, and the way from libwebsockets' one
 * callback to the handlers. */
#include "playground/server.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "playground/server_inside.h"

enum { SPARE_FILES = 16, STALL_S = 30 };

struct server_timer {
    lws_sorted_usec_list_t entry; /* first: libwebsockets hands this address back */
    struct server *server;
    void (*fire)(void *user);
    void *user;
};

static void timer_fired(lws_sorted_usec_list_t *entry)
{
    struct server_timer *t = lws_container_of(entry, struct server_timer, entry);

    t->fire(t->user);
}

struct server_timer *server_timer_new(struct server *s, void (*fire)(void *user),
                                      void *user)
{
    struct server_timer *t = mem_zero(1, sizeof *t);

    if (!t)
        return NULL;
    t->server = s;
    t->fire = fire;
    t->user = user;
    return t;
}

void server_timer_set(struct server_timer *t, int64_t delay_ms)
{
    lws_sul_schedule(t->server->context, 0, &t->entry, timer_fired,
                     (lws_usec_t)(delay_ms < 0 ? 0 : delay_ms) * LWS_US_PER_MS + 1);
}

void server_timer_free(struct server_timer *t)
{
    if (!t)
        return;
    lws_sul_cancel(&t->entry);
    mem_free(t);
}

/* The signals were blocked and wait in a descriptor: read it and stop. */
static int signal_arrived(struct server *s)
{
    struct signalfd_siginfo info;

    if (read(s->signals, &info, sizeof info) > 0)
        server_stop(s);
    return 0;
}

static int on_http(struct server *s, struct lws *wsi, enum lws_callback_reasons reason,
                   struct per_connection *c, void *in, size_t len)
{
    switch (reason) {
    case LWS_CALLBACK_HTTP:
        return http_begin(s, wsi, c, in);
    case LWS_CALLBACK_HTTP_BODY:
        return http_body(c, in, len);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        return http_complete(c);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return http_writable(c);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return strcasecmp(in, "websocket") == 0 ? http_upgrade(s, wsi) : -1;
    default:
        http_end(c);
        return 0;
    }
}

static int on_ws(struct server *s, struct lws *wsi, enum lws_callback_reasons reason,
                 struct per_connection *c, void *in, size_t len)
{
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
        return ws_opened(s, wsi, c);
    case LWS_CALLBACK_RECEIVE:
        return ws_received(c, in, len);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return ws_writable(c);
    case LWS_CALLBACK_RECEIVE_PONG:
        ws_pong(c);
        return 0;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        ws_closing(c, in, len);
        return 0;
    default:
        ws_ended(c);
        return 0;
    }
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *per,
                    void *in, size_t len)
{
    struct server *s = lws_context_user(lws_get_context(wsi));

    switch (reason) {
    case LWS_CALLBACK_HTTP:
    case LWS_CALLBACK_HTTP_BODY:
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    case LWS_CALLBACK_HTTP_WRITEABLE:
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
        return on_http(s, wsi, reason, per, in, len);
    case LWS_CALLBACK_ESTABLISHED:
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_SERVER_WRITEABLE:
    case LWS_CALLBACK_RECEIVE_PONG:
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        return on_ws(s, wsi, reason, per, in, len);
    case LWS_CALLBACK_RAW_RX_FILE:
        return signal_arrived(s);
    default:
        return 0;
    }
}

static void log_lws(int level, const char *line)
{
    (void)level;
    (void)fprintf(stderr, "playground: libwebsockets: %s", line);
}

/* Our own pings are the platform's affair; libwebsockets' must never interfere. */
static const lws_retry_bo_t no_own_pings = {.secs_since_valid_ping = 65000,
                                            .secs_since_valid_hangup = 65010};

static const struct lws_protocols protocols[] = {
    {.name = "room",
     .callback = on_event,
     .per_session_data_size = sizeof(struct per_connection),
     .rx_buffer_size = 4096},
    {0}};

/* More than the process may open would be accepted again and again, in vain. */
static unsigned most_open(const struct server *s)
{
    struct rlimit files;
    unsigned most = s->options.max_open + 8;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < most + SPARE_FILES)
        most = files.rlim_cur > SPARE_FILES ? (unsigned)files.rlim_cur - SPARE_FILES : 1;
    return most;
}

static bool server_listen(struct server *s, struct err *e)
{
    struct lws_context_creation_info info = {0};

    lws_set_log_level(LLL_ERR, log_lws);
    info.port = s->options.port;
    info.iface = s->options.listen;
    info.protocols = protocols;
    info.user = s;
    info.options =
        LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    if (!strchr(s->options.listen, ':'))
        info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
    info.fd_limit_per_thread = most_open(s);
    info.keepalive_timeout = 60;
    info.timeout_secs = 30;
    info.retry_and_idle_policy = &no_own_pings;
    info.server_string = "playground";
    s->context = lws_create_context(&info);
    if (!s->context)
        return err_set(e, ERR_IO, "libwebsockets does not start; is memory short?");
    s->vhost = lws_create_vhost(s->context, &info);
    if (!s->vhost)
        return err_set(e, ERR_IO,
                       "cannot listen on %s port %d: is it taken? Is it an address of "
                       "this machine?",
                       s->options.listen, s->options.port);
    s->port = lws_get_vhost_listen_port(s->vhost);
    return true;
}

bool server_new(struct server **out, const struct server_options *options,
                const struct server_handlers *handlers, void *user, struct err *e)
{
    struct server *s = mem_zero(1, sizeof *s);

    *out = NULL;
    if (!s)
        return err_set(e, ERR_MEMORY, "no memory for the server");
    s->options = *options;
    if (!s->options.listen || strcmp(s->options.listen, "localhost") == 0)
        s->options.listen = "127.0.0.1";
    if (s->options.stall_s <= 0)
        s->options.stall_s = STALL_S;
    s->handlers = *handlers;
    s->user = user;
    s->signals = -1;
    if (!server_listen(s, e)) {
        server_free(s);
        return false;
    }
    *out = s;
    return true;
}

void server_free(struct server *s)
{
    if (!s)
        return;
    if (s->context)
        lws_context_destroy(s->context); /* closes all, the signals' descriptor too */
    mem_free(s);
}

int server_port(const struct server *s)
{
    return s->port;
}

bool server_stop_on_signals(struct server *s, struct err *e)
{
    lws_sock_file_fd_type fd;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return err_errno(e, "cannot block signals");
    s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->signals < 0)
        return err_errno(e, "cannot listen for signals");
    fd.filefd = s->signals;
    if (!lws_adopt_descriptor_vhost(s->vhost, LWS_ADOPT_RAW_FILE_DESC, fd, "room", NULL))
        return err_set(e, ERR_IO, "cannot watch for signals");
    return true;
}

void server_run(struct server *s)
{
    while (!s->stop && lws_service(s->context, 0) >= 0)
        ;
}

static void turn_over(void *user)
{
    (void)user; /* its only task is to end the wait */
}

void server_turn(struct server *s, int wait_ms)
{
    struct server_timer *t = server_timer_new(s, turn_over, NULL);

    if (!t)
        return;
    server_timer_set(t, wait_ms);
    (void)lws_service(s->context, 0);
    server_timer_free(t);
}

void server_stop(struct server *s)
{
    s->stop = true;
    lws_cancel_service(s->context);
}

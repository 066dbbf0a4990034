/* A new socket: Slack is asked for its address, which is good once. */
#include <string.h>

#include "platforms/slack/link.h"
#include "platforms/slack/link_state.h"

enum { OPEN_TIMEOUT_MS = 15000 };

/* Room for one more: the retired sockets give way. */
static struct sl_socket *free_socket(struct sl_link *l)
{
    struct sl_socket *k = sl_socket_find(l, SOCKET_NONE);

    if (!k)
        k = sl_socket_find(l, SOCKET_CLOSING);
    if (!k)
        k = sl_socket_find(l, SOCKET_RETIRED);
    if (k)
        sl_socket_drop(k);
    return k;
}

static void open_socket(struct sl_link *l, const char *url)
{
    struct platform_options *o = &l->s->base.options;
    struct sl_socket *k = free_socket(l);
    struct err e;

    err_clear(&e);
    /* No token is sent: the URL holds a ticket, and is a secret itself (section 3). */
    struct ws_options options = {.url = url,
                                 .max_message = SL_FRAME_MAX,
                                 .ping_every_ms = l->s->timing.ping_ms,
                                 .hangup_after_ms = 3 * l->s->timing.ping_ms,
                                 .ca_file = o->ca_file,
                                 .proxy = o->proxy};
    bool ok =
        k && strncmp(url, "ws", 2) == 0 &&
        ws_open(&k->ws, l->s->base.options.loop, &options, &sl_socket_events, k, &e);
    if (!ok) {
        sl_link_retry(l->s, e.text[0] ? e.text : "Slack gave no address of a WebSocket",
                      0);
        return;
    }
    k->generation = ++l->generation;
    k->state = SOCKET_OPENING;
}

static void url_answered(void *user, struct sl_answer *answer)
{
    struct sl_link *l = user;
    struct slack *s = l->s;
    const char *url = json_get_text(answer->root, "url");

    l->asking = NULL;
    if (s->stopped || sl_answer_fatal(s, answer, "apps.connections.open", true))
        return;
    /* Once it has worked, a 404 comes from a proxy whose server restarts. */
    if (answer->fault == SL_FAULT_SETUP || (answer->status == 404 && l->generation == 0))
        sl_fatal(
            s, ERR_REFUSED,
            "Slack does not open a socket for app_token (%s). It is the app-level "
            "token, xapp-..., with the scope connections:write: api.slack.com/apps > "
            "Basic Information > App-Level Tokens",
            answer->reason);
    else if (!answer->ok)
        sl_link_retry(s, answer->reason, answer->retry_after_ms);
    else
        open_socket(l, url ? url : "");
}

void sl_link_open(struct slack *s)
{
    struct sl_link *l = s->link;
    struct err e;

    if (l->over || sl_link_opening(l))
        return;
    loop_timer_stop(l->retry);
    struct sl_call call = {.method = "apps.connections.open",
                           .by_app = true,
                           .form = true,
                           .timeout_ms = OPEN_TIMEOUT_MS,
                           .done = url_answered,
                           .user = l};
    l->asking = sl_api_send(s, &call, &e);
    if (!l->asking)
        sl_link_retry(s, e.text, 0);
}

/* slack.c - a simulator of Slack's Web API and Socket Mode, for tests. See sim.h, and
 * slack_control.c for what tests can order. */
#include <string.h>

#include "tests/sims/slack_inside.h"

static void on_request(void *user, struct request *r)
{
    struct slack_sim *s = user;
    const char *path = request_path(r);

    if (strncmp(path, "/api/", 5) == 0)
        web_call(s, r, path + 5);
    else if (strncmp(path, "/sim/", 5) == 0)
        control_call(s, r, path + 5);
    else
        sim_answer_text(r, 404, "{}");
}

static void ready(void *user, struct server *server, int port)
{
    struct slack_sim *s = user;

    s->server = server;
    s->port = port;
    socket_start(s);
    store_add_channel(s, "C1", "channel");
    store_add_channel(s, "D1", "im");
}

int main(int argc, char **argv)
{
    static struct slack_sim sim = {
        .retry_ms = 3000,
        .page_most = 999,
        .scopes = "chat:write,channels:history,groups:history,im:history,mpim:history,"
                  "channels:read,groups:read,im:read,mpim:read,reactions:read"};
    struct sim_setup setup = {.name = "slack",
                              .handlers = {.request = on_request,
                                           .upgrade = socket_upgrade,
                                           .opened = socket_opened,
                                           .text = socket_text,
                                           .writable = socket_writable,
                                           .closed = socket_closed},
                              .user = &sim,
                              .ready = ready};
    return sim_main(argc, argv, &setup);
}

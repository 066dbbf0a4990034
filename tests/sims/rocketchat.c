/* rocketchat.c - a simulator of Rocket.Chat's REST API and DDP socket, for tests. See
 * sim.h, and rocketchat_control.c for what tests can order. */
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

static void on_request(void *user, struct request *r)
{
    struct rc_sim *s = user;
    const char *path = request_path(r);

    if (strncmp(path, "/api/v1/", 8) == 0)
        rest_call(s, r, path + 8);
    else if (strcmp(path, "/api/info") == 0)
        sim_answer_text(r, 200, "{\"version\":\"8.8\",\"success\":true}");
    else if (strncmp(path, "/sim/", 5) == 0)
        control_call(s, r, path + 5);
    else
        sim_answer_text(r, 404, "{}");
}

static void ready(void *user, struct server *server, int port)
{
    struct rc_sim *s = user;

    s->server = server;
    s->port = port;
    store_clear(s);
}

int main(int argc, char **argv)
{
    static struct rc_sim sim = {.heartbeat_ms = 15000, .page_most = 100};
    struct sim_setup setup = {.name = "rocketchat",
                              .handlers = {.request = on_request,
                                           .upgrade = socket_upgrade,
                                           .opened = socket_opened,
                                           .text = socket_text,
                                           .binary = socket_binary,
                                           .writable = socket_writable,
                                           .closed = socket_closed},
                              .user = &sim,
                              .ready = ready};
    return sim_main(argc, argv, &setup);
}

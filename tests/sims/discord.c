/* discord.c - a simulator of Discord's REST API and gateway, for tests. See sim.h, and
 * discord_control.c for what tests can order. */
#include <string.h>

#include "tests/sims/discord_inside.h"

static void on_request(void *user, struct request *r)
{
    struct dc_sim *s = user;
    const char *path = request_path(r);

    if (strncmp(path, "/api/v10/", 9) == 0)
        rest_call(s, r, path + 9);
    else if (strncmp(path, "/sim/", 5) == 0)
        control_call(s, r, path + 5);
    else
        sim_answer_text(r, 404, "{\"message\":\"404: Not Found\",\"code\":0}");
}

static void ready(void *user, struct server *server, int port)
{
    struct dc_sim *s = user;

    s->server = server;
    s->port = port;
    store_clear(s);
}

int main(int argc, char **argv)
{
    static struct dc_sim sim = {.heartbeat_ms = 41250,
                                .session_ms = 180000,
                                .identify_ms = 5000,
                                .nonce_ms = 180000,
                                .limit = 5,
                                .limit_ms = 5000,
                                .global = 50,
                                .starts_left = 1000,
                                .starts_ms = 14400000};
    struct sim_setup setup = {.name = "discord",
                              .handlers = {.request = on_request,
                                           .upgrade = gateway_upgrade,
                                           .opened = gateway_opened,
                                           .text = gateway_text,
                                           .binary = gateway_binary,
                                           .oversized = gateway_oversized,
                                           .writable = gateway_writable,
                                           .closing = gateway_closing,
                                           .closed = gateway_closed},
                              .user = &sim,
                              .ready = ready};
    return sim_main(argc, argv, &setup);
}

/* Stamps that lie far behind our clock. */
#include "tests/unit/platforms/discord_world.h"

#include "platforms/behind.h"

enum { HOUR = 3600000 };

static void near(int64_t is, int64_t should)
{
    assert_true(is > should - 60000 && is < should + 60000);
}

static void an_old_stamp_counts_as_now(void **state)
{
    struct world *w = discord_new();

    (void)state;
    world_create(w, "discord");
    int64_t now = loop_unix(w->loop), days = (int64_t)400 * 24 * HOUR;
    assert_int_equal(behind_live(w->p, now - HOUR, 2 * HOUR), now - HOUR);
    assert_int_equal(behind_now(w->p), loop_unix(w->loop));
    near(behind_live(w->p, now - days, 2 * HOUR), now);
    near(behind_now(w->p), now - days);
    near(behind_ours(w->p, now - days - HOUR), now - HOUR);
    assert_int_equal(behind_live(w->p, 0, 2 * HOUR), 0); /* unknown stays so */
    assert_int_equal(behind_ours(w->p, 0), 0);
    w->p->behind_ms = 0;
    behind_load(w->p); /* the next process knows */
    near(behind_now(w->p), now - days);
    behind_live(w->p, now, 2 * HOUR); /* the clock was set right */
    behind_load(w->p);
    assert_int_equal(behind_now(w->p), loop_unix(w->loop));
    world_free(w);
}

/* A server that numbers its messages from 2024 on. */
static void what_was_missed_is_judged_by_the_servers_time(void **state)
{
    struct world *w = discord_new();
    char text[512], page[600];

    (void)state;
    snprintf(page, sizeof page, "[%s]",
             written(text, "20", "1200000000000000007", "missed"));
    answer(w, "GET /api/v10/channels/20/messages", 200, page);
    discord_live(w);
    discord_event(w, "GUILD_CREATE",
                  "{\"id\":\"5\",\"channels\":[{\"id\":\"20\",\"type\":0}]}");
    discord_event(w, "MESSAGE_CREATE",
                  written(text, "20", "1200000000000000003", "live"));
    until_told(w, "message 1200000000000000003 live;");
    near(w->last.at_ms, loop_unix(w->loop));
    ss_send(&w->server, "{broken");
    until_told(w, "caught 1200000000000000007 missed;");
    near(w->last.at_ms, loop_unix(w->loop));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_old_stamp_counts_as_now),
        cmocka_unit_test(what_was_missed_is_judged_by_the_servers_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

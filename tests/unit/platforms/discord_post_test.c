/* What Discord's adapter posts, looks for, and acknowledges. */
#include "platforms/discord/clicks.h"
#include "tests/unit/platforms/discord_world.h"

#define POSTS "POST /api/v10/channels/20/messages"
#define LOOKS "GET /api/v10/channels/20/messages"

static const struct post reply = {.channel = "20",
                                  .thread = "",
                                  .source = "500",
                                  .key = "q500a",
                                  .payload = {"{\"content\":\"Clonus is\"}", 23},
                                  .first_try_ms = 1000,
                                  .last_try_ms = 1000,
                                  .now_ms = 1500};

static void a_reply_refers_to_its_question(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, POSTS, 200, "{\"id\":\"600\"}");
    discord_live(w);
    assert_int_equal(post_and_wait(w, &reply), POST_DONE);
    assert_string_equal(w->remote, "600");
    assert_true(body_has(w, "\"nonce\":\"q500a\",\"enforce_nonce\":true"));
    assert_true(body_has(w, "\"message_reference\":{\"message_id\":\"500\"}"));
    assert_true(body_has(w, "\"allowed_mentions\":{\"parse\":[]"));
    world_free(w);
}

/* Where history may not be read, a reference is refused: it goes without one. */
static void without_history_it_goes_without_reference(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, POSTS, 200, "{\"id\":\"600\"}");
    answer_times(w, 1, POSTS, 400, "{\"code\":160002}");
    discord_live(w);
    assert_int_equal(post_and_wait(w, &reply), POST_UNSENT);
    forget_said(w);
    assert_int_equal(post_and_wait(w, &reply), POST_DONE);
    assert_false(body_has(w, "message_reference"));
    world_free(w);
}

static void limits_are_kept(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, POSTS, 200, "{\"id\":\"600\"}");
    with_header(w, "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 700\r\n");
    answer_times(w, 1, POSTS, 429, "{\"retry_after\":500,\"global\":true}");
    discord_live(w);
    assert_int_equal(w->p->kind->pace(w->p, "20"), 0);
    assert_int_equal(post_and_wait(w, &reply), POST_UNSENT);
    assert_true(w->p->kind->pace(w->p, "21") > 300000); /* everybody's */
    assert_int_equal(post_and_wait(w, &reply), POST_DONE);
    assert_true(w->p->kind->pace(w->p, "20") > 500000);
    assert_true(w->p->kind->pace(w->p, "21") <= 500001);
    world_free(w);
}

static void a_reset_token_ends_it(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, POSTS, 401, "{}");
    discord_live(w);
    assert_int_equal(post_and_wait(w, &reply), POST_FATAL);
    assert_int_equal(times_told(w, "fatal"), 1);
    world_free(w);
}

/* A proxy's page says nothing of the reply, nor of the token. */
static void what_a_proxy_refuses_is_tried_again(void **state)
{
    static const struct {
        int status;
        enum post_result result;
    } table[] = {{401, POST_UNKNOWN},
                 {403, POST_UNKNOWN},
                 {404, POST_UNKNOWN},
                 {413, POST_REFUSED}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = discord_new();
        answer(w, POSTS, table[i].status, "<html>sorry</html>");
        discord_live(w);
        assert_int_equal(post_and_wait(w, &reply), table[i].result);
        assert_int_equal(times_told(w, "fatal"), 0);
        world_free(w);
    }
}

static void what_is_on_its_way_at_the_end_is_unknown(void **state)
{
    struct world *w = discord_new();
    struct err e;

    (void)state;
    discord_live(w);
    assert_true(w->p->kind->post(w->p, &reply, posted, w, &e));
    world_end_platform(w);
    assert_int_equal(w->done, 1);
    assert_int_equal(w->outcome.result, POST_UNKNOWN);
    world_free(w);
}

static void what_cannot_be_posted_is_said_at_once(void **state)
{
    struct world *w = discord_new();
    struct post bad = reply;
    struct err e = {0};

    (void)state;
    discord_live(w);
    bad.channel = "x";
    assert_false(w->p->kind->post(w->p, &bad, posted, w, &e));
    bad.channel = "20";
    bad.payload = span_of("no json");
    assert_false(w->p->kind->post(w->p, &bad, posted, w, &e));
    assert_int_equal(e.code, ERR_MEMORY); /* for all it knows: it is tried again */
    assert_int_equal(w->done, 0);
    world_free(w);
}

static void keys_are_stable_and_short(void **state)
{
    struct world *w = discord_new();
    char key[64];

    (void)state;
    discord_live(w);
    assert_true(w->p->kind->make_key(w->p, "20", "500", 0, key, sizeof key));
    assert_string_equal(key, "q500a");
    assert_true(w->p->kind->make_key(w->p, "20", "500:18446744073709551615", 25, key,
                                     sizeof key));
    assert_string_equal(key, "q18446744073709551615z");
    assert_false(w->p->kind->make_key(w->p, "20", "500", 26, key, sizeof key));
    assert_false(w->p->kind->make_key(w->p, "20", "500", -1, key, sizeof key));
    assert_false(w->p->kind->make_key(w->p, "20", "x", 0, key, sizeof key));
    assert_false(w->p->kind->make_key(w->p, "20", "500", 0, key, 4));
    struct post p = reply;
    assert_true(w->p->kind->may_repeat(w->p, &p));
    p.first_try_ms = 0;
    assert_false(w->p->kind->may_repeat(w->p, &p));
    p.first_try_ms = p.now_ms + 1; /* the clock was set back */
    assert_false(w->p->kind->may_repeat(w->p, &p));
    p.first_try_ms = 1;
    p.now_ms = 24 * 3600000;
    assert_false(w->p->kind->may_repeat(w->p, &p));
    world_free(w);
}

/* --- looking */

#define OURS(id, text)                                                         \
    "{\"id\":\"" id "\",\"author\":{\"id\":\"900\"},\"content\":\"" text "\"," \
    "\"message_reference\":{\"message_id\":\"500\"}}"

static void a_reply_that_is_there_is_found(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, LOOKS, 200,
           "[" OURS("601", "Clonus is ") ",{\"id\":\"602\",\"content\":\"else\"}]");
    discord_live(w);
    assert_int_equal(look_and_wait(w, &reply), LOOK_FOUND);
    assert_string_equal(w->remote, "601");
    assert_int_equal(times_requested(w, "after=499&limit=100"), 1);
    answer(w, LOOKS, 200, "[" OURS("601", "Something else") "]");
    assert_int_equal(look_and_wait(w, &reply), LOOK_ABSENT);
    /* Not even the question is there: we may not read the channel's history. */
    answer(w, LOOKS, 200, "[]");
    assert_int_equal(look_and_wait(w, &reply), LOOK_UNSURE);
    world_free(w);
}

static void it_looks_through_many_pages(void **state)
{
    struct world *w = discord_new();
    char *body = calloc(1, 100 * 64);

    (void)state;
    size_t len = (size_t)sprintf(body, "[");
    for (int i = 0; i < 100; i++)
        len += (size_t)sprintf(body + len, "%s{\"id\":\"%d\",\"content\":\"x\"}",
                               i ? "," : "", 700 - i);
    strcpy(body + len, "]");
    answer(w, LOOKS, 200, "[" OURS("901", "Clonus is") "]");
    answer_times(w, 1, LOOKS, 200, body);
    discord_live(w);
    assert_int_equal(look_and_wait(w, &reply), LOOK_FOUND);
    assert_int_equal(times_requested(w, "after=700&limit=100"), 1); /* the newest */
    /* A channel that never ends is not proof of absence. */
    answer(w, LOOKS, 200, body);
    forget_said(w);
    assert_int_equal(look_and_wait(w, &reply), LOOK_UNSURE);
    assert_int_equal(times_requested(w, "limit=100"), 10);
    free(body);
    world_free(w);
}

/* A proxy's refusal says nothing. */
static void what_a_refused_look_means(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum look_result result;
    } table[] = {{403, "{}", LOOK_ABSENT},     {404, "{}", LOOK_ABSENT},
                 {403, "<html>", LOOK_UNSURE}, {404, "", LOOK_UNSURE},
                 {500, "", LOOK_UNSURE},       {200, "{}", LOOK_UNSURE},
                 {401, "{}", LOOK_UNSURE}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = discord_new();
        answer(w, LOOKS, table[i].status, table[i].body);
        discord_live(w);
        assert_int_equal(look_and_wait(w, &reply), table[i].result);
        assert_int_equal(times_told(w, "fatal"), table[i].status == 401);
        world_free(w);
    }
}

static void a_look_that_is_broken_off_is_unsure(void **state)
{
    struct world *w = discord_new();
    struct post bad = reply;
    struct err e = {0};

    (void)state;
    discord_live(w);
    bad.source = "no id";
    assert_false(w->p->kind->look(w->p, &bad, looked, w, &e));
    bad = reply;
    bad.payload = span_of("{}");
    assert_false(w->p->kind->look(w->p, &bad, looked, w, &e));
    assert_int_equal(e.code, ERR_VALUE);
    assert_true(w->p->kind->look(w->p, &reply, looked, w, &e));
    world_end_platform(w);
    assert_int_equal(w->done, 1);
    assert_int_equal(w->looked, LOOK_UNSURE);
    world_free(w);
}

/* --- clicks */

static void click(struct world *w, const char *id, const char *name)
{
    char data[512];

    snprintf(data, sizeof data,
             "{\"type\":3,\"id\":\"%s\",\"token\":\"tok%s\",\"channel_id\":\"20\","
             "\"guild_id\":\"5\",\"member\":{\"user\":{\"id\":\"700\"}},"
             "\"message\":{\"id\":\"600\"},\"data\":{\"custom_id\":\"%s\"}}",
             id, id, name);
    discord_event(w, "INTERACTION_CREATE", data);
}

static void a_click_is_a_question_and_is_acknowledged(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer(w, "POST /api/v10/interactions/801/tok801/callback", 204, "");
    discord_live(w);
    click(w, "801", DC_CHOICE "symptom.clonus");
    click(w, "801", DC_CHOICE "symptom.clonus"); /* again */
    until_told(w, "picked 600:801 symptom.clonus");
    assert_true(w->last.mentioned);
    assert_int_equal(w->last.place, PLACE_CHANNEL);
    assert_int_not_equal(w->last.ack, 0);
    w->p->kind->acknowledge(w->p, w->last.ack);
    w->p->kind->acknowledge(w->p, w->last.ack); /* once */
    w->p->kind->acknowledge(w->p, 0);
    until_requested(w, "POST /api/v10/interactions/801/tok801/callback");
    run_a_while(w);
    assert_true(body_has(w, "{\"type\":6}"));
    assert_int_equal(times_told(w, "picked"), 1);
    world_free(w);
}

static void votes_are_thanked_for(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    click(w, "801", DC_HELPFUL);
    until_told(w, "helpful 600");
    w->p->kind->acknowledge(w->p, w->last.ack);
    until_requested(w, "POST /api/v10/interactions/801");
    assert_true(body_has(w, "\"type\":4"));
    click(w, "802", DC_UNHELPFUL);
    until_told(w, "unhelpful 600");
    /* Nobody acknowledges it: it is, before the person sees a failure. */
    until_requested(w, "POST /api/v10/interactions/802");
    world_free(w);
}

static void other_interactions_are_not_ours(void **state)
{
    static const char *const table[] = {
        "{\"type\":2,\"id\":\"8\"}",
        "{\"type\":3,\"id\":\"8\",\"channel_id\":\"20\",\"user\":{\"id\":\"7\"},"
        "\"message\":{\"id\":\"6\"},\"data\":{\"custom_id\":\"stranger\"}}",
        "{\"type\":3,\"id\":\"8\",\"channel_id\":\"20\",\"user\":{\"id\":\"7\"},"
        "\"message\":{},\"data\":{\"custom_id\":\"" DC_HELPFUL "\"}}",
        "{\"type\":3,\"id\":\"8\",\"channel_id\":\"20\","
        "\"message\":{\"id\":\"6\"},\"data\":{\"custom_id\":\"" DC_HELPFUL "\"}}"};
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        discord_event(w, "INTERACTION_CREATE", table[i]);
    click(w, "803", DC_HELPFUL);
    until_told(w, "helpful");
    assert_int_equal(times_told(w, "helpful"), 1);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_refers_to_its_question),
        cmocka_unit_test(without_history_it_goes_without_reference),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_reset_token_ends_it),
        cmocka_unit_test(what_a_proxy_refuses_is_tried_again),
        cmocka_unit_test(what_is_on_its_way_at_the_end_is_unknown),
        cmocka_unit_test(what_cannot_be_posted_is_said_at_once),
        cmocka_unit_test(keys_are_stable_and_short),
        cmocka_unit_test(a_reply_that_is_there_is_found),
        cmocka_unit_test(it_looks_through_many_pages),
        cmocka_unit_test(what_a_refused_look_means),
        cmocka_unit_test(a_look_that_is_broken_off_is_unsure),
        cmocka_unit_test(a_click_is_a_question_and_is_acknowledged),
        cmocka_unit_test(votes_are_thanked_for),
        cmocka_unit_test(other_interactions_are_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

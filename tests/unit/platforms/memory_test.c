/* Each allocation fails in turn while an adapter of each platform is made, writes a reply
 * out, posts it and looks for it: it says so, or does what it does with memory; what is
 * begun ends exactly once. Only builds with LIMBER_FAULTS (make SANITIZE=1) make them
 * fail; others just run through. */
#include "base/mem.h"
#include "tests/unit/platforms/world.h"

enum { MOST = 2000, TEXT_MAX = 100000 };

static const struct {
    const char *name, *path, *channel, *source;
} platforms[] = {
    {"slack", "/api", "C0001", "1700000000.000100"},
    {"discord", "/api/v10", "20", "500"},
    {"mattermost", "", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxy1"},
    {"rocketchat", "", "r1", "m1"},
};
enum { PLATFORMS = sizeof platforms / sizeof platforms[0] };

static struct world *world_of(size_t i)
{
    struct world *w = world_new(platforms[i].path);

    if (strcmp(platforms[i].name, "slack") == 0)
        world_tokens(w, "xoxb-1", "xapp-1");
    w->options.user_id = "bot1";
    return w;
}

/* Whether the n-th allocation from now on failed; ends that. */
static bool failed(size_t n)
{
    bool yes = mem_count() >= n;

    mem_fail_after(0);
    return yes;
}

static void test_none_is_half_made(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLATFORMS; i++) {
        struct world *w = world_of(i);
        struct platform_host host = host_of(w);
        bool more = true;
        for (size_t n = 1; more; n++) {
            struct err e = {0};
            assert_true(n < MOST);
            mem_fail_after(n);
            bool ok =
                platform_find(platforms[i].name)->create(&w->p, &w->options, &host, &e);
            more = failed(n);
            /* An address that could not be copied counts as too long. */
            if (!ok && e.code != ERR_MEMORY && e.code != ERR_LIMIT)
                fail_msg("%s, allocation %zu: %s", platforms[i].name, n, e.text);
            assert_true(ok == (w->p != NULL));
            world_end_platform(w);
        }
        world_free(w);
    }
}

/* --- writing out */

static const char answer_text[] =
    "Clonus is a **beat** of `1` muscle, @everyone & <b>.\n\n"
    "- one [link](https://example.org/a_b)\n- two *things*\n\n1. first\n2. second\n\n"
    "> a word\n\nCall 112.\n";

static bool emit(void *user, struct span payload)
{
    return buf_span(user, payload) && buf_char(user, '\n');
}

static void roomy(struct buf *b)
{
    buf_init(b, TEXT_MAX);
    while (b->len < TEXT_MAX)
        buf_char(b, ' ');
    buf_clear(b);
}

static bool write_out(struct world *w, const struct platform_reply *reply,
                      struct buf *out)
{
    struct err e = {0};

    bool ok = w->p->kind->render(w->p, reply, emit, out, &e);
    if (!ok && e.code == ERR_NONE)
        fail_msg("a reply is not written, and nobody says why");
    return ok;
}

static void test_replies_are_written_whole_or_not_at_all(void **state)
{
    static const struct platform_choice choices[] = {{"symptom.spasms", "Spasms & more"},
                                                     {"treatment.overview", "Treatment"}};
    struct md *doc;
    struct err e;

    (void)state;
    assert_true(md_read(&doc, span_of(answer_text), &e));
    struct platform_reply reply = {
        doc, choices, 2, true, {"Pick.", "Choose.", "Yes", "No"}};
    for (size_t i = 0; i < PLATFORMS; i++) {
        struct world *w = world_of(i);
        struct buf whole, out;
        bool more = true;
        world_create(w, platforms[i].name);
        roomy(&whole);
        assert_true(write_out(w, &reply, &whole));
        for (size_t n = 1; more; n++) {
            assert_true(n < MOST);
            roomy(&out);
            mem_fail_after(n);
            bool ok = write_out(w, &reply, &out);
            more = failed(n);
            if (ok && !span_equal(buf_view(&out), buf_view(&whole)))
                fail_msg("%s, allocation %zu:\n%s\n%s", platforms[i].name, n, out.data,
                         whole.data);
            buf_free(&out);
        }
        buf_free(&whole);
        world_free(w);
    }
    md_free(doc);
}

/* --- posting and looking */

static bool post_it(struct world *w, const struct post *post, struct err *e)
{
    return w->p->kind->post(w->p, post, posted, w, e);
}

static bool look_for_it(struct world *w, const struct post *post, struct err *e)
{
    return w->p->kind->look(w->p, post, looked, w, e);
}

/* Begun: it ends once, at the latest with the adapter. Else an error says why. */
static void ends_once(size_t i, bool (*work)(struct world *w, const struct post *post,
                                             struct err *e))
{
    struct world *w = world_of(i);
    struct post post = {.channel = platforms[i].channel,
                        .thread = "",
                        .source = platforms[i].source,
                        .key = "k1",
                        .payload =
                            span_of("{\"content\":\"a\",\"msg\":\"a\",\"text\":\"a\","
                                    "\"message\":\"a\"}")};
    bool more = true;

    for (size_t n = 1; more; n++) {
        struct err e = {0};
        assert_true(n < MOST);
        world_create(w, platforms[i].name);
        w->done = 0;
        mem_fail_after(n);
        bool ok = work(w, &post, &e);
        more = failed(n);
        assert_int_equal(w->done, 0); /* never from inside */
        world_end_platform(w);
        if (w->done != ok || (!ok && e.code == ERR_NONE))
            fail_msg("%s, allocation %zu: %d, ended %d times: %s", platforms[i].name, n,
                     ok, w->done, e.text);
    }
    world_free(w);
}

static void test_posts_end_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLATFORMS; i++)
        ends_once(i, post_it);
}

static void test_looks_end_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLATFORMS; i++)
        if (strcmp(platforms[i].name, "discord") != 0) /* it looks once it knows itself */
            ends_once(i, look_for_it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_is_half_made),
        cmocka_unit_test(test_replies_are_written_whole_or_not_at_all),
        cmocka_unit_test(test_posts_end_once),
        cmocka_unit_test(test_looks_end_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

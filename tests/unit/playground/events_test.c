/* An event arrives whole or not at all, whichever allocation fails. Only builds with
 * LIMBER_FAULTS (make SANITIZE=1) make them fail; others just run through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "playground/events.h"
#include "playground/sockets.h"
#include "playground/store.h"

/* A channel with two members, of whom one is connected, and a post that names her. */
struct scene {
    struct room room;
    struct client client;
    struct user *ann;
    struct channel *channel;
    struct post *post;
};

static int make(void **state)
{
    static struct scene s;
    struct store_limits limits = {.channel_posts = 10, .posts = 10, .bytes = 10000};
    struct user *bob;

    s = (struct scene){0};
    s.room.store = store_new(&limits);
    s.ann = store_add_user(s.room.store, "ann", "", false, 1);
    bob = store_add_user(s.room.store, "bob", "", false, 1);
    s.channel = store_add_channel(s.room.store, 'O', "town", "Town", "", 1);
    channel_join(s.channel, s.ann);
    channel_join(s.channel, bob);
    struct post_draft draft = {.channel = s.channel,
                               .user = bob,
                               .message = "@ann, look",
                               .type = "",
                               .pending_id = ""};
    s.post = posts_add(s.room.store, &draft, 2);
    s.client.user = s.ann;
    s.room.clients = &s.client;
    stream_init(&s.client.stream);
    *state = &s;
    return s.post ? 0 : -1;
}

static int drop(void **state)
{
    struct scene *s = *state;

    stream_clear(&s->client.stream);
    store_free(s->room.store);
    return 0;
}

static void posted(struct scene *s)
{
    event_posted(&s->room, s->post);
}

static void reacted(struct scene *s)
{
    struct reaction thumb = {.emoji = "+1", .create_at = 3};

    memcpy(thumb.user_id, s->ann->id, sizeof thumb.user_id);
    event_reaction(&s->room, s->post, &thumb, true);
}

/* What the connected client was told; "" when nothing. */
static void told(struct scene *s, char out[4096])
{
    struct stream *stream = &s->client.stream;

    (void)snprintf(out, 4096, "%s",
                   stream->queued ? stream->queue[stream->queue_first]->text : "");
    stream_clear(stream);
}

static void whole_or_not_at_all(struct scene *s, void (*happens)(struct scene *s),
                                const char *value)
{
    char whole[4096], text[4096];

    happens(s);
    told(s, whole);
    assert_non_null(strstr(whole, value));
    for (size_t n = 1, made = n; made >= n; n++) {
        mem_fail_after(n);
        happens(s);
        made = mem_count();
        mem_fail_after(0);
        told(s, text);
        if (text[0] && strcmp(text, whole) != 0)
            fail_msg("allocation %zu failed, and this was told: %s", n, text);
    }
}

static void a_post_names_whom_it_mentions(void **state)
{
    struct scene *s = *state;
    char value[80];

    (void)snprintf(value, sizeof value, "\"mentions\":\"[\\\"%s\\\"]\"", s->ann->id);
    whole_or_not_at_all(s, posted, value);
}

static void a_reaction_is_shown(void **state)
{
    whole_or_not_at_all(*state, reacted, "\\\"emoji_name\\\":\\\"+1\\\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_post_names_whom_it_mentions, make, drop),
        cmocka_unit_test_setup_teardown(a_reaction_is_shown, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

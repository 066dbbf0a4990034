/* People, channels and posts: what is kept, what is refused, what makes room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "playground/store.h"

static const struct store_limits limits = {10, 15, 100000};

struct scene {
    struct store *store;
    struct user *ada, *bob;
    struct channel *room, *other;
};

static int make(void **state)
{
    static struct scene s;

    s.store = store_new(&limits);
    s.ada = store_add_user(s.store, "ada", "Ada", false, 1);
    s.bob = store_add_user(s.store, "bob", "Bob", true, 1);
    s.room = store_add_channel(s.store, 'O', "room", "Room", "", 1);
    s.other = store_add_channel(s.store, 'O', "other", "Other", "", 1);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    struct scene *s = *state;

    store_free(s->store);
    return 0;
}

static struct post *say(struct scene *s, struct channel *c, const struct post *root,
                        const char *text, int64_t now)
{
    struct post_draft draft = {
        .channel = c, .user = s->ada, .root = root, .message = text};
    struct post *p = posts_add(s->store, &draft, now);

    assert_non_null(p);
    return p;
}

static void people_are_found_by_id_name_and_token(void **state)
{
    struct scene *s = *state;

    assert_ptr_equal(store_user(s->store, s->ada->id), s->ada);
    assert_ptr_equal(store_user_named(s->store, "bob"), s->bob);
    assert_ptr_equal(store_user_by_token(s->store, s->ada->token), s->ada);
    assert_null(store_user(s->store, NULL));
    assert_null(store_user_by_token(s->store, ""));
    assert_null(store_add_user(s->store, "ada", "Another", false, 1));
}

static void a_new_token_ends_the_old_one(void **state)
{
    struct scene *s = *state;
    char old[TOKEN_SIZE];

    memcpy(old, s->ada->token, sizeof old);
    assert_true(store_set_token(s->store, s->ada, NULL));
    assert_null(store_user_by_token(s->store, old));
    assert_true(store_set_token(s->store, s->ada, "chosen"));
    assert_ptr_equal(store_user_by_token(s->store, "chosen"), s->ada);
    s->ada->expired = true;
    assert_null(store_user_by_token(s->store, "chosen"));
    assert_false(store_set_token(s->store, s->ada, ""));
}

static void the_room_fills_up(void **state)
{
    struct scene *s = *state;
    char name[24];
    size_t added = 2;

    for (int i = 0; i < STORE_USERS + 10; i++) {
        (void)snprintf(name, sizeof name, "guest%d", i);
        added += store_add_user(s->store, name, name, false, 1) != NULL;
    }
    assert_int_equal(added, STORE_USERS);
}

static void a_direct_channel_is_made_once(void **state)
{
    struct scene *s = *state;
    struct channel *c = store_direct(s->store, s->ada, s->bob, 5);

    assert_ptr_equal(store_direct(s->store, s->bob, s->ada, 6), c);
    assert_int_equal(c->type, 'D');
    assert_ptr_equal(store_partner(s->store, c, s->ada), s->bob);
    assert_null(store_partner(s->store, s->room, s->ada));
}

static void members_come_and_go(void **state)
{
    struct scene *s = *state;

    channel_join(s->room, s->ada);
    assert_true(channel_has(s->room, s->ada));
    assert_false(channel_has(s->room, s->bob));
    channel_leave(s->room, s->ada);
    assert_false(channel_has(s->room, s->ada));
}

static void a_reply_counts_at_its_root(void **state)
{
    struct scene *s = *state;
    struct post *root = say(s, s->room, NULL, "q", 10);
    struct post *reply = say(s, s->room, root, "a", 20);

    assert_int_equal(root->replies, 1);
    assert_int_equal(root->update_at, 20);
    assert_ptr_equal(posts_root(s->store, reply), root);
    posts_delete(s->store, reply, 30);
    assert_int_equal(root->replies, 0);
    assert_int_equal(reply->delete_at, 30);
}

static void deleting_a_root_deletes_its_thread(void **state)
{
    struct scene *s = *state;
    struct post *root = say(s, s->room, NULL, "q", 10);
    struct post *reply = say(s, s->room, root, "a", 20);
    struct post *later = say(s, s->room, NULL, "other", 21);

    posts_delete(s->store, root, 30);
    assert_int_equal(reply->delete_at, 30);
    assert_int_equal(later->delete_at, 0);
}

static void time_never_goes_back(void **state)
{
    struct scene *s = *state;

    (void)say(s, s->room, NULL, "a", 100);
    assert_int_equal(say(s, s->other, NULL, "b", 50)->create_at, 100);
}

static void the_oldest_posts_make_room(void **state)
{
    struct scene *s = *state;
    char first[IDENT_SIZE], big[60001];

    memcpy(first, say(s, s->room, NULL, "first", 1)->id, sizeof first);
    for (int i = 0; i < 12; i++)
        (void)say(s, s->room, NULL, "more", 2 + i);
    assert_int_equal(s->room->posts, limits.channel_posts);
    assert_null(posts_get(s->store, first));
    for (int i = 0; i < 12; i++)
        (void)say(s, s->other, NULL, "more", 20 + i);
    assert_int_equal(s->store->posts, limits.posts);
    /* Two large ones do not fit into the bytes: only the newest stays. */
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    (void)say(s, s->room, NULL, big, 40);
    (void)say(s, s->room, NULL, big, 41);
    assert_true(s->store->bytes <= limits.bytes);
    assert_int_equal(s->store->posts, 1);
}

static void reactions_are_counted_once_each(void **state)
{
    struct scene *s = *state;
    struct post *p = say(s, s->room, NULL, "q", 10);
    struct reaction removed;
    char emoji[16];
    bool fresh;

    assert_non_null(posts_react(p, s->bob, "eyes", 11, &fresh));
    assert_true(fresh);
    assert_non_null(posts_react(p, s->bob, "eyes", 12, &fresh));
    assert_false(fresh);
    assert_true(posts_unreact(p, s->bob, "eyes", 13, &removed));
    assert_string_equal(removed.emoji, "eyes");
    assert_false(posts_unreact(p, s->bob, "eyes", 14, &removed));
    for (int i = 0; i < STORE_REACTIONS; i++) {
        (void)snprintf(emoji, sizeof emoji, "e%d", i);
        assert_non_null(posts_react(p, s->bob, emoji, 15, &fresh));
    }
    assert_null(posts_react(p, s->bob, "one-more", 16, &fresh));
}

static void an_edit_is_marked(void **state)
{
    struct scene *s = *state;
    struct post *p = say(s, s->room, NULL, "teh", 10);

    assert_true(posts_edit(s->store, p, "the", 20));
    assert_string_equal(p->message, "the");
    assert_int_equal(p->edit_at, 20);
    assert_int_equal(p->create_at, 10);
}

static void what_grows_by_an_edit_makes_others_leave(void **state)
{
    static char text[40001];
    struct scene *s = *state;
    struct post *p[4];

    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 4; i++)
        p[i] = say(s, s->room, NULL, "short", 100 + i);
    assert_true(posts_edit(s->store, p[0], text, 200));
    assert_true(posts_edit(s->store, p[1], text, 201));
    assert_int_equal(s->room->posts, 4);
    assert_true(posts_edit(s->store, p[2], text, 202));
    assert_true(s->store->bytes <= limits.bytes);
    assert_string_equal(p[2]->message, text);
    assert_ptr_equal(s->store->newest, p[3]);
    assert_int_equal(s->room->posts, 3); /* the first made room */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_grows_by_an_edit_makes_others_leave, make,
                                        drop),
        cmocka_unit_test_setup_teardown(people_are_found_by_id_name_and_token, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_new_token_ends_the_old_one, make, drop),
        cmocka_unit_test_setup_teardown(the_room_fills_up, make, drop),
        cmocka_unit_test_setup_teardown(a_direct_channel_is_made_once, make, drop),
        cmocka_unit_test_setup_teardown(members_come_and_go, make, drop),
        cmocka_unit_test_setup_teardown(a_reply_counts_at_its_root, make, drop),
        cmocka_unit_test_setup_teardown(deleting_a_root_deletes_its_thread, make, drop),
        cmocka_unit_test_setup_teardown(time_never_goes_back, make, drop),
        cmocka_unit_test_setup_teardown(the_oldest_posts_make_room, make, drop),
        cmocka_unit_test_setup_teardown(reactions_are_counted_once_each, make, drop),
        cmocka_unit_test_setup_teardown(an_edit_is_marked, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What people may be called, and whom a message mentions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "playground/names.h"

static const struct store_limits limits = {50, 100, 1 << 20};

struct scene {
    struct store *store;
    struct user *ada, *bob, *bot, *stranger;
    struct channel *room;
};

static int make(void **state)
{
    static struct scene s;

    s.store = store_new(&limits);
    s.ada = store_add_user(s.store, "ada", "Ada", false, 1);
    s.bob = store_add_user(s.store, "bob.b", "Bob", false, 1);
    s.bot = store_add_user(s.store, "limber", "Limber", true, 1);
    s.stranger = store_add_user(s.store, "stranger", "Stranger", false, 1);
    s.room = store_add_channel(s.store, 'O', "room", "Room", "", 1);
    channel_join(s.room, s.ada);
    channel_join(s.room, s.bob);
    channel_join(s.room, s.bot);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    struct scene *s = *state;

    store_free(s->store);
    return 0;
}

static void names_are_trimmed_and_checked(void **state)
{
    static const char *const bad[] = {"",          "   ",   "all",   "Channel",
                                      "a@b",       "a\nb",  "\xff",  "e\xE2\x80\xAEvil",
                                      "a\xC2\xAD", "a\x7F", "SYSTEM"};
    char out[NICKNAME_SIZE], longest[80];

    (void)state;
    assert_null(names_check("  Ada L\xC3\xB6we ", out));
    assert_string_equal(out, "Ada L\xC3\xB6we");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_non_null(names_check(bad[i], out));
    assert_non_null(names_check(NULL, out));
    memset(longest, 'a', sizeof longest);
    longest[33] = '\0';
    assert_non_null(names_check(longest, out));
    longest[32] = '\0';
    assert_null(names_check(longest, out));
}

static void usernames_are_simple_and_free(void **state)
{
    struct scene *s = *state;
    char out[USERNAME_SIZE];

    assert_true(names_username(s->store, "Dr. Grey", out));
    assert_string_equal(out, "dr-grey");
    assert_true(names_username(s->store, "Ada", out));
    assert_string_equal(out, "ada2");
    assert_true(names_username(s->store, "\xE5\xB1\xB1\xE7\x94\xB0", out));
    assert_string_equal(out, "guest");
    assert_true(names_username(s->store, "Here!", out));
    assert_string_equal(out, "here2");
    assert_true(names_username(s->store, "7up", out));
    assert_string_equal(out, "guest-7up");
    assert_true(names_username(s->store, "An extremely long name of somebody", out));
    assert_true(strlen(out) < USERNAME_SIZE);
}

static void someone_is_found_in_any_case(void **state)
{
    struct scene *s = *state;

    assert_ptr_equal(names_find(s->store, "aDA"), s->ada);
    assert_null(names_find(s->store, "nobody"));
}

static bool mentions(const struct scene *s, const char *text, const struct user *whom)
{
    uint64_t bits[STORE_USERS / 64];

    names_mentioned(s->store, s->room, s->ada, text, bits);
    return (bits[whom->slot / 64] >> (whom->slot % 64) & 1) != 0;
}

static void mentions_are_found_as_the_real_server_does(void **state)
{
    static const char *const yes[] = {
        "@limber hi", "hi @Limber: you", "hi @limber.", "(@limber)", "@limber...",
        "@limber_",   "x @limber\n",     "@all",        "@here you", "`code` @limber"};
    static const char *const no[] = {"limber",    "@limberx",    "a@limber",
                                     "`@limber`", "@nobody",     "@ limber",
                                     "@stranger", "@limber-bot", "@"};
    const struct scene *s = *state;

    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (!mentions(s, yes[i], s->bot))
            fail_msg("not heard in: %s", yes[i]);
    }
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        if (mentions(s, no[i], s->bot) || mentions(s, no[i], s->stranger))
            fail_msg("heard in: %s", no[i]);
    }
    assert_true(mentions(s, "@bob.b.", s->bob));
    assert_false(mentions(s, "@all", s->ada)); /* not oneself */
}

static void a_direct_message_mentions_the_other_one(void **state)
{
    struct scene *s = *state;
    uint64_t bits[STORE_USERS / 64];
    struct channel *dm = store_direct(s->store, s->ada, s->bot, 2);

    names_mentioned(s->store, dm, s->ada, "hello", bits);
    assert_int_equal(bits[0], (uint64_t)1 << s->bot->slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_are_trimmed_and_checked, make, drop),
        cmocka_unit_test_setup_teardown(usernames_are_simple_and_free, make, drop),
        cmocka_unit_test_setup_teardown(someone_is_found_in_any_case, make, drop),
        cmocka_unit_test_setup_teardown(mentions_are_found_as_the_real_server_does, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_direct_message_mentions_the_other_one, make,
                                        drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

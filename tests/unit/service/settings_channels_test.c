/* What the settings say of single channels: modes, local facts, and what is wrong there.
 */
#include "tests/unit/service/settings_bed.h"

static void test_channels_and_local_facts(void **state)
{
    struct bed *b = *state;

    assert_true(load(b, "connections:\n"
                        "  - name: a\n    platform: mattermost\n"
                        "    url: https://a.example.org\n    token: x\n"
                        "    channels: [C1=questions, \"odd=id=off\"]\n"
                        "    emergency_number: 112\n    clinic: ward 5\n"));
    const struct connection_settings *c = &b->settings.connections[0];
    assert_int_equal(settings_room(c, "C1")->mode, MODE_QUESTIONS);
    assert_int_equal(settings_room(c, "odd=id")->mode, MODE_OFF);
    assert_int_equal(settings_room(c, "C2")->mode, MODE_MENTION);
    assert_int_equal(c->room.local_count, 2);
    assert_string_equal(c->room.locals[0].name, "emergency_number");
    assert_string_equal(c->room.locals[0].value, "112");
    assert_string_equal(c->room.locals[1].value, "ward 5");
}

static void test_a_channel_differs_in_what_is_set_for_it(void **state)
{
    struct bed *b = *state;
    char yaml[600];

    snprintf(yaml, sizeof yaml,
             "connections:\n"
             "  - name: a\n    platform: mattermost\n"
             "    url: https://a.example.org\n    token: x\n"
             "    cooldown: 5m\n    quiet_hours: 22:00-07:00\n    clinic: ward 5\n"
             "    admins: [U1, U2]\n"
             "    channels:\n"
             "      - C1=off\n"
             "      - id: C2\n        mode: questions\n        clinic: ward 6\n"
             "        helpline: 0800 1\n        quiet_hours: none\n"
             "        overlay: %s\n",
             b->dir);
    assert_true(load(b, yaml));
    const struct connection_settings *c = &b->settings.connections[0];
    const struct room_settings *one = settings_room(c, "C1"),
                               *two = settings_room(c, "C2");
    assert_true(settings_has_admins(c));
    assert_int_equal(one->mode, MODE_OFF);
    assert_int_equal(one->cooldown_ms, 300000);
    assert_int_equal(one->quiet_hours.from, 22 * 60);
    assert_int_equal(two->mode, MODE_QUESTIONS);
    assert_int_equal(two->cooldown_ms, 300000);
    assert_int_equal(two->quiet_hours.from, two->quiet_hours.to);
    assert_int_equal(two->local_count, 2);
    assert_string_equal(two->locals[0].value, "ward 6");
    assert_string_equal(two->overlay, b->dir);
    assert_string_equal(settings_room(c, "C3")->locals[0].value, "ward 5");
    assert_null(settings_room(c, "C3")->overlay);
}

static void test_channel_maps_that_are_wrong(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    quiet_hours: at night\n"
                         "    channels:\n"
                         "      - mode: off\n"
                         "      - id: C1\n        mood: off\n"
                         "      - id: C2\n        overlay: /no/such/folder\n"
                         "      - C2=off\n"
                         "      - [C4]\n"));
    said(b, "limber.yaml:6:18: `quiet_hours` \"at night\" are no hours");
    said(b, "limber.yaml:8:9: `id` is missing");
    said(b, "limber.yaml:10:9: unknown key `mood`");
    said(b, "limber.yaml:12:18: `overlay` there is no folder \"/no/such/folder\"");
    said(b, "limber.yaml:13:9: `channels` names \"C2\" twice");
    said(b, "limber.yaml:14:9: `channels` must list channels");
    assert_int_equal(faults_count(b->faults), 6);
}

static void test_channels_that_are_wrong(void **state)
{
    struct bed *b = *state;

    assert_false(load(b, "connections:\n"
                         "  - name: a\n    platform: mattermost\n"
                         "    url: https://a.example.org\n    token: x\n"
                         "    channels: [C1, C2=loud, =off, C3=off]\n"));
    said(b, "limber.yaml:6:16:");
    said(b, "\"C2=loud\" is no channel with its mode");
    assert_int_equal(faults_count(b->faults), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTINGS_TEST(test_channels_and_local_facts),
        SETTINGS_TEST(test_a_channel_differs_in_what_is_set_for_it),
        SETTINGS_TEST(test_channel_maps_that_are_wrong),
        SETTINGS_TEST(test_channels_that_are_wrong),
    };
    return cmocka_run_group_tests_name("settings_channels", tests, NULL, NULL);
}

/* What an admin says in chat, over the whole service. */
#include "service/command.h"
#include "service/room.h"
#include "tests/unit/service/bed.h"

static const struct config_key keys[] = {{.name = "admins", .kind = CONFIG_WORDS}};

/* The people in these tests write in the channel "room"; ann is the admin. */
static void begin_with_admins(struct bed *b)
{
    struct faults *faults = faults_new();
    struct yaml *map;
    struct config *c;
    struct err e;

    assert_true(config_new(&c, keys, 1, &e));
    assert_true(yaml_parse(&map, "t", 1, span_of("admins: [ann]"), 100, faults));
    assert_true(config_read(c, map, NULL, faults));
    yaml_free(map);
    faults_free(faults);
    b->config = c;
    begin(b, 1);
}

static int tear_down_with_admins(void **state)
{
    struct bed *b = *state;
    struct config *c = (struct config *)(uintptr_t)b->config;
    int status = tear_down(state);

    config_free(c);
    return status;
}

static void speak(const char *user, const char *id, const char *text, bool mentioned)
{
    struct platform *p = &made[0]->base;
    struct message m = {.kind = MESSAGE_POSTED,
                        .place = PLACE_CHANNEL,
                        .id = id,
                        .channel = "room",
                        .thread = "",
                        .reply_to = id,
                        .user = user,
                        .text = span_of(text),
                        .mentioned = mentioned};
    p->host.message(p->host.user, p, &m);
}

/* Says the lines one after the other, each once the reply to the one before is there; a
 * line that gets no reply has none. */
struct line {
    const char *user, *text, *reply; /* reply NULL: silence */
    bool mentioned;
};
static const struct line *lines;
static size_t spoken, replies;
static int talks; /* each has ids of its own */

static void begin_talk(const struct line *talk)
{
    lines = talk;
    spoken = replies = 0;
    talks++;
}

static bool play(struct bed *b)
{
    const struct line *last = spoken ? &lines[spoken - 1] : NULL;
    char id[24];

    if (b->at++ == 0)
        ready(0);
    end_posts(made[0]);
    if (last && last->reply && made[0]->count == replies)
        return false;
    if (last && last->reply && !strstr(made[0]->calls[replies++].text, last->reply))
        fail_msg("\"%s\" got \"%s\", not \"%s\"", last->text,
                 made[0]->calls[replies - 1].text, last->reply);
    if (!lines[spoken].user)
        return made[0]->count == replies;
    snprintf(id, sizeof id, "%d-%zu", talks, spoken);
    speak(lines[spoken].user, id, lines[spoken].text, lines[spoken].mentioned);
    spoken++;
    return false;
}

static void test_commands_are_for_admins(void **state)
{
    static const struct line talk[] = {
        {"ann", "status", "Limber ", true},
        {"bob", "mute", "I do not have an answer", true},
        {"ann", "mode", "The mode here is mention, by the settings", true},
        {"ann", "commands", "I take these from you", true},
        {0}};

    begin_talk(talk);
    begin_with_admins(*state);
    run(*state, play);
}

static bool halfway(struct platform *p, struct platform_progress *out)
{
    (void)p;
    *out = (struct platform_progress){.read = 3, .of = 7, .messages = 12};
    return true;
}

static bool is_logged(struct bed *b)
{
    fflush(b->out);
    return strstr(b->text, "catching up connection=") != NULL;
}

static bool at_the_list(struct platform *p, struct platform_progress *out)
{
    (void)p;
    *out = (struct platform_progress){0};
    return true;
}

static void test_how_far_catch_up_is_is_told(void **state)
{
    static const struct line talk[] = {
        {"ann", "status", "catching up: 3 of 7 channels are read, 12 messages", true},
        {0}};

    bed_progress = halfway;
    begin_talk(talk);
    begin_with_admins(*state);
    run(*state, play);
    run(*state, is_logged);
    logged(*state, "catching up connection=one channels_read=3 channels=7 messages=12 "
                   "replies_waiting=");
}

static void test_catch_up_begins_with_a_list(void **state)
{
    static const struct line talk[] = {
        {"ann", "status", "catching up: the channels are being listed", true}, {0}};

    bed_progress = at_the_list;
    begin_talk(talk);
    begin_with_admins(*state);
    run(*state, play);
}

static void test_mode_and_mute_count_at_once(void **state)
{
    static const struct line talk[] = {
        {"bob", "what is baclofen?", NULL, false},
        {"ann", "mode questions", "The mode here is questions, said in chat", true},
        {"bob", "what is baclofen?", "Oral baclofen", false},
        {"ann", "mute", "I am muted here until you say", true},
        {"bob", "what is baclofen?", NULL, true},
        {"bob", "forget me", "I have forgotten", true}, /* that is always done */
        {"ann", "status", "mode questions, muted", true},
        {"ann", "unmute", "I speak here again", true},
        {"bob", "what is baclofen?", "Oral baclofen", true},
        {"ann", "mute 2h in ward", "I am muted there for that long", true},
        {"ann", "mode off in ward", "The mode there is off, said in chat", true},
        {"ann", "unmute in ward", "I speak there again", true},
        {"ann", "mode in room", "The mode here is questions", true},
        {0}};

    begin_talk(talk);
    begin_with_admins(*state);
    run(*state, play);
    logged(*state, "muted");
}

static void test_what_was_said_holds_over_a_restart(void **state)
{
    static const struct line first[] = {{"ann", "mode questions", "said in chat", true},
                                        {0}};
    static const struct line second[] = {{"ann", "mode", "questions, said in chat", true},
                                         {"ann", "mode default", "by the settings", true},
                                         {0}};
    struct bed *b = *state;

    begin_talk(first);
    begin_with_admins(b);
    run(b, play);
    end(b);
    begin_talk(second);
    begin(b, 1);
    run(b, play);
}

static void test_the_last_answer_is_explained(void **state)
{
    static const struct line talk[] = {
        {"ann", "explain", "I remember no answer here", true},
        {"bob", "what is baclofen?", "Oral baclofen", true},
        {"ann", "explain", "baclofen", true},
        {"ann", "explain tell me about botox", "botox", true},
        {"ann", "reload", "read intents and responses again", true},
        {0}};
    struct bed *b = *state;

    begin_talk(talk);
    begin_with_admins(b);
    run(b, play);
    assert_null(strstr(b->text, "what is baclofen"));
}

static void test_quiet_hours(void **state)
{
    static const struct line talk[] = {
        {"bob", "what is baclofen?", NULL, false},
        {"bob", "what is baclofen?", "Oral baclofen", true},
        {0}};
    struct bed *b = *state;

    begin_talk(talk);
    b->room.mode = MODE_QUESTIONS;
    b->room.quiet_hours = (struct quiet_hours){0, 24 * 60};
    begin(b, 1);
    run(b, play);
    logged(b, "quiet");
}

/* Copies the answer about baclofen into an overlay, with other first words. */
static void make_overlay(const struct bed *b, char dir[160])
{
    char command[600];

    snprintf(dir, 160, "%s/ours", b->dir);
    snprintf(command, sizeof command,
             "mkdir -p %s/responses/en && sed 's/Oral baclofen/In our clinic baclofen/' "
             "tests/unit/faq/content/responses/en/medication.baclofen.md "
             "> %s/responses/en/medication.baclofen.md",
             dir, dir);
    assert_int_equal(system(command), 0);
}

static void test_a_room_with_content_of_its_own(void **state)
{
    static const struct line talk[] = {
        {"bob", "what is baclofen?", "In our clinic baclofen", true}, {0}};
    struct bed *b = *state;
    char dir[160];

    make_overlay(b, dir);
    begin_talk(talk);
    b->room.overlay = dir;
    begin(b, 1);
    run(b, play);
}

static void test_a_room_with_a_language_of_its_own(void **state)
{
    static const struct line talk[] = {
        {"bob", "que es la espasticidad?", "Este es un texto de prueba", true},
        {"bob", "que es el baclofeno?", "(Por ahora solo en inglés.)", true},
        {"ann", "status", "mode mention, language es", true},
        {0}};
    struct bed *b = *state;

    begin_talk(talk);
    b->room.language = "es";
    b->room.overlay = "tests/fixtures/spanish";
    begin_with_admins(b);
    run(b, play);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down_with_admins)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_commands_are_for_admins),
        TEST(test_how_far_catch_up_is_is_told),
        TEST(test_catch_up_begins_with_a_list),
        TEST(test_mode_and_mute_count_at_once),
        TEST(test_what_was_said_holds_over_a_restart),
        TEST(test_the_last_answer_is_explained),
        TEST(test_quiet_hours),
        TEST(test_a_room_with_content_of_its_own),
        TEST(test_a_room_with_a_language_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

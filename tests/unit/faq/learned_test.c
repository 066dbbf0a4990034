/* What is learned of messages too vague to answer: what is offered for them, and what is
 * not. Over the tests' own content with a few questions more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faq/engine.h"

static const char questions[] = "? itb.overview safety.dose\tit hurts now\n"
                                "? itb.overview safety.dose\tit hurts me\n"
                                "? itb.overview urgent.emergency\tdoes it hurt you\n"
                                "? itb.overview urgent.emergency\thurts\n"
                                "? itb.overview safety.dose\ti think it hurts\n"
                                "? itb.overview urgent.emergency\tit hurts us\n"
                                "? bot.about bot.privacy\twho are you\n"
                                "? bot.about bot.privacy\twhat do you keep\n"
                                "? bot.about bot.privacy\twho keeps you\n"
                                "? bot.about\tand you are\n"
                                "-\tsee you on monday\n"
                                "-\tlunch at noon\n"
                                "-\twho took the stapler\n";

/* Topics about the bot itself: never unasked, and offered by habit. */
static const char own_topics[] =
    "concepts:\n"
    "  made: {kind: aspect, words: [made limber]}\n"
    "  deletes: {kind: aspect, words: [limber deletes]}\n"
    "intents:\n"
    "  - id: bot.about\n    channel: no\n    about: []\n"
    "    patterns: [\"{made}\"]\n    examples: [who made limber]\n"
    "  - id: bot.privacy\n    channel: no\n    about: []\n"
    "    patterns: [\"{deletes}\"]\n    examples: [what limber deletes]\n";

struct bed {
    char folder[64], intents[96], responses[96], asked[128], learned[128];
    struct faq *faq;
};

static bool write_whole(const char *path, struct span text)
{
    FILE *file = fopen(path, "w");

    return file && fwrite(text.ptr, 1, text.len, file) == text.len && fclose(file) == 0;
}

static bool write_answer(const struct bed *b, const char *topic)
{
    char path[200], text[200];

    snprintf(path, sizeof path, "%s/en/%s.md", b->responses, topic);
    snprintf(text, sizeof text, "---\ntitle: %s\n---\nOf the bot itself.\n", topic);
    return write_whole(path, span_of(text));
}

static bool load(struct bed *b)
{
    struct faq_paths paths = {.intents = b->intents,
                              .responses = b->responses,
                              .learned = b->learned,
                              .language = "en"};
    struct faults *faults = faults_new();
    bool ok = faq_load(&b->faq, &paths, faults);

    faults_free(faults);
    return ok;
}

static bool learn(struct bed *b)
{
    struct faults *faults = faults_new();
    struct faq_learnt counts;
    struct buf text;
    struct err e = {0};

    buf_init(&text, 1 << 20);
    bool ok = faq_learn(b->faq, &text, &counts, faults, &e) &&
              write_whole(b->learned, buf_view(&text));
    buf_free(&text);
    faults_free(faults);
    return ok;
}

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    char command[200], path[160];

    *state = b;
    snprintf(b->folder, sizeof b->folder, "/tmp/limber-learned-XXXXXX");
    if (!mkdtemp(b->folder))
        return -1;
    snprintf(b->intents, sizeof b->intents, "%s/intents", b->folder);
    snprintf(b->responses, sizeof b->responses, "%s/responses", b->folder);
    snprintf(command, sizeof command, "cp -R tests/unit/faq/content/* %s", b->folder);
    if (system(command) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/own.yaml", b->intents);
    if (!write_whole(path, span_of(own_topics)) || !write_answer(b, "bot.about") ||
        !write_answer(b, "bot.privacy"))
        return -1;
    snprintf(b->asked, sizeof b->asked, "%s/asked.tsv", b->intents);
    snprintf(b->learned, sizeof b->learned, "%s/learned.tsv", b->intents);
    if (!write_whole(b->asked, span_of(questions)) || !load(b) || !learn(b))
        return -1;
    faq_free(b->faq);
    return load(b) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bed *b = *state;
    char command[200];

    snprintf(command, sizeof command, "rm -rf %s", b->folder);
    int status = system(command);
    faq_free(b->faq);
    free(b);
    return status;
}

static struct faq_reply ask(struct bed *b, const char *text)
{
    struct faq_question q = {.text = span_of(text), .now_ms = 1};
    struct faq_reply reply;
    struct err e = {0};

    assert_true(faq_answer(b->faq, &q, &reply, &e));
    return reply;
}

static bool offers(const struct faq_reply *reply, const char *topic)
{
    for (size_t i = 0; i < reply->suggestion_count; i++)
        if (strcmp(reply->suggestions[i].topic, topic) == 0)
            return true;
    return false;
}

static void what_is_often_offered_comes_first(void **state)
{
    struct faq_reply reply = ask(*state, "now it hurts him");

    assert_int_equal(reply.action, FAQ_SUGGEST);
    assert_true(reply.suggestion_count > 0);
    assert_string_equal(reply.suggestions[0].topic, "itb.overview");
}

static void alarms_and_refusals_are_no_choices(void **state)
{
    struct faq_reply reply = ask(*state, "it hurts me now");

    assert_int_equal(reply.action, FAQ_SUGGEST);
    assert_false(offers(&reply, "urgent.emergency"));
    assert_false(offers(&reply, "safety.dose"));
}

/* The content has a greeting, and no question offers it. */
static void small_talk_is_no_choice_and_three_are_offered(void **state)
{
    struct faq_reply reply = ask(*state, "it hurts him");

    assert_int_equal(reply.action, FAQ_SUGGEST);
    assert_int_equal(reply.suggestion_count, 3);
    assert_false(offers(&reply, "bot.greeting"));
}

/* Also where every question that offers one offers the other, too: "who are you". */
static void of_the_bots_own_topics_the_likeliest_is_offered(void **state)
{
    struct faq_reply reply = ask(*state, "who are you now");

    assert_int_equal(reply.action, FAQ_SUGGEST);
    assert_int_equal(reply.suggestion_count, 3);
    assert_string_equal(reply.suggestions[0].topic, "bot.about");
    assert_false(offers(&reply, "bot.privacy"));
    reply = ask(*state, "what do they keep");
    assert_string_equal(reply.suggestions[0].topic, "bot.privacy");
    assert_false(offers(&reply, "bot.about"));
}

/* Whoever asks vaguely about the subject is not told of what the bot keeps. */
static void the_bots_own_topics_are_offered_first_or_not_at_all(void **state)
{
    struct faq_reply reply = ask(*state, "now it hurts him");

    assert_int_equal(reply.action, FAQ_SUGGEST);
    assert_int_equal(reply.suggestion_count, 3);
    assert_false(offers(&reply, "bot.about"));
    assert_false(offers(&reply, "bot.privacy"));
}

/* --- is it from these very questions? --- */

/* Of `check` with the bed's intents, and an overlay that may be NULL. */
static bool is_stale(struct bed *b, const char *overlay)
{
    struct faq_paths paths = {.intents = b->intents,
                              .responses = b->responses,
                              .overlay = overlay,
                              .learned = b->learned,
                              .language = "en"};
    struct faults *faults = faults_new();
    struct faq *f = NULL;
    struct err e = {0};
    struct buf text;

    buf_init(&text, 1 << 20);
    if (!faq_load(&f, &paths, faults) || !faq_check(f, 0, faults, &e))
        fail_msg("it must load: %s", e.text);
    assert_true(faults_print(faults, &text));
    bool stale = text.data && strstr(text.data, "have changed since they were learned");
    buf_free(&text);
    faults_free(faults);
    faq_free(f);
    return stale;
}

static void changed_questions_and_examples_are_told(void **state)
{
    struct bed *b = *state;

    assert_false(is_stale(b, NULL));
    assert_true(write_whole(b->asked, span_of("-\tsomething else\n")));
    assert_true(is_stale(b, NULL));
    assert_true(write_whole(b->asked, span_of(questions)));
    assert_false(is_stale(b, NULL));
}

/* The overlay's title and examples are not learned; those they replace were. */
static void an_overlay_may_replace_a_learned_topic(void **state)
{
    static const char answer[] =
        "---\ntitle: Our own words\nsources: [{title: S, url: \"https://example.org\"}]\n"
        "reviewed: 1970-01-01\nfollow-ups: [definition.spasticity, cause.overview]\n---\n"
        "text\n";
    static const char intent[] = "intents:\n  - id: itb.overview\n    about: []\n"
                                 "    patterns: [\"{pump}\"]\n    examples: [a pump]\n";
    struct bed *b = *state;
    char overlay[96], path[160], command[256];

    snprintf(overlay, sizeof overlay, "%s/mine", b->folder);
    snprintf(command, sizeof command, "mkdir -p %s/intents %s/responses/en", overlay,
             overlay);
    assert_int_equal(system(command), 0);
    assert_false(is_stale(b, overlay));
    snprintf(path, sizeof path, "%s/responses/en/itb.overview.md", overlay);
    assert_true(write_whole(path, span_of(answer)));
    assert_false(is_stale(b, overlay));
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/intents/mine.yaml", overlay);
    assert_true(write_whole(path, span_of(intent)));
    assert_false(is_stale(b, overlay));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_often_offered_comes_first),
        cmocka_unit_test(alarms_and_refusals_are_no_choices),
        cmocka_unit_test(small_talk_is_no_choice_and_three_are_offered),
        cmocka_unit_test(of_the_bots_own_topics_the_likeliest_is_offered),
        cmocka_unit_test(the_bots_own_topics_are_offered_first_or_not_at_all),
        cmocka_unit_test(changed_questions_and_examples_are_told),
        cmocka_unit_test(an_overlay_may_replace_a_learned_topic),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

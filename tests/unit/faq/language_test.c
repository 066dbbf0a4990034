/* A language pack: where it lies, what it must hold, and that nothing of English touches
 * it. The pack tests/fixtures/spanish lies over the tests' own content. */
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
#include "faq/language.h"

#define SPANISH "tests/fixtures/spanish"

struct bed {
    char pack[64]; /* a copy of the pack, to be spoiled */
    struct faults *faults;
    struct faq *faq;
    struct buf text;
};

static void shell(const char *command)
{
    assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    char command[200];

    snprintf(b->pack, sizeof b->pack, "/tmp/limber-language-XXXXXX");
    if (!mkdtemp(b->pack))
        return -1;
    snprintf(command, sizeof command, "cp -R " SPANISH "/. %s", b->pack);
    b->faults = faults_new();
    buf_init(&b->text, 1 << 20);
    *state = b;
    return system(command);
}

static int tear_down(void **state)
{
    struct bed *b = *state;
    char command[200];

    snprintf(command, sizeof command, "rm -rf %s", b->pack);
    int status = system(command);
    faq_free(b->faq);
    faults_free(b->faults);
    buf_free(&b->text);
    free(b);
    return status;
}

static struct faq_paths paths_of(const struct bed *b, const char *language)
{
    return (struct faq_paths){.intents = "tests/unit/faq/content/intents",
                              .responses = "tests/unit/faq/content/responses",
                              .overlay = b->pack,
                              .language = language};
}

static bool load(struct bed *b, const char *language)
{
    struct faq_paths paths = paths_of(b, language);

    return faq_load(&b->faq, &paths, b->faults);
}

static bool complete(struct bed *b)
{
    struct err e = {0};

    assert_true(load(b, "es"));
    assert_true(faq_check_complete(b->faq, b->faults, &e));
    return !faults_any(b->faults);
}

static void said(struct bed *b, const char *part)
{
    buf_clear(&b->text);
    faults_print(b->faults, &b->text);
    if (!b->text.data || !strstr(b->text.data, part))
        fail_msg("\"%s\" is not in\n%s", part, b->text.data ? b->text.data : "");
}

/* sed's script over a file of the pack. */
static void change(const struct bed *b, const char *script, const char *file)
{
    char command[400];

    snprintf(command, sizeof command, "sed -i '%s' %s/%s", script, b->pack, file);
    shell(command);
}

static void drop(const struct bed *b, const char *file)
{
    char command[400];

    snprintf(command, sizeof command, "rm -r %s/%s", b->pack, file);
    shell(command);
}

static struct faq_reply ask(struct bed *b, const char *text)
{
    struct faq_question q = {.text = span_of(text), .now_ms = 1000};
    struct faq_reply reply;
    struct err e = {0};

    assert_true(faq_answer(b->faq, &q, &reply, &e));
    return reply;
}

static void replied(const struct faq_reply *reply, const char *part)
{
    if (!memmem(reply->markdown.ptr, reply->markdown.len, part, strlen(part)))
        fail_msg("\"%s\" is not in\n%.*s", part, (int)reply->markdown.len,
                 reply->markdown.ptr);
}

static void test_it_answers_in_its_language(void **state)
{
    struct bed *b = *state;

    assert_true(complete(b));
    struct faq_reply reply = ask(b, "¿Qué es la espasticidad?");
    assert_string_equal(reply.topics[0], "definition.spasticity");
    replied(&reply, "Este es un texto de prueba");
    replied(&reply, "Fuentes: [");
    reply = ask(b, "alarma roja");
    assert_int_equal(reply.action, FAQ_EMERGENCY);
    reply = ask(b, "zzz");
    replied(&reply, "Pregunte a su clínica.");
}

static void test_the_pack_says_nothing_in_english_content(void **state)
{
    struct bed *b = *state;

    assert_true(load(b, "en"));
    assert_int_equal(faq_topic_count(b->faq), 11);
    assert_int_equal(faq_untranslated(b->faq), 0);
    struct faq_reply reply = ask(b, "what is spasticity");
    assert_null(memmem(reply.markdown.ptr, reply.markdown.len, "prueba", 6));
}

static void test_knowledge_without_an_answer_is_given_in_english(void **state)
{
    struct bed *b = *state;

    assert_true(complete(b));
    assert_int_equal(faq_untranslated(b->faq), 1);
    struct faq_reply reply = ask(b, "que es el baclofeno");
    replied(&reply, "(Por ahora solo en inglés.)\n\n**Oral baclofen**");
    /* Its slots and fragments are English too, and so is its choice's title. */
    replied(&reply, "Call your local emergency number");
    replied(&reply, "Do not stop");
}

static void test_an_emergency_is_never_given_in_english(void **state)
{
    struct bed *b = *state;

    drop(b, "responses/es/urgent.emergency.md");
    assert_false(load(b, "es"));
    said(b, "intent urgent.emergency has no answer");
    said(b, "write responses/es/<id>.md");
}

static void test_what_limber_says_of_itself_is_never_given_in_english(void **state)
{
    struct bed *b = *state;

    drop(b, "responses/es/bot.greeting.md");
    assert_false(load(b, "es"));
    said(b, "intent bot.greeting has no answer");
}

static void test_a_pack_must_know_the_emergencies(void **state)
{
    struct bed *b = *state;

    change(b, "s/urgent.emergency/urgent.other/", "intents/es/topics.yaml");
    char command[200];
    snprintf(command, sizeof command,
             "cd %s/responses/es && mv urgent.emergency.md "
             "urgent.other.md",
             b->pack);
    shell(command);
    assert_false(complete(b));
    said(b, "/intents/es: the language \"es\" lacks urgent.emergency (priority: urgent)");
    assert_int_equal(faults_count(b->faults), 1);
}

static void test_an_emergency_must_be_one(void **state)
{
    struct bed *b = *state;

    change(b, "0,/priority: urgent/s//priority: normal/", "intents/es/topics.yaml");
    assert_false(complete(b));
    said(b, "topics.yaml:3:5: urgent.emergency must have priority: urgent");
}

static void test_a_pack_must_have_its_lines(void **state)
{
    struct bed *b = *state;

    drop(b, "responses/es/fragments/lost.md");
    drop(b, "responses/es/fragments/english.md");
    assert_false(complete(b));
    said(b, "lacks the line \"lost\"");
    said(b, "write responses/es/fragments/lost.md");
    said(b, "lacks the line \"english\"");
}

static void test_without_english_nobody_knows_what_is_vital(void **state)
{
    struct bed *b = *state;
    char intents[128], responses[128], command[200];
    struct err e = {0};

    snprintf(intents, sizeof intents, "%s/intents", b->pack);
    snprintf(responses, sizeof responses, "%s/responses", b->pack);
    struct faq_paths paths = {intents, responses, NULL, NULL, "es"};
    snprintf(command, sizeof command,
             "cd %s/responses && mkdir en && cp es/definition.spasticity.md "
             "es/medication.baclofen.md",
             b->pack);
    shell(command);
    assert_true(faq_load(&b->faq, &paths, b->faults));
    assert_true(faq_check_complete(b->faq, b->faults, &e));
    said(b, "no English is here to say which emergencies a language must know");
    assert_int_equal(faults_count(b->faults), 1);
}

static void test_a_language_that_is_not_there(void **state)
{
    struct bed *b = *state;
    struct faq_paths paths = paths_of(b, "es");
    char hint[200];

    assert_true(language_known(&paths, hint, sizeof hint));
    paths.language = "en";
    assert_true(language_known(&paths, hint, sizeof hint));
    paths.language = "esp";
    assert_false(language_known(&paths, hint, sizeof hint));
    assert_string_equal(hint, "did you mean `es`? languages here: en, es");
    paths.language = "fr";
    assert_false(language_known(&paths, hint, sizeof hint));
    assert_string_equal(hint, "languages here: en, es");
    paths.language = "../es";
    assert_false(language_known(&paths, hint, sizeof hint));
    assert_false(load(b, "fr"));
    said(b, "there is no language \"fr\"");
    drop(b, "responses/es"); /* half a pack is none */
    paths.language = "es";
    assert_false(language_known(&paths, hint, sizeof hint));
}

static struct heard heard;

static const struct heard *hear(const struct bed *b, const char *text)
{
    struct err e = {0};

    assert_true(lexicon_hear(b->faq->intents.lexicon, span_of(text), &heard, &e));
    return &heard;
}

static void heard_as(const struct bed *b, const char *text, const char *as)
{
    const struct heard *h = hear(b, text);

    assert_int_equal(h->text_len, strlen(as));
    assert_memory_equal(h->text, as, strlen(as));
}

static void test_english_spelling_does_not_touch_it(void **state)
{
    struct bed *b = *state;

    assert_true(load(b, "es"));
    /* English would make these of it: does not, what is, spasticity, is not. */
    heard_as(b, "dont whats spastisity isnt", "dont whats spastisity isnt");
    heard_as(b, "it's mum's", "its mums");
    /* Its own words are what it corrects towards. */
    heard_as(b, "espastisidad", "espasticidad");
}

static void test_english_grammar_does_not_touch_it(void **state)
{
    struct bed *b = *state;

    assert_true(load(b, "es"));
    const struct heard *h = hear(b, "no alarma");
    assert_int_equal(h->hit_count, 1);
    assert_false(h->hits[0].denied);
    /* "has" begins a question in English only. */
    assert_false(hear(b, "has visto la alarma")->sentences[0].asks);
    assert_true(hear(b, "has visto la alarma?")->sentences[0].asks);
}

static void test_names_are_its_own(void **state)
{
    struct bed *b = *state;
    struct buf out;

    assert_true(load(b, "es"));
    buf_init(&out, 1000);
    assert_true(faq_scrub(b->faq, span_of("soy maria, que es la espasticidad?"), &out));
    assert_string_equal(out.data, "soy [name] que es la espasticidad?");
    buf_free(&out);
}

static void test_what_is_learned_is_its_own(void **state)
{
    struct bed *b = *state;
    struct faq_learnt counts;
    struct err e = {0};
    char path[200];

    assert_true(load(b, "es"));
    assert_true(faq_learn(b->faq, &b->text, &counts, b->faults, &e));
    assert_int_equal(counts.topics, 9);
    snprintf(path, sizeof path, "%s/learned.tsv", faq_intents(b->faq));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(b->text.data, 1, b->text.len, file), b->text.len);
    assert_int_equal(fclose(file), 0);
    faq_free(b->faq);
    assert_true(load(b, "es"));
    assert_non_null(b->faq->model);
    struct faq_reply reply = ask(b, "que es la espasticidad");
    assert_string_equal(reply.topics[0], "definition.spasticity");
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_it_answers_in_its_language),
        WITH(test_the_pack_says_nothing_in_english_content),
        WITH(test_knowledge_without_an_answer_is_given_in_english),
        WITH(test_an_emergency_is_never_given_in_english),
        WITH(test_what_limber_says_of_itself_is_never_given_in_english),
        WITH(test_a_pack_must_know_the_emergencies),
        WITH(test_an_emergency_must_be_one),
        WITH(test_a_pack_must_have_its_lines),
        WITH(test_without_english_nobody_knows_what_is_vital),
        WITH(test_a_language_that_is_not_there),
        WITH(test_english_spelling_does_not_touch_it),
        WITH(test_english_grammar_does_not_touch_it),
        WITH(test_names_are_its_own),
        WITH(test_what_is_learned_is_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

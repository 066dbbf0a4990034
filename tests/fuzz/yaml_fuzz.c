/* Content and settings as YAML: concepts, intents, patterns over them; and their one
 * form, which once reached does not change. */
#include "base/config.h"
#include "base/yaml_format.h"
#include "faq/intent_read.h"
#include "faq/lexicon.h"
#include "tests/fuzz/fuzz.h"

enum { FILE_LIMIT = 64 * 1024, PRINTED_MAX = 1 << 20 };

static void read_intents(const struct yaml *root, const struct lexicon *lexicon,
                         struct faults *faults)
{
    const struct yaml *list = yaml_get(root, "intents");

    for (size_t i = 0; i < yaml_len(list); i++) {
        struct intent intent = {0};

        if (yaml_kind(yaml_item(list, i)) == YAML_MAP)
            (void)intent_read(&intent, yaml_item(list, i), lexicon, faults);
        intent_free(&intent);
    }
}

static void read_content(const struct yaml *root, struct faults *faults)
{
    struct lexicon *lexicon = lexicon_new(true);

    fuzz_must(lexicon != NULL, "memory for a lexicon");
    if (yaml_kind(root) == YAML_MAP && lexicon_add(lexicon, root, faults) &&
        lexicon_finish(lexicon, faults))
        read_intents(root, lexicon, faults);
    lexicon_free(lexicon);
}

static void read_settings(const struct yaml *root, struct faults *faults)
{
    static const char *const colours[] = {"red", "green", NULL};
    static const struct config_key keys[] = {
        {.name = "text", .kind = CONFIG_TEXT},
        {.name = "number", .kind = CONFIG_INT, .least = -5, .most = 500},
        {.name = "choice", .kind = CONFIG_CHOICE, .choices = colours, .fallback = "red"},
        {.name = "time", .kind = CONFIG_DURATION, .most = 60000},
        {.name = "secret", .kind = CONFIG_SECRET},
        {.name = "words", .kind = CONFIG_WORDS, .most = 5},
    };
    struct config *config = NULL;
    struct err e = {0};

    fuzz_must(config_new(&config, keys, sizeof keys / sizeof *keys, &e),
              "the table of settings is good");
    if (yaml_kind(root) == YAML_MAP && config_read(config, root, NULL, faults)) {
        fuzz_must(config_int(config, "number") <= 500, "numbers are in their range");
        fuzz_must(config_int(config, "time") <= 60000, "durations are in their range");
        fuzz_must(config_word_count(config, "words") <= 5, "lists are bounded");
    }
    config_free(config);
}

static void take_form(struct span text, struct faults *faults)
{
    struct buf once, twice;

    buf_init(&once, PRINTED_MAX);
    buf_init(&twice, PRINTED_MAX);
    if (yaml_format("input.yaml", 1, text, NULL, &once, faults)) {
        fuzz_must(yaml_format("input.yaml", 1, buf_view(&once), NULL, &twice, faults),
                  "what is in form can be read");
        fuzz_must(span_equal(buf_view(&once), buf_view(&twice)),
                  "what is in form stays as it is");
    }
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct faults *faults = faults_new();
    struct yaml *root = NULL;
    struct buf printed;

    fuzz_must(faults != NULL, "memory for faults");
    if (yaml_parse(&root, "input.yaml", 1, fuzz_text(data, size), FILE_LIMIT, faults)) {
        read_content(root, faults);
        read_settings(root, faults);
        take_form(fuzz_text(data, size), faults);
    } else {
        fuzz_must(faults_any(faults), "what is refused is explained");
    }
    buf_init(&printed, PRINTED_MAX);
    (void)faults_print(faults, &printed);
    buf_free(&printed);
    yaml_free(root);
    faults_free(faults);
    return 0;
}

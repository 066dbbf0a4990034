/* A whole answer file: front matter and Markdown. */
#include "base/md.h"
#include "base/utf8.h"
#include "faq/answer_read.h"
#include "faq/readability.h"
#include "tests/fuzz/fuzz.h"

enum { REPORT_MAX = 1 << 20 };

static void check(const struct answer *a, size_t size)
{
    struct span body = span_of(a->body);
    struct reading reading;
    struct md *doc = NULL;

    fuzz_must(a->title && *a->topic, "an answer has a name");
    fuzz_must(body.len <= size && utf8_valid(body, NULL),
              "its text is what the file holds");
    fuzz_must(a->body_line >= 3 && a->body_line <= size, "its first line is in the file");
    for (size_t i = 0; i < a->source_count; i++)
        fuzz_must(a->sources[i].title && a->sources[i].url, "a source is whole");
    if (readability_measure(body, a->terms, a->term_count, &reading, NULL))
        fuzz_must(reading.sentences <= reading.words, "a sentence has words");
    if (md_read(&doc, body, NULL))
        md_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct faults *faults = faults_new();
    struct answer answer;
    struct buf report;

    fuzz_must(faults != NULL, "memory for faults");
    if (answer_parse(&answer, "en/a.topic.md", fuzz_text(data, size), faults))
        check(&answer, size);
    else
        fuzz_must(faults_any(faults), "what is refused is explained");
    answer_free(&answer);
    buf_init(&report, REPORT_MAX);
    (void)faults_print(faults, &report);
    buf_free(&report);
    faults_free(faults);
    return 0;
}

/* What `limber learn` wrote, read back: a damaged file is refused with an explanation. */
#include "base/mem.h"
#include "faq/engine.h"
#include "faq/model_parts.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/fuzz_content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct faq *faq;
    struct faults *faults = faults_new();
    struct model *model = mem_zero(1, sizeof *model);

    if (!faq)
        faq = fuzz_small_content();
    fuzz_must(faults && model, "memory for a model");
    if (model_read(model, fuzz_text(data, size), "learned.tsv", &faq->intents, faults))
        fuzz_must(model_classes(model) <= MODEL_CLASSES, "classes are bounded");
    else
        fuzz_must(faults_any(faults), "what is refused is explained");
    model_free(model);
    faults_free(faults);
    return 0;
}

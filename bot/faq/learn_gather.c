/* learn_gather.c - the questions to learn from: those of the files, and each topic's own
 * title and examples. */
#include <string.h>

#include "faq/learn.h"

static struct model_class class_of_intent(const struct intents *set, size_t i)
{
    bool urgent = set->list[i].priority == INTENT_URGENT;
    return (struct model_class){(int)i, urgent ? MODEL_NOW : MODEL_TOPIC};
}

/* An overlay's intents come and go with the operator: they are not learned from. */
static bool is_own(const struct intent *in, const char *intents_dir)
{
    return in->at.file && strncmp(in->at.file, intents_dir, strlen(intents_dir)) == 0;
}

bool learn_gather(struct asked *out, const struct faq *f, struct faults *faults)
{
    const struct intents *set = &f->intents;

    if (!asked_read(out, set, f->intents_dir, faults))
        return false;
    for (size_t i = 0; i < set->count; i++) {
        const struct intent *in = &set->list[i];
        struct model_class about = {(int)i, MODEL_TOPIC};
        if (!is_own(in, f->intents_dir))
            continue;
        if (!asked_add(out, f->answer_of[i]->title, about))
            return false;
        for (size_t k = 0; k < in->example_count; k++)
            if (!in->examples[k].after &&
                !asked_add(out, in->examples[k].text, class_of_intent(set, i)))
                return false;
    }
    return true;
}

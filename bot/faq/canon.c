#include "faq/canon.h"

#include <string.h>

#include "base/yaml_format.h"
#include "faq/answer_read.h"

static const char *const intent[] = {"id",       "priority",         "channel",
                                     "about",    "patterns",         "excludes",
                                     "examples", "counter-examples", NULL};
static const char *const pattern[] = {"match",   "weight", "setting",
                                      "follows", "offer",  NULL};
static const char *const example[] = {"text", "after", NULL};
static const char *const concept[] = {"kind",  "weight",   "sign",   "loose",
                                      "keep",  "also",     "domain", "exact",
                                      "words", "misheard", NULL};
static const char *const group[] = {"id", "title", "names", "topics", NULL};
static const char *const remark[] = {"topic", "words", NULL};
static const char *const front[] = {"title",      "sources", "reviewed", "reviewer",
                                    "follow-ups", "terms",   NULL};
static const char *const source[] = {"title", "url", NULL};

static const struct yaml_order orders[] = {{intent},  {pattern}, {example},
                                           {concept}, {source},  {front},
                                           {group},   {remark},  {NULL}};

/* Also one whose line ends or first bytes hide that it begins as one. */
static bool is_answer(const char *file, struct span text)
{
    size_t len = strlen(file);

    return span_starts(text, "---\n") || (len > 3 && strcmp(file + len - 3, ".md") == 0);
}

bool faq_canon(const char *file, struct span text, struct buf *out, struct faults *faults)
{
    struct span matter, body;

    if (!is_answer(file, text))
        return yaml_format(file, 1, text, orders, out, faults);
    if (!answer_split(text, &matter, &body)) {
        answer_tell_no_front(file, text, faults);
        return false;
    }
    buf_text(out, "---\n");
    if (!yaml_format(file, 2, matter, orders, out, faults))
        return false;
    buf_text(out, "---\n");
    buf_span(out, body);
    while (out->len && out->data[out->len - 1] == '\n')
        buf_cut(out, out->len - 1);
    buf_char(out, '\n');
    return !out->failed;
}

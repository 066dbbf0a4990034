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

bool faq_canon(const char *file, struct span text, struct buf *out, struct faults *faults)
{
    struct span matter, body;

    if (!span_starts(text, "---\n"))
        return yaml_format(file, 1, text, orders, out, faults);
    if (!answer_split(text, &matter, &body)) {
        faults_add(faults, (struct fault_place){file, 1, 1},
                   "end the front matter with a line ---", "no end of the front matter");
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

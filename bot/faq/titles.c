#include "faq/titles.h"

#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"

#define TITLE_MAX 160 /* bytes; a longer text is no title */

struct titles {
    struct map *by_title; /* in lower case -> the intent's number + 1 */
};

/* False when the text is too long for a title. */
static bool lower_case(struct span text, char out[TITLE_MAX])
{
    if (text.len > TITLE_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    return true;
}

struct titles *titles_new(const struct answer *const *answer_of, size_t count)
{
    struct titles *t = mem_zero(1, sizeof *t);
    char title[TITLE_MAX];

    if (!t)
        return NULL;
    t->by_title = map_new(count + 1, 1);
    for (size_t i = 0; t->by_title && i < count; i++) {
        struct span text = span_of(answer_of[i] ? answer_of[i]->title : NULL);
        struct span key = {title, text.len};
        if (!text.len || !lower_case(text, title) || map_get(t->by_title, key))
            continue;
        if (!map_put(t->by_title, key, (void *)(uintptr_t)(i + 1)))
            goto fail;
    }
    if (t->by_title)
        return t;
fail:
    titles_free(t);
    return NULL;
}

void titles_free(struct titles *t)
{
    if (!t)
        return;
    map_free(t->by_title);
    mem_free(t);
}

int titles_find(const struct titles *t, struct span text)
{
    char title[TITLE_MAX];

    if (!text.len || !lower_case(text, title))
        return -1;
    return (int)(uintptr_t)map_get(t->by_title, (struct span){title, text.len}) - 1;
}

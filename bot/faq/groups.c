#include "faq/groups.h"

#include "faq/groups_inside.h"

int groups_menu(const struct groups *g)
{
    return g->menu;
}

bool groups_find(const struct groups *g, struct span id, struct group_page *out)
{
    *out = (struct group_page){.all = true};
    if (span_is(id, GROUPS_ALL))
        return g->menu >= 0;
    if (!span_starts(id, GROUP_ID))
        return false;
    for (uint16_t i = 0; i < g->count; i++)
        for (uint16_t p = 0; p < g->list[i].page_count; p++)
            if (span_is(id, g->list[i].pages[p])) {
                *out = (struct group_page){false, i, p};
                return true;
            }
    return false;
}

static bool is_mark(char c)
{
    return c && strchr(".,;:!?", c);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* In whatever case, and without punctuation. */
static bool same(struct span text, const char *name)
{
    size_t i = 0;

    for (;;) {
        while (i < text.len && is_mark(text.ptr[i]))
            i++;
        while (is_mark(*name))
            name++;
        if (i == text.len || !*name)
            return i == text.len && !*name;
        if (lower(text.ptr[i++]) != lower(*name++))
            return false;
    }
}

static bool is_called(const struct group *g, struct span text)
{
    for (size_t i = 0; i < g->name_count; i++)
        if (same(text, g->names[i]))
            return true;
    return same(text, g->title);
}

bool groups_named(const struct groups *g, struct span text, struct group_page *out)
{
    text = span_trim(text);
    for (uint16_t i = 0; text.len && i < g->count; i++)
        if (is_called(&g->list[i], text)) {
            *out = (struct group_page){false, i, 0};
            return true;
        }
    return false;
}

bool groups_of(const struct groups *g, uint32_t intent, struct group_page *out)
{
    for (uint16_t i = 0; i < g->count; i++)
        for (size_t t = 0; t < g->list[i].topic_count; t++)
            if (g->list[i].topics[t] == intent) {
                *out = (struct group_page){false, i, 0};
                return true;
            }
    return false;
}

const char *groups_title(const struct groups *g, const struct group_page *p,
                         size_t *pages)
{
    *pages = g->list[p->group].page_count;
    return g->list[p->group].title;
}

static struct faq_choice topic_choice(const struct groups *g, uint32_t intent)
{
    return (struct faq_choice){g->set->list[intent].id, g->answer_of[intent]->title};
}

struct faq_choice groups_choice(const struct groups *g, const struct group_page *p)
{
    const struct group *group = &g->list[p->group];

    if (p->all)
        return (struct faq_choice){GROUPS_ALL, g->answer_of[g->menu]->title};
    return (struct faq_choice){group->pages[p->page], p->page ? g->more : group->title};
}

size_t groups_list(const struct groups *g, struct faq_choice out[FAQ_CHOICES])
{
    for (uint16_t i = 0; i < g->count; i++)
        out[i] = groups_choice(g, &(struct group_page){false, i, 0});
    return g->count;
}

size_t groups_page(const struct groups *g, const struct group_page *p,
                   struct faq_choice out[FAQ_CHOICES])
{
    const struct group *group = &g->list[p->group];
    size_t per = group->page_count == 1 ? PAGE_WHOLE : PAGE_TOPICS;
    size_t from = p->page * per, count = 0;

    for (size_t i = from; i < group->topic_count && i < from + per; i++)
        out[count++] = topic_choice(g, group->topics[i]);
    if (p->page + 1U < group->page_count)
        out[count++] = groups_choice(
            g, &(struct group_page){false, p->group, (uint16_t)(p->page + 1)});
    if (g->menu >= 0)
        out[count++] = groups_choice(g, &(struct group_page){.all = true});
    return count;
}

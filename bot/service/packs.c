#include "service/packs.h"

#include <string.h>

#include "base/mem.h"

struct pack {
    char *overlay, *language; /* overlay NULL: none */
    struct faq *faq;
};

struct packs {
    char *intents, *responses, *learned;
    struct pack *list; /* the first is the installation's */
    size_t count;
};

static bool copy(char **out, const char *text)
{
    *out = mem_copy_text(text);
    return *out || !text;
}

static const char *overlay_of(const struct packs *p, const struct room_settings *room)
{
    return room->overlay ? room->overlay : p->list[0].overlay;
}

static const char *language_of(const struct packs *p, const struct room_settings *room)
{
    return room->language ? room->language : p->list[0].language;
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The one that such a room uses; count: none yet. */
static size_t find(const struct packs *p, const struct room_settings *room)
{
    size_t i = 0;

    while (i < p->count && !(same(p->list[i].overlay, overlay_of(p, room)) &&
                             same(p->list[i].language, language_of(p, room))))
        i++;
    return i;
}

static bool add_room(struct packs *p, const struct room_settings *room)
{
    struct pack *fresh = &p->list[p->count];

    if (find(p, room) < p->count)
        return true;
    p->count++;
    return copy(&fresh->language, language_of(p, room)) &&
           copy(&fresh->overlay, overlay_of(p, room));
}

static bool add_rooms(struct packs *p, const struct settings *settings)
{
    for (size_t i = 0; i < settings->connection_count; i++) {
        const struct connection_settings *c = &settings->connections[i];
        if (!add_room(p, &c->room))
            return false;
        for (size_t k = 0; k < c->channel_count; k++)
            if (!add_room(p, &c->channels[k].room))
                return false;
    }
    return true;
}

static size_t most(const struct settings *settings)
{
    size_t count = 1 + settings->connection_count;

    for (size_t i = 0; i < settings->connection_count; i++)
        count += settings->connections[i].channel_count;
    return count;
}

bool packs_new(struct packs **out, const struct faq_paths *paths,
               const struct settings *settings, struct err *e)
{
    struct packs *p = mem_zero(1, sizeof *p);

    *out = NULL;
    if (!p)
        return err_set(e, ERR_MEMORY, "no memory for content");
    p->list = mem_zero(most(settings), sizeof *p->list);
    p->count = p->list ? 1 : 0;
    if (p->list && copy(&p->intents, paths->intents) &&
        copy(&p->responses, paths->responses) && copy(&p->learned, paths->learned) &&
        copy(&p->list[0].language, paths->language) &&
        copy(&p->list[0].overlay, paths->overlay) && add_rooms(p, settings)) {
        *out = p;
        return true;
    }
    packs_free(p);
    return err_set(e, ERR_MEMORY, "no memory for content");
}

void packs_free(struct packs *p)
{
    if (!p)
        return;
    for (size_t i = 0; p->list && i < p->count; i++) {
        faq_free(p->list[i].faq);
        mem_free(p->list[i].overlay);
        mem_free(p->list[i].language);
    }
    mem_free(p->list);
    mem_free(p->intents);
    mem_free(p->responses);
    mem_free(p->learned);
    mem_free(p);
}

bool packs_load(struct packs *p, bool prove, int64_t today_ms, struct faults *faults,
                struct err *e)
{
    for (size_t i = 0; i < p->count; i++) {
        struct pack *pack = &p->list[i];
        struct faq_paths paths = {.intents = p->intents,
                                  .responses = p->responses,
                                  .overlay = pack->overlay,
                                  .learned = p->learned,
                                  .language = pack->language};
        if (!faq_load(&pack->faq, &paths, faults))
            return false;
        bool asked = prove ? faq_check(pack->faq, today_ms, faults, e)
                           : faq_check_complete(pack->faq, faults, e);
        if (!asked || faults_any(faults))
            return false;
    }
    return true;
}

struct faq *packs_for(const struct packs *p, const struct room_settings *room)
{
    return p->list[find(p, room)].faq;
}

size_t packs_count(const struct packs *p)
{
    return p->count;
}

struct faq *packs_plain(const struct packs *p)
{
    return p->list[0].faq;
}

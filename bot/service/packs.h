/* packs.h - the content in force: the installation's, and one more pack for each folder
 * that a connection or a channel puts over it, and for each other language.
 *
 * Ownership: packs own all that was loaded, and copy what they are made from, so that
 * they can be loaded in another thread and replaced as a whole. */
#ifndef SERVICE_PACKS_H
#define SERVICE_PACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/faults.h"
#include "faq/faq.h"
#include "service/settings.h"

struct packs;

/* Which packs there are to be; nothing is read yet. */
bool packs_new(struct packs **out, const struct faq_paths *paths,
               const struct settings *settings, struct err *e);
void packs_free(struct packs *p); /* NULL is fine */

/* Reads all. prove: also as `limber check` does, as of today_ms. A language that lacks
 * what it must hold cannot be used either way.
 * False: faults or *e say why. */
bool packs_load(struct packs *p, bool prove, int64_t today_ms, struct faults *faults,
                struct err *e);

/* The pack for a room, by its overlay and its language. */
struct faq *packs_for(const struct packs *p, const struct room_settings *room);
size_t packs_count(const struct packs *p);
struct faq *packs_plain(const struct packs *p);

#endif

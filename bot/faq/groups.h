/* groups.h - the topics by group, as "help" shows them and buttons name them.
 *
 * From responses/<language>/groups.yaml (docs/authoring.md); without that file there are
 * none. A group's page has an id that a button sends: "group.medicines",
 * "group.medicines.2". "groups" stands for the list of all of them.
 * Ownership: owns its texts, borrows the titles of the answers; immutable once loaded. */
#ifndef FAQ_GROUPS_H
#define FAQ_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/faults.h"
#include "faq/answers.h"
#include "faq/faq.h"
#include "faq/intents.h"

#define GROUPS_ALL "groups" /* also a follow-up in an answer's front matter */

struct groups;

struct group_page {
    bool all; /* the list of groups; else: */
    uint16_t group, page;
};

/* answer_of[i] is the answer of intent i. False: faults were added. */
bool groups_load(struct groups **out, const struct faq_paths *paths,
                 const struct intents *set, const struct answer *const *answer_of,
                 struct faults *faults);
void groups_free(struct groups *g); /* NULL is fine */
/* Topics without an answer, groups without a topic. Faults are added. */
void groups_check(const struct groups *g, struct faults *faults);

/* The intent whose answer offers the groups; -1: none does. */
int groups_menu(const struct groups *g);
/* The page with this id. */
bool groups_find(const struct groups *g, struct span id, struct group_page *out);
/* The first page of the group that is called so, by its title or its other names. */
bool groups_named(const struct groups *g, struct span text, struct group_page *out);
/* The first page of the first group that holds the topic. */
bool groups_of(const struct groups *g, uint32_t intent, struct group_page *out);

/* The title of a group, and how many pages it has. */
const char *groups_title(const struct groups *g, const struct group_page *p,
                         size_t *pages);
/* A page as a choice: its id, and the group's title, or for all but the first page what
 * the button to the next one says. */
struct faq_choice groups_choice(const struct groups *g, const struct group_page *p);
/* All groups as choices; returns how many. */
size_t groups_list(const struct groups *g, struct faq_choice out[FAQ_CHOICES]);
/* What a page offers: its topics, the next page, the way back. */
size_t groups_page(const struct groups *g, const struct group_page *p,
                   struct faq_choice out[FAQ_CHOICES]);

#endif

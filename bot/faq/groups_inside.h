/* groups_inside.h - the inside of struct groups, for groups.c and groups_read.c. */
#ifndef FAQ_GROUPS_INSIDE_H
#define FAQ_GROUPS_INSIDE_H

#include "faq/content_yaml.h"
#include "faq/groups.h"

#define GROUP_ID "group."
enum {
    GROUPS_MOST = FAQ_CHOICES,
    GROUP_TOPICS_MOST = 200,
    PAGE_WHOLE = FAQ_CHOICES - 1, /* topics of a group that has one page: the way back
                                     takes a place */
    PAGE_TOPICS = FAQ_CHOICES - 2 /* else the next page takes another one */
};

struct group {
    char *id; /* "medicines" */
    char *title;
    struct fault_place at;
    char **names;
    size_t name_count;
    uint32_t *topics; /* intents */
    size_t topic_count;
    char **pages; /* their ids */
    size_t page_count;
};

struct group_unknown { /* a topic without an answer */
    char *topic;
    struct fault_place at;
};

struct groups {
    struct content_yaml file;
    struct group list[GROUPS_MOST];
    size_t count;
    char *more; /* what the button to the next page says */
    int menu;
    const struct intents *set;
    const struct answer *const *answer_of;
    struct group_unknown *unknown;
    size_t unknown_count;
};

#endif

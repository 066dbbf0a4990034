/* store_inside.h - what store.c and posts.c share. */
#ifndef PLAYGROUND_STORE_INSIDE_H
#define PLAYGROUND_STORE_INSIDE_H

#include "playground/store.h"

/* Forgets a post altogether. */
void posts_drop(struct store *s, struct post *p);

#endif

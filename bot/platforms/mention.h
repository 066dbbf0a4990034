/* mention.h - finds where a message names the bot, and takes the name out of it.
 *
 * Shared by all platforms: the walk over the text (code is not scanned, what stays is
 * tidied up) is here, what a mention looks like is the platform's `mention_form`.
 *
 * Ownership: borrows all, allocates only in the caller's buffer. */
#ifndef PLATFORMS_MENTION_H
#define PLATFORMS_MENTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/* Stands for another person where the platform writes an id. */
#define MENTION_SOMEONE "@someone"

struct mention_form {
    /* The length of a mention of `who` that begins exactly at `at`, 0 for none. */
    size_t (*match)(struct span text, size_t at, const char *who);
    const char *who;
    bool in_code; /* also between back-quotes: the platform marks mentions itself */
};

/* Appends text without the bot's mentions (and a "," or ":" and the blanks after them),
 * trimmed. *found says whether there was one. False when out does not hold it. */
bool mention_take(struct span text, const struct mention_form *form, struct buf *out,
                  bool *found);

/* The form "@name": not after a letter or digit; the longest run of [A-Za-z0-9._-] is the
 * name, where trailing ".", "-" and "_" may be punctuation. Case is ignored. */
size_t mention_at_name(struct span text, size_t at, const char *name);

#endif

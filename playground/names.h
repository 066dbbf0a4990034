/* names.h - pure: what people may be called, and whom a message mentions. */
#ifndef PLAYGROUND_NAMES_H
#define PLAYGROUND_NAMES_H

#include "base/buf.h"
#include "playground/store.h"

/* Trims and checks a name that a person chose: 1 to 32 code points, nothing invisible, no
 * "@". NULL when it is fine, else what is wrong with it, for that person. */
const char *names_check(const char *wish, char out[NICKNAME_SIZE]);
/* Someone of that name, whatever the case of its ASCII letters. */
struct user *names_find(const struct store *s, const char *nickname);
/* A free username for it: small letters, digits and . - _, beginning with a letter. */
bool names_username(const struct store *s, const char *nickname, char out[USERNAME_SIZE]);

/* One bit per user slot: the members of the channel that the text mentions (Mattermost
 * 11.6, app/mention_parser_standard.go). Text in back-quotes does not count. The other
 * one of a direct channel always does. */
void names_mentioned(const struct store *s, const struct channel *c,
                     const struct user *author, const char *text,
                     uint64_t out[STORE_USERS / 64]);

#endif

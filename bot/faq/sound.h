/* sound.h - a key that words of about the same sound share: a small English metaphone. */
#ifndef FAQ_SOUND_H
#define FAQ_SOUND_H

#include <stddef.h>

#include "base/span.h"

#define SOUND_MAX 24

/* Writes the key of a lower-case word (upper-case consonants, A for a vowel in front) and
 * returns its length, at most SOUND_MAX. Letters other than a-z have no sound. */
size_t sound_key(struct span word, char out[SOUND_MAX]);

#endif

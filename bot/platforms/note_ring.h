/* note_ring.h - the latest short texts of one kind (ids), kept over restarts in a note of
 * the platform's: "one,two,three", the oldest first. Bounded: the oldest gives way.
 *
 * Owns nothing: it is a part of the adapter's own struct and needs no freeing. What the
 * host cannot keep (no memory, no room) is still known until the process ends. */
#ifndef PLATFORMS_NOTE_RING_H
#define PLATFORMS_NOTE_RING_H

#include <stdbool.h>
#include <stddef.h>

#include "platforms/platform.h"

enum {
    NOTE_RING_MOST = 100, /* texts */
    NOTE_RING_TEXT = 49   /* bytes of one, with its NUL */
};

struct note_ring {
    const char *note; /* its name; static */
    size_t most, next;
    char texts[NOTE_RING_MOST][NOTE_RING_TEXT]; /* the first `most`; "" is none */
};

/* Before all else: empties the ring and reads what was kept; at most `most` texts, and of
 * those in the note only what `fits` finds sound. */
void note_ring_load(struct note_ring *r, struct platform *p, const char *note,
                    size_t most, bool (*fits)(const char *text));
/* Keeps what is not there yet, and writes the note. Neither empty nor too long texts nor
 * those with a comma are kept. */
void note_ring_add(struct note_ring *r, struct platform *p, const char *text);
void note_ring_remove(struct note_ring *r, struct platform *p, const char *text);
bool note_ring_has(const struct note_ring *r, const char *text);

#endif

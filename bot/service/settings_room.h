/* settings_room.h - how to behave in a place: a connection's own way, and that of a
 * single channel, which differs from it only in what is set for the channel. */
#ifndef SERVICE_SETTINGS_ROOM_H
#define SERVICE_SETTINGS_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/faults.h"
#include "faq/faq.h"
#include "service/quiet_hours.h"

enum channel_mode { MODE_MENTION, MODE_QUESTIONS, MODE_OFF };
/* "mention", "questions", "off"; false: another word. */
bool settings_mode_parse(const char *word, enum channel_mode *out);
const char *settings_mode_name(enum channel_mode mode);

/* Facts of the place, put into answers: {{emergency_number}} and so on. */
enum { SETTINGS_LOCALS = 5 };

struct room_settings {
    enum channel_mode mode;
    int64_t cooldown_ms; /* a topic is not repeated unasked for so long */
    struct quiet_hours quiet_hours;
    const char *overlay;  /* a folder of content that comes first here; NULL: none */
    const char *language; /* of a language pack; NULL: English */
    struct faq_local locals[SETTINGS_LOCALS]; /* those that are set */
    size_t local_count;
};

/* The keys of a room, which `connections:` and `channels:` share. */
enum { SETTINGS_ROOM_KEYS = 10 };
extern const struct config_key settings_room_keys[SETTINGS_ROOM_KEYS];

/* Puts what is set in c over what out holds; texts are borrowed from c. What cannot be is
 * added to faults. */
void settings_room_read(struct room_settings *out, const struct config *c,
                        struct faults *faults);

#endif

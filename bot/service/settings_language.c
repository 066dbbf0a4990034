#include "service/settings_language.h"

#include "base/file.h"
#include "faq/language.h"

bool settings_name_languages(const struct settings *s)
{
    for (size_t i = 0; i < s->connection_count; i++) {
        const struct connection_settings *c = &s->connections[i];
        if (c->room.language)
            return true;
        for (size_t k = 0; k < c->channel_count; k++)
            if (c->channels[k].room.language)
                return true;
    }
    return false;
}

/* from: where the room's language, or else its overlay, was set. An overlay that is no
 * folder was told already. */
static bool check_room(const struct room_settings *room, const struct config *from,
                       const struct faq_paths *paths, struct faults *faults)
{
    struct faq_paths here = *paths;
    char hint[200];

    if (!room->language)
        return true;
    here.language = room->language;
    here.overlay = room->overlay ? room->overlay : paths->overlay;
    if ((here.overlay && !file_is_dir(here.overlay)) ||
        language_known(&here, hint, sizeof hint))
        return true;
    config_fault(from, config_text(from, "language") ? "language" : "overlay", faults,
                 hint, "there is no language \"%s\" here", room->language);
    return false;
}

bool settings_check_languages(const struct settings *s, const struct faq_paths *paths,
                              struct faults *faults)
{
    bool ok = true;

    faults_hide_values(faults); /* a token may stand on the same line */
    for (size_t i = 0; i < s->connection_count; i++) {
        const struct connection_settings *c = &s->connections[i];
        ok = check_room(&c->room, c->config, paths, faults) && ok;
        for (size_t k = 0; k < c->channel_count; k++) {
            const struct channel_setting *ch = &c->channels[k];
            /* One that sets neither is as the connection is. */
            if (ch->from &&
                (config_text(ch->from, "language") || config_text(ch->from, "overlay")))
                ok = check_room(&ch->room, ch->from, paths, faults) && ok;
        }
    }
    return ok;
}

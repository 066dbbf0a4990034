/* settings_language.h - are there the languages that the settings name? */
#ifndef SERVICE_SETTINGS_LANGUAGE_H
#define SERVICE_SETTINGS_LANGUAGE_H

#include "service/settings.h"

/* Does any connection or channel speak another language than English? */
bool settings_name_languages(const struct settings *s);
/* Adds a fault, with the languages that there are, for each that is not in the content
 * (paths) with the overlay of the place. */
bool settings_check_languages(const struct settings *s, const struct faq_paths *paths,
                              struct faults *faults);

#endif

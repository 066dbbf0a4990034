#include "service/settings_room.h"

#include <string.h>

#include "base/file.h"
#include "faq/language.h"

#define LOCAL_MOST    200
#define LANGUAGE_MOST 60

/* In the order of enum channel_mode. */
static const char *const modes[] = {"mention", "questions", "off", NULL};

const struct config_key settings_room_keys[SETTINGS_ROOM_KEYS] = {
    {.name = "mode",
     .kind = CONFIG_CHOICE,
     .fallback = "mention",
     .choices = modes,
     .env = "LIMBER_CHANNEL_MODE",
     .help = "when to speak in channels"},
    {.name = "cooldown",
     .kind = CONFIG_DURATION,
     .fallback = "10m",
     .least = 0,
     .most = 86400000,
     .env = "LIMBER_COOLDOWN",
     .help = "unasked, a topic is not repeated in a channel for so long"},
    {.name = "quiet_hours",
     .kind = CONFIG_TEXT,
     .most = 20,
     .env = "LIMBER_QUIET_HOURS",
     .help = "when not to speak unasked, such as 22:00-07:00, or none"},
    {.name = "overlay",
     .kind = CONFIG_TEXT,
     .help = "a folder of content for here; what it holds comes first"},
    {.name = "language",
     .kind = CONFIG_TEXT,
     .most = LANGUAGE_MOST,
     .env = "LIMBER_LANGUAGE",
     .help = "a language pack, such as es; en: English"},
    {.name = "emergency_number",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_EMERGENCY_NUMBER",
     .help = "said after \"call\", such as 112"},
    {.name = "crisis_line",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_CRISIS_LINE",
     .help = "said after \"a crisis line:\""},
    {.name = "helpline",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_HELPLINE",
     .help = "said after \"call\" or \"ask\""},
    {.name = "clinic",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_CLINIC",
     .help = "said after \"ask\", \"tell\" or \"call\""},
    {.name = "operator",
     .kind = CONFIG_TEXT,
     .most = LOCAL_MOST,
     .env = "LIMBER_OPERATOR",
     .help = "who runs the bot: said after \"ask\", \"tell\" or \"by\""},
};

static const char *const local_names[SETTINGS_LOCALS] = {
    "emergency_number", "crisis_line", "helpline", "clinic", "operator"};

bool settings_mode_parse(const char *word, enum channel_mode *out)
{
    for (int i = 0; modes[i]; i++)
        if (strcmp(modes[i], word) == 0) {
            *out = (enum channel_mode)i;
            return true;
        }
    return false;
}

const char *settings_mode_name(enum channel_mode mode)
{
    return modes[mode];
}

static void put_local(struct room_settings *out, const char *name, const char *value)
{
    size_t i = 0;

    while (i < out->local_count && strcmp(out->locals[i].name, name) != 0)
        i++;
    out->local_count += i == out->local_count;
    out->locals[i] = (struct faq_local){name, value};
}

static void read_quiet_hours(struct room_settings *out, const struct config *c,
                             struct faults *faults)
{
    const char *text = config_text(c, "quiet_hours");

    if (text && !quiet_hours_parse(text, &out->quiet_hours))
        config_fault(c, "quiet_hours", faults,
                     "write from and to as HH:MM-HH:MM, such as 22:00-07:00, or none",
                     "\"%s\" are no hours", text);
}

/* Whether there is such a language, the content says: settings_check_languages. */
static void read_language(struct room_settings *out, const struct config *c)
{
    const char *language = config_text(c, "language");

    if (language)
        out->language = language_is_english(language) ? NULL : language;
}

static void read_overlay(struct room_settings *out, const struct config *c,
                         struct faults *faults)
{
    const char *folder = config_text(c, "overlay");

    if (!folder)
        return;
    out->overlay = folder;
    if (!file_is_dir(folder))
        config_fault(c, "overlay", faults, "name a folder with intents/ or responses/",
                     "there is no folder \"%s\"", folder);
}

void settings_room_read(struct room_settings *out, const struct config *c,
                        struct faults *faults)
{
    if (config_is_set(c, "mode"))
        out->mode = (enum channel_mode)config_choice(c, "mode");
    if (config_is_set(c, "cooldown"))
        out->cooldown_ms = config_int(c, "cooldown");
    read_quiet_hours(out, c, faults);
    read_overlay(out, c, faults);
    read_language(out, c);
    for (size_t i = 0; i < SETTINGS_LOCALS; i++) {
        const char *value = config_text(c, local_names[i]);
        if (value && strstr(value, "{{"))
            config_fault(c, local_names[i], faults, "write the words themselves",
                         "holds {{: nothing is filled into a local fact");
        if (value)
            put_local(out, local_names[i], value);
    }
}

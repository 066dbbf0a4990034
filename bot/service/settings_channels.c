#include "service/settings_channels.h"

#include <string.h>

#include "base/mem.h"

static const char hint[] =
    "write its id, =, and mention, questions or off: C0123=questions";

static bool read_one(struct channel_setting *out, const char *word)
{
    const char *sign = strrchr(word, '=');

    if (!sign || sign == word || !settings_mode_parse(sign + 1, &out->mode))
        return false;
    out->channel = mem_copy(word, (size_t)(sign - word));
    return out->channel != NULL;
}

void settings_channels_read(struct connection_settings *c, const struct config *from,
                            struct faults *faults)
{
    size_t count = config_word_count(from, "channels");
    struct channel_setting *list = mem_zero(count + 1, sizeof *list);

    c->channels = list;
    for (size_t i = 0; list && i < count; i++) {
        const char *word = config_word(from, "channels", i);
        if (read_one(&list[c->channel_count], word))
            c->channel_count++;
        else
            config_fault(from, "channels", faults, hint,
                         "\"%.60s\" is no channel with its mode", word);
    }
    if (!list)
        config_fault(from, "channels", faults, NULL, "out of memory");
}

void settings_channels_free(struct connection_settings *c)
{
    for (size_t i = 0; i < c->channel_count; i++)
        mem_free(c->channels[i].channel);
    mem_free(c->channels);
    c->channels = NULL;
    c->channel_count = 0;
}

enum channel_mode settings_mode(const struct connection_settings *c, const char *channel)
{
    for (size_t i = 0; i < c->channel_count; i++)
        if (strcmp(c->channels[i].channel, channel) == 0)
            return c->channels[i].mode;
    return c->mode;
}

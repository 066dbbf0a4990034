#include "service/settings_channels.h"

#include <string.h>

#include "base/mem.h"

enum { CHANNELS_MOST = 1000, KEYS = SETTINGS_ROOM_KEYS + 1 };

static const char hint[] = "write its id, =, and mention, questions or off: "
                           "C0123=questions; or a map with `id:`";

/* A channel's keys: those of a room, unset when they are not written, and its id. */
static const struct config_key *channel_keys(struct connection_settings *c)
{
    struct config_key *keys = mem_zero(KEYS, sizeof *keys);

    for (size_t i = 0; keys && i < SETTINGS_ROOM_KEYS; i++) {
        keys[i] = settings_room_keys[i];
        keys[i].fallback = keys[i].env = NULL;
    }
    if (keys)
        keys[SETTINGS_ROOM_KEYS] =
            (struct config_key){.name = "id",
                                .kind = CONFIG_TEXT,
                                .help = "the platform's id of the channel"};
    c->channel_keys = keys;
    return keys;
}

/* "C0123=questions" */
static bool read_word(struct channel_setting *out, const struct yaml *item,
                      struct faults *faults)
{
    const char *word = yaml_text(item), *sign = strrchr(word, '=');

    if (!sign || sign == word || !settings_mode_parse(sign + 1, &out->room.mode)) {
        faults_add(faults, yaml_place(item), hint,
                   "`channels` \"%.60s\" is no channel with its mode", word);
        return false;
    }
    out->channel = mem_copy(word, (size_t)(sign - word));
    return out->channel != NULL;
}

static bool read_map(struct channel_setting *out, const struct config_key *keys,
                     const struct yaml *item, struct faults *faults)
{
    struct err e;

    if (!config_new(&out->from, keys, KEYS, &e)) {
        faults_add(faults, yaml_place(item), NULL, "%s", e.text);
        return false;
    }
    bool ok = config_read(out->from, item, NULL, faults) &&
              config_need(out->from, "id", yaml_place(item), faults);
    if (ok)
        settings_room_read(&out->room, out->from, faults);
    out->channel = ok ? mem_copy_text(config_text(out->from, "id")) : NULL;
    return out->channel != NULL;
}

static void free_channel(struct channel_setting *ch)
{
    mem_free(ch->channel);
    config_free(ch->from);
}

static bool is_taken(const struct connection_settings *c, const char *channel)
{
    for (size_t i = 0; i < c->channel_count; i++)
        if (strcmp(c->channels[i].channel, channel) == 0)
            return true;
    return false;
}

static void read_one(struct connection_settings *c, const struct config_key *keys,
                     const struct yaml *item, struct faults *faults)
{
    struct channel_setting one = {.room = c->room};
    bool ok = yaml_kind(item) == YAML_MAP ? read_map(&one, keys, item, faults)
              : yaml_text(item)           ? read_word(&one, item, faults)
                                          : false;

    if (!ok && !yaml_text(item) && yaml_kind(item) != YAML_MAP)
        faults_add(faults, yaml_place(item), hint, "`channels` must list channels");
    if (ok && is_taken(c, one.channel)) {
        faults_add(faults, yaml_place(item), "give each channel one entry",
                   "`channels` names \"%.60s\" twice", one.channel);
        ok = false;
    }
    if (ok)
        c->channels[c->channel_count++] = one;
    else
        free_channel(&one);
}

void settings_channels_read(struct connection_settings *c, const struct yaml *list,
                            struct faults *faults)
{
    if (!list)
        return;
    if (yaml_kind(list) != YAML_LIST) {
        faults_add(faults, yaml_place(list), hint, "`channels` must be a list");
        return;
    }
    if (yaml_len(list) > CHANNELS_MOST) {
        faults_add(faults, yaml_place(list), NULL, "`channels` lists more than %d",
                   CHANNELS_MOST);
        return;
    }
    const struct config_key *keys = channel_keys(c);
    c->channels = mem_zero(yaml_len(list) + 1, sizeof *c->channels);
    if (!keys || !c->channels) {
        faults_add(faults, yaml_place(list), NULL, "out of memory");
        return;
    }
    for (size_t i = 0; i < yaml_len(list); i++)
        read_one(c, keys, yaml_item(list, i), faults);
}

void settings_channels_free(struct connection_settings *c)
{
    for (size_t i = 0; i < c->channel_count; i++)
        free_channel(&c->channels[i]);
    mem_free(c->channels);
    mem_free(c->channel_keys);
    c->channels = NULL;
    c->channel_keys = NULL;
    c->channel_count = 0;
}

const struct room_settings *settings_room(const struct connection_settings *c,
                                          const char *channel)
{
    for (size_t i = 0; i < c->channel_count; i++)
        if (strcmp(c->channels[i].channel, channel) == 0)
            return &c->channels[i].room;
    return &c->room;
}

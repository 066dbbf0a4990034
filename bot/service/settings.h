/* settings.h - what an operator sets: from a YAML file, or for one connection from the
 * environment alone. All faults are found at once, with their place and a hint.
 *
 * Ownership: the settings own everything; borrowed by the service for its life. */
#ifndef SERVICE_SETTINGS_H
#define SERVICE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/faults.h"
#include "base/log.h"
#include "base/secret.h"
#include "faq/faq.h"
#include "service/settings_room.h"

struct channel_setting {
    char *channel; /* the platform's id */
    struct room_settings room;
    struct config *from; /* what its texts are borrowed from; NULL: none are its own */
};

struct connection_settings {
    const char *name, *platform, *url, *user_id;
    const struct secret *token, *app_token;
    struct room_settings room;
    struct channel_setting *channels; /* those that differ */
    size_t channel_count;
    struct config_key *channel_keys;          /* of their maps; owned */
    const struct config *config;              /* `admins` is a list of words in it */
    int64_t ping_ms, quiet_ms, retry_most_ms; /* 0: the platform's own */
};

struct settings {
    const char *ledger, *content, *overlay, *ca_file, *proxy;
    const char *metrics; /* address:port, or NULL */
    enum log_level log;
    enum log_format log_format;
    int64_t catchup_ms; /* older questions are not answered */
    int64_t keep_ms;    /* how long the ledger remembers */
    int64_t review_ms;  /* how long unanswered questions are kept for review; 0: never */
    int64_t counts_ms;  /* how long daily counts are kept; 0: nothing is counted */
    struct connection_settings *connections;
    size_t connection_count;
    /* What the texts above are borrowed from. */
    struct config *top;
    struct config_list list;
    struct config_key *connection_keys;
    struct yaml *root;
};

/* May anybody give commands in chat? */
bool settings_has_admins(const struct connection_settings *c);

/* path NULL: the environment alone. False: faults were added; they show no values. */
bool settings_load(struct settings *out, const char *path, struct faults *faults);
void settings_free(struct settings *s);

#endif

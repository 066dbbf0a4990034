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

enum channel_mode { MODE_MENTION, MODE_QUESTIONS, MODE_OFF };
/* "mention", "questions", "off"; false: another word. */
bool settings_mode_parse(const char *word, enum channel_mode *out);

struct channel_setting {
    char *channel; /* the platform's id */
    enum channel_mode mode;
};

/* Facts of the place, put into answers: {{emergency_number}} and so on. */
enum { SETTINGS_LOCALS = 5 };

struct connection_settings {
    const char *name, *platform, *url, *user_id;
    const struct secret *token, *app_token;
    enum channel_mode mode;
    struct channel_setting *channels; /* those with a mode of their own */
    size_t channel_count;
    struct faq_local locals[SETTINGS_LOCALS]; /* those that are set */
    size_t local_count;
    /* The same topic is not repeated unasked in a channel for so long. */
    int64_t cooldown_ms;
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
    struct yaml *root;
};

/* path NULL: the environment alone. False: faults were added; they show no values. */
bool settings_load(struct settings *out, const char *path, struct faults *faults);
void settings_free(struct settings *s);

#endif

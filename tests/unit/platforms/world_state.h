/* world_state.h - what a world of world.h is made of: an adapter, its scripted server,
 * and all that the host was told. */
#ifndef TESTS_PLATFORMS_WORLD_STATE_H
#define TESTS_PLATFORMS_WORLD_STATE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "platforms/platform.h"
#include "scripted_server.h"

enum { RULES_MOST = 40, KEPT_MOST = 24 };

struct rule {
    char start[160]; /* of "GET /path" */
    int status, times;
    const char *header, *body;
    bool hang_up;
};

struct kept { /* a cursor of a channel, or a note */
    char name[64], value[2048];
    int64_t at_ms;
};

struct world {
    struct scripted server;
    struct rule rules[RULES_MOST];
    size_t rule_count;
    char bodies[1 << 16]; /* of POSTs, each with "\n" */

    struct loop *loop;
    struct http *http;
    struct secret *token, *app_token;
    struct platform *p;
    struct platform_options options;
    char url[96];

    char told[1 << 16]; /* "ready;" "down;" "message ID TEXT;" "receipt KEY ID;" ... */
    char fatal[512];
    struct message last; /* its texts are gone: compare with told */
    char last_thread[128], last_reply_to[128];
    struct kept cursors[KEPT_MOST], notes[KEPT_MOST];
    size_t cursor_count, note_count;

    struct post_outcome outcome;
    char remote[128], reason[256];
    enum look_result looked;
    int done;

    struct loop_timer *tick;
    int64_t deadline;
    bool (*until)(struct world *w);
    const char *want;
};

#endif

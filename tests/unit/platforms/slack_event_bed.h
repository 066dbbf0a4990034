/* slack_event_bed.h - what the tests of decoding share: the bot, and events as texts. */
#ifndef UNIT_SLACK_EVENT_BED_H
#define UNIT_SLACK_EVENT_BED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/slack/click.h"
#include "platforms/slack/event.h"
#include "platforms/slack/stamp.h"

static const struct sl_self self = {.user = "UBOT", .bot = "BBOT"};

/* 'x' -> "x" */
static inline struct json *parse(const char *text)
{
    struct json *root = NULL;
    struct err e;
    char copy[4096];

    snprintf(copy, sizeof copy, "%s", text);
    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    if (!json_parse(&root, span_of(copy), sizeof copy, &e))
        fail_msg("%s: %s", e.text, copy);
    return root;
}

#define CHANGED(inner)                                                            \
    "{'type':'message','subtype':'message_changed','hidden':true,'channel':'C1'," \
    "'channel_type':'channel','ts':'1700000009.000200'," inner "}"

#define CLICK(channel, thread, action)                                                \
    "{'type':'block_actions','user':{'id':'U1'},'channel':{'id':'" channel "'},"      \
    "'container':{'message_ts':'1700000002.000300','channel_id':'" channel "'" thread \
    "},'message':{'ts':'1700000002.000300','text':'x'},"                              \
    "'actions':[{'type':'button'," action ",'action_ts':'1700000050.123456'}]}"

#endif

#include "platforms/behind.h"

#include <stdio.h>
#include <stdlib.h>

static const char note[] = "behind";
enum { WORTH_A_NOTE_MS = 600000 };

void behind_load(struct platform *p)
{
    char text[24] = "";

    if (p->host.note_get)
        p->host.note_get(p->host.user, p, note, text, sizeof text);
    long long ms = strtoll(text, NULL, 10);
    p->behind_ms = ms > 0 ? ms : 0;
}

static void keep(struct platform *p, int64_t behind_ms)
{
    char text[24];
    int64_t change = behind_ms - p->behind_ms;

    if (change > -WORTH_A_NOTE_MS && change < WORTH_A_NOTE_MS)
        return;
    p->behind_ms = behind_ms;
    snprintf(text, sizeof text, "%lld", (long long)behind_ms);
    if (p->host.note_set)
        p->host.note_set(p->host.user, p, note, text);
}

int64_t behind_live(struct platform *p, int64_t stamp_ms, int64_t late_ms)
{
    int64_t now = loop_unix(p->options.loop), old = now - stamp_ms;

    if (stamp_ms <= 0)
        return stamp_ms;
    keep(p, old > late_ms ? old : 0);
    return old > late_ms ? now : stamp_ms;
}

int64_t behind_ours(const struct platform *p, int64_t stamp_ms)
{
    return stamp_ms > 0 ? stamp_ms + p->behind_ms : stamp_ms;
}

int64_t behind_now(const struct platform *p)
{
    return loop_unix(p->options.loop) - p->behind_ms;
}

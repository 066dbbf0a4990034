/* How the bot is, in words for an admin. */
#include <time.h>

#include "service/room.h"
#include "service/service_inside.h"

enum { WORDS = 40 };

/* "3 h 20 min", "45 s" */
static void words_for(int64_t ms, char out[WORDS])
{
    int64_t s = ms / 1000, min = s / 60, h = min / 60;

    if (h >= 48)
        snprintf(out, WORDS, "%lld days", (long long)(h / 24));
    else if (h)
        snprintf(out, WORDS, "%lld h %lld min", (long long)h, (long long)(min % 60));
    else if (min)
        snprintf(out, WORDS, "%lld min", (long long)min);
    else
        snprintf(out, WORDS, "%lld s", (long long)s);
}

static void clock_time(int64_t unix_ms, char out[WORDS])
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm local;

    if (!localtime_r(&seconds, &local) ||
        !strftime(out, WORDS, "%Y-%m-%d %H:%M %Z", &local))
        snprintf(out, WORDS, "an unknown time");
}

static bool write_progress(const struct connection *c, struct buf *out)
{
    struct platform_progress p;

    if (!connection_progress(c, &p))
        return true;
    if (!p.of)
        return buf_text(out, ", catching up: the channels are being listed");
    return buf_format(out,
                      ", catching up: %zu of %zu channels are read, %lld messages so far",
                      p.read, p.of, (long long)p.messages);
}

static bool write_connection(const struct service *s, const struct connection *c,
                             struct buf *out)
{
    static const char *const states[] = {[CONNECTION_STARTING] = "starting",
                                         [CONNECTION_LIVE] = "connected",
                                         [CONNECTION_DOWN] = "connecting again",
                                         [CONNECTION_OVER] = "given up, see the log"};
    char heard[WORDS];
    bool ok = buf_format(out, "- **%s** (%s): %s", c->settings->name,
                         c->settings->platform, states[c->state]);

    if (ok && c->heard_ms) {
        words_for(service_now(s) - c->heard_ms, heard);
        ok = buf_format(out, ", heard something %s ago", heard);
    }
    ok = ok && write_progress(c, out);
    return ok && buf_format(out, ", %zu replies wait, %llu times connected again\n",
                            outbox_waiting(c->outbox), (unsigned long long)c->reconnects);
}

static bool write_content(const struct service *s, struct buf *out)
{
    char when[WORDS];

    clock_time(s->metrics.content_loaded_ms, when);
    bool ok = buf_format(out, "- **Content:** %zu topics, read on %s",
                         s->metrics.content_topics, when);
    if (ok && s->reload)
        ok = buf_text(out, "; new content is being proved");
    else if (ok && s->refused_faults)
        ok = buf_format(out,
                        "; the last reload was refused for %zu faults (`limber check` "
                        "lists them)",
                        s->refused_faults);
    return ok && buf_char(out, '\n');
}

static bool write_outcomes(const struct service *s, struct buf *out)
{
    if (!buf_text(out, "- **Since I started:**"))
        return false;
    for (int i = 0; i < METRICS_REPLIES; i++)
        if (!buf_format(out, "%s %llu %s", i ? "," : "",
                        (unsigned long long)s->metrics.outcomes[i],
                        outcome_name((enum outcome)i)))
            return false;
    return buf_char(out, '\n');
}

static bool write_room(const struct service *s, const struct connection *c,
                       const char *channel, struct buf *out)
{
    struct room room;
    char until[WORDS];

    room_look(&room, c->settings, s->options.ledger, channel, service_unix(s));
    bool ok = buf_format(out, "- **Here:** mode %s", settings_mode_name(room.mode));
    if (ok && room.settings->language)
        ok = buf_format(out, ", language %s", room.settings->language);
    if (ok && room.quiet)
        ok = buf_text(out, ", quiet hours");
    if (ok && room.muted_until == ROOM_MUTED_FOR_GOOD)
        ok = buf_text(out, ", muted");
    else if (ok && room.muted_until) {
        clock_time(room.muted_until, until);
        ok = buf_format(out, ", muted until %s", until);
    }
    return ok && buf_char(out, '\n');
}

bool status_write(const struct service *s, const struct connection *c,
                  const char *channel, struct buf *out)
{
    if (!buf_text(out, "Limber " LIMBER_VERSION "\n\n"))
        return false;
    if (!write_room(s, c, channel, out) || !write_content(s, out) ||
        !write_outcomes(s, out))
        return false;
    for (size_t i = 0; i < s->connection_count; i++)
        if (!write_connection(s, &s->connections[i], out))
            return false;
    return true;
}

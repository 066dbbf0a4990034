#include "service/admit.h"

/* More than this in one thread in a minute is two machines talking. A direct message has
 * no thread of its own, and one person behind it. */
enum { REPLIES_PER_MINUTE = 20, DIRECT_PER_MINUTE = 300 };
static const int64_t minute_ms = 60000;

enum admission admit_message(const struct message *m, enum channel_mode mode,
                             bool in_thread, int64_t now_ms, int64_t window_ms)
{
    if (m->at_ms && now_ms - m->at_ms > window_ms)
        return REFUSE_OLD;
    if (m->place == PLACE_DIRECT || m->kind == MESSAGE_PICKED)
        return ADMIT_DIRECT;
    if (m->mentioned)
        return ADMIT_MENTION;
    if (mode == MODE_OFF)
        return REFUSE_MODE;
    if (in_thread)
        return ADMIT_FOLLOWUP;
    return mode == MODE_QUESTIONS ? ADMIT_PASSIVE : REFUSE_MODE;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001B3u; /* FNV-1a */
    return (h ^ 0xFF) * 0x100000001B3u;
}

static uint64_t hash3(char kind, const char *a, const char *b, const char *c)
{
    uint64_t h = (0xCBF29CE484222325u ^ (unsigned char)kind) * 0x100000001B3u;
    return hash_text(hash_text(hash_text(h, a), b), c);
}

static size_t count_since(const struct admit_recent *r, uint64_t what, int64_t since_ms)
{
    size_t count = 0;
    for (size_t i = 0; i < ADMIT_REPLIES; i++)
        count += r->replies[i].what == what && r->replies[i].at_ms > since_ms;
    return count;
}

/* The topic's own slot, else the one that cools down the longest. */
static struct admit_slot *slot_of(struct admit_recent *r, uint64_t what)
{
    struct admit_slot *found = r->topics;

    for (size_t i = 0; i < ADMIT_TOPICS; i++) {
        struct admit_slot *slot = &r->topics[i];
        if (slot->what == what)
            return slot;
        if (slot->at_ms < found->at_ms)
            found = slot;
    }
    return found;
}

bool admit_reply(struct admit_recent *r, const char *connection, const char *channel,
                 const char *thread, int64_t now_ms)
{
    /* A thread of its own for each question: only where replies share one can they loop.
     */
    uint64_t what = hash3('r', connection, channel, thread);
    size_t most = *thread ? REPLIES_PER_MINUTE : DIRECT_PER_MINUTE;

    if (count_since(r, what, now_ms - minute_ms) >= most)
        return false;
    r->replies[r->next] = (struct admit_slot){what, now_ms};
    r->next = (r->next + 1) % ADMIT_REPLIES;
    return true;
}

bool admit_topic(struct admit_recent *r, const char *connection, const char *channel,
                 const char *topic, int64_t cooldown_ms, int64_t now_ms)
{
    uint64_t what = hash3('t', connection, channel, topic);
    struct admit_slot *slot = slot_of(r, what);

    if (slot->what == what && now_ms - slot->at_ms < cooldown_ms)
        return false;
    *slot = (struct admit_slot){what, now_ms};
    return true;
}

/* walk.h - pure: reads one channel's missed messages, with those of its threads.
 *
 * conversations.history gives the newest first and leaves thread replies out, so it is
 * read back to the cursor, and somewhat further for older threads that have news; then
 * these threads; and only when all is read it is handed over, oldest first (section 10).
 *
 * Ownership: a walk owns the pages it was given until sl_walk_free. */
#ifndef PLATFORMS_SLACK_WALK_H
#define PLATFORMS_SLACK_WALK_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/slack/handover.h"
#include "platforms/slack/stamp.h"

enum { SL_PAGES_MOST = 64, SL_THREADS_MOST = 64, SL_CURSOR_SIZE = 512 };

struct sl_walk {
    char channel[SL_ID_SIZE], type[16];
    int64_t since_us;  /* what is newer counts */
    int64_t oldest_us; /* so far back threads are looked for */
    int64_t latest_us;
    int most;  /* messages; the newest are kept */
    int count; /* found so far */
    bool cut;
    char cursor[SL_CURSOR_SIZE]; /* of the next page; "": the first */
    struct json *page[SL_PAGES_MOST];
    size_t pages;
    char thread[SL_THREADS_MOST][STAMP_SIZE];
    size_t threads;
    size_t at;  /* 0: the channel; n: the n-th thread */
    int beyond; /* pages read of what is older than since */
};

struct sl_range {
    int64_t since_us, oldest_us, latest_us;
    int most;
};
void sl_walk_begin(struct sl_walk *w, const char *channel, const char *type,
                   const struct sl_range *range);
void sl_walk_free(struct sl_walk *w);
/* The next request: its method, and its form into out. */
const char *sl_walk_ask(const struct sl_walk *w, struct buf *out);

enum sl_step {
    SL_STEP_MORE, /* ask again */
    SL_STEP_DONE, /* hand over */
    SL_STEP_BAD   /* no page of messages */
};
/* Takes the page over (also when it is bad). */
enum sl_step sl_walk_page(struct sl_walk *w, struct json *page);
/* A thread that cannot be read is left out. True: there is another request to make. */
bool sl_walk_skip(struct sl_walk *w);

/* Visits what was found, in the order it was written. False: no memory. */
bool sl_walk_each(struct sl_walk *w, int64_t fresh_us,
                  void (*visit)(void *user, const struct sl_caught *caught), void *user);

#endif

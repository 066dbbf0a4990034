/* adapter.h - the Mattermost adapter from the inside: what its files share.
 *
 *   mattermost.c  the instance: create, start, stop, destroy; typing
 *   account.c     who are we, is the token still good, how long may a post be
 *   link.c        the one socket: open, retry, watchdog; frame.c: what is said over it
 *   resume.c      pure: connection id and sequence numbers
 *   event.c       pure: an event or a post -> a message, a receipt or nothing
 *   handover.c    each message once to the host, in order, with its cursor
 *   hold.c        live events wait until catch-up has read what lies before them
 *   cursor.c      pure: where catch-up begins
 *   catchup.c     reads what was missed, channel by channel; walk.c reads one channel
 *   send.c        posting a part; outcome.c: what an answer to a post means
 *   look.c        is a part there already?
 *   text.c        the mark-up
 *   rest.c        requests to the server
 *
 * Facts about the server are from its source, release line 11.6; the sections named in
 * comments are those of docs/protocols/mattermost.md. */
#ifndef PLATFORMS_MATTERMOST_ADAPTER_H
#define PLATFORMS_MATTERMOST_ADAPTER_H

#include "platforms/calls.h"
#include "platforms/ident.h"
#include "platforms/platform.h"
#include "platforms/recent.h"
#include "platforms/roots.h"

enum {
    MM_ID_SIZE = 49,   /* ids have 26 letters and digits; other servers may use more */
    MM_NAME_SIZE = 65, /* usernames: 22, and 64 for those of single sign-on */
    MM_KEY_SIZE = 160
};

/* Who we are: known once GET /users/me has answered. */
struct mm_self {
    char id[MM_ID_SIZE];
    char username[MM_NAME_SIZE];
};

struct mm_timing {
    int64_t hello_ms;  /* how long to wait for hello */
    int64_t ping_ms;   /* application ping; also how long its answer may take */
    int64_t quiet_ms;  /* without any event: ask the server whether there is news */
    int64_t stable_ms; /* so long live: the next close begins a new back-off */
    int64_t settle_ms; /* between a try to post and looking for it */
    int64_t again_ms;  /* between catch-up and its repetition */
};

struct mm_link;
struct mm_catchup;
struct mm_hold;

enum { MM_TYPING_SLOTS = 32 };
struct mm_typing {
    char channel[MM_ID_SIZE];
    int64_t at; /* loop_now of the last notice */
};

struct mattermost {
    struct platform base; /* first: it is all that the service sees */
    struct mm_self self;
    struct mm_timing timing;
    struct roots roots;
    size_t post_limit; /* code points */
    struct recent *recent;
    struct calls calls;
    struct mm_link *link;
    struct mm_catchup *catchup;
    struct mm_hold *hold;
    struct mm_typing typing[MM_TYPING_SLOTS];
    bool stopped; /* stop was called, or fatal was reported */
};

static inline struct mattermost *mm_of(struct platform *p)
{
    return (struct mattermost *)(void *)p;
}

/* Ends the connection for good and tells the host what the operator must do. Once. */
void mm_fatal(struct mattermost *m, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* One line to the log, with the connection's name. */
void mm_log(struct mattermost *m, enum log_level level, const char *event,
            const char *detail);

#endif

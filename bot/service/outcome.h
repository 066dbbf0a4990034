/* outcome.h - what became of a message, for the log and the metrics. */
#ifndef SERVICE_OUTCOME_H
#define SERVICE_OUTCOME_H

enum outcome {
    OUTCOME_ANSWERED,
    OUTCOME_SUGGESTED,
    OUTCOME_DECLINED,
    OUTCOME_EMERGENCY,
    OUTCOME_IGNORED,   /* nothing to say to it */
    OUTCOME_MODE,      /* not addressed, and the channel's mode says no */
    OUTCOME_OLD,       /* from before the catch-up window */
    OUTCOME_SEEN,      /* answered before */
    OUTCOME_COOLDOWN,  /* the topic was explained here a moment ago */
    OUTCOME_LOOP,      /* too many replies in one thread */
    OUTCOME_POISONED,  /* it could not be answered, again and again */
    OUTCOME_CANCELLED, /* a deletion */
    OUTCOME_EDITED,
    OUTCOME_FEEDBACK,
    OUTCOME_COMMAND, /* an admin's, done and answered */
    OUTCOME_QUIET,   /* nobody asked, in quiet hours */
    OUTCOME_MUTED,   /* an admin muted the channel */
    OUTCOME_COUNT
};

const char *outcome_name(enum outcome o);

#endif

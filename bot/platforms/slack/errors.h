/* errors.h - what an error name of the Web API asks of us (section 12). Pure. */
#ifndef PLATFORMS_SLACK_ERRORS_H
#define PLATFORMS_SLACK_ERRORS_H

enum sl_fault {
    SL_FAULT_NONE,
    SL_FAULT_TOKEN,      /* the connection cannot go on: what_to_do is for the operator */
    SL_FAULT_SETUP,      /* this call will not work before the operator acts */
    SL_FAULT_PLACE,      /* this channel or thread is closed to us */
    SL_FAULT_UNTHREADED, /* the same without thread_ts may work */
    SL_FAULT_BLOCKS,     /* the same without blocks may work */
    SL_FAULT_METADATA,   /* the same without metadata may work */
    SL_FAULT_LENGTH,     /* something shorter may work */
    SL_FAULT_LIMITED,    /* later */
    SL_FAULT_PASSES,     /* may have been done in part: look, then try again */
    SL_FAULT_OURS        /* a request that is wrong in itself, or a name nobody knows */
};

struct sl_error {
    const char *name; /* a "*" at its end stands for any rest */
    enum sl_fault fault;
    const char *what_to_do;
};

/* Never NULL; for a name that is not in the table a row with fault SL_FAULT_OURS. */
const struct sl_error *sl_error_find(const char *name);

#endif

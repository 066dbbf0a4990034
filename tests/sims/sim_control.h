/* sim_control.h - POST /sim/<verb>: what tests can order of every simulator, and the way
 * to its own verbs. Bodies are JSON; the answer is an object, with "error" when it was
 * not done.
 *
 *   fault   see sim.h
 *   cut, stall {on}, close {code}: all sockets
 *   raw     {frame}: to one socket    huge {bytes}: a frame so long */
#ifndef TESTS_SIMS_SIM_CONTROL_H
#define TESTS_SIMS_SIM_CONTROL_H

#include "tests/sims/sim.h"

/* Gives NULL, or why not; may write members of the answer. */
typedef const char *sim_run(void *sim, const struct json *params, struct json_writer *w);
struct sim_verb {
    const char *name;
    sim_run *run;
};

struct sim_control {
    void *sim;
    struct sim_faults *faults;
    size_t sockets;
    struct sim_queue *(*queue)(void *sim, size_t i); /* NULL: it is not open */
    const char *lead;                                /* how a huge frame begins */
    const struct sim_verb *verbs;
    size_t count;
};
void sim_control(const struct sim_control *c, struct request *r, const char *verb);

/* What every simulator writes down. */
struct sim_records {
    struct buf *refused, *violations, *pings;
    struct sim_counts *calls;
};
void sim_put_records(struct json_writer *w, const struct sim_records *r);
void sim_clear_records(const struct sim_records *r);

#endif

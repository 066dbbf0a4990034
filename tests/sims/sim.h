/* sim.h - what the simulators of chat platforms share: the command line, what a request
 * says, queues of frames, faults on order, and the record of what a client did wrong.
 *
 * A simulator is strict: what the real server would refuse it refuses, and writes down;
 * what the real server would let pass but nobody wants (a post that pings everybody) it
 * writes down, too. Tests drive it over POST /sim/<verb>, whose bodies are JSON.
 *
 * Ownership: as playground/server.h. A simulator is a process of its own, and ends when
 * it has no memory. */
#ifndef TESTS_SIMS_SIM_H
#define TESTS_SIMS_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "playground/server.h"

/* --- command line: NAME [--port N]; prints "listening on http://127.0.0.1:PORT" --- */
struct sim_setup {
    const char *name;
    struct server_handlers handlers;
    void *user;
    void (*ready)(void *user, struct server *s, int port);
};
int sim_main(int argc, char **argv, const struct sim_setup *setup);

/* --- requests --- */
/* The body as an object: JSON, or a form, whose values are texts, but for those named in
 * `nested` (NULL-ended; may be NULL), which hold JSON. NULL when it is neither.
 * json_free.
 */
struct json *sim_params(struct request *r, const char *const *nested);
const char *sim_text(const struct json *params, const char *name); /* "" when absent */
/* Also of a text such as "12", as forms have it. */
int64_t sim_int(const struct json *params, const char *name, int64_t fallback);
bool sim_flag(const struct json *params, const char *name);
/* Answers with the JSON text in `body` and frees it; a failed buffer ends the process. */
void sim_answer(struct request *r, int status, struct buf *body);
void sim_answer_text(struct request *r, int status, const char *json);

/* --- frames to one peer --- */
struct sim_frame;
struct sim_queue {
    struct peer *peer; /* NULL: gone */
    struct sim_frame *first, *last;
};
void sim_queue_add(struct sim_queue *q, struct span text);
void sim_queue_write(struct sim_queue *q); /* from `writable` */
void sim_queue_clear(struct sim_queue *q);

/* --- faults on order --- */
enum sim_fault_kind {
    SIM_FINE,
    SIM_RESET,  /* the connection breaks, nothing was done */
    SIM_LOSE,   /* done, then the connection breaks */
    SIM_STATUS, /* this status, nothing was done */
    SIM_PROXY,  /* the same as a page of something in front of the server */
    SIM_BROKEN, /* done, then this status */
    SIM_ERROR,  /* the platform's own error of this name, nothing was done */
    SIM_SLOW    /* done, answered late */
};
struct sim_fault {
    enum sim_fault_kind kind;
    int status;
    int64_t retry_after, delay_ms;
    char error[64], needed[64];
};
enum { SIM_FAULTS = 16 };
struct sim_faults {
    struct {
        char what[64]; /* the call it is for; "*": any */
        int64_t count;
        struct sim_fault fault;
    } slot[SIM_FAULTS];
};
/* {"what", "kind": "reset" | "lose" | "status" | "proxy" | "broken" | "error" | "slow",
 * "count", "status", "retry_after", "delay_ms", "error", "needed"}; count 0 ends it. */
bool sim_faults_order(struct sim_faults *f, const struct json *params);
/* What is to happen to this call; counts it. */
struct sim_fault sim_faults_take(struct sim_faults *f, const char *what);
/* Does what a fault says before the call is made: true when it is answered. */
bool sim_fault_before(struct request *r, const struct sim_fault *fault);
/* Answers a call that was made, as the fault has it; frees body. */
void sim_finish(struct request *r, const struct sim_fault *fault, int status,
                struct buf *body);

/* --- the record of what went wrong: a JSON array of texts --- */
void sim_note(struct buf *record, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts a record into an answer. */
void sim_put_record(struct json_writer *w, const char *name, const struct buf *record);

/* --- counters by name --- */
enum { SIM_COUNTERS = 64 };
struct sim_counts {
    struct {
        char name[64];
        int64_t count;
    } slot[SIM_COUNTERS];
};
void sim_count(struct sim_counts *c, const char *name);
void sim_put_counts(struct json_writer *w, const char *name, const struct sim_counts *c);

int64_t sim_now_us(void); /* since 1970 */

#endif

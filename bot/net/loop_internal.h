/* loop_internal.h - what the files of net/ share about the loop; nobody else includes it,
 * but for servers (playground, metrics, simulators) that attach to the same libwebsockets
 * context.
 *
 * Ownership: guests are objects that live on the loop (ws, http). A guest joins when made
 * and leaves when freed; loop_free makes those leave that are still there. */
#ifndef NET_LOOP_INTERNAL_H
#define NET_LOOP_INTERNAL_H

#include <uv.h>

#include "net/loop.h"
#include "net/lws.h"

struct loop_guest {
    struct loop_guest *prev, *next;
    void (*leave)(struct loop_guest *g); /* frees the guest, which calls loop_part */
};

void loop_join(struct loop *l, struct loop_guest *g, void (*leave)(struct loop_guest *g));
void loop_part(struct loop *l, struct loop_guest *g); /* harmless when not joined */

uv_loop_t *loop_uv(struct loop *l);
struct lws_context *loop_lws(struct loop *l);
const char *loop_ca_file(const struct loop *l); /* NULL: the system's */

/* The vhost for client connections: with TLS, trusting ca_file (NULL: the system's
 * certificates, which take 2 MiB), or without. Made once per kind and kept, since
 * libwebsockets 4.1.6 frees a vhost safely only together with its context. A proxied
 * vhost is one that lws_set_proxy may be called on; the others never have a proxy. */
struct lws_vhost *loop_lws_vhost(struct loop *l, const char *ca_file, bool tls,
                                 bool proxied, struct err *e);
/* To be called after anything that set a timer inside libwebsockets from outside its own
 * callbacks: its libuv plugin looks at its timers only when a socket had an event. */
void loop_lws_kick(struct loop *l);

/* loop_lws.c */
bool loop_check_ca_file(const char *path, struct err *e); /* NULL is fine */
struct loop_lws;
/* After a failure *out is NULL or still to be stopped and freed. */
bool loop_lws_new(struct loop_lws **out, uv_loop_t *uv, struct log *log, struct err *e);
struct lws_context *loop_lws_context(struct loop_lws *w);
struct lws_vhost *loop_lws_find(struct loop_lws *w, const char *ca_file, bool tls,
                                bool proxied, struct err *e);
void loop_lws_stop(struct loop_lws *w); /* starts closing; run the loop until empty */
void loop_lws_free(struct loop_lws *w); /* only after that; NULL is fine */

/* loop_timer.c */
struct loop_timer *loop_timer_first(struct loop *l);
void loop_timer_set_first(struct loop *l, struct loop_timer *t);

#endif

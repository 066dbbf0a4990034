/* peer.h - a hand-written server in a thread, for tests: full control over every byte and
 * every fault. Tests include peer.c.
 *
 * Each connection is served by a call of `serve` in a thread of its own; the socket is
 * closed when it returns. peer_stop makes every wait in it end at once. */
#ifndef TESTS_NET_PEER_H
#define TESTS_NET_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/loop.h"

struct peer;
typedef void peer_serve(struct peer *p, int fd, int index, void *user);

struct peer *peer_start(peer_serve *serve, void *user);
unsigned peer_port(const struct peer *p);
void peer_stop(struct peer *p);
/* A port of loopback where nothing listens. */
unsigned peer_no_port(void);

/* Reads one HTTP request with its body (Content-Length), NUL-ended; false at the end. */
bool peer_read_request(struct peer *p, int fd, char *out, size_t size);
bool peer_write(int fd, const void *data, size_t len);
bool peer_text(int fd, const char *text);
/* True when peer_stop was called within that time. */
bool peer_wait(struct peer *p, int ms);
/* Waits until the other side closes (or peer_stop). */
void peer_until_closed(struct peer *p, int fd);
/* Closes with a TCP reset. */
void peer_reset(int fd);

/* WebSocket, server side. The request is left in `request` when that is not NULL. */
bool peer_upgrade(struct peer *p, int fd, char *request, size_t size);
bool peer_frame(int fd, unsigned first_byte, const void *data, size_t len);
bool peer_close_frame(int fd, unsigned code, const char *reason);
/* Reads a masked frame; gives its opcode, or -1. */
int peer_read_frame(struct peer *p, int fd, char *out, size_t size, size_t *len);

/* A loop for a test, and running it until `ready` or the deadline; tells which. */
struct loop *test_loop(void);
bool run_until(struct loop *l, bool (*ready)(void *user), void *user, int deadline_ms);
bool run_until_set(struct loop *l, const bool *flag);

#endif

/* hello.h - the greeting that begins a stream. */
#ifndef PLAYGROUND_HELLO_H
#define PLAYGROUND_HELLO_H

#include "playground/sockets.h"

/* For a stream that begins anew after a resume that came too late: goes before what still
 * waits. client_hello is the usual one. */
void hello_lead(struct client *c);

#endif

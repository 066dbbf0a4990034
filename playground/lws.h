/* lws.h - libwebsockets, kept from clashing: OpenSSL's headers, which it includes, have a
 * type of the name that base/err.h gives to an error code. */
#ifndef PLAYGROUND_LWS_H
#define PLAYGROUND_LWS_H

#define ERR_STATE OPENSSL_ERR_STATE
#include <libwebsockets.h>
#undef ERR_STATE

#endif

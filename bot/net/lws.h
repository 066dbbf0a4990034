/* lws.h - libwebsockets.h, to be included only through here.
 *
 * It brings in OpenSSL, whose headers (openssl/types.h) take the name ERR_STATE for a
 * type that nobody here needs; base/err.h has it as an error code. So OpenSSL's gets
 * another name while its header is read. */
#ifndef NET_LWS_H
#define NET_LWS_H

#define ERR_STATE openssl_err_state
#include <libwebsockets.h>
#undef ERR_STATE

#endif

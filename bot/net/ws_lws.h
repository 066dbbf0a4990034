/* ws_lws.h - the only place where libwebsockets calls back into the ws layer. */
#ifndef NET_WS_LWS_H
#define NET_WS_LWS_H

#include "net/lws.h"

extern const struct lws_protocols ws_lws_protocols[];
extern const lws_retry_bo_t ws_lws_validity;

#endif

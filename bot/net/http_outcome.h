/* http_outcome.h - what a libcurl result proves about whether the server acted. Pure. */
#ifndef NET_HTTP_OUTCOME_H
#define NET_HTTP_OUTCOME_H

#include <curl/curl.h>

#include "net/http.h"

struct http_sent {
    bool has_body;
    bool body_read;     /* libcurl asked for bytes of the body at least once */
    long request_bytes; /* CURLINFO_REQUEST_SIZE */
    long status;        /* CURLINFO_RESPONSE_CODE */
};

enum http_outcome http_outcome(CURLcode code, const struct http_sent *sent);

#endif

#include "net/http_outcome.h"

/* Results that can only come before a byte of a request is written. */
static const CURLcode before_sending[] = {
    CURLE_UNSUPPORTED_PROTOCOL,
    CURLE_URL_MALFORMAT,
    CURLE_COULDNT_RESOLVE_PROXY,
    CURLE_COULDNT_RESOLVE_HOST,
    CURLE_COULDNT_CONNECT,
    CURLE_INTERFACE_FAILED,
    CURLE_PROXY,
    CURLE_SSL_CONNECT_ERROR,
    CURLE_PEER_FAILED_VERIFICATION,
    CURLE_SSL_CACERT_BADFILE,
    CURLE_SSL_CERTPROBLEM,
    CURLE_SSL_CIPHER,
    CURLE_SSL_ENGINE_INITFAILED,
    CURLE_SSL_ISSUER_ERROR,
    CURLE_SSL_CLIENTCERT,
    CURLE_NO_CONNECTION_AVAILABLE,
};

static bool came_before_sending(CURLcode code)
{
    for (size_t i = 0; i < sizeof before_sending / sizeof *before_sending; i++)
        if (before_sending[i] == code)
            return true;
    return false;
}

/* The rule measured on 7.88.1: the body is read only once the connection stands, so a
 * body never read was never sent; one that was read may have arrived, whatever the code
 * says (65 after a dead kept-alive connection, 16, 18, 28, 52, 55, 56). Without a body
 * there is no such witness and only the clear cases count as not sent. */
enum http_outcome http_outcome(CURLcode code, const struct http_sent *sent)
{
    if (code == CURLE_OK && sent->status >= 100)
        return HTTP_ANSWERED;
    if (sent->has_body)
        return sent->body_read ? HTTP_UNKNOWN : HTTP_NOT_SENT;
    if (came_before_sending(code) || sent->request_bytes == 0)
        return HTTP_NOT_SENT;
    return HTTP_UNKNOWN;
}

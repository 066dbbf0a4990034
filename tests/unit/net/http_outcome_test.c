#include "net/http_outcome.h"

#include "tests/unit/net/cm.h"

struct row {
    CURLcode code;
    struct http_sent sent;
    enum http_outcome outcome;
};

static void test_table(void **state)
{
    static const struct row rows[] = {
        /* A whole answer is an answer, body or not. */
        {CURLE_OK, {true, true, 100, 200}, HTTP_ANSWERED},
        {CURLE_OK, {true, true, 100, 500}, HTTP_ANSWERED},
        {CURLE_OK, {true, false, 100, 413}, HTTP_ANSWERED},
        {CURLE_OK, {false, false, 100, 302}, HTTP_ANSWERED},
        {CURLE_OK, {true, true, 100, 0}, HTTP_UNKNOWN},
        /* The body was never asked for: not sent, whatever the code. */
        {CURLE_COULDNT_CONNECT, {true, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_OPERATION_TIMEDOUT, {true, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_RECV_ERROR, {true, false, 80, 0}, HTTP_NOT_SENT},
        {CURLE_PEER_FAILED_VERIFICATION, {true, false, 0, 0}, HTTP_NOT_SENT},
        /* It was: unknown, even where the status was seen. */
        {CURLE_SEND_FAIL_REWIND, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_HTTP2, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_PARTIAL_FILE, {true, true, 100, 200}, HTTP_UNKNOWN},
        {CURLE_OPERATION_TIMEDOUT, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_GOT_NOTHING, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_SEND_ERROR, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_RECV_ERROR, {true, true, 100, 0}, HTTP_UNKNOWN},
        {CURLE_WRITE_ERROR, {true, true, 100, 200}, HTTP_UNKNOWN},
        {CURLE_COULDNT_CONNECT, {true, true, 100, 0}, HTTP_UNKNOWN},
        /* No body: only what cannot have reached a server. */
        {CURLE_COULDNT_RESOLVE_HOST, {false, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_COULDNT_CONNECT, {false, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_SSL_CONNECT_ERROR, {false, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_OPERATION_TIMEDOUT, {false, false, 0, 0}, HTTP_NOT_SENT},
        {CURLE_OPERATION_TIMEDOUT, {false, false, 90, 0}, HTTP_UNKNOWN},
        {CURLE_GOT_NOTHING, {false, false, 90, 0}, HTTP_UNKNOWN},
        {CURLE_RECV_ERROR, {false, false, 90, 0}, HTTP_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (http_outcome(rows[i].code, &rows[i].sent) != rows[i].outcome)
            fail_msg("row %zu: %s", i, curl_easy_strerror(rows[i].code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Readiness, asked over HTTP while the service runs. */
#include "tests/unit/service/bed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum { ANSWER_MAX = 4096 };

/* One GET at a time, never blocking: the loop that answers is this thread's. */
static struct {
    int fd;
    char answer[ANSWER_MAX];
    size_t len;
    int64_t heard_ago_ms; /* what the platform's socket tells; -1: none is live */
} page;

static int64_t heard(struct platform *p)
{
    return page.heard_ago_ms < 0 ? 0 : loop_now(p->options.loop) - page.heard_ago_ms;
}

static int port_of(struct bed *b)
{
    fflush(b->out);
    const char *at = b->text ? strstr(b->text, "metrics served port=") : NULL;
    assert_non_null(at);
    return atoi(at + strlen("metrics served port="));
}

static void ask(struct bed *b, const char *path)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port_of(b)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char request[200];

    page.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(page.fd, (const struct sockaddr *)&to, sizeof to), 0);
    int len = snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
    assert_int_equal(send(page.fd, request, (size_t)len, MSG_NOSIGNAL), len);
    page.len = 0;
}

/* True once the whole answer is there. */
static bool answered(void)
{
    ssize_t got;

    while ((got = recv(page.fd, page.answer + page.len, ANSWER_MAX - 1 - page.len,
                       MSG_DONTWAIT)) > 0)
        page.len += (size_t)got;
    if (got < 0) {
        assert_true(errno == EAGAIN);
        return false;
    }
    close(page.fd);
    page.answer[page.len] = '\0';
    return true;
}

static void says(const char *text)
{
    if (!strstr(page.answer, text))
        fail_msg("\"%s\" is not in\n%s", text, page.answer);
}

static bool is_loaded(struct bed *b)
{
    fflush(b->out);
    return b->text && strstr(b->text, "content loaded");
}

static const struct {
    int64_t heard_ago_ms;
    const char *status, *line;
} cases[] = {
    {0, " 200 ", "connection one: live"},
    {149 * 1000, " 200 ", "connection one: live"},
    {151 * 1000, " 503 ", "connection one: silent"},
    {-1, " 200 ", "connection one: live"}, /* an adapter that cannot tell */
};
enum { CASES = sizeof cases / sizeof *cases };

static bool ask_each(struct bed *b)
{
    if (b->at == 0) {
        ready(0);
        b->at = 1;
    } else if (b->at == 1 && is_loaded(b)) {
        page.heard_ago_ms = cases[0].heard_ago_ms;
        ask(b, "/readyz");
        b->at = 2;
    } else if (b->at >= 2 && answered()) {
        int i = b->at - 2;
        says(cases[i].status);
        says(cases[i].line);
        says("content: ok");
        says("ledger: ok");
        if (++i == CASES)
            return true;
        page.heard_ago_ms = cases[i].heard_ago_ms;
        ask(b, "/readyz");
        b->at++;
    }
    return false;
}

static void test_a_silent_socket_is_not_ready(void **state)
{
    struct bed *b = *state;

    bed_metrics = "127.0.0.1:0";
    bed_heard = heard;
    begin(b, 1);
    run(b, ask_each);
}

static bool ask_before_ready(struct bed *b)
{
    if (b->at == 0 && is_loaded(b)) {
        ask(b, "/readyz");
        b->at = 1;
    } else if (b->at == 1 && answered()) {
        says(" 503 ");
        says("connection one: starting");
        return true;
    }
    return false;
}

static void test_before_it_is_connected_it_is_not_ready(void **state)
{
    struct bed *b = *state;

    bed_metrics = "127.0.0.1:0";
    begin(b, 1);
    run(b, ask_before_ready);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_silent_socket_is_not_ready, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_before_it_is_connected_it_is_not_ready,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

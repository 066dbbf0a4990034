#include "net/url.h"

#include <string.h>

#include "tests/unit/net/cm.h"

struct good {
    const char *text, *scheme, *host;
    unsigned port;
    const char *path;
    bool tls, ipv6;
};

static void test_good_urls(void **state)
{
    static const struct good urls[] = {
        {"https://slack.com/api", "https", "slack.com", 443, "/api", true, false},
        {"HTTPS://Slack.COM", "https", "slack.com", 443, "/", true, false},
        {"wss://a.b:8443/x?y=1&z=%20", "wss", "a.b", 8443, "/x?y=1&z=%20", true, false},
        {"wss://gateway?v=10", "wss", "gateway", 443, "/?v=10", true, false},
        {"https://[2001:db8::1]:9/", "https", "2001:db8::1", 9, "/", true, true},
        {"http://127.0.0.1:8065/", "http", "127.0.0.1", 8065, "/", false, false},
        {"http://127.9.9.9", "http", "127.9.9.9", 80, "/", false, false},
        {"ws://localhost:1/a", "ws", "localhost", 1, "/a", false, false},
        {"ws://[::1]/", "ws", "::1", 80, "/", false, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct url u;
        struct err e = {0};

        assert_true(url_parse(&u, urls[i].text, &e));
        assert_string_equal(u.scheme, urls[i].scheme);
        assert_string_equal(u.host, urls[i].host);
        assert_int_equal(u.port, urls[i].port);
        assert_string_equal(u.path, urls[i].path);
        assert_int_equal(u.tls, urls[i].tls);
        assert_int_equal(u.ipv6, urls[i].ipv6);
    }
}

static const char *const bad_urls[] = {
    "",
    "slack.com",
    "https:/slack.com",
    "ftp://slack.com/",
    "file:///etc/passwd",
    "javascript://x",
    "://host/",
    "https://",
    "https:///path",
    "https://user@host/",
    "https://user:secret@host/",
    "https://host/#fragment",
    "https://host/a b",
    "https://host/a\nb",
    "https://host/a\r\nX: y",
    "https://host/\x7f",
    "https://host/\xc3\xa9",
    "https://h\xc3\xb6st/",
    "https://host\\evil/",
    "https://host:/",
    "https://host:0/",
    "https://host:65536/",
    "https://host:123456/",
    "https://host:8x/",
    "https://host:-1/",
    "https://ho..st/",
    "https://.host/",
    "https://-host/",
    "https://ho%73t/",
    "https://ho!st/",
    "https://[::1/",
    "https://[::1]x/",
    "https://[fe80::1%25eth0]/",
    "https://[127.0.0.1]/",
    "https://::1/",
    /* plain to anything but loopback */
    "http://slack.com/",
    "ws://192.168.0.10/",
    "ws://0.0.0.0/",
    "http://[::2]/",
    "http://127.1/",
    "http://0x7f.0.0.1/",
    "http://2130706433/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://[::ffff:10.0.0.1]/",
};

static void test_bad_urls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_urls / sizeof *bad_urls; i++) {
        struct url u;
        struct err e = {0};

        if (url_parse(&u, bad_urls[i], &e))
            fail_msg("accepted: %s", bad_urls[i]);
        assert_true(e.text[0] != '\0');
    }
    assert_false(url_parse(&(struct url){0}, NULL, NULL));
}

static void test_limits(void **state)
{
    char text[4096] = "https://host/";
    struct url u;
    struct err e = {0};

    (void)state;
    memset(text + 13, 'a', 1534);
    assert_true(url_parse(&u, text, &e)); /* a path of 1,535 */
    assert_int_equal(strlen(u.path), 1535);
    text[13 + 1534] = 'a';
    assert_false(url_parse(&u, text, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    memset(text + 13, 'a', 2100);
    assert_false(url_parse(&u, text, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    strcpy(text, "https://host?");
    memset(text + 13, 'a', 1534);
    text[13 + 1533] = '\0';
    assert_true(url_parse(&u, text, &e));
    text[13 + 1533] = 'a';
    text[13 + 1534] = '\0';
    assert_false(url_parse(&u, text, &e));
    memset(text, 'a', 300);
    memcpy(text, "https://", 8);
    text[300] = '\0';
    assert_false(url_parse(&u, text, &e)); /* host too long */
}

static void test_no_secret_in_error(void **state)
{
    struct err e = {0};
    struct url u;

    (void)state;
    assert_false(url_parse(&u, "https://bot:hunter2@host/?ticket=abc", &e));
    assert_null(strstr(e.text, "hunter2"));
    assert_null(strstr(e.text, "abc"));
    assert_false(url_parse(&u, "ws://far.example/?ticket=abc", &e));
    assert_non_null(strstr(e.text, "far.example"));
    assert_non_null(strstr(e.text, "wss://"));
    assert_null(strstr(e.text, "abc"));
}

static void test_authority(void **state)
{
    static const char *const pairs[][2] = {
        {"https://a.b/", "a.b"},
        {"https://a.b:443/", "a.b"},
        {"https://a.b:80/", "a.b:80"},
        {"ws://127.0.0.1:80/", "127.0.0.1"},
        {"wss://[2001:db8::1]:8443/", "[2001:db8::1]:8443"},
    };
    struct buf out;

    (void)state;
    buf_init(&out, 300);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct url u;

        assert_true(url_parse(&u, pairs[i][0], NULL));
        buf_clear(&out);
        assert_true(url_authority(&u, &out));
        assert_string_equal(out.data, pairs[i][1]);
    }
    buf_free(&out);
}

static void test_encode(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 64);
    assert_true(url_encode(&out, "aZ09-._~ /?&=%\xc3\xa9"));
    assert_string_equal(out.data, "aZ09-._~%20%2F%3F%26%3D%25%C3%A9");
    buf_clear(&out);
    assert_false(url_encode(&out, "                                   "));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_urls), cmocka_unit_test(test_bad_urls),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_no_secret_in_error),
        cmocka_unit_test(test_authority), cmocka_unit_test(test_encode),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The server below the room: who is let in, and who is not waited for. */
#include <dirent.h>

#include "tests/unit/playground/visitor.h"

/* Far more than the system holds of an answer. */
enum { TEXT = 64000, POSTS = 150 };
/* Longer than any machine needs to fill what the system holds. */
enum { CUT_WAIT_MS = 60000 };

static int make(void **state)
{
    struct room_options options = {
        .listen = "localhost", .token = "bot-token", .stall_s = 1};
    struct room *room = NULL;
    struct err e = {0};

    if (!room_new(&room, &options, &e)) {
        print_error("%s\n", e.text);
        return -1;
    }
    *state = room;
    return 0;
}

static int drop(void **state)
{
    room_free(*state);
    return 0;
}

/* A name may have 253 bytes; one that is not kept must not count as none. */
static void a_site_whose_name_is_too_long_is_kept_out(void **state)
{
    static const char *const before[] = {"Host: ", "Host: 127.0.0.1\r\nOrigin: http://"};
    char name[254], text[500];

    memset(name, 'e', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 63; i < sizeof name - 1; i += 64)
        name[i] = '.';
    for (size_t i = 0; i < 2; i++) {
        struct visitor v;
        struct answer a;

        (void)snprintf(text, sizeof text,
                       "GET /playground/about HTTP/1.1\r\n%s%s:8065\r\n\r\n", before[i],
                       name);
        visitor_open(&v, *state);
        visitor_send(&v, text, strlen(text));
        read_answer(&v, &a);
        assert_int_equal(a.status, 403);
        answer_free(&a);
        visitor_close(&v);
    }
}

/* Fills the first channel and asks for all of it. */
static void ask_for_much(struct room *room, struct visitor *v)
{
    struct answer a = ask_as(room, "bot-token", "GET", "/api/v4/users/me/channels", NULL);
    char id[IDENT_SIZE], body[TEXT + 100], text[TEXT + 1];

    (void)snprintf(id, sizeof id, "%s", json_get_text(json_at(a.json, 0), "id"));
    answer_free(&a);
    text[0] = '\0';
    for (size_t at = 0; at < TEXT; at += 4) /* a message is bounded by its signs */
        memcpy(text + at, "\xF0\x9F\x99\x82", 5);
    (void)snprintf(body, sizeof body, "{\"channel_id\":\"%s\",\"message\":\"%s\"}", id,
                   text);
    for (int i = 0; i < POSTS; i++) {
        a = ask_as(room, "bot-token", "POST", "/api/v4/posts", body);
        assert_int_equal(a.status, 201);
        answer_free(&a);
    }
    (void)snprintf(body, sizeof body,
                   "GET /api/v4/channels/%s/posts?per_page=200 HTTP/1.1\r\n"
                   "Host: localhost\r\nAuthorization: Bearer bot-token\r\n\r\n",
                   id);
    visitor_open(v, room);
    visitor_send(v, body, strlen(body));
}

/* Of this process: the server's are among them. */
static size_t open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void whoever_takes_nothing_of_an_answer_is_cut_off(void **state)
{
    size_t before = open_files();
    struct visitor v;
    struct answer a;
    char first;

    ask_for_much(*state, &v);
    while (recv(v.fd, &first, 1, MSG_PEEK) < 1)
        room_turn(*state, 20);
    for (int64_t end = ident_now() + CUT_WAIT_MS;
         open_files() > before + 1 && ident_now() < end;)
        room_turn(*state, 20);
    assert_int_equal(open_files(), before + 1); /* the visitor's own */
    read_answer(&v, &a); /* what the system still held, and then the end */
    assert_int_equal(a.status, 0);
    assert_true(v.ended);
    answer_free(&a);
    visitor_close(&v);
}

/* Slowly, but surely. */
static void whoever_takes_some_of_it_gets_all(void **state)
{
    char piece[100000];
    struct visitor v;
    size_t got = 0;

    ask_for_much(*state, &v);
    for (int64_t end = ident_now() + VISITOR_WAIT_MS;
         got < (size_t)TEXT * POSTS && ident_now() < end;) {
        room_turn(*state, 20);
        ssize_t n = recv(v.fd, piece, sizeof piece, 0);
        got += n > 0 ? (size_t)n : 0;
        assert_true(n != 0);
    }
    assert_true(got >= (size_t)TEXT * POSTS);
    visitor_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_site_whose_name_is_too_long_is_kept_out, make,
                                        drop),
        cmocka_unit_test_setup_teardown(whoever_takes_nothing_of_an_answer_is_cut_off,
                                        make, drop),
        cmocka_unit_test_setup_teardown(whoever_takes_some_of_it_gets_all, make, drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

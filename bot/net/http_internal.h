/* http_internal.h - what the http_*.c files share. */
#ifndef NET_HTTP_INTERNAL_H
#define NET_HTTP_INTERNAL_H

#include <curl/curl.h>

#include "base/buf.h"
#include "net/http.h"
#include "net/loop_internal.h"
#include "net/url.h"

struct http_watch; /* one socket that libcurl wants watched */

struct http {
    struct loop_guest guest; /* first */
    struct loop *l;
    CURLM *multi;
    uv_timer_t *timer;
    bool in_timer;
    struct http_watch *watches;
    struct http_request *requests;
    struct http_request *finishing; /* whose callback is running */
    size_t count;
    unsigned busy; /* how deep inside libcurl or a callback: not to be freed now */
    bool dead;     /* http_free came while busy */
    char *user_agent, *proxy, *ca_file;
    int64_t connect_timeout_ms, timeout_ms;
    size_t max_body;
};

struct http_request {
    struct http_request *prev, *next;
    struct http *h;
    CURL *easy;
    struct curl_slist *headers;
    char what[320]; /* "POST to chat.example:8065", for errors */
    char *body;
    size_t body_len, body_at;
    bool has_body, body_read, too_large, starved;
    struct buf answer;
    struct buf head; /* the final answer's header lines */
    char reason[CURL_ERROR_SIZE];
    int64_t timeout_ms;
    void (*done)(void *user, const struct http_answer *answer);
    void *user;
};

/* http.c: called after libcurl may have finished something. */
void http_drain(struct http *h);
/* Bracket whatever may end in a user's callback; http_leave may free h. */
void http_enter(struct http *h);
void http_leave(struct http *h);

/* http_poll.c: libcurl's sockets and timer on libuv. */
bool http_poll_start(struct http *h, struct err *e);
void http_poll_stop(struct http *h); /* after curl_multi_cleanup */
/* CURLOPT_CLOSESOCKETFUNCTION with a struct http as its data. */
int http_poll_close(void *http, curl_socket_t fd);

/* http_easy.c: fills r->easy from a call. */
bool http_easy_set(struct http_request *r, const struct http_call *call, struct err *e);

#endif

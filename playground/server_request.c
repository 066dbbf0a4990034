/* server_request.c - what a request says, and what is to be answered. */
#include <string.h>
#include <strings.h>

#include "playground/server_inside.h"

static const struct {
    enum lws_token_indexes token;
    const char *name;
} methods[] = {{WSI_TOKEN_GET_URI, "GET"},        {WSI_TOKEN_POST_URI, "POST"},
               {WSI_TOKEN_PUT_URI, "PUT"},        {WSI_TOKEN_PATCH_URI, "PATCH"},
               {WSI_TOKEN_DELETE_URI, "DELETE"},  {WSI_TOKEN_HEAD_URI, "HEAD"},
               {WSI_TOKEN_OPTIONS_URI, "OPTIONS"}};

static void copy_text(char *out, size_t size, const char *text)
{
    size_t len = strlen(text);

    if (len >= size)
        len = 0; /* rather nothing than half of it */
    memcpy(out, text, len);
    out[len] = '\0';
}

static void read_token(struct lws *wsi, enum lws_token_indexes token, char *out, int size)
{
    if (lws_hdr_copy(wsi, out, size, token) < 0)
        out[0] = '\0';
}

/* Who sent it, and to whom: what does not fit must not pass for nothing, which is let in.
 */
static void read_site(struct lws *wsi, enum lws_token_indexes token, char *out, int size)
{
    if (lws_hdr_copy(wsi, out, size, token) < 0)
        memcpy(out, "?", sizeof "?");
}

static void read_args(struct request *r)
{
    for (int i = 0; i < REQUEST_ARGS; i++) {
        size_t room = sizeof r->args - r->args_len;
        int n = lws_hdr_copy_fragment(r->wsi, r->args + r->args_len, (int)room,
                                      WSI_TOKEN_HTTP_URI_ARGS, i);

        if (n < 0)
            break;
        r->args_len += (size_t)n + 1;
    }
}

/* Those that libwebsockets has a token for, and those it keeps by their name, in small
 * letters and with the colon. */
static const struct {
    const char *name, *kept;
    enum lws_token_indexes token;
} fields[REQUEST_FIELDS] = {{"Authorization", NULL, WSI_TOKEN_HTTP_AUTHORIZATION},
                            {"User-Agent", NULL, WSI_TOKEN_HTTP_USER_AGENT},
                            {"X-Auth-Token", NULL, WSI_TOKEN_X_AUTH_TOKEN},
                            {"X-User-Id", "x-user-id:", WSI_TOKEN_COUNT}};

static void read_fields(struct request *r)
{
    enum { SIZE = sizeof r->field[0] };

    for (size_t i = 0; i < REQUEST_FIELDS; i++) {
        const char *kept = fields[i].kept;
        if (!kept)
            read_token(r->wsi, fields[i].token, r->field[i], SIZE);
        else if (lws_hdr_custom_copy(r->wsi, r->field[i], SIZE, kept, (int)strlen(kept)) <
                 0)
            r->field[i][0] = '\0';
    }
}

void request_read(struct request *r, struct server *s, struct lws *wsi, const char *path)
{
    memset(r, 0, sizeof *r);
    r->server = s;
    r->wsi = wsi;
    buf_init(&r->body, s->options.max_body);
    buf_init(&r->answer, (size_t)64 << 20);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (lws_hdr_total_length(wsi, methods[i].token) > 0) {
            copy_text(r->method, sizeof r->method, methods[i].name);
            if (path)
                copy_text(r->path, sizeof r->path, path);
            else
                read_token(wsi, methods[i].token, r->path, sizeof r->path);
            break;
        }
    }
    r->head_only = strcmp(r->method, "HEAD") == 0;
    if (r->head_only)
        copy_text(r->method, sizeof r->method, "GET");
    read_site(wsi, WSI_TOKEN_HOST, r->host, sizeof r->host);
    read_site(wsi, WSI_TOKEN_ORIGIN, r->origin, sizeof r->origin);
    read_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, r->authorization,
               sizeof r->authorization);
    read_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, r->content_type, sizeof r->content_type);
    read_fields(r);
    read_args(r);
}

void request_clear(struct request *r)
{
    server_timer_free(r->delay);
    r->delay = NULL;
    buf_free(&r->body);
    buf_free(&r->answer);
}

bool request_has_body(struct lws *wsi)
{
    char length[24] = "";

    read_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof length);
    return length[0] != '\0' && strspn(length, "0") != strlen(length);
}

const char *request_method(const struct request *r)
{
    return r->method;
}

const char *request_path(const struct request *r)
{
    return r->path;
}

struct span request_body(const struct request *r)
{
    return buf_view(&r->body);
}

bool request_too_large(const struct request *r)
{
    return r->too_large;
}

const char *request_bearer(const struct request *r)
{
    const char *a = r->authorization;

    if (strncasecmp(a, "bearer ", 7) == 0)
        return a + 7;
    return strncasecmp(a, "token ", 6) == 0 ? a + 6 : "";
}

const char *request_type(const struct request *r)
{
    return r->content_type;
}

const char *request_origin(const struct request *r)
{
    return r->origin;
}

const char *request_host(const struct request *r)
{
    return r->host;
}

const char *request_field(const struct request *r, const char *name)
{
    for (size_t i = 0; i < REQUEST_FIELDS; i++) {
        if (strcasecmp(fields[i].name, name) == 0)
            return r->field[i];
    }
    return "";
}

const char *request_query(const struct request *r, const char *name)
{
    size_t len = strlen(name);

    for (size_t at = 0; at < r->args_len; at += strlen(r->args + at) + 1) {
        const char *arg = r->args + at;

        if (strncmp(arg, name, len) == 0 && (arg[len] == '=' || arg[len] == '\0'))
            return arg[len] == '=' ? arg + len + 1 : arg + len;
    }
    return NULL;
}

void request_header(struct request *r, const char *name, const char *value)
{
    if (r->headers == REQUEST_HEADERS)
        return;
    copy_text(r->header[r->headers].name, sizeof r->header[0].name, name);
    copy_text(r->header[r->headers].value, sizeof r->header[0].value, value);
    r->headers++;
}

void request_delay(struct request *r, int64_t ms)
{
    r->delay_ms = ms;
}

void request_lose(struct request *r)
{
    r->lost = true;
}

bool request_answer(struct request *r, int status, const char *type, struct span body)
{
    if (r->answered)
        return false;
    r->status = status;
    copy_text(r->type, sizeof r->type, type);
    buf_clear(&r->answer);
    if (!buf_span(&r->answer, body))
        r->lost = true;
    r->answered = true;
    return !r->lost;
}

bool request_answered(const struct request *r)
{
    return r->answered;
}

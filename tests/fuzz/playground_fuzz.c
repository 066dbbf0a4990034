/* Requests and frames to the playground. The input is a list of NUL-ended records:
 *   b|p|n METHOD PATH[?QUERY]\nBODY   asked by the bot, a person, or nobody
 *   w FRAME                           said by the bot over its socket
 * where $c, $o are channels, $b, $u the bot's and the person's id, $p the newest post. */
#include <string.h>

#include "base/json.h"
#include "playground/api.h"
#include "playground/server_inside.h"
#include "playground/sockets.h"
#include "tests/fuzz/fuzz.h"

enum { RECORDS_MOST = 60, TEXT_MAX = 1 << 18, ANSWER_MAX = 8 << 20 };

static const char token[] = "playground-bot-token";

struct scene {
    struct room *room;
    struct user *person;
    struct peer peer; /* a socket that is never written to: see say */
    char post[IDENT_SIZE];
    bool known; /* the input holds the token: what people say comes back to them */
};

static bool holds_token(struct span text)
{
    return text.len && memmem(text.ptr, text.len, token, sizeof token - 1);
}

static const char *id_of(const struct scene *s, char letter)
{
    switch (letter) {
    case 'c':
        return s->room->store->channel[0]->id;
    case 'o':
        return s->room->store->channel[1]->id;
    case 'b':
        return s->room->bot->id;
    case 'u':
        return s->person->id;
    case 'p':
        return s->post;
    default:
        return NULL;
    }
}

/* A record's text with ids in the place of $x. */
static void fill(const struct scene *s, struct span text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *id =
            text.ptr[i] == '$' && i + 1 < text.len ? id_of(s, text.ptr[i + 1]) : NULL;

        if (id) {
            buf_text(out, id);
            i++;
        } else {
            buf_char(out, text.ptr[i]);
        }
    }
    buf_add(out, "", 0);
}

static void take(char *out, size_t size, struct span text)
{
    size_t len = text.len < size ? text.len : 0;

    memcpy(out, text.ptr, len);
    out[len] = '\0';
}

static struct span until(struct span *text, char end)
{
    const char *at = text->len ? memchr(text->ptr, end, text->len) : NULL;
    struct span first = {text->ptr, at ? (size_t)(at - text->ptr) : text->len};
    size_t used = first.len + (at != NULL);

    text->ptr += used;
    text->len -= used;
    return first;
}

static void read_line(struct request *r, struct span line)
{
    take(r->method, sizeof r->method, until(&line, ' '));
    struct span target = until(&line, ' ');
    take(r->path, sizeof r->path, until(&target, '?'));
    if (target.len == 0 || target.len >= sizeof r->args)
        return;
    memcpy(r->args, target.ptr, target.len);
    for (size_t i = 0; i < target.len; i++)
        if (r->args[i] == '&')
            r->args[i] = '\0';
    r->args_len = target.len + 1;
}

static void keep_newest(struct scene *s, const struct json *answer)
{
    const char *id = json_get_text(answer, "id");

    if (json_get_text(answer, "channel_id") && id && ident_ok(id))
        (void)snprintf(s->post, sizeof s->post, "%s", id);
}

static void check(struct scene *s, const struct request *r)
{
    struct span body = buf_view(&r->answer);
    struct json *json = NULL;

    fuzz_must(r->answered, "a request is answered");
    fuzz_must((r->status >= 200 && r->status < 500) || r->status == 503 /* full */,
              "no request breaks the server");
    fuzz_must(s->known || !holds_token(body), "nobody is told the bot's token");
    if (strncmp(r->type, "application/json", 16) == 0) {
        fuzz_must(json_parse(&json, body, ANSWER_MAX, NULL), "an answer is JSON");
        keep_newest(s, json);
        json_free(json);
    }
}

static void ask(struct scene *s, char who, struct span text)
{
    struct request r = {.server = s->room->server, .host = "127.0.0.1"};

    buf_init(&r.body, TEXT_MAX);
    buf_init(&r.answer, ANSWER_MAX);
    read_line(&r, until(&text, '\n'));
    buf_span(&r.body, text);
    if (who != 'n')
        (void)snprintf(r.authorization, sizeof r.authorization, "Bearer %s",
                       who == 'b' ? token : s->person->token);
    /* What a test asks for on purpose is no fault of the server's. */
    if (strncmp(r.path, "/playground/faults", 18) != 0) {
        api_request(s->room, &r);
        check(s, &r);
    }
    buf_free(&r.body);
    buf_free(&r.answer);
}

/* What the bot's socket would bring is read from its stream. */
static void hear(struct scene *s)
{
    struct client *c = peer_data(&s->peer);
    struct json *json = NULL;
    struct buf text;

    buf_init(&text, ANSWER_MAX);
    while (c && stream_next(&c->stream, &text)) {
        fuzz_must(json_parse(&json, buf_view(&text), ANSWER_MAX, NULL),
                  "a frame is JSON");
        json_free(json);
    }
    buf_free(&text);
}

static void begin(struct scene *s)
{
    struct room_options options = {.token = token, .faults = true};
    struct request hello = {.host = "127.0.0.1"};
    struct err e = {0};

    *s = (struct scene){.peer = {.stalled = true, .cut = true}, .post = "none"};
    fuzz_must(room_new(&s->room, &options, &e), "a room can be made");
    struct store *store = s->room->store;
    s->person = store_add_user(store, "ann", "Ann", false, ident_now());
    fuzz_must(s->person != NULL, "somebody can come in");
    for (size_t i = 0; i < store->channels; i++)
        channel_join(store->channel[i], s->person);
    (void)snprintf(hello.authorization, sizeof hello.authorization, "Bearer %s", token);
    sockets_opened(s->room, &s->peer, &hello);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = fuzz_text(data, size);
    struct scene s;

    begin(&s);
    s.known = holds_token(input);
    for (int i = 0; i < RECORDS_MOST && input.len; i++) {
        struct span record = until(&input, '\0');
        struct buf text;

        buf_init(&text, TEXT_MAX);
        fill(&s, record, &text);
        struct span filled = buf_view(&text), who = until(&filled, ' ');
        if (who.len == 1 && who.ptr[0] == 'w')
            actions_text(s.room, &s.peer, filled);
        else if (who.len == 1)
            ask(&s, who.ptr[0], filled);
        hear(&s);
        buf_free(&text);
    }
    s.peer.data = NULL;
    room_free(s.room);
    return 0;
}

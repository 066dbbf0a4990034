#include "platforms/rocketchat/look.h"

#include <string.h>

#include "base/mem.h"
#include "net/url.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/rest.h"

struct look {
    struct rocketchat *m;
    void (*done)(void *user, enum look_result result, const char *remote_id);
    void *user;
    char key[RC_ID_SIZE];
};

/* 200 with our own message: found. 400 with nothing but success:false: there is none. 400
 * or 403 error-not-allowed: closed to us, and posting will say so. */
static enum look_result judge(const struct rocketchat *m,
                              const struct http_answer *answer)
{
    enum look_result result = LOOK_UNSURE;
    struct json *root = NULL;

    if (answer->outcome != HTTP_ANSWERED ||
        !json_parse(&root, answer->body, 1 << 20, NULL))
        return LOOK_UNSURE;
    const char *author = json_get_text(json_get(json_get(root, "message"), "u"), "_id");
    bool said_no = json_get(root, "success") && !json_get_bool(root, "success", true);
    if (answer->status / 100 == 2)
        result = author ? strcmp(author, m->self.id) == 0 ? LOOK_FOUND : LOOK_UNSURE
                        : LOOK_ABSENT;
    else if (said_no &&
             (answer->status == 400 || answer->status == 403 || answer->status == 404))
        result = LOOK_ABSENT;
    json_free(root);
    return result;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct look *k = user;
    struct rocketchat *m = k->m;
    enum look_result result = judge(m, answer);
    bool refused = rc_rest_refuses_token(answer);

    k->done(k->user, refused ? LOOK_UNSURE : result, k->key);
    mem_free(k);
    if (refused)
        rc_account_refused(m, "looking for a reply, status 401");
}

static void dropped(void *user)
{
    struct look *k = user;

    k->done(k->user, LOOK_UNSURE, "");
    mem_free(k);
}

bool rc_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e)
{
    struct rocketchat *m = rc_of(p);
    struct look *k = mem_zero(1, sizeof *k);
    struct buf path;
    bool ok = false;

    buf_init(&path, 512);
    if (!k) {
        err_set(e, ERR_MEMORY, "no memory to look for a reply");
        goto out;
    }
    *k = (struct look){.m = m, .done = done, .user = user};
    if (!ident_copy(k->key, sizeof k->key, post->key) ||
        !buf_text(&path, "/chat.getMessage?msgId=") || !url_encode(&path, post->key)) {
        err_set(e, ERR_VALUE, "a reply has a key that Rocket.Chat cannot have");
        goto out;
    }
    struct rest_request request = {
        .method = "GET", .path = path.data, .done = answered, .drop = dropped, .user = k};
    ok = rc_rest_send(m, &request, e) != NULL;
out:
    if (!ok)
        mem_free(k);
    buf_free(&path);
    return ok;
}

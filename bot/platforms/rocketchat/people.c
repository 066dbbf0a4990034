#include "platforms/rocketchat/people.h"

#include <string.h>

#include "base/mem.h"
#include "net/url.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/rest.h"

enum { KNOWN_MOST = 1024, TIMEOUT_MS = 5000 };

struct rc_people {
    struct rocketchat *m;
    struct {
        char id[RC_ID_SIZE];
        bool bot;
    } known[KNOWN_MOST];
    size_t count, next;
    char asked[RC_ID_SIZE];  /* one at a time; "": none */
    char unsure[RC_ID_SIZE]; /* could not be asked: a person for one message */
};

static int find(const struct rc_people *p, const char *user)
{
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(p->known[i].id, user) == 0)
            return (int)i;
    }
    return -1;
}

static void remember(struct rc_people *p, const char *user, bool bot)
{
    if (p->count < KNOWN_MOST)
        p->count++;
    ident_copy(p->known[p->next].id, RC_ID_SIZE, user);
    p->known[p->next].bot = bot;
    p->next = (p->next + 1) % KNOWN_MOST;
}

static bool is_bot(const struct json *user)
{
    const char *type = json_get_text(user, "type");
    const struct json *role = json_first(json_get(user, "roles"));

    if (type && (strcmp(type, "bot") == 0 || strcmp(type, "app") == 0))
        return true;
    for (; role; role = json_after(role)) {
        const char *name = json_text(role);
        if (name && strcmp(name, "bot") == 0)
            return true;
    }
    return false;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct rc_people *p = user;
    struct json *root = rest_json(answer);

    if (answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
        answer->status >= 500)
        ident_copy(p->unsure, sizeof p->unsure, p->asked);
    else
        remember(p, p->asked, is_bot(json_get(root, "user")));
    json_free(root);
    p->asked[0] = '\0';
    if (!p->m->stopped)
        rc_inbox_go_on(p->m);
}

static bool ask(struct rc_people *p, const char *user)
{
    struct err e;
    struct buf path;
    struct rest_request request = {
        .method = "GET", .timeout_ms = TIMEOUT_MS, .done = answered, .user = p};

    buf_init(&path, 512);
    bool ok = buf_text(&path, "/users.info?userId=") && url_encode(&path, user);
    request.path = path.data;
    ok = ok && ident_copy(p->asked, sizeof p->asked, user) &&
         rc_rest_send(p->m, &request, &e);
    buf_free(&path);
    if (!ok)
        p->asked[0] = '\0';
    return ok;
}

enum rc_person rc_people_is(struct rocketchat *m, const char *user)
{
    struct rc_people *p = m->people;
    int at = find(p, user);

    if (at >= 0)
        return p->known[at].bot ? RC_BOT : RC_PERSON;
    if (p->asked[0])
        return RC_ASKING;
    if (strcmp(p->unsure, user) == 0) {
        p->unsure[0] = '\0';
        return RC_PERSON;
    }
    return ask(p, user) ? RC_ASKING : RC_PERSON;
}

bool rc_people_new(struct rocketchat *m, struct err *e)
{
    m->people = mem_zero(1, sizeof *m->people);
    if (!m->people)
        return err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    m->people->m = m;
    return true;
}

void rc_people_free(struct rc_people *p)
{
    mem_free(p);
}

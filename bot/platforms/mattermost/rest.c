#include "platforms/mattermost/rest.h"

struct call *mm_rest_send(struct mattermost *m, const struct rest_request *what,
                          struct err *e)
{
    struct rest_server server = {.root = m->roots.api,
                                 .bearer = secret_reveal(m->base.options.token)};

    return rest_send(&m->calls, &server, what, e);
}

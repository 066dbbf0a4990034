/* account.h - who are we, and is our token still good? */
#ifndef PLATFORMS_MATTERMOST_ACCOUNT_H
#define PLATFORMS_MATTERMOST_ACCOUNT_H

#include "platforms/mattermost/adapter.h"

/* GET /users/me, then the server's limits, then the first socket. */
void mm_account_begin(struct mattermost *m);
/* Something smells of a revoked token (no hello, a 401): asks GET /users/me. Ends with
 * mm_fatal or with mm_link_retry. One question at a time. */
void mm_account_check(struct mattermost *m, const char *reason);
/* The token is not accepted any more. */
void mm_account_revoked(struct mattermost *m, const char *where);

/* Pure: what the operator must do when GET /users/me is answered so; NULL: it passes. */
const char *mm_account_what_to_do(int status);
/* Pure: MaxPostSize from the client configuration, or what holds without it. */
size_t mm_post_limit(const char *max_post_size);

#endif

/* account.h - who we are, and whether the token is still good. */
#ifndef PLATFORMS_ROCKETCHAT_ACCOUNT_H
#define PLATFORMS_ROCKETCHAT_ACCOUNT_H

#include "base/json.h"
#include "platforms/rocketchat/adapter.h"

/* Asks GET /me, then opens the socket; retries, or ends for good, by what is answered. */
void rc_account_begin(struct rocketchat *m);
/* The server refused our token: ends the connection, saying where and what to do. */
void rc_account_refused(struct rocketchat *m, const char *where);
/* Pure: what the operator must do when GET /me is answered so, or NULL. */
const char *rc_account_what_to_do(int status);
bool rc_account_has_bot_role(const struct json *me);
extern const char rc_no_bot_role[];

#endif

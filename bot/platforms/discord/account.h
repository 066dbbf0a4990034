/* account.h - is the token good, and where is the gateway. */
#ifndef PLATFORMS_DISCORD_ACCOUNT_H
#define PLATFORMS_DISCORD_ACCOUNT_H

#include "platforms/discord/adapter.h"

/* Asks GET /gateway/bot, then opens the socket; retries, or ends for good, by what is
 * answered. */
void dc_account_begin(struct discord *d);
/* The server refused our token: ends the connection, saying where and what to do. */
void dc_account_refused(struct discord *d, const char *where);
/* Pure: what the operator must do when a first request is answered so, or NULL. */
const char *dc_account_what_to_do(int status);
extern const char dc_no_content_intent[];

#endif

/* account.h - who are we, and are our tokens still good? */
#ifndef PLATFORMS_SLACK_ACCOUNT_H
#define PLATFORMS_SLACK_ACCOUNT_H

#include "platforms/slack/adapter.h"

/* auth.test, then the first socket. */
void sl_account_begin(struct slack *s);
/* Something smells of a revoked token: asks auth.test; ends with sl_fatal, or nothing. */
void sl_account_check(struct slack *s);

#endif

/* people.h - is the author of a message a bot? Nothing in a message tells (section 7), so
 * the server is asked once per author, and the answer is kept. Bounded: the oldest is
 * forgotten. */
#ifndef PLATFORMS_ROCKETCHAT_PEOPLE_H
#define PLATFORMS_ROCKETCHAT_PEOPLE_H

#include "platforms/rocketchat/adapter.h"

enum rc_person { RC_PERSON, RC_BOT, RC_ASKING };

bool rc_people_new(struct rocketchat *m, struct err *e);
void rc_people_free(struct rc_people *p); /* NULL is fine */

/* RC_ASKING: rc_inbox_go_on is called once it is known. Who cannot be looked up is a
 * person: a reply too many to a machine ends at the loop breaker, a person that gets none
 * is worse. */
enum rc_person rc_people_is(struct rocketchat *m, const char *user);

#endif

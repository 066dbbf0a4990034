/* send.h - posts one part under a nonce of our own, which the server enforces for a few
 * minutes (section 12). */
#ifndef PLATFORMS_DISCORD_SEND_H
#define PLATFORMS_DISCORD_SEND_H

#include "base/buf.h"
#include "platforms/discord/adapter.h"

enum { DC_NONCE_MS = 60000 }; /* so long a nonce is trusted, from the first try on */

bool dc_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e);
bool dc_send_may_repeat(struct platform *p, const struct post *post);
int64_t dc_send_pace(struct platform *p, const char *channel);
bool dc_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size);
/* The message that a reply to `source` refers to: the question, or for a click
 * ("<post>:<interaction>") the post that holds the button. "" for what is neither. */
void dc_send_reference(const char *source, char out[SNOWFLAKE_SIZE]);

#endif

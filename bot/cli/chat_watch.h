/* chat_watch.h - the content of a conversation, read anew whenever its files change. */
#ifndef CLI_CHAT_WATCH_H
#define CLI_CHAT_WATCH_H

#include "cli/content.h"
#include "net/watch.h"

/* Watches the folders that content_load reads from. False: it says why on stderr. */
bool chat_watch_new(struct watch **out, const struct content_options *content);
/* Loads and checks the content as it is now, and says so in a line; faults are printed,
 * and while the content cannot be used the old one stays. True: *faq is a new one. */
bool chat_watch_reload(struct faq **faq, const struct content_options *content);

#endif

/* notify.h - tells systemd how we are (sd_notify's protocol: a datagram to
 * $NOTIFY_SOCKET). Does nothing where there is no such socket. */
#ifndef SERVICE_NOTIFY_H
#define SERVICE_NOTIFY_H

#include <stdint.h>

/* "READY=1", "STATUS=...", several parted by line ends. Failures do not matter. */
void notify_send(const char *text);
/* How often systemd wants to hear from us at least; 0: it does not watch. */
int64_t notify_watchdog_ms(void);

#endif

/* request.h - one id for a question, in every line of the log from its frame to its post.
 *
 * It follows from connection, channel and message id, so that a later process gives the
 * same one; on its own it tells none of them. */
#ifndef SERVICE_REQUEST_H
#define SERVICE_REQUEST_H

#define REQUEST_SIZE 13 /* 12 hexadecimal digits, and the NUL */

void request_id(const char *connection, const char *channel, const char *source,
                char out[REQUEST_SIZE]);

#endif

/* posting.h - the limits of a post, shared by those that make and change one. */
#ifndef PLAYGROUND_POSTING_H
#define PLAYGROUND_POSTING_H

enum { POST_RUNES = 16383 }; /* model/post.go: 65535 bytes of text, 4 for each */

struct call;

void posting_too_long(struct call *c); /* answers 400 */

#endif

/* ddp.h - pure: the frames of DDP that a bot sends and reads (sections 5 to 7).
 *
 * Ownership: a read frame owns its JSON (ddp_free); all texts in it are borrowed. */
#ifndef PLATFORMS_ROCKETCHAT_DDP_H
#define PLATFORMS_ROCKETCHAT_DDP_H

#include "base/buf.h"
#include "base/json.h"

enum ddp_kind {
    DDP_OTHER, /* nothing to do with us: server_id, added, updated ... */
    DDP_CONNECTED,
    DDP_FAILED, /* our version of the protocol is not spoken */
    DDP_PING,
    DDP_PONG,
    DDP_RESULT, /* of a method: id, and error when it failed */
    DDP_READY,  /* subscriptions: ddp_is_ready tells which */
    DDP_NOSUB,  /* id, and error when it was refused */
    DDP_EVENT,  /* collection, event, args */
    DDP_ERROR   /* the server could not read what we sent */
};

struct ddp_frame {
    enum ddp_kind kind;
    const char *id; /* or NULL */
    const struct json *error;
    const char *collection, *event;
    const struct json *args;
    struct json *root;
};

/* False: it is no frame (broken JSON, no object); nothing is owned then. */
bool ddp_read(struct ddp_frame *out, struct span text, size_t max_len);
void ddp_free(struct ddp_frame *f);
bool ddp_is_ready(const struct ddp_frame *f, const char *id);
/* The code of an error: a number or a text. */
bool ddp_error_is(const struct json *error, const char *code);
/* "reason [403]" for people. */
void ddp_error_text(const struct json *error, char *out, size_t size);

bool ddp_connect(struct buf *out);
bool ddp_login(struct buf *out, const char *id, const char *token);
/* A stream of the server's: name "stream-room-messages", event "__my_messages__". */
bool ddp_subscribe(struct buf *out, const char *id, const char *name, const char *event);
bool ddp_ping(struct buf *out);
bool ddp_pong(struct buf *out, const char *id); /* id may be NULL */
bool ddp_typing(struct buf *out, const char *id, const char *room, const char *username);

#endif

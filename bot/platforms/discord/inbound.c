#include "platforms/discord/inbound.h"

#include <string.h>

#include "platforms/mention.h"

enum { TOKEN_MOST = 120 };

/* The length of a token "<...>" at the start of s; 0: none. */
static size_t token_len(struct span s)
{
    size_t i = 1;

    if (s.len < 3 || s.ptr[0] != '<' || !strchr("@#:at/", s.ptr[1]))
        return 0;
    if (s.ptr[1] == 'a' && s.ptr[2] != ':')
        return 0;
    if (s.ptr[1] == 't' && s.ptr[2] != ':')
        return 0;
    while (i < s.len && i < TOKEN_MOST && s.ptr[i] != '>' && s.ptr[i] != '<' &&
           s.ptr[i] != '\n')
        i++;
    return i < s.len && s.ptr[i] == '>' ? i + 1 : 0;
}

static bool is_id(struct span s, const char *id)
{
    return id[0] && span_is(s, id);
}

/* "<@900>", "<@!900>", or "<@&ROLE>" of our own role. */
static bool is_own(struct span token, const struct dc_self *self)
{
    struct span id = {token.ptr + 2, token.len - 3};

    if (token.ptr[1] != '@' || id.len < 1)
        return false;
    if (id.ptr[0] == '&') {
        id = (struct span){id.ptr + 1, id.len - 1};
        for (size_t i = 0; i < self->role_count; i++)
            if (is_id(id, self->roles[i]))
                return true;
        return false;
    }
    if (id.ptr[0] == '!')
        id = (struct span){id.ptr + 1, id.len - 1};
    return is_id(id, self->id);
}

bool dc_inbound(struct span text, const struct dc_self *self, struct buf *out,
                bool *mentioned)
{
    size_t i = 0;

    *mentioned = false;
    while (i < text.len) {
        struct span rest = {text.ptr + i, text.len - i};
        size_t len = token_len(rest);
        if (len) {
            bool own = is_own((struct span){rest.ptr, len}, self);
            *mentioned |= own;
            buf_text(out, !own && rest.ptr[1] == '@' ? MENTION_SOMEONE : " ");
            i += len;
            while (out->len == 1 && i < text.len && strchr(",: ", text.ptr[i]))
                i++; /* "<@900>, what is ..." */
        } else {
            buf_char(out, text.ptr[i++]);
        }
    }
    return !out->failed;
}

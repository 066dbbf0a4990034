#include "platforms/mattermost/resume.h"

#include <inttypes.h>
#include <string.h>

#include "net/url.h"

void mm_resume_forget(struct mm_resume *r)
{
    *r = (struct mm_resume){.gap_at = -1};
}

bool mm_resume_query(const struct mm_resume *r, struct buf *out, bool *resuming)
{
    /* Number 0 with an id means "no position": no hello would come and numbering would
     * begin again (section 4), so such a connection is not asked for. */
    *resuming = r->id[0] && r->expected > 0;
    buf_text(out, "?connection_id=");
    if (*resuming)
        url_encode(out, r->id);
    return buf_format(out, "&sequence_number=%" PRId64, *resuming ? r->expected : 0);
}

bool mm_resume_hello(struct mm_resume *r, const char *id, int64_t seq)
{
    bool same = id && r->id[0] && strcmp(r->id, id) == 0 && seq == r->expected;

    /* A server older than 2021 gives no id: then every hello is a new connection. */
    if (!ident_copy(r->id, sizeof r->id, id))
        r->id[0] = '\0';
    r->expected = (seq < 0 ? 0 : seq) + 1;
    r->gap_at = -1;
    return !same;
}

bool mm_resume_event(struct mm_resume *r, int64_t seq)
{
    if (seq == r->expected) {
        r->expected++;
        r->gap_at = -1;
        return true;
    }
    if (r->gap_at == r->expected)
        mm_resume_forget(r);
    else
        r->gap_at = r->expected;
    return false;
}

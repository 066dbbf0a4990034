#include "platforms/discord/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platforms/discord/snowflake.h"

void dc_session_forget(struct dc_session *s)
{
    s->id[0] = s->resume_url[0] = '\0';
    s->sequence = -1;
}

bool dc_session_can_resume(const struct dc_session *s)
{
    return s->id[0] && s->resume_url[0] && s->sequence >= 0;
}

bool dc_session_write(const struct dc_session *s, char *out, size_t size)
{
    int len = snprintf(out, size, "%s %" PRId64 " %s %s", s->id, s->sequence, s->self,
                       s->resume_url);
    return dc_session_can_resume(s) && s->self[0] && len > 0 && (size_t)len < size;
}

bool dc_session_read(struct dc_session *out, const char *text)
{
    struct dc_session s = {.sequence = -1};

    dc_session_forget(out);
    if (sscanf(text, "%127s %" SCNd64 " %23s %255s", s.id, &s.sequence, s.self,
               s.resume_url) != 4 ||
        !snowflake_ok(s.self) || s.sequence < 0)
        return false;
    *out = s;
    return true;
}

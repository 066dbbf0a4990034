#include "platforms/discord/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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
    struct dc_session s = {0};
    char sequence[20], *end;

    dc_session_forget(out);
    if (sscanf(text, "%127s %19s %23s %255s", s.id, sequence, s.self, s.resume_url) != 4)
        return false;
    s.sequence = strtoll(sequence, &end, 10);
    if (*end || !snowflake_ok(s.self) || s.sequence < 0)
        return false;
    *out = s;
    return true;
}

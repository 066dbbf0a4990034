#include "base/log.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { FIELDS_MAX = 24, VALUE_MAX = 1024, LINE_MAX = 256 * 1024, TIME_MAX = 64 };

struct log {
    FILE *stream;
    enum log_level least;
    enum log_format format;
    int64_t (*clock)(void);
    const struct secret **hidden;
    size_t hidden_count;
    struct buf line; /* kept, so that a line rarely needs memory */
};

static const struct {
    const char *word, *shout;
} levels[] = {
    [LOG_DEBUG] = {"debug", "DEBUG"},
    [LOG_INFO] = {"info", "INFO"},
    [LOG_WARN] = {"warn", "WARN"},
    [LOG_ERROR] = {"error", "ERROR"},
};

struct log *log_new(FILE *stream, enum log_level least, enum log_format format,
                    int64_t (*clock)(void))
{
    struct log *log = mem_zero(1, sizeof *log);

    if (!log)
        return NULL;
    log->stream = stream;
    log->least = least;
    log->format = format;
    log->clock = clock;
    buf_init(&log->line, LINE_MAX);
    return log;
}

void log_free(struct log *log)
{
    if (!log)
        return;
    buf_free(&log->line);
    mem_free(log->hidden);
    mem_free(log);
}

bool log_hide(struct log *log, const struct secret *secret)
{
    if (!secret)
        return true;
    const struct secret **more =
        mem_resize(log->hidden, log->hidden_count + 1, sizeof *more);
    if (!more)
        return false;
    log->hidden = more;
    log->hidden[log->hidden_count++] = secret;
    return true;
}

static void cover(const struct log *log, char *text, size_t len)
{
    secret_cover_all(log->hidden, log->hidden_count, text, len);
}

void log_cover(const struct log *log, char *text)
{
    if (log && text)
        cover(log, text, strlen(text));
}

bool log_wants(const struct log *log, enum log_level level)
{
    return log && level >= log->least;
}

static void format_time(int64_t ms, char out[TIME_MAX])
{
    int64_t seconds = ms / 1000 - (ms % 1000 < 0);
    int rest = (int)(ms - seconds * 1000);
    time_t t = (time_t)seconds;
    struct tm tm;
    char head[40];

    if (!gmtime_r(&t, &tm) || strftime(head, sizeof head, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        head[0] = '\0';
    snprintf(out, TIME_MAX, "%s.%03dZ", head, rest);
}

/* Characters that would break the line, the terminal or the reading order. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0xFEFF;
}

static void put_escaped(struct buf *out, struct span s, bool quoted)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (c == '\n')
            buf_text(out, "\\n");
        else if (c == '\r')
            buf_text(out, "\\r");
        else if (c == '\t')
            buf_text(out, "\\t");
        else if (is_unsafe(c))
            buf_format(out, "\\u%04x", (unsigned)c);
        else if (quoted && (c == '"' || c == '\\'))
            buf_format(out, "\\%c", (char)c);
        else
            buf_rune(out, c);
    }
}

static bool is_plain(struct span s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (c == ' ' || c == '"' || c == '=' || c == '\\' || c == 0xFFFD || is_unsafe(c))
            return false;
    }
    return s.len > 0;
}

/* A value, cut to VALUE_MAX bytes. */
static struct span value_of(const char *text)
{
    struct span s = {text, strnlen(text, VALUE_MAX + 4)};

    s.len = utf8_fit(s, VALUE_MAX);
    return s;
}

/* A field's value with its secrets covered, in `room`: once escaped, one that holds a
 * quote or a backslash would not be found. */
static struct span covered(const struct log *log, const char *text, char room[VALUE_MAX])
{
    struct span s = value_of(text);

    memcpy(room, s.ptr, s.len);
    cover(log, room, s.len);
    return (struct span){room, s.len};
}

static void put_text_field(const struct log *log, struct buf *out,
                           const struct log_field *f)
{
    char room[VALUE_MAX];

    buf_char(out, ' ');
    put_escaped(out, value_of(f->name), false);
    buf_char(out, '=');
    if (f->kind == LOG_FIELD_INT) {
        buf_format(out, "%lld", (long long)f->number);
        return;
    }
    if (!f->text) {
        buf_char(out, '-');
        return;
    }
    struct span s = covered(log, f->text, room);
    bool quoted = !is_plain(s);
    if (quoted)
        buf_char(out, '"');
    put_escaped(out, s, quoted);
    if (quoted)
        buf_char(out, '"');
}

static void make_text(const struct log *log, struct buf *out, const char *time,
                      enum log_level level, const char *part, const char *event,
                      const struct log_field *fields)
{
    buf_format(out, "%s %s ", time, levels[level].shout);
    put_escaped(out, value_of(part), false);
    buf_char(out, ' ');
    put_escaped(out, value_of(event), false);
    for (size_t i = 0; fields && i < FIELDS_MAX && fields[i].kind != LOG_FIELD_END; i++)
        put_text_field(log, out, &fields[i]);
}

/* A field may not shadow one of the line's own names: it gets a "_" at its end. */
static const char *json_field_name(const char *name, char *room, size_t size)
{
    if (strcmp(name, "time") != 0 && strcmp(name, "level") != 0 &&
        strcmp(name, "part") != 0 && strcmp(name, "event") != 0)
        return name;
    snprintf(room, size, "%s_", name);
    return room;
}

static void make_json(const struct log *log, struct buf *out, const char *time,
                      enum log_level level, const char *part, const char *event,
                      const struct log_field *fields)
{
    struct json_writer w;
    char room[16], value[VALUE_MAX];

    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_text(&w, "time", time);
    json_put_text(&w, "level", levels[level].word);
    json_put_text(&w, "part", part);
    json_put_text(&w, "event", event);
    for (size_t i = 0; fields && i < FIELDS_MAX && fields[i].kind != LOG_FIELD_END; i++) {
        const char *name = json_field_name(fields[i].name, room, sizeof room);
        if (fields[i].kind == LOG_FIELD_INT)
            json_put_int(&w, name, fields[i].number);
        else if (fields[i].text)
            json_put_span(&w, name, covered(log, fields[i].text, value));
        else
            json_put_null(&w, name);
    }
    json_close(&w);
}

void log_event(struct log *log, enum log_level level, const char *part, const char *event,
               const struct log_field *fields)
{
    char time[TIME_MAX];

    if (!log_wants(log, level))
        return;
    format_time(log->clock(), time);
    buf_clear(&log->line);
    (log->format == LOG_AS_JSON ? make_json : make_text)(log, &log->line, time, level,
                                                         part, event, fields);
    buf_char(&log->line, '\n');
    if (!log->line.failed)
        cover(log, log->line.data, log->line.len);
    if (log->line.failed) /* out of memory: say at least that, without any */
        fprintf(log->stream,
                log->format == LOG_AS_JSON
                    ? "{\"time\":\"%s\",\"level\":\"error\",\"part\":\"log\","
                      "\"event\":\"no memory for a line\"}\n"
                    : "%s ERROR log no memory for a line\n",
                time);
    else
        fwrite(log->line.data, 1, log->line.len, log->stream);
    fflush(log->stream);
}

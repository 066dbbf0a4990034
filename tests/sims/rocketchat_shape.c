/* rocketchat_shape.c - messages as the server writes them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sims/rocketchat_inside.h"

static void put_date(struct json_writer *w, const char *name, int64_t ms, bool frame)
{
    char text[64], day[40];
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;

    if (frame) {
        json_open_object(w, name);
        json_put_int(w, "$date", ms);
        json_close(w);
        return;
    }
    gmtime_r(&seconds, &t);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &t);
    snprintf(text, sizeof text, "%s.%03dZ", day, (int)(ms % 1000));
    json_put_text(w, name, text);
}

int64_t shape_read_date(const char *text)
{
    struct tm t = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
    int64_t ms = 0;
    char *rest;

    if (!end)
        return -1;
    if (*end == '.') {
        ms = strtoll(end + 1, &rest, 10);
        if (rest - end != 4)
            return -1;
        end = rest;
    }
    return strcmp(end, "Z") == 0 ? (int64_t)timegm(&t) * 1000 + ms : -1;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.';
}

/* By the default pattern: (^|\s|>)@([0-9a-zA-Z-_.]+), full stops and all (section 8). */
void shape_mentions(const char *text, void (*each)(void *user, struct span name),
                    void *user)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        const char *end = at + 1;
        bool begins = at == text || isspace((unsigned char)at[-1]) || at[-1] == '>';

        while (is_name(*end))
            end++;
        if (begins && end > at + 1)
            each(user, (struct span){at + 1, (size_t)(end - at) - 1});
    }
}

struct putting {
    const struct rc_sim *s;
    struct json_writer *w;
};

static void put_mention(void *user, struct span name)
{
    struct putting *p = user;
    const struct user *u = store_user_named(p->s, name);
    bool all = span_is(name, "all") || span_is(name, "here");

    if (!u && !all)
        return;
    json_open_object(p->w, NULL);
    json_put_text(p->w, "type", "user");
    if (u)
        json_put_text(p->w, "_id", u->id);
    else
        json_put_span(p->w, "_id", name);
    json_put_span(p->w, "username", name);
    json_close(p->w);
}

static void put_user(const struct rc_sim *s, struct json_writer *w, const char *name,
                     const char *id)
{
    const struct user *u = store_user(s, id);

    json_open_object(w, name);
    json_put_text(w, "_id", id);
    if (u)
        json_put_text(w, "username", u->name);
    json_close(w);
}

static bool is_first_of_its_kind(const struct message *m, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (strcmp(m->vote[j].emoji, m->vote[i].emoji) == 0)
            return false;
    }
    return true;
}

static void put_reactions(struct json_writer *w, const struct message *m)
{
    json_open_object(w, "reactions");
    for (size_t i = 0; i < m->votes; i++) {
        if (!is_first_of_its_kind(m, i))
            continue;
        json_open_object(w, m->vote[i].emoji);
        json_open_array(w, "usernames");
        for (size_t j = i; j < m->votes; j++) {
            if (strcmp(m->vote[j].emoji, m->vote[i].emoji) == 0)
                json_put_text(w, NULL, m->vote[j].name);
        }
        json_close(w);
        json_close(w);
    }
    json_close(w);
}

static void put_rest(const struct rc_sim *s, struct json_writer *w,
                     const struct message *m, bool frame)
{
    struct json *attachments = NULL;

    if (m->by_hook) {
        json_open_object(w, "bot");
        json_put_text(w, "i", "integration1");
        json_close(w);
        json_put_text(w, "alias", "CI");
    }
    if (m->edited) {
        put_date(w, "editedAt", m->edited, frame);
        put_user(s, w, "editedBy", m->user);
    }
    if (m->replies > 0) {
        json_put_int(w, "tcount", m->replies);
        put_date(w, "tlm", m->last_reply, frame);
        json_open_array(w, "replies");
        json_put_text(w, NULL, ANN);
        json_close(w);
    }
    if (m->votes > 0)
        put_reactions(w, m);
    if (m->attachments &&
        json_parse(&attachments, span_of(m->attachments), 1 << 20, NULL))
        json_put_value(w, "attachments", attachments);
    json_free(attachments);
}

void shape_message(const struct rc_sim *s, struct json_writer *w, const struct room *room,
                   const struct message *m, bool frame)
{
    struct putting putting = {s, w};

    json_put_text(w, "_id", m->id);
    json_put_text(w, "rid", room->id);
    if (m->type[0])
        json_put_text(w, "t", m->type);
    if (m->tmid[0])
        json_put_text(w, "tmid", m->tmid);
    json_put_text(w, "msg", m->text);
    put_date(w, "ts", m->ts, frame);
    put_date(w, "_updatedAt", m->updated, frame);
    put_user(s, w, "u", m->user);
    json_open_array(w, "urls");
    json_close(w);
    json_open_array(w, "mentions");
    if (!m->type[0])
        shape_mentions(m->text, put_mention, &putting);
    json_close(w);
    json_open_array(w, "channels");
    json_close(w);
    json_open_array(w, "md");
    json_close(w);
    put_rest(s, w, m, frame);
}

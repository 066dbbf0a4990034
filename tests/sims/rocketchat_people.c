/* rocketchat_people.c - what people do in the rooms. */
#include <stdio.h>
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

void people_touch_root(struct rc_sim *s, const struct message *reply)
{
    struct room *room;
    struct message *root = reply->tmid[0] ? store_message(s, reply->tmid, &room) : NULL;

    if (!root)
        return;
    root->replies++;
    root->last_reply = reply->ts;
    root->updated = store_tick(s);
    socket_tell(s, room, root);
}

const char *people_say(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
    struct room *room = store_room(s, sim_text(params, "room"));
    const char *user = sim_text(params, "user");
    int64_t times = sim_int(params, "times", 1);

    if (!room)
        return "no such room";
    struct message *m = store_add(s, room, "", user[0] ? user : ANN,
                                  sim_text(params, "text"), sim_text(params, "tmid"));
    snprintf(m->type, sizeof m->type, "%s", sim_text(params, "type"));
    m->by_hook = sim_flag(params, "hook");
    json_put_text(w, "id", m->id);
    if (sim_flag(params, "quiet"))
        return NULL;
    while (times-- > 0)
        socket_tell(s, room, m);
    people_touch_root(s, m);
    return NULL;
}

static const char *find(struct rc_sim *s, const struct json *params, struct room **room,
                        struct message **m)
{
    *m = store_message(s, sim_text(params, "id"), room);
    return *m ? NULL : "no such message";
}

const char *people_edit(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
    struct room *room;
    struct message *m;
    const char *error = find(s, params, &room, &m);

    (void)w;
    if (error)
        return error;
    store_set_text(m, sim_text(params, "text"));
    m->edited = m->updated = store_tick(s);
    socket_tell(s, room, m);
    return NULL;
}

/* A thread's first post leaves a tombstone; others go without a frame on the stream of
 * messages (section 7). */
const char *people_delete(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
    struct room *room;
    struct message *m;
    const char *error = find(s, params, &room, &m);

    (void)w;
    if (error)
        return error;
    if (m->replies > 0) {
        snprintf(m->type, sizeof m->type, "rm");
        store_set_text(m, "");
        m->edited = m->updated = store_tick(s);
        socket_tell(s, room, m);
    } else {
        socket_tell_deleted(s, room, m->id);
        store_remove(room, m);
    }
    return NULL;
}

/* The person's own client posts the button's text (section 13). */
const char *people_click(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
    struct room *room;
    struct message *m;
    const char *error = find(s, params, &room, &m);
    struct json *list = NULL;

    if (error)
        return error;
    json_parse(&list, span_of(m->attachments ? m->attachments : "[]"), 1 << 20, NULL);
    const struct json *button =
        json_at(json_get(json_at(list, 0), "actions"), (size_t)sim_int(params, "at", 0));
    if (button && sim_flag(button, "msg_in_chat_window") &&
        strcmp(sim_text(button, "msg_processing_type"), "sendMessage") == 0) {
        struct message *said = store_add(s, room, "", ANN, sim_text(button, "msg"), "");
        json_put_text(w, "id", said->id);
        socket_tell(s, room, said);
    } else {
        error = "no such button";
    }
    json_free(list);
    return error;
}

const char *people_react(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
    struct room *room;
    struct message *m;
    const char *error = find(s, params, &room, &m);

    (void)w;
    if (error)
        return error;
    if (m->votes == VOTES)
        return "too many reactions";
    snprintf(m->vote[m->votes].emoji, NAME_SIZE, "%s", sim_text(params, "emoji"));
    snprintf(m->vote[m->votes++].name, NAME_SIZE, "%s", sim_text(params, "name"));
    m->updated = store_tick(s);
    socket_tell(s, room, m);
    return NULL;
}

#include "cli/question_line.h"

#include <string.h>

static bool parse_setting(const char *word, enum faq_setting *out)
{
    static const struct {
        const char *word;
        enum faq_setting setting;
    } table[] = {{"dm", FAQ_DIRECT}, {"mention", FAQ_MENTION}, {"channel", FAQ_CHANNEL}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(word, table[i].word) == 0) {
            *out = table[i].setting;
            return true;
        }
    return false;
}

/* Asks the question before, so that its context is there. */
static bool ask_before(struct faq *faq, struct faq_question *q, const char *after,
                       struct err *e)
{
    struct faq_question before = {
        .text = span_of(after), .setting = FAQ_DIRECT, .now_ms = 1};
    struct faq_reply reply;

    if (!faq_answer(faq, &before, &reply, e))
        return false;
    q->context = reply.context;
    return true;
}

/* False: there is something, and it is no text. */
static bool get_text(const struct json *line, const char *name, const char **out,
                     struct err *e)
{
    const struct json *value = json_get(line, name);

    *out = json_text(value);
    return *out || !value || json_is_null(value) ||
           err_set(e, ERR_VALUE, "\"%s\" must be a text", name);
}

/* The labels of recorded questions: taken for none, they would make a change look bad. */
static bool check_accept(const struct json *line, struct err *e)
{
    const struct json *accept = json_get(line, "accept");

    return !accept || json_is_array(accept) ||
           err_set(e, ERR_VALUE, "\"accept\" must be a list of topics");
}

bool question_line_read(struct faq *faq, const struct json *line, struct faq_question *q,
                        struct err *e)
{
    const char *text, *setting, *after;

    *q = (struct faq_question){.setting = FAQ_DIRECT, .now_ms = 2};
    if (!get_text(line, "text", &text, e) || !get_text(line, "context", &setting, e) ||
        !get_text(line, "after", &after, e) || !check_accept(line, e))
        return false;
    if (!text)
        return err_set(e, ERR_VALUE, "the line has no \"text\"");
    if (setting && !parse_setting(setting, &q->setting))
        return err_set(e, ERR_VALUE, "\"context\" must be dm, mention or channel");
    q->text = span_of(text);
    return !after || ask_before(faq, q, after, e);
}

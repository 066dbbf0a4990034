#include "cli/ask_lines.h"

#include "base/json.h"
#include "cli/cli.h"
#include "cli/question_line.h"

#define OUT_MAX ((size_t)512 * 1024)

bool ask_write_reply(const struct faq_reply *reply, const struct json *id,
                     struct buf *out)
{
    struct json_writer w;

    json_write(&w, out);
    json_open_object(&w, NULL);
    if (id)
        json_put_value(&w, "id", id);
    json_put_text(&w, "action", faq_action_name(reply->action));
    json_open_array(&w, "topics");
    for (size_t i = 0; i < reply->topic_count; i++)
        json_put_text(&w, NULL, reply->topics[i]);
    json_close(&w);
    json_open_array(&w, "suggestions");
    for (size_t i = 0; i < reply->suggestion_count; i++)
        json_put_text(&w, NULL, reply->suggestions[i].topic);
    json_close(&w);
    json_put_span(&w, "text", reply->markdown);
    json_close(&w);
    return json_done(&w);
}

static bool write_error(const struct json *id, const char *message, struct buf *out)
{
    struct json_writer w;

    buf_clear(out);
    json_write(&w, out);
    json_open_object(&w, NULL);
    if (id)
        json_put_value(&w, "id", id);
    else
        json_put_null(&w, "id");
    json_put_text(&w, "error", message);
    json_close(&w);
    return json_done(&w);
}

static bool answer_object(struct faq *faq, const struct json *line, const struct json *id,
                          struct buf *out, struct err *e)
{
    struct faq_question q;
    struct faq_reply reply;

    if (!question_line_read(faq, line, &q, e) || !faq_answer(faq, &q, &reply, e))
        return false;
    if (!ask_write_reply(&reply, id, out))
        return err_set(e, ERR_MEMORY, "the reply is too long to print");
    return true;
}

static bool answer_line(struct faq *faq, struct span line, struct buf *out)
{
    struct json *root = NULL;
    struct err e = {0};
    const struct json *id;
    bool ok;

    buf_clear(out);
    if (!json_parse(&root, line, QUESTION_LINE_MAX, &e))
        return write_error(NULL, e.text, out);
    id = json_get(root, "id"); /* comes back as it is, also when it is a number */
    ok = json_is_object(root) || err_set(&e, ERR_VALUE, "the line is no JSON object");
    if (!ok || !answer_object(faq, root, id, out, &e))
        ok = write_error(id, e.text, out);
    json_free(root);
    return ok;
}

/* Reads a line of any length; what is over the limit is passed over and *too_long set.
 * False at the end of the input. */
static bool read_line(FILE *in, struct buf *line, bool *too_long)
{
    int c;

    buf_clear(line);
    *too_long = false;
    while ((c = getc_unlocked(in)) != EOF && c != '\n')
        if (!*too_long && !buf_char(line, (char)c))
            *too_long = true;
    return c != EOF || line->len || *too_long;
}

static bool answer_any(struct faq *faq, const struct buf *line, bool too_long,
                       struct buf *reply)
{
    struct span text = span_trim(buf_view(line));

    buf_clear(reply);
    if (too_long)
        return write_error(NULL, "the line is longer than 256 KiB; shorten it", reply) &&
               buf_char(reply, '\n');
    return !text.len || (answer_line(faq, text, reply) && buf_char(reply, '\n'));
}

int ask_lines(struct faq *faq, FILE *in, FILE *out)
{
    struct buf line, reply;
    bool too_long;
    int status = CLI_OK;

    buf_init(&line, QUESTION_LINE_MAX);
    buf_init(&reply, OUT_MAX);
    /* Whoever asks line by line over a pipe waits for the line. */
    setvbuf(out, NULL, _IOLBF, 0);
    while (status == CLI_OK && read_line(in, &line, &too_long))
        if (!answer_any(faq, &line, too_long, &reply) ||
            fwrite(reply.data, 1, reply.len, out) != reply.len)
            status = CLI_FAILED;
    if (ferror(in) || fflush(out) != 0)
        status = CLI_FAILED;
    if (status != CLI_OK)
        fputs("limber ask: reading or writing failed\n", stderr);
    buf_free(&line);
    buf_free(&reply);
    return status;
}

/* Plays conversation files against the engine and compares every reply with what the file
 * expects. README.md beside this file describes the format. Prints each line that went
 * another way and ends with "N passed, N failed". */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/content.h"
#include "faq/faq.h"

#define FILE_MAX ((size_t)256 * 1024)

/* One conversation as it goes on. */
struct talk {
    struct faq *faq;
    const char *path;
    unsigned line;
    enum faq_setting setting;
    struct faq_context context;
    int64_t now_ms;
    struct span said; /* empty before the first line said */
    struct faq_reply reply;
    bool unchecked; /* said, and nothing expected yet */
    unsigned passed, failed;
};

static void complain(struct talk *t, const char *what, struct span detail)
{
    t->failed++;
    printf("%s:%u: %s%s%.*s\n", t->path, t->line, what, detail.len ? ": " : "",
           (int)detail.len, detail.ptr ? detail.ptr : "");
}

/* --- what a file says ------------------------------------------------------------- */

static void say(struct talk *t, struct span text)
{
    struct faq_question q = {
        .text = text, .setting = t->setting, .context = t->context, .now_ms = t->now_ms};
    struct err e = {0};

    if (t->unchecked)
        complain(t, "nothing was expected of the line said before", t->said);
    t->said = text;
    t->unchecked = true;
    if (!faq_answer(t->faq, &q, &t->reply, &e))
        complain(t, "the engine failed", span_of(e.text));
    t->context = t->reply.context;
    t->now_ms += 1000;
}

/* "+20m": lets time pass; s, m or h. */
static bool pass_time(struct talk *t, struct span text)
{
    char *unit;
    long long count = strtoll(text.ptr, &unit, 10);
    size_t used = (size_t)(unit - text.ptr);
    int64_t ms;

    if (!used || used + 1 != text.len || count < 0 || count > 10000)
        return false;
    ms = *unit == 's' ? 1000 : *unit == 'm' ? 60000 : *unit == 'h' ? 3600000 : 0;
    t->now_ms += count * ms;
    return ms != 0;
}

/* "@dm", "@mention", "@channel" say where the talk goes on; "@new" begins another. */
static bool set_scene(struct talk *t, struct span word)
{
    if (span_is(word, "dm"))
        t->setting = FAQ_DIRECT;
    else if (span_is(word, "mention"))
        t->setting = FAQ_MENTION;
    else if (span_is(word, "channel"))
        t->setting = FAQ_CHANNEL;
    else if (span_is(word, "new"))
        t->context = (struct faq_context){0};
    else
        return false;
    return true;
}

/* --- what a file expects ---------------------------------------------------------- */

/* Cuts the next word off. */
static struct span next_word(struct span *rest)
{
    *rest = span_trim(*rest);
    struct span word = {rest->ptr, 0};
    while (word.len < rest->len && rest->ptr[word.len] != ' ')
        word.len++;
    rest->ptr += word.len;
    rest->len -= word.len;
    return word;
}

static bool is_topic(const struct faq *faq, struct span id)
{
    for (size_t i = 0; i < faq_topic_count(faq); i++)
        if (span_is(id, faq_topic_id(faq, i)))
            return true;
    return false;
}

/* "answer", "suggest", "decline" and "emergency" may lead; "none" stands alone. */
static enum faq_action expected_action(struct span *rest)
{
    static const enum faq_action named[] = {FAQ_ANSWER, FAQ_SUGGEST, FAQ_DECLINE,
                                            FAQ_EMERGENCY};
    struct span after = *rest, word = next_word(&after);

    if (span_is(word, "none")) {
        *rest = after;
        return FAQ_IGNORE;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (span_is(word, faq_action_name(named[i]))) {
            *rest = after;
            return named[i];
        }
    return FAQ_ANSWER;
}

static bool is_offered(const struct faq_reply *r, struct span topic)
{
    for (size_t i = 0; i < r->suggestion_count; i++)
        if (span_is(topic, r->suggestions[i].topic))
            return true;
    return false;
}

static bool is_answered(const struct faq_reply *r, struct span topic)
{
    for (size_t i = 0; i < r->topic_count; i++)
        if (span_is(topic, r->topics[i]))
            return true;
    return false;
}

/* Of "a | b" one must lead; of "a + b" all must be answered; of an offer all must be in
 * it. */
static bool topics_met(struct talk *t, struct span rest, enum faq_action action)
{
    bool met = action == FAQ_SUGGEST && !span_trim(rest).len, every = true;
    bool together = memchr(rest.ptr, '+', rest.len) || action == FAQ_SUGGEST;

    while (span_trim(rest).len) {
        struct span word = next_word(&rest);
        if (span_is(word, "|") || span_is(word, "+"))
            continue;
        if (!is_topic(t->faq, word))
            complain(t, "there is no such topic", word);
        bool here = action == FAQ_SUGGEST ? is_offered(&t->reply, word)
                    : together
                        ? is_answered(&t->reply, word)
                        : t->reply.topic_count && span_is(word, t->reply.topics[0]);
        met |= here;
        every &= here;
    }
    return together ? every : met;
}

static void print_reply(const struct faq_reply *r)
{
    printf("%s", faq_action_name(r->action));
    for (size_t i = 0; i < r->topic_count; i++)
        printf(" %s", r->topics[i]);
    for (size_t i = 0; i < r->suggestion_count; i++)
        printf(" %s", r->suggestions[i].topic);
}

/* One alternative of "= a or b". */
static bool is_met(struct talk *t, struct span wanted)
{
    enum faq_action action = expected_action(&wanted);
    return t->reply.action == action &&
           (action == FAQ_IGNORE || topics_met(t, wanted, action));
}

static void expect(struct talk *t, struct span wanted)
{
    struct span rest = wanted;
    bool met = false;

    if (!t->unchecked) {
        complain(t, "nothing was said before this", wanted);
        return;
    }
    t->unchecked = false;
    while (rest.len && !met) {
        const char * or = memmem(rest.ptr, rest.len, " or ", 4);
        size_t len = or ? (size_t)(or -rest.ptr) : rest.len;
        met = is_met(t, (struct span){rest.ptr, len});
        len += or ? 4 : 0;
        rest = (struct span){rest.ptr + len, rest.len - len};
    }
    t->passed += met;
    t->failed += !met;
    if (met)
        return;
    printf("%s:%u: \"%.*s\"\n    expected %.*s, got ", t->path, t->line, (int)t->said.len,
           t->said.ptr, (int)wanted.len, wanted.ptr);
    print_reply(&t->reply);
    putchar('\n');
}

/* "~ text": the reply just checked holds these words. */
static void expect_words(struct talk *t, struct span words)
{
    if (memmem(t->reply.markdown.ptr, t->reply.markdown.len, words.ptr, words.len))
        t->passed++;
    else
        complain(t, "the reply does not say", words);
}

/* --- a file ----------------------------------------------------------------------- */

static void play_line(struct talk *t, struct span line)
{
    struct span rest;

    if (!line.len || line.ptr[0] == '#')
        return;
    rest = span_trim((struct span){line.ptr + 1, line.len - 1});
    switch (line.ptr[0]) {
    case '>':
        say(t, rest);
        return;
    case '=':
        expect(t, rest);
        return;
    case '~':
        expect_words(t, rest);
        return;
    case '@':
        if (set_scene(t, rest))
            return;
        break;
    case '+':
        if (pass_time(t, rest))
            return;
        break;
    default:
        break;
    }
    complain(t, "a line begins with > = ~ # @dm @mention @channel @new or +20m", line);
}

/* Comments may also stand behind an expectation. */
static struct span without_comment(struct span line)
{
    const char *hash =
        line.len && line.ptr[0] != '>' ? memchr(line.ptr, '#', line.len) : NULL;
    if (hash && hash != line.ptr)
        line.len = (size_t)(hash - line.ptr);
    return span_trim(line);
}

static void play_text(struct talk *t, struct span text)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        t->line++;
        play_line(t, without_comment((struct span){text.ptr, len}));
        len += end != NULL;
        text.ptr += len;
        text.len -= len;
    }
    if (t->unchecked)
        complain(t, "nothing was expected of the line said last", t->said);
}

static void play_file(struct faq *faq, const char *path, unsigned totals[2])
{
    struct talk talk = {.faq = faq, .path = path, .now_ms = 1};
    struct err e = {0};
    struct buf text;

    buf_init(&text, FILE_MAX);
    if (file_read(path, &text, &e))
        play_text(&talk, buf_view(&text));
    else
        complain(&talk, "cannot be read", span_of(e.text));
    buf_free(&text);
    totals[0] += talk.passed;
    totals[1] += talk.failed;
}

int main(int argc, char **argv)
{
    struct content_options options = {0};
    struct faq *faq = content_load(&options);
    unsigned totals[2] = {0, 0};

    for (int i = 1; faq && i < argc; i++)
        play_file(faq, argv[i], totals);
    if (!faq || argc < 2) {
        puts("usage: talks FILE.talk...");
        totals[1]++;
    }
    printf("%u passed, %u failed\n", totals[0], totals[1]);
    faq_free(faq);
    return totals[1] ? 1 : 0;
}

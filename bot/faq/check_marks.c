/* check_marks.c - proves the Markdown of an answer: what chat platforms do not have is
 * said there as it stands, or not at all. */
#include <string.h>

#include "faq/check.h"

enum { BULLETS_MOST = 8 };

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

struct fault_place check_place(const struct answer *a, const char *where)
{
    size_t offset = (size_t)(where - a->body);

    return fault_place_in(a->at.file, a->body_line, span_of(a->body), offset);
}

static bool is_bullet(const char *line)
{
    return (*line == '-' || *line == '*' || *line == '+') && line[1] == ' ';
}

/* "====" below a line makes it a heading; so may "----", which is also a mere rule. */
static bool is_rule(const char *line)
{
    size_t len = strspn(line, line[0] == '=' ? "=" : "-");

    return len > 2 && (line[len] == '\n' || line[len] == '\0');
}

/* What begins the line, behind its blanks. */
static void check_line(const struct answer *a, const char *line, size_t *bullets,
                       struct faults *faults)
{
    const char *text = line + strspn(line, " \t");
    const struct fault_place at = check_place(a, text);

    if (is_bullet(text) && ++*bullets == BULLETS_MOST + 1)
        faults_add(faults, at, "join or drop some", "more than %d bullets", BULLETS_MOST);
    if (*text == '#' || is_rule(text))
        faults_add(faults, at, "the title is the heading",
                   "headings do not belong in a chat answer");
    if (*text == '|')
        faults_add(faults, at, "write bullets", "tables do not belong in a chat answer");
    if (starts(text, "```") || starts(text, "~~~"))
        faults_add(faults, at, "write plain text",
                   "blocks of code do not belong in a chat answer");
}

static void check_lines(const struct answer *a, struct faults *faults)
{
    size_t bullets = 0;

    for (const char *line = a->body; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        check_line(a, line, &bullets, faults);
    }
}

static bool is_web(const char *text)
{
    return starts(text, "http://") || starts(text, "https://");
}

static void check_addresses(const struct answer *a, struct faults *faults)
{
    for (const char *url = a->body; (url = strstr(url, "http")); url += 4)
        if (is_web(url) && (url == a->body || url[-1] != '('))
            faults_add(faults, check_place(a, url),
                       "write [words](address), or name it as a source",
                       "a bare web address");
    for (const char *link = a->body; (link = strstr(link, "](")); link += 2)
        if (!is_web(link + 2))
            faults_add(faults, check_place(a, link + 2),
                       "write the whole address, https://...",
                       "a link without a web address");
}

static bool opens_tag(const char *text)
{
    char c = text[1] == '/' ? text[2] : text[1];

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '!';
}

static void check_signs(const struct answer *a, struct faults *faults)
{
    for (const char *at = a->body; (at = strstr(at, "![")); at += 2)
        faults_add(faults, check_place(a, at), "say it in words",
                   "pictures do not belong in a chat answer");
    for (const char *at = a->body; (at = strchr(at, '<')); at++)
        if (opens_tag(at))
            faults_add(faults, check_place(a, at), "write **bold** or *italic*",
                       "HTML does not belong in a chat answer");
}

void check_marks(const struct answer *a, struct faults *faults)
{
    check_lines(a, faults);
    check_addresses(a, faults);
    check_signs(a, faults);
}

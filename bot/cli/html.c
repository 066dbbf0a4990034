#include "cli/html.h"

#include <inttypes.h>
#include <string.h>

enum {
    WIDTH = 720,
    HEIGHT = 220, /* of columns */
    LEFT = 44,
    RIGHT = 8,
    TOP = 10,
    BOTTOM = 28,
    LABELS = 8,     /* about so many below columns */
    ROW = 24,       /* height of one lying bar */
    ROW_LEFT = 260, /* room for its label */
    ROW_RIGHT = 60  /* and for its value */
};

void html_text(struct buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            buf_text(out, "&amp;");
            break;
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        case '\'':
            buf_text(out, "&#39;");
            break;
        default:
            if ((unsigned char)*text >= ' ')
                buf_char(out, *text);
        }
    }
}

static void open_svg(struct buf *out, const struct html_chart *c, int height)
{
    buf_format(out,
               "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t\">"
               "<title id=\"%s-t\">",
               WIDTH, height, c->id, c->id);
    html_text(out, c->title);
    buf_text(out, "</title>\n");
}

static int64_t sum_at(const struct html_chart *c, size_t i)
{
    int64_t sum = 0;

    for (size_t s = 0; s < c->series; s++)
        sum += c->value(c->user, i, s);
    return sum;
}

static int64_t largest(const struct html_chart *c)
{
    int64_t most = 0;

    for (size_t i = 0; i < c->count; i++) {
        int64_t sum = sum_at(c, i);
        most = sum > most ? sum : most;
    }
    return most;
}

/* The smallest of 2, 4, 6, 8, 10, 20, 40 ... that is not below: halves are whole. */
static int64_t round_up(int64_t value)
{
    static const int64_t steps[] = {2, 4, 6, 8, 10};
    int64_t ten = 1;

    for (;;) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i] * ten >= value || ten > INT64_MAX / 100)
                return steps[i] * ten;
        ten *= 10;
    }
}

static void write_grid(struct buf *out, int64_t top)
{
    for (int half = 0; half <= 2; half++) {
        double y = TOP + (HEIGHT - TOP - BOTTOM) * (2 - half) / 2.0;
        buf_format(out,
                   "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                   "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%" PRId64
                   "</text>\n",
                   LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, top * half / 2);
    }
}

static void write_column(struct buf *out, const struct html_chart *c, size_t i,
                         int64_t top)
{
    double step = (double)(WIDTH - LEFT - RIGHT) / (double)c->count;
    double width = step > 3 ? step - 2 : step, y = HEIGHT - BOTTOM;

    for (size_t s = 0; s < c->series; s++) {
        double high = (double)(HEIGHT - TOP - BOTTOM) * (double)c->value(c->user, i, s) /
                      (double)top;
        if (high <= 0)
            continue;
        y -= high;
        buf_format(out,
                   "<rect class=\"s%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                   "height=\"%.1f\"/>",
                   s, LEFT + step * (double)i + (step - width) / 2, y, width, high);
    }
}

static void write_labels(struct buf *out, const struct html_chart *c)
{
    size_t each = c->count / LABELS + 1;
    double step = (double)(WIDTH - LEFT - RIGHT) / (double)c->count;
    char label[64];

    for (size_t i = 0; i < c->count; i += each) {
        c->label(c->user, i, label);
        buf_format(out,
                   "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
                   LEFT + step * ((double)i + 0.5), HEIGHT - 10);
        html_text(out, label);
        buf_text(out, "</text>");
    }
}

void html_columns(struct buf *out, const struct html_chart *c)
{
    int64_t top = round_up(largest(c));

    open_svg(out, c, HEIGHT);
    write_grid(out, top);
    for (size_t i = 0; i < c->count; i++)
        write_column(out, c, i, top);
    write_labels(out, c);
    buf_text(out, "</svg>\n");
}

static void write_row(struct buf *out, const struct html_chart *c, size_t i, int64_t most)
{
    double x = ROW_LEFT, room = WIDTH - ROW_LEFT - ROW_RIGHT;
    int y = (int)i * ROW;
    char label[64];

    c->label(c->user, i, label);
    buf_format(out, "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">",
               ROW_LEFT - 8, y + ROW - 7);
    html_text(out, label);
    buf_text(out, "</text>");
    for (size_t s = 0; s < c->series; s++) {
        double wide = room * (double)c->value(c->user, i, s) / (double)most;
        if (wide <= 0)
            continue;
        buf_format(out,
                   "<rect class=\"s%zu\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
                   "height=\"%d\"/>",
                   s, x, y + 3, wide, ROW - 6);
        x += wide;
    }
    buf_format(out, "<text class=\"label\" x=\"%.1f\" y=\"%d\">%" PRId64 "</text>\n",
               x + 6, y + ROW - 7, sum_at(c, i));
}

void html_rows(struct buf *out, const struct html_chart *c)
{
    int64_t most = largest(c);

    open_svg(out, c, (int)c->count * ROW + 2);
    for (size_t i = 0; i < c->count; i++)
        write_row(out, c, i, most ? most : 1);
    buf_text(out, "</svg>\n");
}

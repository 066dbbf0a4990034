/* web.c - serves the page. */
#include "playground/web.h"

#include <string.h>

#include "playground/api.h"

static const struct {
    const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(dot, types[i].suffix) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

/* The page runs its own scripts only, talks to its own server only, and is shown in no
 * other page. */
static void put_policy(struct request *r)
{
    request_header(r, "Content-Security-Policy",
                   "default-src 'none'; script-src 'self'; style-src 'self'; "
                   "img-src 'self'; connect-src 'self'; base-uri 'none'; "
                   "form-action 'none'; frame-ancestors 'none'; "
                   "require-trusted-types-for 'script'; trusted-types 'none'");
    request_header(r, "X-Content-Type-Options", "nosniff");
    request_header(r, "Referrer-Policy", "no-referrer");
    request_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    request_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    request_header(r, "Cache-Control", "no-cache");
}

static const struct web_file *find_file(const char *path)
{
    if (strcmp(path, "/") == 0)
        path = "/index.html";
    for (const struct web_file *f = web_files; f->path; f++) {
        if (strcmp(f->path, path) == 0)
            return f;
    }
    return NULL;
}

void web_serve(struct call *c)
{
    const struct web_file *f = find_file(request_path(c->request));

    put_policy(c->request);
    if (!f)
        (void)request_answer(c->request, 404, "text/plain; charset=utf-8",
                             span_of("There is nothing here.\n"));
    else if (strcmp(request_method(c->request), "GET") != 0)
        (void)request_answer(c->request, 405, "text/plain; charset=utf-8",
                             span_of("Only GET works here.\n"));
    else
        (void)request_answer(c->request, 200, type_of(f->path),
                             (struct span){(const char *)f->data, f->len});
}

#include "service/settings_check.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "net/http_listen.h"
#include "net/url.h"
#include "net/ws.h"
#include "platforms/platform.h"

static void unknown_platform(const struct config *c, const char *platform,
                             struct faults *faults)
{
    char hint[200] = "this version knows";
    size_t len = strlen(hint);

    for (const char *const *known = platform_known(); *known && len < sizeof hint;
         known++)
        len += (size_t)snprintf(hint + len, sizeof hint - len, "%s %s",
                                known == platform_known() ? "" : ",", *known);
    config_fault(c, "platform", faults, hint, "unknown platform \"%s\"", platform);
}

static void check_url(const struct config *c, const char *text, struct faults *faults)
{
    static const char hint[] =
        "write the whole address, such as https://chat.example.org";
    struct url parsed;
    struct err e = {0};

    if (!url_parse(&parsed, text, &e))
        config_fault(c, "url", faults, hint, "%s", e.text);
    else if (strncmp(parsed.scheme, "http", 4) != 0)
        config_fault(c, "url", faults, hint, "this is no HTTP address");
}

void settings_check_connection(const struct config *c, struct fault_place at,
                               struct faults *faults)
{
    const char *platform = config_text(c, "platform"), *url = config_text(c, "url");
    const struct platform_kind *kind = platform_find(platform);

    config_need(c, "platform", at, faults);
    config_need(c, "url", at, faults);
    config_need(c, "token", at, faults);
    if (platform && !kind)
        unknown_platform(c, platform, faults);
    if (kind && kind->needs_app_token)
        config_need(c, "app_token", at, faults);
    if (kind && kind->needs_user_id)
        config_need(c, "user_id", at, faults);
    if (url)
        check_url(c, url, faults);
}

/* The ledger tells connections apart by their names. */
static void check_names(const struct settings *s, struct faults *faults)
{
    const struct yaml *list = s->root ? yaml_get(s->root, "connections") : NULL;

    for (size_t i = 1; i < s->connection_count; i++)
        for (size_t k = 0; k < i; k++) {
            const char *a = s->connections[i].name, *b = s->connections[k].name;
            /* Two that were given are a fault by then. */
            if (!a || !b || strcmp(a, b) != 0 ||
                (config_text(s->list.item[i], "name") &&
                 config_text(s->list.item[k], "name")))
                continue;
            faults_add(faults, yaml_place(yaml_item(list, i)), "give each one a `name:`",
                       "two connections are called \"%s\"", a);
            break;
        }
}

void settings_check(const struct settings *s, struct faults *faults)
{
    struct err e = {0};

    check_names(s, faults);
    if (s->keep_ms < s->catchup_ms)
        config_fault(s->top, "keep", faults, "make keep longer, or catchup shorter",
                     "keep is shorter than catchup: questions could be answered twice");
    if (s->overlay && !file_is_dir(s->overlay))
        config_fault(s->top, "overlay", faults,
                     "name a folder with intents/ or responses/",
                     "there is no folder \"%s\"", s->overlay);
    if (s->ca_file && !file_is_regular(s->ca_file))
        config_fault(s->top, "ca_file", faults, "name a file of certificates in PEM form",
                     "there is no file \"%s\"", s->ca_file);
    if (s->proxy && !ws_proxy_ok(s->proxy))
        config_fault(s->top, "proxy", faults, "such as http://proxy.example.org:3128",
                     "must be http://HOST:PORT, without a password");
    if (s->metrics && !http_listen_check(s->metrics, &e))
        config_fault(s->top, "metrics", faults, NULL, "%s", e.text);
}

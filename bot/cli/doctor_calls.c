#include "cli/doctor_calls.h"

#include <stdlib.h>
#include <string.h>

#include "net/header.h"
#include "net/resolve.h"
#include "net/url.h"

/* Ages of messages are told by two clocks; more than this and catch-up goes wrong. */
enum { SKEW_FEW_MS = 60 * 1000, SKEW_MOST_MS = 15 * 60 * 1000 };

/* One connection's visit; the loop runs until the one question in flight is answered. */
struct visit {
    struct report *report;
    const struct settings *settings;
    struct probe_target target;
    struct loop *loop;
    const struct probe_call *call;
    struct probe_finding finding;
    const char *host;
    bool reached, named, server_told, clock_told;
};

static const struct {
    const char *says, *what_to_do;
} causes[] = {
    {"certificate has expired",
     "have the server's certificate renewed; or is this machine's clock wrong?"},
    {"certificate is not yet valid", "set this machine's clock"},
    {"no alternative certificate subject name",
     "the certificate is for another name; set url to the name it was issued for"},
    {"certificate", "this machine does not trust who signed the certificate: install "
                    "ca-certificates, or "
                    "set ca_file to the signer's certificate (PEM)"},
    {"SSL", "is this an https server? set url to the address people open in a browser"},
    {"Couldn't connect",
     "nothing listens there: is the server up, are host and port in url right?"},
    {"in time",
     "a firewall may drop it: let this machine out to that host and port, or set proxy"},
    {"proxy", "is `proxy` in the configuration right, and does it let this host pass?"},
};

static const char *what_to_do(const char *reason)
{
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (strstr(reason, causes[i].says))
            return causes[i].what_to_do;
    return "check url, the network and the server";
}

static void tell_server(struct visit *v, const struct http_answer *answer)
{
    bool tls = strncmp(v->target.url, "https", 5) == 0;

    v->server_told = true;
    if (answer->outcome == HTTP_ANSWERED)
        report_line(v->report, PROBE_OK, "server", "%s answers%s", v->target.url,
                    tls ? " over TLS, with a certificate that is trusted" : "");
    else
        report_line(v->report, PROBE_FAIL, "server", "%s; %s", answer->err.text,
                    what_to_do(answer->err.text));
}

static void tell_clock(struct visit *v, const struct http_answer *answer)
{
    int64_t server = header_date(http_header(answer, "Date"));
    long long skew = server > 0 ? llabs(loop_unix(v->loop) - server) : 0;

    if (server <= 0)
        return;
    v->clock_told = true;
    if (skew > SKEW_FEW_MS)
        report_line(v->report, skew > SKEW_MOST_MS ? PROBE_FAIL : PROBE_WARN, "clock",
                    "this machine and the server differ by %lld s; set the one that is "
                    "wrong (timedatectl set-ntp true)",
                    skew / 1000);
    else
        report_line(v->report, PROBE_OK, "clock", "as the server's");
}

static void answered(void *user, const struct http_answer *answer)
{
    struct visit *v = user;

    v->reached = answer->outcome == HTTP_ANSWERED;
    if (!v->server_told)
        tell_server(v, answer);
    else if (!v->reached)
        report_line(v->report, PROBE_FAIL, v->call->what, "%s; %s", answer->err.text,
                    what_to_do(answer->err.text));
    if (v->reached && !v->clock_told)
        tell_clock(v, answer);
    if (v->reached) {
        probe_read(v->call, &v->target, answer, &v->finding);
        report_line(v->report, v->finding.state, v->call->what, "%s", v->finding.text);
    }
    loop_stop(v->loop);
}

static void resolved(void *user, const struct resolved *result, const struct err *why)
{
    struct visit *v = user;

    v->named = result && result->count > 0;
    if (v->named && strcmp(v->host, result->address[0]) != 0)
        report_line(v->report, PROBE_OK, "name", "%s is %s", v->host, result->address[0]);
    else if (!v->named)
        report_line(v->report, PROBE_FAIL, "name",
                    "%s; check the host's name in url, and this machine's name servers "
                    "(/etc/resolv.conf)",
                    why->text);
    loop_stop(v->loop);
}

/* Behind a proxy it is the proxy that looks names up. */
static bool check_name(struct visit *v, const struct url *url)
{
    if (v->settings->proxy)
        return true;
    v->host = url->host;
    if (!resolve_start(v->loop, url->host, resolved, v)) {
        report_line(v->report, PROBE_FAIL, "name", "out of memory");
        return false;
    }
    loop_run(v->loop);
    return v->named;
}

/* False: the further ones are of no use. */
static bool check_call(struct visit *v, struct http *http, const struct probe_kind *kind,
                       const struct probe_call *call)
{
    struct err e = {0};

    v->call = call;
    v->finding = (struct probe_finding){.state = PROBE_FAIL};
    if (!probe_send(http, kind, call, &v->target, answered, v, &e)) {
        report_line(v->report, PROBE_FAIL, call->what, "%s", e.text);
        return false;
    }
    loop_run(v->loop);
    return v->reached && (!call->leads || v->finding.state != PROBE_FAIL);
}

void doctor_check_connection(struct report *r, const struct settings *s,
                             const struct connection_settings *c, struct loop *loop,
                             struct http *http)
{
    const struct probe_kind *kind = probe_find(c->platform);
    struct visit v = {.report = r,
                      .settings = s,
                      .target = {.url = c->url,
                                 .user_id = c->user_id,
                                 .token = c->token,
                                 .app_token = c->app_token},
                      .loop = loop};
    struct url url;
    struct err e = {0};

    r->connection = c->name;
    r->token = c->token;
    r->app_token = c->app_token;
    if (!kind || !url_parse(&url, c->url, &e))
        report_line(r, PROBE_FAIL, "url", "%s", kind ? e.text : "unknown platform");
    else if (check_name(&v, &url))
        for (size_t i = 0; i < kind->count; i++)
            if (!check_call(&v, http, kind, &kind->calls[i]))
                break;
    r->connection = NULL;
    r->token = r->app_token = NULL;
}

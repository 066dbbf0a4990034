/* init_facts.h - what `limber init` must know of each platform to ask for it. */
#ifndef CLI_INIT_FACTS_H
#define CLI_INIT_FACTS_H

struct init_facts {
    const char *platform;
    const char *url; /* the same for everybody, or NULL */
    const char *url_help, *token_help;
    const char *app_token_help, *user_id_help;   /* NULL: not needed */
    const char *token_begins, *app_token_begins; /* NULL: like anything */
    const char *guide;
};

/* NULL for an unknown name. */
const struct init_facts *init_facts(const char *platform);

#endif

/* init_ask.h - a question to the person at the terminal, or to a script at stdin. */
#ifndef CLI_INIT_ASK_H
#define CLI_INIT_ASK_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

enum { INIT_ANSWER_SIZE = 4200 };

struct init_question {
    const char *name;     /* "url" */
    const char *help;     /* where to find it */
    const char *fallback; /* what an empty answer means; NULL: nothing */
    const char *flag;     /* the option that answers it, for errors */
    bool secret;          /* what is typed is not shown */
};

/* Reads one line into out, trimmed. False: there is no answer. */
bool init_ask(const struct init_question *q, FILE *in, FILE *to,
              char out[INIT_ANSWER_SIZE], struct err *e);

#endif

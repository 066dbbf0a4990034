/* several.h - several questions in one message: "what is baclofen? does it hurt to stop?"
 *
 * Heard as a whole, the words of one question speak for the topic of the other. So each
 * is heard by itself as well, as one that follows the one before, and where it is clearly
 * about a topic of its own, that is answered too.
 *
 * Pure: the same message always gives the same verdict. */
#ifndef FAQ_SEVERAL_H
#define FAQ_SEVERAL_H

#include "faq/engine.h"

/* v: of the whole message; the topics of its questions are added to an answer, and make
 * an answer of what was too unsure to be one. Leaves the scratch of f as the whole
 * message left it. False: e says why the words could not be heard. */
bool several_decide(struct faq *f, const struct faq_question *q, struct verdict *v,
                    struct err *e);

#endif

/* md_entity.h - what an entity such as &amp; stands for. Inside base only. */
#ifndef BASE_MD_ENTITY_H
#define BASE_MD_ENTITY_H

#include "base/buf.h"
#include "base/span.h"

/* Appends the character; an unknown entity as it is written. Control characters become
 * blanks: a line end that printers do not see could break out of its line. */
bool md_put_entity(struct buf *out, struct span entity);

#endif

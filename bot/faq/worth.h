/* worth.h - the best of many, by what each is worth. Pure. */
#ifndef FAQ_WORTH_H
#define FAQ_WORTH_H

#include <stdbool.h>
#include <stddef.h>

/* Sets all but the `most` highest to -1; those as high as the last one kept stay too.
 * most: 1 or more. False: no memory, and nothing is changed. */
bool worth_cut(float *worths, size_t count, size_t most);

#endif

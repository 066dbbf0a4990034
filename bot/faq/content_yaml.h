/* content_yaml.h - a YAML file that stands beside the answers: the overlay's, or else
 * ours, or none.
 *
 * Ownership: owns tree and path; faults' places borrow the path. */
#ifndef FAQ_CONTENT_YAML_H
#define FAQ_CONTENT_YAML_H

#include <stdbool.h>

#include "base/faults.h"
#include "base/yaml.h"
#include "faq/faq.h"

struct content_yaml {
    char *path;
    struct yaml *root; /* NULL: there is no such file */
};

/* Reads responses/<language>/<name>. False: faults were added. */
bool content_yaml_read(struct content_yaml *out, const struct faq_paths *paths,
                       const char *name, struct faults *faults);
/* The tree goes; the path stays, for faults that are told later. */
void content_yaml_close(struct content_yaml *c);
void content_yaml_free(struct content_yaml *c);

#endif

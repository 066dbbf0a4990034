/* process.h - what the kernel says of this process, for the metrics. */
#ifndef SERVICE_PROCESS_H
#define SERVICE_PROCESS_H

#include "base/buf.h"

/* Memory, processor time, open files and start in Prometheus' usual names; what cannot be
 * read is left out. */
void process_print(struct buf *out);

#endif

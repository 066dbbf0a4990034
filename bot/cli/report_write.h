/* report_write.h - the forms in which `limber report` tells a report. Each appends to
 * out; what did not fit shows as out->failed. */
#ifndef CLI_REPORT_WRITE_H
#define CLI_REPORT_WRITE_H

#include "base/buf.h"
#include "cli/report_data.h"

/* For a terminal. */
void report_write_text(const struct report *r, struct buf *out);
/* One table: kind,day,name,topic,count,text (RFC 4180). */
void report_write_csv(const struct report *r, struct buf *out);
void report_write_json(const struct report *r, struct buf *out);
/* One page that needs nothing else: charts with tables behind them. */
void report_write_html(const struct report *r, struct buf *out);

/* "100 ms", "2.5 s", "longer", "-". */
void report_duration(int64_t ms, char out[24]);

#endif

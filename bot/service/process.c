#include "service/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "service/metrics.h"

static void print_gauge(struct buf *out, const char *name, const char *help, double value)
{
    metrics_head(out, name, "gauge", help);
    metrics_value(out, name, value);
}

static void print_memory(struct buf *out)
{
    FILE *f = fopen("/proc/self/statm", "re");
    char pages[32];

    if (!f)
        return;
    if (fscanf(f, "%*s %31s", pages) == 1)
        print_gauge(out, "process_resident_memory_bytes", "Memory in use.",
                    strtod(pages, NULL) * (double)sysconf(_SC_PAGESIZE));
    fclose(f);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void print_time(struct buf *out)
{
    struct rusage used;

    if (getrusage(RUSAGE_SELF, &used) != 0)
        return;
    metrics_head(out, "process_cpu_seconds_total", "counter", "Processor time used.");
    metrics_value(out, "process_cpu_seconds_total",
                  seconds(used.ru_utime) + seconds(used.ru_stime));
}

static void print_files(struct buf *out)
{
    DIR *d = opendir("/proc/self/fd");
    int count = 0;

    if (!d)
        return;
    while (readdir(d))
        count++;
    closedir(d);
    print_gauge(out, "process_open_fds", "Files and sockets that are open.",
                count - 3); /* ".", ".." and the folder itself */
}

void process_print(struct buf *out)
{
    print_memory(out);
    print_time(out);
    print_files(out);
}

/* replay.c - gives a target each file named, and each file of each folder named; then
 * prints how many. What goes wrong ends the program, as it does under libFuzzer. */
#include <dirent.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX ((size_t)4 * 1024 * 1024)

static void replay_file(const char *path, unsigned *count)
{
    struct buf text;
    struct err e = {0};

    buf_init(&text, INPUT_MAX);
    if (!file_read(path, &text, &e)) {
        fprintf(stderr, "%s\n", e.text);
        exit(1);
    }
    /* Of exactly its size, so that a read past the end is seen. */
    uint8_t *copy = malloc(text.len ? text.len : 1);
    fuzz_must(copy != NULL, "memory for an input");
    if (text.len)
        memcpy(copy, text.data, text.len);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(copy, text.len);
    (*count)++;
    free(copy);
    buf_free(&text);
}

static void replay(const char *path, unsigned *count)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    if (!folder) {
        replay_file(path, count);
        return;
    }
    while ((entry = readdir(folder)) != NULL) {
        char *inside = entry->d_name[0] == '.' ? NULL : file_join(path, entry->d_name);
        if (inside)
            replay_file(inside, count);
        mem_free(inside);
    }
    closedir(folder);
}

int main(int argc, char **argv)
{
    unsigned count = 0;

    for (int i = 1; i < argc; i++)
        replay(argv[i], &count);
    printf("%u passed, 0 failed\n", count);
    return 0;
}

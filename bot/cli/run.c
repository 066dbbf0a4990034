#include <stdio.h>

#include "cli/cli.h"

int run_main(int argc, char **argv)
{
    (void)argc, (void)argv;
    fputs("limber run: not built in\n", stderr);
    return CLI_FAILED;
}

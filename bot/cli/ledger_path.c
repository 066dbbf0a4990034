#include "cli/ledger_path.h"

#include <stdlib.h>

const char *ledger_path(const char *given)
{
    const char *set = getenv("LIMBER_LEDGER");

    return given ? given : set && *set ? set : "limber.db";
}

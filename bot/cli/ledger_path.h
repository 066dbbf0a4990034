/* ledger_path.h - which ledger a subcommand means. */
#ifndef CLI_LEDGER_PATH_H
#define CLI_LEDGER_PATH_H

/* The one given, else LIMBER_LEDGER, else limber.db. */
const char *ledger_path(const char *given);

#endif

/* cli.h - the subcommands. Each gets argv from its own name on and returns an exit
 * status: 0 done, 1 it failed or found faults, 2 called wrongly or badly configured. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

int ask_main(int argc, char **argv);
int chat_main(int argc, char **argv);
int check_main(int argc, char **argv);
int coverage_main(int argc, char **argv);
int doctor_main(int argc, char **argv);
int explain_main(int argc, char **argv);
int fmt_main(int argc, char **argv);
int forget_main(int argc, char **argv);
int init_main(int argc, char **argv);
int learn_main(int argc, char **argv);
int replay_main(int argc, char **argv);
int report_main(int argc, char **argv);
int run_main(int argc, char **argv);
int suggest_main(int argc, char **argv);

#endif

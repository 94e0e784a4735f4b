/* Ctrl-C, SIGTERM and SIGHUP as a flag that long jobs look at. */
#ifndef RP_CLI_INTERRUPT_H
#define RP_CLI_INTERRUPT_H

#include <stdatomic.h>

/* From now on SIGINT, SIGTERM and, unless it is ignored, SIGHUP set the flag instead of ending the process; a second SIGINT ends it. */
const atomic_bool *rp_interrupt_watch(void);
/* The same, and `stop`, which must be safe in a signal handler, is called, perhaps more than once. */
void rp_interrupt_call(void (*stop)(void *context), void *context);

#endif

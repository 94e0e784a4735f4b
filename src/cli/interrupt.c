/* Ctrl-C and SIGTERM as a flag. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool interrupted;

static void note(int number)
{
    atomic_store_explicit(&interrupted, true, memory_order_relaxed);
    signal(number, SIG_DFL);
}

const atomic_bool *rp_interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = note};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}

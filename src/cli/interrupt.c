/* Ctrl-C, SIGTERM and SIGHUP as a flag. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool interrupted;
/* Set before the handler is. */
static void (*stop_function)(void *context);
static void *stop_context;

static void note(int number)
{
    /* Who presses Ctrl-C twice wants it over; SIGTERM may come from several supervisors at once. */
    if (number == SIGINT)
        signal(SIGINT, SIG_DFL);
    atomic_store_explicit(&interrupted, true, memory_order_relaxed);
    if (stop_function != NULL)
        stop_function(stop_context);
}

const atomic_bool *rp_interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = note}, hangup;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* Who started us under nohup wants us to outlive the terminal. */
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    return &interrupted;
}

void rp_interrupt_call(void (*stop)(void *context), void *context)
{
    stop_function = stop;
    stop_context = context;
    rp_interrupt_watch();
}

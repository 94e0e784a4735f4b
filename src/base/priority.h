/* Who goes first. */
#ifndef RP_BASE_PRIORITY_H
#define RP_BASE_PRIORITY_H

/* From now on the calling thread runs when no other wants a processor (Linux, sched(7): SCHED_IDLE; to lower one's own priority needs no right): for work that
 * nobody waits for. Niceness alone would let it finish its slice of some milliseconds first. It should hold no lock that others want. */
void rp_give_way(void);

#endif

/* Who goes first. */
#ifndef RP_BASE_PRIORITY_H
#define RP_BASE_PRIORITY_H

/* From now on the calling thread has the lowest niceness: for work that may wait. It still gets a share of a busy machine, so that what waits for its end is not kept for ever. It should hold no lock
 * that others want. Linux counts niceness by thread (setpriority(2)); where it is counted by process, as POSIX has it, that is the whole process. To lower it needs no right. */
void rp_give_way(void);

#endif

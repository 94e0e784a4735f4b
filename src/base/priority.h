/* Who goes first. */
#ifndef RP_BASE_PRIORITY_H
#define RP_BASE_PRIORITY_H

/* From now on the calling thread leaves the processors to all others: for work that nobody waits for. It should hold no lock that others want. Where the system
 * counts priorities by process, as POSIX has it, that is the whole process; Linux counts by thread (setpriority(2)). Can not fail for want of rights. */
void rp_give_way(void);

#endif

/* Who goes first. */
#define _XOPEN_SOURCE 700 /* setpriority */
#include "base/priority.h"

#include <sys/resource.h>

enum { LAST = 19 };

void rp_give_way(void)
{
    setpriority(PRIO_PROCESS, 0, LAST);
}

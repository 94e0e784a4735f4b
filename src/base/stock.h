/* A few large blocks that a thread of its own has brought into memory before anyone asks for them, when processors are idle: the system gives memory page by
 * page when it is first written to, and on some machines, above all virtual ones, whoever writes first waits long for it. Huge pages come all at once, and
 * would keep a processor for milliseconds: these blocks are on small ones. */
#ifndef RP_BASE_STOCK_H
#define RP_BASE_STOCK_H

#include <stdbool.h>

enum { RP_STOCK_BLOCKS = 16 };

/* Begins and ends the keeping of a stock; starts nest. What can not be started is only slower. The stock grows with every
 * block that is asked for, up to RP_STOCK_BLOCKS. Any thread. */
void rp_stock_start(void);
void rp_stock_end(void);
bool rp_stock_is_kept(void);
/* A zeroed block of RP_PAGES_LARGE bytes, which rp_pages_give takes: one that is ready, else one that the system has yet to bring in; NULL when memory is
 * out. Any thread. */
void *rp_stock_take(void);

#endif

/* A few large blocks that a thread of its own has brought into memory before anyone asks for them: the system gives memory page by page when it is first
 * written to, and on many machines, above all virtual ones, that keeps whoever writes waiting for milliseconds. */
#ifndef RP_BASE_STOCK_H
#define RP_BASE_STOCK_H

#include <stdbool.h>

enum { RP_STOCK_BLOCKS = 4 };

/* Begins and ends the keeping of a stock; starts nest. What can not be started is only slower. Nothing is stocked before the first block was asked for. Any
 * thread. */
void rp_stock_start(void);
void rp_stock_end(void);
/* A zeroed block of RP_PAGES_LARGE bytes, which rp_pages_give takes; NULL: there is none ready. Any thread. */
void *rp_stock_take(void);

#endif

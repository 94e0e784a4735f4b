/* A few large blocks, brought into memory ahead. */
#define _GNU_SOURCE /* SCHED_IDLE, where there is one */
#include "base/stock.h"

#include "base/pages.h"

#include <sys/types.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    unsigned starts;            /* that have no end yet */
    atomic_bool runs;
    bool is_over;        /* the thread is to end */
    unsigned count, most; /* blocks that are ready; how many are to be, which grows with every one that is asked for */
    void *blocks[RP_STOCK_BLOCKS];
} stock = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* Writes to each page. One call for all of them, or huge pages, would hold up other threads. */
static void touch(char *block)
{
    enum { PAGE = 4096 };
    for (size_t at = 0; at < RP_PAGES_LARGE; at += PAGE)
        *(volatile char *)(block + at) = 0;
}

/* Only when the others let a processor idle. */
static void stand_back(void)
{
#ifdef SCHED_IDLE
    pthread_setschedparam(pthread_self(), SCHED_IDLE, &(struct sched_param){0}); /* a wish */
#endif
}

static void *keep(void *context)
{
    (void)context;
    stand_back();
    pthread_mutex_lock(&stock.lock);
    while (!stock.is_over) {
        if (stock.count >= stock.most) {
            pthread_cond_wait(&stock.changed, &stock.lock);
            continue;
        }
        pthread_mutex_unlock(&stock.lock);
        void *block = rp_pages_map_sparse(RP_PAGES_LARGE);
        if (block != NULL)
            touch(block);
        pthread_mutex_lock(&stock.lock);
        if (block != NULL)
            stock.blocks[stock.count++] = block;
        else
            stock.most = 0; /* until someone asks again */
    }
    pthread_mutex_unlock(&stock.lock);
    return NULL;
}

/* Signals are for the other threads. */
static bool start_thread(void)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&stock.thread, NULL, keep, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void rp_stock_start(void)
{
    pthread_mutex_lock(&stock.lock);
    if (stock.starts++ == 0)
        stock.runs = start_thread();
    pthread_mutex_unlock(&stock.lock);
}

/* The last one. Nobody starts meanwhile: `starts` is not 0 yet. */
static void end_thread(void)
{
    stock.is_over = true;
    pthread_cond_signal(&stock.changed);
    pthread_mutex_unlock(&stock.lock);
    pthread_join(stock.thread, NULL);
    pthread_mutex_lock(&stock.lock);
    while (stock.count > 0)
        rp_pages_give(stock.blocks[--stock.count], RP_PAGES_LARGE);
    stock.runs = stock.is_over = false;
    stock.most = 0;
}

void rp_stock_end(void)
{
    pthread_mutex_lock(&stock.lock);
    if (stock.starts == 1 && stock.runs)
        end_thread();
    stock.starts--;
    pthread_mutex_unlock(&stock.lock);
}

bool rp_stock_is_kept(void)
{
    return atomic_load(&stock.runs);
}

/* Never waits for the thread, which may have been put aside with the lock in its hand. */
void *rp_stock_take(void)
{
    void *block = NULL;
    if (pthread_mutex_trylock(&stock.lock) == 0) {
        block = stock.count > 0 ? stock.blocks[--stock.count] : NULL;
        stock.most += stock.most < RP_STOCK_BLOCKS;
        pthread_cond_signal(&stock.changed);
        pthread_mutex_unlock(&stock.lock);
    }
    return block != NULL ? block : rp_pages_map_sparse(RP_PAGES_LARGE);
}

/* Which agencies the members of a story credit. */
#include "corpus/credits.h"

#include <string.h>

void rp_credits_init(struct rp_credit_pool *pool)
{
    *pool = (struct rp_credit_pool){.free = RP_CREDITS_NONE};
    rp_chunks_init(&pool->all, sizeof(struct rp_credits));
}

void rp_credits_done(struct rp_credit_pool *pool)
{
    rp_chunks_done(&pool->all);
    rp_credits_init(pool);
}

enum rp_status rp_credits_reserve(struct rp_credit_pool *pool, size_t n)
{
    return rp_chunks_reserve(&pool->all, pool->count + n);
}

uint64_t rp_credits_bytes(const struct rp_credit_pool *pool)
{
    return rp_chunks_bytes(&pool->all);
}

uint64_t rp_credits_growth(const struct rp_credit_pool *pool, size_t n)
{
    return rp_chunks_growth(&pool->all, pool->count + n);
}

static struct rp_credits *at(const struct rp_credit_pool *pool, uint32_t credits)
{
    return rp_chunks_at(&pool->all, credits);
}

const struct rp_credits *rp_credits_at(const struct rp_credit_pool *pool, uint32_t credits)
{
    return credits != RP_CREDITS_NONE ? at(pool, credits) : NULL;
}

static uint32_t take(struct rp_credit_pool *pool)
{
    uint32_t credits = pool->free;
    if (credits != RP_CREDITS_NONE)
        pool->free = at(pool, credits)->next_free;
    else
        credits = (uint32_t)pool->count++;
    *at(pool, credits) = (struct rp_credits){0};
    return credits;
}

void rp_credits_drop(struct rp_credit_pool *pool, uint32_t *credits)
{
    if (*credits == RP_CREDITS_NONE)
        return;
    at(pool, *credits)->next_free = pool->free;
    pool->free = *credits;
    *credits = RP_CREDITS_NONE;
}

void rp_credits_restore(struct rp_credit_pool *pool, uint32_t *credits, const char *name, uint32_t members)
{
    if (*credits == RP_CREDITS_NONE)
        *credits = take(pool);
    struct rp_credits *counted = at(pool, *credits);
    counted->agencies[counted->count].name = name;
    counted->agencies[counted->count++].members = members;
}

bool rp_credits_full(const struct rp_credit_pool *pool, uint32_t credits)
{
    return credits != RP_CREDITS_NONE && at(pool, credits)->count == RP_STORY_AGENCIES;
}

bool rp_credits_count(struct rp_credit_pool *pool, uint32_t *credits, const char *name, int change)
{
    if (*credits == RP_CREDITS_NONE && change < 0)
        return false;
    if (*credits == RP_CREDITS_NONE)
        *credits = take(pool);
    struct rp_credits *counted = at(pool, *credits);
    for (uint32_t i = 0; i < counted->count; i++) {
        if (strcmp(counted->agencies[i].name, name) != 0)
            continue;
        uint32_t members = counted->agencies[i].members = (uint32_t)((int64_t)counted->agencies[i].members + change);
        if (members == 0) /* its place is free for another one */
            counted->agencies[i] = counted->agencies[--counted->count];
        return members <= 2;
    }
    if (change > 0 && counted->count < RP_STORY_AGENCIES) {
        counted->agencies[counted->count].name = name;
        counted->agencies[counted->count++].members = 1;
        return true;
    }
    return false;
}

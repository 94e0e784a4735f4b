/* The same set in other orders: which labelled pairs come to another outcome. */
#include "batch/evalset.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/random.h"

#include <string.h>

/* Of one labelled pair. */
struct outcome {
    bool together; /* in the order of publication */
    uint32_t moved; /* shuffles that came to the other outcome */
};

static void shuffle(uint32_t *order, size_t count, uint64_t *random)
{
    for (size_t i = count; i > 1; i--) {
        size_t at = (size_t)rp_random_below(random, i);
        uint32_t number = order[at];
        order[at] = order[i - 1];
        order[i - 1] = number;
    }
}

/* Counts one shuffle; returns how many pairs moved. */
static uint64_t count_moved(const struct rp_evalset *set, struct outcome *outcomes)
{
    uint64_t moved = 0;
    for (size_t i = 0; i < set->labels.count; i++) {
        if (set->labels.pairs[i].label == RP_LABEL_SKIP || rp_evalset_together(set, &set->labels.pairs[i]) == outcomes[i].together)
            continue;
        outcomes[i].moved++;
        moved++;
    }
    return moved;
}

static double share(uint64_t part, uint64_t of)
{
    return of > 0 ? (double)part / (double)of : 0;
}

/* Adds the figures of one shuffle; the means are sums until the end. */
static void add_shuffle(struct rp_shuffles *ret, uint64_t moved, const struct rp_score *score)
{
    double moved_share = share(moved, ret->labelled);
    ret->moved_mean += moved_share;
    ret->recall_mean += score->recall;
    ret->precision_mean += score->precision;
    if (moved_share > ret->moved_most)
        ret->moved_most = moved_share;
    if (ret->count == 0 || score->recall < ret->recall_worst)
        ret->recall_worst = score->recall;
    if (ret->count == 0 || score->precision < ret->precision_worst)
        ret->precision_worst = score->precision;
    ret->count++;
}

/* Those that moved most often, of equals the first in the file. `pairs` has room for `most` of them. */
static size_t list_moved(const struct rp_evalset *set, const struct outcome *outcomes, size_t most, struct rp_moved *pairs)
{
    size_t count = 0;
    for (size_t i = 0; i < set->labels.count; i++) {
        const struct rp_pair *label = &set->labels.pairs[i];
        size_t at = count;
        while (at > 0 && pairs[at - 1].times < outcomes[i].moved)
            at--;
        if (outcomes[i].moved == 0 || at == most)
            continue;
        count += count < most;
        memmove(pairs + at + 1, pairs + at, (count - at - 1) * sizeof *pairs);
        pairs[at] = (struct rp_moved){.a = rp_ids_get(&set->ids, label->a),
                                      .b = rp_ids_get(&set->ids, label->b),
                                      .copy = label->label == RP_LABEL_COPY,
                                      .trap = label->trap,
                                      .together = outcomes[i].together,
                                      .times = outcomes[i].moved};
    }
    return count;
}

static void finish(const struct rp_evalset *set, const struct outcome *outcomes, size_t show, struct rp_shuffles *ret)
{
    uint64_t ever = 0;
    for (size_t i = 0; i < set->labels.count; i++)
        ever += outcomes[i].moved > 0;
    ret->moved_ever = share(ever, ret->labelled);
    ret->moved_mean /= (double)ret->count;
    ret->recall_mean /= (double)ret->count;
    ret->precision_mean /= (double)ret->count;
    ret->pair_count = list_moved(set, outcomes, show, ret->pairs);
}

enum rp_status rp_evalset_shuffle(struct rp_evalset *set, const struct rp_eval_options *options, struct rp_shuffles *ret,
                                  struct rp_error *error)
{
    struct outcome *outcomes = rp_alloc_zeroed(set->labels.count, sizeof *outcomes);
    enum rp_status status = RP_OK;
    uint64_t random = options->seed;
    ret->pairs = rp_alloc_zeroed(options->show, sizeof *ret->pairs);
    if (outcomes == NULL || ret->pairs == NULL) {
        rp_free(outcomes);
        return rp_fail_memory(error);
    }
    for (size_t i = 0; i < set->labels.count; i++) {
        outcomes[i].together = rp_evalset_together(set, &set->labels.pairs[i]);
        ret->labelled += set->labels.pairs[i].label != RP_LABEL_SKIP;
    }
    for (uint32_t i = 0; i < options->shuffles && status == RP_OK; i++) {
        struct rp_score score;
        shuffle(set->order, set->ids.count, &random);
        status = rp_evalset_run(set, options, (uint64_t)set->ids.count * (i + 1), NULL, error);
        if (status == RP_OK)
            status = rp_evalset_score_stories(set, &score, error);
        if (status == RP_OK)
            add_shuffle(ret, count_moved(set, outcomes), &score);
    }
    if (status == RP_OK)
        finish(set, outcomes, options->show, ret);
    rp_free(outcomes);
    return status;
}

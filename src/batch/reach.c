/* Which articles in a corpus that others have used too are of the job. What it has logged behind its place when it is killed stays there once somebody else has the corpus, and
 * it does so in each turn anew. So each turn notes what it found, and how far in the input it logs, before it does: an article of the input is of the job when it came
 * behind what the first turn found that came so far. */
#include "batch/work.h"

static bool is_within(const struct rp_reach *here, const struct rp_reach *reach)
{
    return here->file < reach->file || (here->file == reach->file && here->line <= reach->line);
}

static void drop_passed(struct rp_place *place)
{
    const struct rp_reach here = {.file = place->file, .line = place->line};
    unsigned count = 0;
    for (unsigned i = 0; i < place->earlier_count; i++)
        if (!is_within(&place->earlier[i], &here))
            place->earlier[count++] = place->earlier[i];
    place->earlier_count = count;
}

/* The turn that was the last one, when what it has logged stays. Of more than can be noted the last one takes in the next: what is its own stays so. */
static void keep_last(struct rp_place *place)
{
    const struct rp_reach here = {.file = place->file, .line = place->line};
    unsigned count = place->earlier_count;
    if (is_within(&place->reach, count > 0 ? &place->earlier[count - 1] : &here))
        return;
    if (count < RP_EARLIER_MOST)
        place->earlier[place->earlier_count++] = place->reach;
    else {
        place->earlier[count - 1].file = place->reach.file;
        place->earlier[count - 1].line = place->reach.line;
    }
}

void rp_dedup_begin_turn(struct rp_place *place, uint64_t found, bool stays)
{
    drop_passed(place);
    if (stays)
        keep_last(place);
    place->reach = (struct rp_reach){.found = found};
}

bool rp_dedup_is_of_job(const struct rp_place *place, const struct rp_reach *here, uint64_t seq)
{
    for (unsigned i = 0; i < place->earlier_count; i++)
        if (is_within(here, &place->earlier[i]))
            return seq > place->earlier[i].found;
    return seq > place->reach.found;
}

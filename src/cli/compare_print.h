/* A comparison, readable. */
#ifndef RP_CLI_COMPARE_PRINT_H
#define RP_CLI_COMPARE_PRINT_H

#include "input/records.h"
#include "reprint/compare.h"

struct rp_compared {
    struct rp_str new_name, old_name;
    struct rp_str new_text, old_text; /* empty when they are not at hand: passages are then given by their bytes only */
    const struct rp_comparison *comparison;
    const struct rp_estimates *estimates; /* NULL: none */
    const struct rp_answer *answer;       /* of a server, to the later of the two; NULL: none */
    const struct rp_match *match;         /* of that answer, with the other */
};

/* RP_NO_MEMORY. */
enum rp_status rp_compared_print(const struct rp_compared *compared);

#endif

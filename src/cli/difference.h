/* Which words of two texts do not stand in the other, by a longest common subsequence. */
#ifndef RP_CLI_DIFFERENCE_H
#define RP_CLI_DIFFERENCE_H

#include "reprint/status.h"
#include "text/tokens.h"

#include <stdbool.h>

/* Sets ret_a[i] and ret_b[k] (a->count and b->count of them) to whether the token has no partner in the other text. Texts that are too long to
 * align get no marks. RP_NO_MEMORY. */
enum rp_status rp_difference(const struct rp_tokens *a, const struct rp_tokens *b, bool *ret_a, bool *ret_b);

#endif

/* Which words of two texts do not stand in the other. */
#include "cli/difference.h"

#include "base/alloc.h"

#include <string.h>

enum { MAX_CELLS = 16 << 20 };

/* length[i * (b->count + 1) + k]: of the longest common subsequence of a's tokens from i on and b's from k on. */
static void fill_lengths(const struct rp_tokens *a, const struct rp_tokens *b, uint16_t *length)
{
    size_t row = b->count + 1;
    for (size_t i = a->count; i-- > 0;)
        for (size_t k = b->count; k-- > 0;) {
            uint16_t skip_a = length[(i + 1) * row + k], skip_b = length[i * row + k + 1];
            if (a->hash[i] == b->hash[k])
                length[i * row + k] = (uint16_t)(length[(i + 1) * row + k + 1] + 1);
            else
                length[i * row + k] = skip_a > skip_b ? skip_a : skip_b;
        }
}

enum rp_status rp_difference(const struct rp_tokens *a, const struct rp_tokens *b, bool *ret_a, bool *ret_b)
{
    size_t row = b->count + 1;
    memset(ret_a, 0, a->count * sizeof *ret_a);
    memset(ret_b, 0, b->count * sizeof *ret_b);
    if (a->count >= UINT16_MAX || b->count >= UINT16_MAX || (a->count + 1) * row > MAX_CELLS)
        return RP_OK;
    uint16_t *length = rp_alloc_zeroed((a->count + 1) * row, sizeof *length);
    if (length == NULL)
        return RP_NO_MEMORY;
    fill_lengths(a, b, length);
    size_t i = 0, k = 0;
    while (i < a->count || k < b->count) {
        if (i < a->count && k < b->count && a->hash[i] == b->hash[k])
            i++, k++;
        else if (k == b->count || (i < a->count && length[(i + 1) * row + k] >= length[i * row + k + 1]))
            ret_a[i++] = true;
        else
            ret_b[k++] = true;
    }
    rp_free(length);
    return RP_OK;
}

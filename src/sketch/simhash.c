/* SimHash (Charikar 2002; Manku, Jain, Das Sarma 2007) over pairs of tokens, 64 bits. */
#include "sketch/kernels.h"
#include "sketch/sketch.h"
#include "text/kernels.h"

enum { BITS = 64, CHUNK = 255 };

uint64_t rp_simhash(const uint64_t *token_hashes, size_t count)
{
    const struct rp_text_kernels *text = rp_text_kernels();
    const struct rp_sketch_kernels *sketch = rp_sketch_kernels();
    uint64_t total[BITS] = {0}, grams[CHUNK], simhash = 0;
    unsigned width = count > 1 ? 2 : 1;
    size_t features = count > 1 ? count - 1 : count;
    for (size_t i = 0; i < features; i += CHUNK) {
        size_t n = features - i < CHUNK ? features - i : CHUNK;
        text->grams(token_hashes + i, n, width, grams);
        sketch->count_bits(grams, n, total);
    }
    for (unsigned i = 0; i < BITS; i++)
        simhash |= (uint64_t)(2 * total[i] > features) << i;
    return simhash;
}

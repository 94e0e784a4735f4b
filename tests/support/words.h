/* Made-up running text for tests: the same seed gives the same words. */
#ifndef TESTS_WORDS_H
#define TESTS_WORDS_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Appends `count` words of 2 to 9 letters, drawn from the stream of `seed`, each with a space before it but the first of an empty buffer, and
 * a full stop behind every twelfth. */
static inline void words_append(char *buf, size_t size, uint64_t seed, int count)
{
    uint64_t x = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    size_t len = strlen(buf);
    for (int i = 0; i < count; i++) {
        char word[12];
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        int letters = 2 + (int)(x % 8);
        for (int k = 0; k < letters; k++)
            word[k] = (char)('a' + (x >> (8 + 5 * k)) % 26);
        word[letters] = 0;
        int n = snprintf(buf + len, size - len, "%s%s%s", len > 0 ? " " : "", word, i % 12 == 11 ? "." : "");
        if (n < 0 || (size_t)n >= size - len)
            return;
        len += (size_t)n;
    }
}

#endif

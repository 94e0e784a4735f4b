/* Well-formed UTF-8. */
#include "input/utf8.h"

#include "base/bits.h"

#include <stdint.h>

size_t rp_utf8_sequence(const char *s, size_t len)
{
    const unsigned char *b = (const unsigned char *)s;
    if (len == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    size_t n = b[0] >= 0xc2 && b[0] <= 0xdf ? 2 : (b[0] & 0xf0) == 0xe0 ? 3 : b[0] >= 0xf0 && b[0] <= 0xf4 ? 4 : 0;
    if (n == 0 || n > len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates, and what is above U+10FFFF. */
    if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) || (b[0] == 0xf0 && b[1] < 0x90) ||
        (b[0] == 0xf4 && b[1] > 0x8f))
        return 0;
    return n;
}

size_t rp_utf8_fault(struct rp_str str)
{
    size_t at = 0;
    while (at < str.len) {
        if (str.len - at >= 8 && (rp_read_le(str.data + at, 8) & UINT64_C(0x8080808080808080)) == 0) {
            at += 8;
            continue;
        }
        size_t n = rp_utf8_sequence(str.data + at, str.len - at);
        if (n == 0)
            return at;
        at += n;
    }
    return at;
}

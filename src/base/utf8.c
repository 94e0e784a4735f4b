/* Where UTF-8 is at fault, and its repair. */
#include "base/utf8.h"

#include "base/bits.h"

size_t rp_utf8_sequence(const char *s, size_t len)
{
    uint32_t code;
    unsigned bad;
    return len > 0 ? rp_utf8_read((const unsigned char *)s, len, &code, &bad) : 0;
}

size_t rp_utf8_fault(struct rp_str str)
{
    size_t at = 0;
    while (at < str.len) {
        if (str.len - at >= 8 && (rp_read_le64(str.data + at) & UINT64_C(0x8080808080808080)) == 0) {
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

void rp_utf8_repair(char *data, size_t len)
{
    for (size_t at = 0; at < len;) {
        at += rp_utf8_fault((struct rp_str){data + at, len - at});
        if (at < len)
            data[at++] = '?';
    }
}

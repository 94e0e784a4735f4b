/* UTF-8, read and written. RFC 3629. */
#ifndef RP_BASE_UTF8_H
#define RP_BASE_UTF8_H

#include "reprint/article.h"

#include <stddef.h>
#include <stdint.h>

/* Reads the code point at s (len > 0 bytes are there). Returns its length, or 0 when no well-formed sequence begins there; *ret_bad is then the length of the
 * maximal ill-formed part (Unicode 15.0, table 3-8), 1 to 3. */
static inline unsigned rp_utf8_read(const unsigned char *s, size_t len, uint32_t *ret, unsigned *ret_bad)
{
    uint32_t first = s[0];
    unsigned need, low = 0x80, high = 0xbf;
    *ret_bad = 1;
    if (first < 0x80) {
        *ret = first;
        return 1;
    }
    if (first < 0xc2 || first > 0xf4)
        return 0;
    need = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    /* The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF. */
    low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : low;
    high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : high;
    uint32_t code = first & (0xffu >> (need + 1));
    for (unsigned i = 1; i < need; i++) {
        if (i >= len || s[i] < low || s[i] > high) {
            *ret_bad = i;
            return 0;
        }
        code = code << 6 | (s[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    *ret = code;
    return need;
}

/* Writes a code point; room for 4 bytes. Returns the length. */
static inline unsigned rp_utf8_write(uint32_t code, char *to)
{
    unsigned char *s = (unsigned char *)to;
    if (code < 0x80) {
        s[0] = (unsigned char)code;
        return 1;
    }
    if (code < 0x800) {
        s[0] = (unsigned char)(0xc0 | code >> 6);
        s[1] = (unsigned char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        s[0] = (unsigned char)(0xe0 | code >> 12);
        s[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
        s[2] = (unsigned char)(0x80 | (code & 0x3f));
        return 3;
    }
    s[0] = (unsigned char)(0xf0 | code >> 18);
    s[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
    s[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
    s[3] = (unsigned char)(0x80 | (code & 0x3f));
    return 4;
}

/* Length 1 .. 4 of the well-formed sequence at s[0 .. len), or 0 when there is none: for making foreign bytes fit to be printed. */
size_t rp_utf8_sequence(const char *s, size_t len);
/* Offset of the first byte of the first ill-formed sequence; str.len when there is none. */
size_t rp_utf8_fault(struct rp_str str);
/* Writes a question mark over each byte that belongs to no well-formed sequence. Nothing moves: what stands elsewhere keeps its place. */
void rp_utf8_repair(char *data, size_t len);

#endif

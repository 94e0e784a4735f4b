/* Well-formed UTF-8 (RFC 3629), for finding the place of a fault and for making foreign bytes fit to be printed. */
#ifndef RP_INPUT_UTF8_H
#define RP_INPUT_UTF8_H

#include "reprint/article.h"

#include <stddef.h>

/* Length 1 .. 4 of the well-formed sequence at s[0 .. len), or 0 when there is none. */
size_t rp_utf8_sequence(const char *s, size_t len);
/* Offset of the first byte of the first ill-formed sequence; str.len when there is none. */
size_t rp_utf8_fault(struct rp_str str);

#endif

/* From code points to mapped code points and their classes. docs/FINGERPRINT.md sections 1 and 2. */
#ifndef RP_TEXT_MAPPING_H
#define RP_TEXT_MAPPING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum rp_class {
    RP_CLASS_OTHER,
    RP_CLASS_APOSTROPHE,
    RP_CLASS_COMMA,
    RP_CLASS_MARK,
    RP_CLASS_SINGLE,
    RP_CLASS_WORD,
};

enum { RP_MAPPED_MAX = 32 }; /* Unicode 15.0 needs 18, for U+FDFA */

/* What one code point (a scalar value) maps to; returns how many. */
unsigned rp_map(uint32_t code, uint32_t ret[RP_MAPPED_MAX]);
enum rp_class rp_class_of(uint32_t mapped);
/* Is it a capital letter (general category Lu), unmapped? */
bool rp_is_capital(uint32_t code);

/* Of a code point that maps to nothing: does it belong to the letter before it, as a joiner, a variation selector or a tatweel does? (UAX #29:
 * Extend or ZWJ.) */
bool rp_clings(uint32_t code);

/* What happens to the marks behind a base. */
enum rp_marks { RP_MARKS_DROPPED, RP_MARKS_CYRILLIC, RP_MARKS_KEPT };
enum rp_marks rp_marks_of(uint32_t base);
unsigned rp_combining_class(uint32_t mark);

/* The short form of all this, for the code points from U+0080 to U+FFFF, from a table that fills itself as scripts are met: the class and the one mapped code
 * point that stands for the whole mapping, or RP_SHORT_NOTHING, or RP_SHORT_LONG where it takes rp_map to say it. Any thread. */
enum { RP_SHORT_NOTHING = 6, RP_SHORT_LONG = 7 };
struct rp_short {
    uint32_t class_or_kind;
    uint32_t mapped;
    uint32_t detail; /* of a mark its combining class, of a base its enum rp_marks */
};

/* Kind, detail and mapped code point in 3, 8 and 21 bits; 0: not known yet. */
extern _Atomic uint32_t rp_short_forms[0x10000];
void rp_short_forms_fill(uint32_t code); /* of all code points around this one */

static inline struct rp_short rp_map_short(uint32_t code)
{
    uint32_t form = atomic_load_explicit(&rp_short_forms[code], memory_order_relaxed);
    if (form == 0) {
        rp_short_forms_fill(code);
        form = atomic_load_explicit(&rp_short_forms[code], memory_order_relaxed);
    }
    return (struct rp_short){form >> 29, form & 0x1fffff, form >> 21 & 0xff};
}

#endif

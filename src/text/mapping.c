/* From code points to mapped code points and their classes, on utf8proc's Unicode 15.0 data. */
#include "text/mapping.h"

#include <stddef.h>
#include <utf8proc.h>

struct range {
    uint32_t first, last;
};

/* Scripts written without spaces. */
static const struct range single_ranges[] = {
    {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3041, 0x3096},
    {0x309D, 0x309F}, {0x30A1, 0x30FA}, {0x30FC, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
    {0xA9E0, 0xA9FF}, {0xAA60, 0xAA7F}, {0xF900, 0xFAFF}, {0x1AFF0, 0x1B16F}, {0x20000, 0x323AF},
};
/* Latin, Greek, Hebrew, Arabic: marks go. */
static const struct range bare_ranges[] = {
    {0x0000, 0x03FF}, {0x0590, 0x06FF}, {0x0750, 0x077F}, {0x0870, 0x08FF}, {0x1D00, 0x1DBF},
    {0x1E00, 0x1FFF}, {0x2C60, 0x2C7F}, {0xA720, 0xA7FF}, {0xAB30, 0xAB6F},
};
static const struct range cyrillic_ranges[] = {{0x0400, 0x052F}, {0x1C80, 0x1C8F}, {0xA640, 0xA69F}};

/* Default-ignorable code points, assigned or not: utf8proc leaves the unassigned ones out. */
static const struct range ignorable_ranges[] = {
    {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

/* Runs of ten decimal digits that become ASCII ones. */
static const uint32_t digit_runs[] = {0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
                                      0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

enum rp_marks rp_marks_of(uint32_t base)
{
    if (in_ranges(base, bare_ranges, COUNT(bare_ranges)))
        return RP_MARKS_DROPPED;
    return in_ranges(base, cyrillic_ranges, COUNT(cyrillic_ranges)) ? RP_MARKS_CYRILLIC : RP_MARKS_KEPT;
}

unsigned rp_combining_class(uint32_t mark)
{
    return (unsigned)utf8proc_get_property((utf8proc_int32_t)mark)->combining_class;
}

bool rp_clings(uint32_t code)
{
    unsigned class = utf8proc_get_property((utf8proc_int32_t)code)->boundclass;
    return class == UTF8PROC_BOUNDCLASS_EXTEND || class == UTF8PROC_BOUNDCLASS_ZWJ || code == 0x0640;
}

static uint32_t map_digit(uint32_t code)
{
    for (size_t i = 0; i < COUNT(digit_runs); i++)
        if (code >= digit_runs[i] && code < digit_runs[i] + 10)
            return '0' + (code - digit_runs[i]);
    return code;
}

unsigned rp_map(uint32_t code, uint32_t ret[RP_MAPPED_MAX])
{
    const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_int32_t decomposed[RP_MAPPED_MAX];
    int boundary = 0;
    unsigned n = 0;
    if (in_ranges(code, ignorable_ranges, COUNT(ignorable_ranges)))
        return 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)code, decomposed, RP_MAPPED_MAX, options, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < RP_MAPPED_MAX; i++) {
        uint32_t mapped = (uint32_t)decomposed[i];
        if (mapped == 0x0640 || in_ranges(mapped, ignorable_ranges, COUNT(ignorable_ranges)))
            continue;
        ret[n++] = mapped == 0x0131 ? 'i' : map_digit(mapped);
    }
    return n;
}

enum rp_class rp_class_of(uint32_t mapped)
{
    switch (mapped) {
    case 0x0027:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x02BB:
    case 0x02BC:
    case 0x055A:
    case 0x05F3:
        return RP_CLASS_APOSTROPHE;
    case 0x002C:
    case 0x066C:
        return RP_CLASS_COMMA;
    default:
        break;
    }
    switch (utf8proc_category((utf8proc_int32_t)mapped)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return RP_CLASS_MARK;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return in_ranges(mapped, single_ranges, COUNT(single_ranges)) ? RP_CLASS_SINGLE : RP_CLASS_WORD;
    default:
        return RP_CLASS_OTHER;
    }
}

bool rp_is_capital(uint32_t code)
{
    return utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_LU;
}

/* --- the table of short forms --- */

enum { PAGE = 256 };

_Atomic uint32_t rp_short_forms[0x10000];

static uint32_t pack(uint32_t kind, uint32_t detail, uint32_t mapped)
{
    return kind << 29 | detail << 21 | mapped;
}

static uint32_t make_short(uint32_t code)
{
    uint32_t mapped[RP_MAPPED_MAX], detail = 0;
    unsigned n = rp_map(code, mapped);
    if (n == 0)
        return pack(RP_SHORT_NOTHING, 0, 0);
    enum rp_class class = rp_class_of(mapped[0]);
    /* Marks behind a base that they are dropped from change nothing: the base says it all. */
    bool short_enough = n == 1 || (class == RP_CLASS_WORD && rp_marks_of(mapped[0]) == RP_MARKS_DROPPED);
    for (unsigned i = 1; i < n; i++)
        short_enough = short_enough && rp_class_of(mapped[i]) == RP_CLASS_MARK;
    if (!short_enough)
        return pack(RP_SHORT_LONG, 0, 0);
    if (class == RP_CLASS_MARK)
        detail = rp_combining_class(mapped[0]);
    else if (class == RP_CLASS_WORD || class == RP_CLASS_SINGLE)
        detail = rp_marks_of(mapped[0]);
    return pack(class, detail, mapped[0]);
}

/* Whoever comes at the same time writes the same. */
void rp_short_forms_fill(uint32_t code)
{
    for (uint32_t i = code / PAGE * PAGE, end = i + PAGE; i < end; i++)
        atomic_store_explicit(&rp_short_forms[i], make_short(i), memory_order_relaxed);
}

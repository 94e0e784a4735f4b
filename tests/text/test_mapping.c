/* One code point: what it maps to, its class, what becomes of marks behind it. (sketch/vectors holds all of them against the reference.) */
#include "support/cmocka.h"

#include "base/utf8.h"
#include "text/mapping.h"

static void code_points_map_to_few(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        const char *mapped;
    } cases[] = {
        {'a', "a"},          {'A', "a"},           {0xe9, "e\xcc\x81"}, {0xdf, "ss"},       {0x1e9e, "ss"},      {0x130, "i\xcc\x87"},
        {0x131, "i"},        {0x3c2, "σ"},         {0xfb03, "ffi"},     {0xad, ""},         {0x200d, ""},        {0x115f, ""},
        {0xfe0f, ""},        {0xe0041, ""},        {0x640, ""},         {0x212a, "k"},      {0xff21, "a"},       {0x2460, "1"},
        {0x663, "3"},        {0x6f3, "3"},         {0x969, "3"},        {0x17e3, "3"},      {0x1043, "3"},       {0x7c3, "߃"},
        {0xff76, "カ"},      {0xf900, "豈"},       {0x1d504, "a"},      {0x149, "ʼn"},      {0x1fb3, "αι"},      {0x378, "\xcd\xb8"},
        {0xe000, "\xee\x80\x80"}, {0xfff0, ""},    {0xe0fff, ""},       {0x3002, "。"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t mapped[RP_MAPPED_MAX];
        char text[RP_MAPPED_MAX * 4 + 1];
        size_t len = 0;
        unsigned n = rp_map(cases[i].code, mapped);
        for (unsigned k = 0; k < n; k++)
            len += rp_utf8_write(mapped[k], text + len);
        text[len] = 0;
        if (strcmp(text, cases[i].mapped) != 0)
            fail_msg("U+%04X maps to \"%s\"", (unsigned)cases[i].code, text);
    }
}

static void the_longest_mapping_has_eighteen(void **state)
{
    (void)state;
    uint32_t mapped[RP_MAPPED_MAX];
    unsigned most = 0;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        unsigned n = rp_map(code, mapped);
        most = n > most ? n : most;
        for (unsigned i = 0; i < n; i++) { /* what is mapped stays */
            uint32_t again[RP_MAPPED_MAX];
            assert_int_equal(rp_map(mapped[i], again), 1);
            assert_int_equal(again[0], mapped[i]);
        }
    }
    assert_int_equal(most, 18);
}

static void classes(void **state)
{
    (void)state;
    static const uint32_t apostrophes[] = {0x27, 0x2018, 0x2019, 0x201b, 0x2bb, 0x2bc, 0x55a, 0x5f3};
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(rp_class_of(apostrophes[i]), RP_CLASS_APOSTROPHE);
    static const struct {
        uint32_t code;
        enum rp_class class;
    } cases[] = {
        {',', RP_CLASS_COMMA},    {0x66c, RP_CLASS_COMMA},   {0x60c, RP_CLASS_OTHER},   {0x301, RP_CLASS_MARK},   {0x903, RP_CLASS_MARK},
        {0x488, RP_CLASS_MARK},   {'a', RP_CLASS_WORD},      {'7', RP_CLASS_WORD},      {0x2160, RP_CLASS_WORD},  {0xb2, RP_CLASS_WORD},
        {0xac00, RP_CLASS_WORD},  {0xe00, RP_CLASS_OTHER},   {0xe01, RP_CLASS_SINGLE},  {0xe4d, RP_CLASS_MARK},   {0x1000, RP_CLASS_SINGLE},
        {0x1780, RP_CLASS_SINGLE}, {0x3005, RP_CLASS_SINGLE}, {0x3007, RP_CLASS_SINGLE}, {0x3031, RP_CLASS_WORD}, {0x3041, RP_CLASS_SINGLE},
        {0x30fb, RP_CLASS_OTHER}, {0x30fc, RP_CLASS_SINGLE}, {0x4e00, RP_CLASS_SINGLE}, {0x9fff, RP_CLASS_SINGLE}, {0x20000, RP_CLASS_SINGLE},
        {0x323af, RP_CLASS_SINGLE}, {0x323b0, RP_CLASS_OTHER}, {'_', RP_CLASS_OTHER},   {' ', RP_CLASS_OTHER},    {0x201c, RP_CLASS_OTHER},
        {0x1f600, RP_CLASS_OTHER}, {0xfffd, RP_CLASS_OTHER}, {0x378, RP_CLASS_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (rp_class_of(cases[i].code) != cases[i].class)
            fail_msg("U+%04X has class %d", (unsigned)cases[i].code, (int)rp_class_of(cases[i].code));
}

static void marks_by_their_base(void **state)
{
    (void)state;
    static const uint32_t dropped[] = {'a', '7', 0x3b1, 0x3ff, 0x5d0, 0x627, 0x6ff, 0x750, 0x8a0, 0x1e00, 0x1fff, 0xa720, 0xab30};
    static const uint32_t cyrillic[] = {0x400, 0x436, 0x52f, 0x1c80, 0xa640, 0xa69f};
    static const uint32_t kept[] = {0x530, 0x58f, 0x700, 0x905, 0xe01, 0x4e00, 0x30ab, 0x1100, 0x2000};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        assert_int_equal(rp_marks_of(dropped[i]), RP_MARKS_DROPPED);
    for (size_t i = 0; i < sizeof cyrillic / sizeof *cyrillic; i++)
        assert_int_equal(rp_marks_of(cyrillic[i]), RP_MARKS_CYRILLIC);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_int_equal(rp_marks_of(kept[i]), RP_MARKS_KEPT);
    assert_int_equal(rp_combining_class(0x301), 230);
    assert_int_equal(rp_combining_class(0x323), 220);
    assert_int_equal(rp_combining_class(0x488), 0);
    assert_int_equal(rp_combining_class(0x94d), 9);
}

static void capitals_are_letters_of_two_cases(void **state)
{
    (void)state;
    static const uint32_t capital[] = {'A', 'Z', 0xc9 /* É */, 0x130 /* İ */, 0x18f /* Ə */, 0x391 /* Α */, 0x410 /* А */, 0x531 /* Ա */};
    static const uint32_t other[] = {'a', '1', '-', 0xe9 /* é */, 0x131 /* ı */, 0x259 /* ə */, 0x431 /* б */, 0x5d0, 0x633, 0x65b0, 0x10ffff};
    for (size_t i = 0; i < sizeof capital / sizeof *capital; i++)
        assert_true(rp_is_capital(capital[i]));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(rp_is_capital(other[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_points_map_to_few),
        cmocka_unit_test(the_longest_mapping_has_eighteen),
        cmocka_unit_test(classes),
        cmocka_unit_test(capitals_are_letters_of_two_cases),
        cmocka_unit_test(marks_by_their_base),
    };
    return cmocka_run_group_tests_name("text/mapping", tests, NULL, NULL);
}

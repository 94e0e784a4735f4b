/* UTF-8: every code point there and back, and every ill-formed start. */
#include "support/cmocka.h"

#include "base/utf8.h"
#include "support/random.h"

static void every_code_point_there_and_back(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[5] = "";
        uint32_t read = 0;
        unsigned bad, n = rp_utf8_write(code, bytes);
        assert_int_equal(n, code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
        if (code >= 0xd800 && code <= 0xdfff) { /* a surrogate is none */
            assert_int_equal(rp_utf8_read((const unsigned char *)bytes, n, &read, &bad), 0);
            assert_int_equal(bad, 1);
            continue;
        }
        assert_int_equal(rp_utf8_read((const unsigned char *)bytes, n, &read, &bad), n);
        assert_int_equal(read, code);
        for (unsigned cut = 1; cut < n; cut++) { /* what is missing makes the rest the bad part */
            assert_int_equal(rp_utf8_read((const unsigned char *)bytes, cut, &read, &bad), 0);
            assert_int_equal(bad, cut);
        }
    }
}

/* The maximal ill-formed parts, by the table of well-formed sequences. */
static void ill_formed_parts_have_their_length(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        unsigned bad;
    } cases[] = {
        {"\x80", 1},         {"\xbf\x80", 1},         {"\xc0\xaf", 1},         {"\xc1\xbf", 1},         {"\xc2\x41", 1},
        {"\xc2\xc3", 1},     {"\xe0\x9f\x80", 1},     {"\xe0\xa0\x41", 2},     {"\xed\xa0\x80", 1},     {"\xed\x9f\x41", 2},
        {"\xef\xbf\xc0", 2}, {"\xf0\x8f\x80\x80", 1}, {"\xf0\x90\x41\x41", 2}, {"\xf0\x90\x80\x41", 3}, {"\xf4\x90\x80\x80", 1},
        {"\xf4\x8f\xbf\x41", 3}, {"\xf5\x80\x80\x80", 1}, {"\xff", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t code;
        unsigned bad = 0;
        assert_int_equal(rp_utf8_read((const unsigned char *)cases[i].bytes, strlen(cases[i].bytes), &code, &bad), 0);
        assert_int_equal(bad, cases[i].bad);
    }
}

static void repair_moves_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *repaired;
    } cases[] = {
        {"", ""},
        {"nothing is wrong: é中\xf0\x9f\x98\x80", "nothing is wrong: é中\xf0\x9f\x98\x80"},
        {"\xff", "?"},
        {"a\x80z", "a?z"},
        {"cut \xe4\xb8", "cut ??"},
        {"cut \xf0\x9f\x98\"", "cut ???\""},
        {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "????????A"},
        {"K\xe4se é \xed\xa0\x80 中", "K?se é ??? 中"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[64];
        size_t len = strlen(cases[i].text);
        memcpy(got, cases[i].text, len + 1);
        rp_utf8_repair(got, len);
        assert_string_equal(got, cases[i].repaired);
    }
}

/* Random bytes: what was well-formed stays byte for byte, the rest is one mark a byte, and all of it is well-formed. */
static void what_comes_out_is_well_formed(void **state)
{
    (void)state;
    enum { LEN = 40 };
    uint64_t random = 99;
    for (int round = 0; round < 50000; round++) {
        char text[LEN], got[LEN];
        for (int i = 0; i < LEN; i++) {
            unsigned byte = (unsigned)random_below(&random, 256);
            text[i] = (char)(random_below(&random, 8) < 3 ? 0x80 | (byte & 0x3f) : byte); /* many that may continue */
        }
        memcpy(got, text, LEN);
        rp_utf8_repair(got, LEN);
        assert_int_equal(rp_utf8_fault((struct rp_str){got, LEN}), LEN);
        for (size_t at = 0; at < LEN;) {
            uint32_t code;
            unsigned bad, n = rp_utf8_read((const unsigned char *)text + at, LEN - at, &code, &bad);
            for (unsigned i = 0; i < (n > 0 ? n : bad); i++)
                assert_int_equal(got[at + i], n > 0 ? text[at + i] : '?');
            at += n > 0 ? n : bad;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_there_and_back),
        cmocka_unit_test(ill_formed_parts_have_their_length),
        cmocka_unit_test(repair_moves_nothing),
        cmocka_unit_test(what_comes_out_is_well_formed),
    };
    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}

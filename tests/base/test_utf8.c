/* UTF-8: every code point there and back, and every ill-formed start. */
#include "support/cmocka.h"

#include "base/utf8.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_there_and_back),
        cmocka_unit_test(ill_formed_parts_have_their_length),
    };
    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}

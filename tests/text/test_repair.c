/* Repair: maximal ill-formed parts become U+FFFD, everything else stays. */
#include "support/cmocka.h"

#include "text/tokens.h"

#define FFFD "\xef\xbf\xbd"

static void maximal_parts_are_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *text, *repaired;
    } cases[] = {
        {"", ""},
        {"nothing is wrong: é中\xf0\x9f\x98\x80", "nothing is wrong: é中\xf0\x9f\x98\x80"},
        {"\xff", FFFD},
        {"a\x80z", "a" FFFD "z"},
        {"cut \xe4\xb8", "cut " FFFD},
        {"cut \xf0\x9f\x98", "cut " FFFD},
        /* The Unicode Standard 15.0, tables 3-8 and the two before it. */
        {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", FFFD FFFD FFFD FFFD "A"},
        {"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A"},
        {"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[200];
        size_t len = rp_text_repair(cases[i].text, strlen(cases[i].text), got);
        assert_int_equal(len, strlen(cases[i].repaired));
        assert_memory_equal(got, cases[i].repaired, len);
    }
}

/* Random bytes: the result is well-formed, fits into the room promised, and is not repaired again. */
static void what_comes_out_is_well_formed(void **state)
{
    (void)state;
    enum { LEN = 40 };
    struct rp_tokens tokens;
    uint64_t x = 99;
    rp_tokens_init(&tokens);
    for (int round = 0; round < 50000; round++) {
        char text[LEN], got[3 * LEN], again[9 * LEN];
        for (int i = 0; i < LEN; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
            unsigned byte = (unsigned)(x >> 40) & 0xff;
            text[i] = (char)(x >> 60 < 6 ? 0x80 | (byte & 0x3f) : byte); /* many that may continue */
        }
        size_t len = rp_text_repair(text, LEN, got);
        assert_true(len <= sizeof got);
        assert_int_equal(rp_tokenise(&tokens, got, len, NULL), RP_OK);
        assert_int_equal(rp_text_repair(got, len, again), len);
        assert_memory_equal(got, again, len);
    }
    rp_tokens_done(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maximal_parts_are_replaced),
        cmocka_unit_test(what_comes_out_is_well_formed),
    };
    return cmocka_run_group_tests_name("text/repair", tests, NULL, NULL);
}

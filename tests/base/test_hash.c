/* Hashes against published values; mixing and little-endian reads. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "base/hash.h"

static void xxh3_is_the_published_one(void **state)
{
    (void)state;
    static const uint8_t nothing[16] = {0x99, 0xaa, 0x06, 0xd3, 0x01, 0x47, 0x98, 0xd8, 0x60, 0x01, 0xc3, 0x24, 0x46, 0x8d, 0x49, 0x7f};
    uint8_t hash[16];
    assert_true(rp_hash64("", 0, 0) == UINT64_C(0x2d06800538d394c2));
    rp_hash128("", 0, hash);
    assert_memory_equal(hash, nothing, 16);
}

static void the_seed_and_every_byte_count(void **state)
{
    (void)state;
    char text[300];
    uint8_t hash[16], other[16];
    memset(text, 'a', sizeof text);
    for (size_t len = 1; len <= sizeof text; len += 13) {
        uint64_t plain = rp_hash64(text, len, 0);
        rp_hash128(text, len, hash);
        assert_true(plain == rp_hash64(text, len, 0));
        assert_true(plain != rp_hash64(text, len, 1));
        assert_true(plain != rp_hash64(text, len - 1, 0));
        text[len - 1] = 'b';
        assert_true(plain != rp_hash64(text, len, 0));
        rp_hash128(text, len, other);
        assert_memory_not_equal(hash, other, 16);
        text[len - 1] = 'a';
    }
}

/* The published first outputs of splitmix64 for the seed 1234567. */
static void mixing_is_splitmix64(void **state)
{
    (void)state;
    static const uint64_t known[] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
                                     UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)};
    for (uint64_t i = 0; i < 5; i++)
        assert_true(rp_mix(1234567 + (i + 1) * RP_GOLDEN) == known[i]);
    assert_true(rp_mix(0) == 0);
}

static void reads_are_little_endian_and_unaligned(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0xff, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88};
    static const uint64_t want[] = {0,          0x01,         0x0201,         0x030201,        0x04030201,
                                    0x0504030201, 0x060504030201, 0x07060504030201, UINT64_C(0x8807060504030201)};
    for (unsigned n = 0; n <= 8; n++)
        assert_true(rp_read_le(bytes + 1, n) == want[n]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xxh3_is_the_published_one),
        cmocka_unit_test(the_seed_and_every_byte_count),
        cmocka_unit_test(mixing_is_splitmix64),
        cmocka_unit_test(reads_are_little_endian_and_unaligned),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}

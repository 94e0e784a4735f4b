/* Hashes against published values; mixing and little-endian reads. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "base/hash.h"
#include "support/failing.h"

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

static void pieces_give_the_hash_of_the_whole(void **state)
{
    (void)state;
    char text[5000];
    uint8_t whole[16], pieces[16];
    struct rp_hashing *hashing = rp_hashing_create();
    assert_non_null(hashing);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    for (size_t len = 0; len < sizeof text; len += 251) {
        for (size_t done = 0, n = 1; done < len; done += n, n = n * 3 % 701) {
            n = n < len - done ? n : len - done;
            rp_hashing_add(hashing, text + done, n);
        }
        rp_hashing_end(hashing, pieces);
        rp_hash128(text, len, whole);
        assert_memory_equal(pieces, whole, 16);
    }
    rp_hashing_free(hashing);
    rp_hashing_free(NULL);
}

static void hashing_survives_a_failing_allocation(void **state)
{
    (void)state;
    struct failing failing;
    failing_start(&failing, 1);
    assert_null(rp_hashing_create());
    failing_stop();
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
        cmocka_unit_test(pieces_give_the_hash_of_the_whole),
        cmocka_unit_test(hashing_survives_a_failing_allocation),
        cmocka_unit_test(mixing_is_splitmix64),
        cmocka_unit_test(reads_are_little_endian_and_unaligned),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}

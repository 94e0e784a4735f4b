/* The binary form: there and back, its layout, every refusal. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "reprint/fingerprint.h"

static struct rp_fingerprint made(uint32_t keys, uint32_t shingles)
{
    struct rp_fingerprint fingerprint = {.tokens = 0x01020304, .shingles = shingles, .simhash = UINT64_C(0x1122334455667788), .key_count = keys};
    for (int i = 0; i < 16; i++)
        fingerprint.exact[i] = (uint8_t)(0xa0 + i);
    for (int i = 0; i < RP_MINHASH_VALUES; i++)
        fingerprint.minhash[i] = (uint16_t)rp_mix((uint64_t)i + 1);
    for (uint32_t i = 0; i < keys; i++)
        fingerprint.keys[i] = (i + 1) * UINT64_C(0x0100000000000001);
    return fingerprint;
}

static void there_and_back(void **state)
{
    (void)state;
    for (uint32_t keys = 1; keys <= RP_KEYS_MAX; keys++) {
        struct rp_fingerprint fingerprint = made(keys, keys + keys % 3), back;
        uint8_t bytes[RP_FINGERPRINT_MAX_BYTES];
        size_t len = rp_fingerprint_encode(&fingerprint, bytes);
        assert_int_equal(len, 292 + 8 * keys);
        memset(&back, 0xaa, sizeof back);
        assert_int_equal(rp_fingerprint_decode(bytes, len, &back, NULL), RP_OK);
        assert_int_equal(back.tokens, fingerprint.tokens);
        assert_int_equal(back.shingles, fingerprint.shingles);
        assert_memory_equal(back.exact, fingerprint.exact, 16);
        assert_true(back.simhash == fingerprint.simhash);
        assert_memory_equal(back.minhash, fingerprint.minhash, sizeof back.minhash);
        assert_int_equal(back.key_count, keys);
        assert_memory_equal(back.keys, fingerprint.keys, sizeof back.keys); /* the rest are 0 */
    }
}

static void the_layout_is_that_of_the_page(void **state)
{
    (void)state;
    struct rp_fingerprint fingerprint = made(2, 0x0a0b0c0d);
    uint8_t bytes[RP_FINGERPRINT_MAX_BYTES];
    assert_int_equal(rp_fingerprint_encode(&fingerprint, bytes), 308);
    static const uint8_t head[] = {1, 0, 2, 0, 4, 3, 2, 1, 0x0d, 0x0c, 0x0b, 0x0a};
    static const uint8_t simhash[] = {0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
    static const uint8_t keys[] = {1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 2};
    assert_memory_equal(bytes, head, sizeof head);
    assert_memory_equal(bytes + 12, fingerprint.exact, 16);
    assert_memory_equal(bytes + 28, simhash, sizeof simhash);
    for (int i = 0; i < RP_MINHASH_VALUES; i++)
        assert_int_equal(bytes[36 + 2 * i] | bytes[37 + 2 * i] << 8, fingerprint.minhash[i]);
    assert_memory_equal(bytes + 292, keys, sizeof keys);
}

/* Decodes what must be refused: the words are in the message, and *ret is as before. */
static void refuse(const uint8_t *bytes, size_t len, uint64_t offset, const char *words)
{
    struct rp_fingerprint back, before;
    struct rp_error error;
    memset(&back, 0xaa, sizeof back);
    before = back;
    assert_int_equal(rp_fingerprint_decode(bytes, len, &back, &error), RP_DAMAGED);
    assert_int_equal(error.status, RP_DAMAGED);
    assert_true(error.offset == offset);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
    assert_memory_equal(&back, &before, sizeof back);
    assert_int_equal(rp_fingerprint_decode(bytes, len, &back, NULL), RP_DAMAGED);
}

static void every_fault_is_refused(void **state)
{
    (void)state;
    struct rp_fingerprint fingerprint = made(20, 20), back;
    uint8_t good[RP_FINGERPRINT_MAX_BYTES + 8] = {0}, bytes[sizeof good];
    size_t len = rp_fingerprint_encode(&fingerprint, good);
    static const struct {
        unsigned at;
        uint8_t value;
        uint64_t offset;
        const char *words;
    } cases[] = {
        {0, 0, UINT64_MAX, "version 0"},  {0, 2, UINT64_MAX, "version 2"},   {1, 1, 1, "second byte"},
        {2, 0, 2, "0 keys"},              {2, 97, 2, "97 keys"},             {3, 1, 2, "276 keys"},
        {2, 21, 2, "21 keys for 20"},     {8, 19, 2, "20 keys for 19"},      {2, 19, UINT64_MAX, "452 bytes"},
        {292 + 8 + 7, 0, 300, "key 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memcpy(bytes, good, sizeof bytes);
        bytes[cases[i].at] = cases[i].value;
        refuse(bytes, len, cases[i].offset, cases[i].words);
    }
    /* Equal keys, and a last one out of order. */
    memcpy(bytes, good, sizeof bytes);
    memcpy(bytes + 300, bytes + 292, 8);
    refuse(bytes, len, 300, "key 1");
    memcpy(bytes, good, sizeof bytes);
    memset(bytes + 292 + 8 * 19, 0, 8);
    refuse(bytes, len, 292 + 8 * 19, "key 19");
    /* Any other length. */
    for (size_t other = 0; other <= len + 8; other++)
        if (other != len)
            refuse(good, other, UINT64_MAX, other < 292 ? "too few" : "bytes where");
    refuse(NULL, 0, UINT64_MAX, "too few");
    assert_int_equal(rp_fingerprint_decode(good, len, &back, NULL), RP_OK);
}

/* Whatever the bytes: refused, or what comes out gives the same bytes again. */
static void random_bytes_do_no_harm(void **state)
{
    (void)state;
    struct rp_fingerprint fingerprint = made(40, 100), back;
    uint8_t good[RP_FINGERPRINT_MAX_BYTES], bytes[RP_FINGERPRINT_MAX_BYTES], again[RP_FINGERPRINT_MAX_BYTES];
    size_t len = rp_fingerprint_encode(&fingerprint, good), taken = 0;
    uint64_t x = 1;
    for (int round = 0; round < 100000; round++) {
        memcpy(bytes, good, len);
        for (int i = 0; i < 2; i++) {
            x = rp_mix(x + 1);
            bytes[(x >> 8) % (round % 2 ? 16 : len)] = (uint8_t)x;
        }
        if (rp_fingerprint_decode(bytes, len, &back, NULL) != RP_OK)
            continue;
        taken++;
        assert_int_equal(rp_fingerprint_encode(&back, again), len);
        assert_memory_equal(again, bytes, len);
    }
    assert_true(taken > 1000 && taken < 99000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(the_layout_is_that_of_the_page),
        cmocka_unit_test(every_fault_is_refused),
        cmocka_unit_test(random_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("sketch/encoding", tests, NULL, NULL);
}

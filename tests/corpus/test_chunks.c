/* Arrays that grow by chunks: what is in them stays, and where it is; without memory nothing changes; bytes are told beforehand. */
#include "support/cmocka.h"

#include "corpus/chunks.h"
#include "support/failing.h"

static void elements_stay_through_growth(void **state)
{
    (void)state;
    enum { COUNT = 3 * RP_CHUNK + 5 };
    struct rp_chunks chunks;
    uint64_t *kept = NULL;
    rp_chunks_init(&chunks, sizeof(uint64_t));
    assert_int_equal(rp_chunks_bytes(&chunks), 0);
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t bytes = rp_chunks_bytes(&chunks) + rp_chunks_growth(&chunks, i + 1);
        assert_int_equal(rp_chunks_reserve(&chunks, i + 1), RP_OK);
        assert_true(rp_chunks_bytes(&chunks) == bytes);
        *(uint64_t *)rp_chunks_at(&chunks, i) = i;
        if (i == RP_CHUNK)
            kept = rp_chunks_at(&chunks, i);
    }
    assert_ptr_equal(rp_chunks_at(&chunks, RP_CHUNK), kept);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(*(uint64_t *)rp_chunks_at(&chunks, i), i);
    rp_chunks_done(&chunks);
}

static void a_few_elements_take_little(void **state)
{
    (void)state;
    struct rp_chunks chunks;
    rp_chunks_init(&chunks, 64);
    assert_int_equal(rp_chunks_reserve(&chunks, 3), RP_OK);
    assert_true(rp_chunks_bytes(&chunks) < 2000);
    rp_chunks_done(&chunks);
}

static void many_at_once(void **state)
{
    (void)state;
    struct rp_chunks chunks;
    rp_chunks_init(&chunks, 4);
    uint64_t growth = rp_chunks_growth(&chunks, 10 * RP_CHUNK);
    assert_int_equal(rp_chunks_reserve(&chunks, 10 * RP_CHUNK), RP_OK);
    assert_true(rp_chunks_bytes(&chunks) == growth);
    assert_int_equal(chunks.cap, 10 * RP_CHUNK);
    rp_chunks_done(&chunks);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    struct rp_chunks chunks;
    struct failing failing;
    rp_chunks_init(&chunks, sizeof(uint32_t));
    for (size_t count = 1; count < 4 * RP_CHUNK; count = count * 2 + 1) {
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            failing_start(&failing, n);
            status = rp_chunks_reserve(&chunks, count);
            failing_stop();
            if (count > 1)
                assert_int_equal(*(uint32_t *)rp_chunks_at(&chunks, count / 2 - 1), count / 2 - 1);
        }
        for (size_t i = 0; i < count; i++)
            *(uint32_t *)rp_chunks_at(&chunks, i) = (uint32_t)i;
    }
    rp_chunks_done(&chunks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_stay_through_growth),
        cmocka_unit_test(a_few_elements_take_little),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests_name("corpus/chunks", tests, NULL, NULL);
}

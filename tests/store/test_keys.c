/* Tags as bytes: back as they were, in order, whatever they are; small; damage is an error and never a read beyond the end. */
#include "support/cmocka.h"

#include "store/keys.h"
#include "support/random.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static size_t check(const uint32_t *tags, size_t count)
{
    static char bytes[4 * RP_POSTINGS_OF_ONE + 16];
    uint32_t sorted[RP_POSTINGS_OF_ONE], found[RP_POSTINGS_OF_ONE];
    size_t found_count;
    struct rp_packing to = {.at = bytes};
    memcpy(sorted, tags, count * sizeof *tags);
    qsort(sorted, count, sizeof *sorted, by_value);
    rp_keys_pack(&to, tags, count);
    assert_true(to.size <= 4 * count + 16);
    assert_int_equal(rp_keys_unpack((struct rp_str){bytes, to.size}, found, &found_count), RP_OK);
    assert_int_equal(found_count, count);
    assert_memory_equal(found, sorted, count * sizeof *sorted);
    /* An exact copy, so that a read beyond it is seen by a sanitizer. */
    for (size_t size = 0; size < to.size; size++) {
        char *cut = malloc(size + 1);
        memcpy(cut, bytes, size);
        assert_int_equal(rp_keys_unpack((struct rp_str){cut, size}, found, &found_count), RP_DAMAGED);
        free(cut);
    }
    return to.size;
}

static void any_tags_come_back(void **state)
{
    (void)state;
    uint64_t random = 5;
    uint32_t tags[RP_POSTINGS_OF_ONE];
    for (size_t count = 0; count <= RP_POSTINGS_OF_ONE; count = count < 100 ? count + 1 : count + 231) {
        for (int kind = 0; kind < 4; kind++) {
            for (size_t i = 0; i < count; i++)
                tags[i] = kind == 0   ? (uint32_t)random_next(&random)
                          : kind == 1 ? UINT32_MAX - (uint32_t)(i % 3)
                          : kind == 2 ? (uint32_t)random_below(&random, 10)
                                      : (i % 2 == 0 ? 0 : UINT32_MAX);
            check(tags, count);
        }
    }
}

static void usual_keys_are_small(void **state)
{
    (void)state;
    uint64_t random = 7;
    uint32_t tags[65];
    size_t sum = 0;
    for (int i = 0; i < 200; i++) {
        for (size_t k = 0; k < 65; k++)
            tags[k] = (uint32_t)random_next(&random);
        sum += check(tags, 65);
    }
    assert_true(sum / 200 < 230);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_tags_come_back),
        cmocka_unit_test(usual_keys_are_small),
    };
    return cmocka_run_group_tests_name("store/keys", tests, NULL, NULL);
}

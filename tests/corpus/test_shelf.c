/* The shelf: what is put there is found through removal and compaction; no gap stays for long; without memory nothing changes. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "base/strings.h"
#include "corpus/shelf.h"
#include "support/failing.h"
#include "support/random.h"

#include <stdio.h>

enum { SLOTS = 3000, TEXT = 200 << 10 };

/* Who has what: the text of an article is `len` times the letter of its slot. */
struct owner {
    rp_shelf_ref places[SLOTS];
    size_t lens[SLOTS]; /* 0: not there */
    size_t moved;
};
static char text[TEXT];

static rp_shelf_ref place(void *context, uint32_t slot)
{
    const struct owner *owner = context;
    return owner->lens[slot] > 0 ? owner->places[slot] : UINT64_MAX;
}

static void move(void *context, uint32_t slot, rp_shelf_ref ref)
{
    struct owner *owner = context;
    owner->places[slot] = ref;
    owner->moved++;
}

static struct rp_article article_of(uint32_t slot, size_t len, char id[16])
{
    snprintf(id, 16, "%u", slot);
    memset(text, 'a' + (int)(slot % 26), len);
    return (struct rp_article){.id = rp_str_of(id), .text = {text, len}, .lang = rp_str_of("en"), .published = rp_str_of("2020-01-01"), .same_story_as = rp_str_of("0")};
}

static enum rp_status put(struct rp_shelf *shelf, struct owner *owner, uint32_t slot, size_t len)
{
    char id[16];
    struct rp_article article = article_of(slot, len, id);
    struct rp_outcome outcome = {0};
    struct rp_shelved shelved = rp_shelved_of(&article, &outcome, 0);
    size_t need = rp_shelf_need(&shelved);
    uint64_t bytes = rp_shelf_bytes(shelf) + rp_shelf_growth(shelf);
    enum rp_status status = rp_shelf_reserve(shelf, need);
    if (status != RP_OK)
        return status;
    owner->places[slot] = rp_shelf_put(shelf, slot, &shelved);
    owner->lens[slot] = len;
    assert_true(rp_shelf_bytes(shelf) <= bytes + need);
    return RP_OK;
}

static void drop(struct rp_shelf *shelf, struct owner *owner, uint32_t slot)
{
    rp_shelf_ref ref = owner->places[slot];
    owner->lens[slot] = 0;
    rp_shelf_drop(shelf, ref, &(struct rp_shelf_owner){owner, place, move});
}

static void assert_there(const struct rp_shelf *shelf, const struct owner *owner, uint32_t slot)
{
    char id[16];
    struct rp_article want = article_of(slot, owner->lens[slot], id), got = rp_shelf_article(shelf, owner->places[slot]);
    assert_true(rp_str_equal(got.id, want.id) && rp_str_equal(rp_shelf_id(shelf, owner->places[slot]), want.id));
    assert_true(rp_str_equal(got.text, want.text));
    assert_true(rp_str_equal(got.lang, want.lang) && rp_str_equal(got.published, want.published) &&
                rp_str_equal(got.same_story_as, want.same_story_as));
    assert_int_equal(got.url.len + got.title.len + got.source.len, 0);
}

static uint64_t live_bytes(const struct owner *owner)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < SLOTS; i++)
        sum += owner->lens[i];
    return sum;
}

static void random_operations(uint64_t seed)
{
    static struct owner owner;
    struct rp_shelf shelf;
    uint64_t random = seed;
    owner = (struct owner){0};
    rp_shelf_init(&shelf);
    for (int step = 0; step < 12000; step++) {
        uint32_t slot = (uint32_t)random_below(&random, SLOTS);
        bool fill = random_below(&random, 10) < (step / 3000 % 2 == 0 ? 8u : 2u);
        if (owner.lens[slot] > 0 && !fill)
            drop(&shelf, &owner, slot);
        else if (owner.lens[slot] == 0 && fill)
            assert_int_equal(put(&shelf, &owner, slot, 1 + random_below(&random, random_below(&random, 100) == 0 ? TEXT : 9000)), RP_OK);
        if (owner.lens[slot] > 0)
            assert_there(&shelf, &owner, slot);
        if (step % 3000 == 2999)
            for (uint32_t i = 0; i < SLOTS; i++)
                if (owner.lens[i] > 0)
                    assert_there(&shelf, &owner, i);
        assert_true(rp_shelf_bytes(&shelf) <= 2 * live_bytes(&owner) + (10 << 20));
    }
    assert_true(owner.moved > 100);
    for (uint32_t i = 0; i < SLOTS; i++)
        if (owner.lens[i] > 0)
            drop(&shelf, &owner, i);
    assert_int_equal(shelf.text_bytes, 0);
    assert_int_equal(shelf.bytes, 0);
    assert_int_equal(shelf.gaps, 0);
    rp_shelf_done(&shelf);
}

static void what_is_there_stays_through_removal(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++)
        random_operations(seed);
}

static void the_first_in_is_the_first_out(void **state)
{
    (void)state;
    static struct owner owner;
    struct rp_shelf shelf;
    rp_shelf_init(&shelf);
    for (int round = 0; round < 40; round++)
        for (uint32_t slot = 0; slot < SLOTS; slot++) {
            if (owner.lens[slot] > 0)
                drop(&shelf, &owner, slot);
            assert_int_equal(put(&shelf, &owner, slot, 3000), RP_OK);
        }
    assert_true(shelf.count < 10);
    assert_true(owner.moved < SLOTS);
    rp_shelf_done(&shelf);
}

static void without_memory_nothing_changes(void **state)
{
    (void)state;
    static struct owner owner;
    struct rp_shelf shelf;
    struct failing failing;
    rp_shelf_init(&shelf);
    size_t failures = 0;
    for (uint32_t slot = 0; slot < 500; slot++)
        for (size_t n = 1; owner.lens[slot] == 0; n++) {
            uint64_t bytes = rp_shelf_bytes(&shelf);
            failing_start(&failing, n);
            enum rp_status status = put(&shelf, &owner, slot, 9000);
            failing_stop();
            failures += status == RP_NO_MEMORY;
            assert_true(status == RP_OK || rp_shelf_bytes(&shelf) <= bytes + 1024); /* the list of segments may have grown */
        }
    assert_true(failures > 5);
    for (uint32_t slot = 0; slot < 500; slot++)
        assert_there(&shelf, &owner, slot);
    rp_shelf_done(&shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_stays_through_removal),
        cmocka_unit_test(the_first_in_is_the_first_out),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests_name("corpus/shelf", tests, NULL, NULL);
}

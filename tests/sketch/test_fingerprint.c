/* The public call: what it fills in, every error, every failing allocation. */
#include "support/cmocka.h"

#include "base/hash.h"
#include "reprint/limits.h"
#include "sketch/sketch.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdlib.h>

static struct rp_workspace *make(void)
{
    struct rp_workspace *workspace;
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    return workspace;
}

static void all_parts_are_filled_in(void **state)
{
    (void)state;
    struct rp_workspace *workspace = make();
    struct rp_fingerprint print;
    uint8_t exact[16];
    memset(&print, 0xaa, sizeof print);
    assert_int_equal(rp_fingerprint(workspace, "Don't STOP, don't stop!", 23, &print, NULL), RP_OK);
    assert_int_equal(print.tokens, 4);
    assert_int_equal(print.shingles, 1);
    rp_hash128("dont stop dont stop", 19, exact);
    assert_memory_equal(print.exact, exact, 16);
    assert_true(print.simhash == rp_simhash(workspace->tokens.hash, 4));
    assert_int_equal(print.key_count, 1);
    assert_true(print.keys[0] == workspace->shingles.distinct[0]);
    for (int i = 1; i < RP_KEYS_MAX; i++)
        assert_true(print.keys[i] == 0);
    rp_workspace_free(workspace);
    rp_workspace_free(NULL);
}

/* A workspace has no memory of the texts before. */
static void a_used_workspace_gives_the_same(void **state)
{
    (void)state;
    static char texts[3][60000];
    struct rp_workspace *used = make();
    for (int round = 0; round < 6; round++) {
        char *text = texts[round % 3];
        struct rp_workspace *fresh = make();
        struct rp_fingerprint a, b;
        if (text[0] == 0)
            words_append(text, sizeof texts[0], (uint64_t)round + 1, (int[]){5000, 3, 100}[round % 3]);
        memset(&a, 0, sizeof a);
        memset(&b, 0, sizeof b);
        assert_int_equal(rp_fingerprint(used, text, strlen(text), &a, NULL), RP_OK);
        assert_int_equal(rp_fingerprint(fresh, text, strlen(text), &b, NULL), RP_OK);
        assert_memory_equal(a.exact, b.exact, 16);
        assert_memory_equal(a.minhash, b.minhash, sizeof a.minhash);
        assert_memory_equal(a.keys, b.keys, sizeof a.keys);
        assert_true(a.simhash == b.simhash && a.tokens == b.tokens && a.shingles == b.shingles && a.key_count == b.key_count);
        assert_int_equal(rp_fingerprint(used, "\xff", 1, &a, NULL), RP_INVALID_UTF8);
        rp_workspace_free(fresh);
    }
    rp_workspace_free(used);
}

static void every_error_is_given(void **state)
{
    (void)state;
    struct rp_workspace *workspace = make();
    struct rp_fingerprint print, before;
    struct rp_error error;
    char *text = malloc(RP_LIMIT_TEXT + 1);
    assert_non_null(text);
    memset(text, 'a', RP_LIMIT_TEXT + 1);
    memset(&print, 0xaa, sizeof print);
    before = print;
    assert_int_equal(rp_fingerprint(workspace, "ab \xe4\xb8", 5, &print, &error), RP_INVALID_UTF8);
    assert_int_equal(error.offset, 3);
    assert_int_equal(rp_fingerprint(workspace, "", 0, &print, &error), RP_EMPTY_TEXT);
    assert_int_equal(error.status, RP_EMPTY_TEXT);
    assert_true(error.offset == UINT64_MAX);
    assert_int_equal(rp_fingerprint(workspace, NULL, 0, &print, &error), RP_EMPTY_TEXT);
    assert_int_equal(rp_fingerprint(workspace, "?! ... \xcc\x81", 9, &print, &error), RP_EMPTY_TEXT);
    assert_int_equal(rp_fingerprint(workspace, text, RP_LIMIT_TEXT + 1, &print, &error), RP_LIMIT);
    assert_int_equal(error.status, RP_LIMIT);
    assert_int_equal(rp_fingerprint(workspace, text, RP_LIMIT_TEXT + 1, &print, NULL), RP_LIMIT);
    assert_memory_equal(&print, &before, sizeof print);
    assert_int_equal(rp_fingerprint(workspace, text, RP_LIMIT_TEXT, &print, &error), RP_OK);
    assert_int_equal(print.tokens, 1);
    free(text);
    rp_workspace_free(workspace);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static char text[60000];
    struct failing failing;
    struct rp_workspace *workspace;
    struct rp_fingerprint want, got;
    text[0] = 0;
    words_append(text, sizeof text, 9, 5000);
    failing_start(&failing, 1);
    assert_int_equal(rp_workspace_create(&workspace), RP_NO_MEMORY);
    failing_stop();
    workspace = make();
    assert_int_equal(rp_fingerprint(workspace, text, strlen(text), &want, NULL), RP_OK);
    rp_workspace_free(workspace);
    size_t failures = 0;
    enum rp_status status = RP_NO_MEMORY;
    for (size_t n = 1; status != RP_OK; n++) {
        struct rp_error error = {0};
        workspace = make();
        failing_start(&failing, n);
        status = rp_fingerprint(workspace, text, strlen(text), &got, &error);
        failing_stop();
        if (status != RP_OK) {
            failures++;
            assert_int_equal(status, RP_NO_MEMORY);
            assert_int_equal(error.status, RP_NO_MEMORY);
            assert_int_equal(rp_fingerprint(workspace, text, strlen(text), &got, &error), RP_OK);
        }
        assert_memory_equal(got.exact, want.exact, 16);
        assert_memory_equal(got.minhash, want.minhash, sizeof want.minhash);
        assert_memory_equal(got.keys, want.keys, sizeof want.keys);
        rp_workspace_free(workspace);
    }
    assert_true(failures > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_parts_are_filled_in),
        cmocka_unit_test(a_used_workspace_gives_the_same),
        cmocka_unit_test(every_error_is_given),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("sketch/fingerprint", tests, NULL, NULL);
}

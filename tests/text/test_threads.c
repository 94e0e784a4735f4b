/* Many threads at once: the table of short forms fills itself under them, and each gets the tokens that one thread alone gets. */
#include "support/cmocka.h"

#include "text/shingles.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 8, ROUNDS = 20 };

/* All scripts, so that every page of the table is met for the first time by many. */
static char *all_scripts(size_t *ret_len)
{
    char *text = malloc(0x10000 * 4);
    size_t len = 0;
    assert_non_null(text);
    for (unsigned code = 0x80; code < 0x10000; code += 7) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        if (code < 0x800) {
            text[len++] = (char)(0xc0 | code >> 6);
        } else {
            text[len++] = (char)(0xe0 | code >> 12);
            text[len++] = (char)(0x80 | (code >> 6 & 0x3f));
        }
        text[len++] = (char)(0x80 | (code & 0x3f));
        text[len++] = code % 5 == 0 ? ' ' : 'x';
    }
    *ret_len = len;
    return text;
}

struct work {
    const char *text;
    size_t len;
    uint64_t sum;
    int failed;
};

static void *work(void *context)
{
    struct work *work = context;
    struct rp_tokens tokens;
    struct rp_shingles shingles;
    rp_tokens_init(&tokens);
    rp_shingles_init(&shingles);
    for (int round = 0; round < ROUNDS; round++) {
        work->failed |= rp_tokenise(&tokens, work->text, work->len, NULL) != RP_OK || rp_shingle(&shingles, &tokens) != RP_OK;
        for (size_t i = 0; i < shingles.count; i++)
            work->sum = work->sum * 31 + shingles.hash[i];
    }
    rp_tokens_done(&tokens);
    rp_shingles_done(&shingles);
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct work works[THREADS + 1];
    pthread_t threads[THREADS];
    size_t len;
    char *text = all_scripts(&len);
    for (int i = 0; i <= THREADS; i++)
        works[i] = (struct work){.text = text, .len = len};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &works[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    work(&works[THREADS]);
    for (int i = 0; i <= THREADS; i++) {
        assert_int_equal(works[i].failed, 0);
        assert_true(works[i].sum == works[THREADS].sum);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests_name("text/threads", tests, NULL, NULL);
}

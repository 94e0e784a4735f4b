/* Every allocation of every operation fails once: the call says so, nothing is leaked, and the corpus is what it was before the call. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "reprint/corpus.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>

enum kind { ADD, REPLACE, CHECK, REMOVE };

struct step {
    enum kind kind;
    const char *id, *source;
    uint64_t seed, other_seed, tail_seed;
};

/* Unique articles, copies, a revision that stays in its story and one that leaves it, removals with and without an heir; two stories that a third text
 * makes one, as a new article and as a revision. */
static const struct step steps[] = {
    {ADD, "a", "one.example", 1, 2, 0},        {ADD, "b", "two.example", 1, 3, 0},        {CHECK, "c", "new.example", 1, 5, 0},
    {ADD, "c", "one.example", 4, 5, 0},        {ADD, "d", "", 1, 2, 0},                   {REPLACE, "a", "one.example", 1, 6, 0},
    {REMOVE, "b", "", 0, 0, 0},                {CHECK, "", "one.example", 4, 9, 0},       {ADD, "e", "three.example", 4, 5, 0},
    {REMOVE, "c", "", 0, 0, 0},                {REPLACE, "e", "four.example", 7, 8, 0},   {ADD, "b", "one.example", 7, 8, 0},
    {ADD, "f", "five.example", 20, 21, 22},    {ADD, "g", "six.example", 20, 23, 24},     {CHECK, "h", "new.example", 20, 21, 0},
    {ADD, "h", "new.example", 20, 21, 0},      {ADD, "i", "five.example", 30, 31, 32},    {ADD, "j", "six.example", 30, 33, 34},
    {REPLACE, "i", "five.example", 30, 33, 0}, {REMOVE, "h", "", 0, 0, 0},                {REMOVE, "f", "", 0, 0, 0},
};
enum { STEPS = sizeof steps / sizeof *steps };

static enum rp_status run(struct rp_corpus *corpus, const struct step *step, struct rp_answer **ret)
{
    char text[8192];
    struct rp_error error = {0};
    enum rp_status status;
    *ret = NULL;
    snprintf(text, sizeof text, "Title %s %d\n", step->id, (int)step->other_seed);
    words_append(text, sizeof text, step->seed, 150);
    words_append(text, sizeof text, step->other_seed, 100);
    if (step->tail_seed != 0)
        words_append(text, sizeof text, step->tail_seed, 400);
    struct rp_article article = {.id = rp_str_of(step->id), .text = rp_str_of(text), .source = rp_str_of(step->source)};
    if (step->kind == REMOVE)
        status = rp_corpus_remove(corpus, rp_str_of(step->id), &error);
    else if (step->kind == CHECK)
        status = rp_corpus_check(corpus, &article, ret, &error);
    else
        status = rp_corpus_add(corpus, &article, 0, step->kind == REPLACE ? RP_ADD_REPLACE : 0, ret, &error);
    assert_int_equal(error.status, status);
    assert_true(status == RP_OK || *ret == NULL);
    return status;
}

static void assert_same(const struct rp_answer *a, const struct rp_answer *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a == NULL)
        return;
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->story, b->story);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->match_count, b->match_count);
    for (size_t i = 0; i < a->match_count; i++) {
        assert_int_equal(a->matches[i].seq, b->matches[i].seq);
        assert_int_equal(a->matches[i].verdict, b->matches[i].verdict);
        assert_true(a->matches[i].containment_of_new == b->matches[i].containment_of_new);
        assert_true(a->matches[i].containment_of_old == b->matches[i].containment_of_old);
        assert_int_equal(a->matches[i].passage_count, b->matches[i].passage_count);
    }
    assert_true(rp_str_equal(a->original, b->original));
    assert_int_equal(a->original_reason, b->original_reason);
}

/* All that can be asked of the two; but for the room that was made, and the work that was done before the failure. */
static void assert_same_corpora(struct rp_corpus *a, struct rp_corpus *b)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    struct rp_corpus_stats x, y;
    rp_corpus_stats(a, &x);
    rp_corpus_stats(b, &y);
    x.index_bytes = y.index_bytes = x.candidates = y.candidates = x.verified = y.verified = x.read_again = y.read_again = 0;
    assert_memory_equal(&x, &y, sizeof x);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct rp_answer *left = NULL, *right = NULL;
        struct rp_article old, new;
        assert_int_equal(rp_corpus_get(a, rp_str_of(ids[i]), &left, NULL), rp_corpus_get(b, rp_str_of(ids[i]), &right, NULL));
        assert_same(left, right);
        if (left != NULL) {
            assert_int_equal(rp_corpus_article(a, rp_str_of(ids[i]), &old, NULL), RP_OK);
            assert_int_equal(rp_corpus_article(b, rp_str_of(ids[i]), &new, NULL), RP_OK);
            assert_true(rp_str_equal(old.text, new.text));
        }
        rp_answer_free(left);
        rp_answer_free(right);
    }
}

static struct rp_corpus *create_through_failures(size_t *failures)
{
    struct rp_corpus *corpus = NULL;
    for (size_t n = 1;; n++) {
        struct failing failing;
        failing_start(&failing, n);
        enum rp_status status = rp_corpus_create(NULL, &corpus);
        failing_stop();
        if (status == RP_OK)
            return corpus;
        assert_int_equal(status, RP_NO_MEMORY);
        ++*failures;
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct rp_corpus *calm, *swept;
    size_t failures = 0;
    assert_int_equal(rp_corpus_create(NULL, &calm), RP_OK);
    swept = create_through_failures(&failures);
    for (int i = 0; i < STEPS; i++) {
        struct rp_answer *want, *got;
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            struct failing failing;
            failing_start(&failing, n);
            status = run(swept, &steps[i], &got);
            failing_stop();
            if (status != RP_OK) {
                assert_int_equal(status, RP_NO_MEMORY);
                assert_same_corpora(calm, swept); /* the calm one has not made the step */
                failures++;
            }
        }
        assert_int_equal(run(calm, &steps[i], &want), RP_OK);
        assert_same(want, got);
        assert_same_corpora(calm, swept);
        rp_answer_free(want);
        rp_answer_free(got);
    }
    assert_true(failures > 60);
    struct rp_corpus_stats stats;
    rp_corpus_stats(calm, &stats);
    assert_int_equal(stats.articles - stats.stories, 3); /* a and d, e and b, i and j */
    rp_corpus_free(calm);
    rp_corpus_free(swept);
}

/* The same operation in a corpus of its own for each allocation, so that what failed before has made no room for it. */
static void every_allocation_of_a_first_try_may_fail(void **state)
{
    (void)state;
    for (int i = 0; i < STEPS; i++) {
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            struct rp_corpus *calm, *swept;
            struct rp_answer *answer, *want;
            struct failing failing;
            assert_int_equal(rp_corpus_create(NULL, &calm), RP_OK);
            assert_int_equal(rp_corpus_create(NULL, &swept), RP_OK);
            for (int k = 0; k < i; k++) {
                assert_int_equal(run(calm, &steps[k], &answer), RP_OK);
                rp_answer_free(answer);
                assert_int_equal(run(swept, &steps[k], &answer), RP_OK);
                rp_answer_free(answer);
            }
            failing_start(&failing, n);
            status = run(swept, &steps[i], &answer);
            failing_stop();
            if (status != RP_OK)
                assert_same_corpora(calm, swept);
            if (status != RP_OK)
                assert_int_equal(run(swept, &steps[i], &answer), RP_OK);
            assert_int_equal(run(calm, &steps[i], &want), RP_OK);
            assert_same(want, answer);
            assert_same_corpora(calm, swept);
            rp_answer_free(answer);
            rp_answer_free(want);
            rp_corpus_free(calm);
            rp_corpus_free(swept);
        }
    }
}

static void questions_may_fail(void **state)
{
    (void)state;
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    struct rp_story *story;
    struct rp_error error;
    struct failing failing;
    assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
    assert_int_equal(run(corpus, &steps[0], &answer), RP_OK);
    rp_answer_free(answer);
    failing_start(&failing, 1);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("a"), &answer, &error), RP_NO_MEMORY);
    assert_int_equal(error.status, RP_NO_MEMORY);
    failing_start(&failing, 1);
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("a"), &story, &error), RP_NO_MEMORY);
    assert_int_equal(error.status, RP_NO_MEMORY);
    failing_stop();
    rp_corpus_free(corpus);
}

/* Expiry that fails has forgotten the first of those it was to forget, and goes on when it is called again. */
static void expiry_goes_on_after_a_failure(void **state)
{
    (void)state;
    enum { OLD = 5 };
    static const char *const ids[] = {"a", "b", "c", "d", "e"};
    size_t failures = 0, some = 0;
    uint64_t removed = 0;
    for (size_t n = 1; removed != OLD; n++) {
        struct rp_corpus *corpus;
        struct rp_answer *answer;
        struct failing failing;
        assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
        for (int i = 0; i < OLD; i++) { /* longer and longer, so that each needs more room to be read again */
            static char text[100000];
            text[0] = 0;
            words_append(text, sizeof text, (uint64_t)i + 1, 1200 * (i + 1));
            struct rp_article article = {.id = rp_str_of(ids[i]), .text = rp_str_of(text)};
            assert_int_equal(rp_corpus_add(corpus, &article, 0, 0, &answer, NULL), RP_OK);
            rp_answer_free(answer);
        }
        failing_start(&failing, n);
        enum rp_status status = rp_corpus_expire(corpus, 1, UINT64_MAX, &removed, NULL);
        failing_stop();
        failures += status != RP_OK;
        some += status != RP_OK && removed > 0;
        assert_int_equal(status, removed == OLD ? RP_OK : RP_NO_MEMORY);
        for (uint64_t i = 0; i < OLD; i++) {
            struct rp_article article;
            assert_int_equal(rp_corpus_article(corpus, rp_str_of(ids[i]), &article, NULL), i < removed ? RP_NOT_FOUND : RP_OK);
        }
        uint64_t rest;
        assert_int_equal(rp_corpus_expire(corpus, 1, UINT64_MAX, &rest, NULL), RP_OK);
        assert_int_equal(removed + rest, OLD);
        struct rp_corpus_stats stats;
        rp_corpus_stats(corpus, &stats);
        assert_int_equal(stats.articles + stats.stories + stats.postings + stats.indexed, 0);
        rp_corpus_free(corpus);
    }
    assert_true(failures > 10 && some > 5 && some < failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_allocation_of_a_first_try_may_fail),
        cmocka_unit_test(questions_may_fail),
        cmocka_unit_test(expiry_goes_on_after_a_failure),
    };
    return cmocka_run_group_tests_name("corpus/sweep", tests, NULL, NULL);
}

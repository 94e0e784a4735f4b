/* Every allocation of every operation fails once: the call says so, nothing is leaked, and the corpus goes on as if the call had not been made. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "reprint/corpus.h"
#include "support/failing.h"
#include "support/words.h"

#include <stdio.h>

struct step {
    const char *id, *source;
    uint64_t seed, other_seed;
    unsigned flags;
    bool remove;
};

static const struct step steps[] = {
    {"a", "one.example", 1, 2, 0, false},  {"b", "two.example", 1, 3, 0, false}, {"c", "one.example", 4, 5, 0, false},
    {"d", "", 1, 2, 0, false},             {"a", "one.example", 1, 6, RP_ADD_REPLACE, false},
    {"b", "", 0, 0, 0, true},              {"e", "three.example", 4, 5, 0, false}, {"c", "", 0, 0, 0, true},
};
enum { STEPS = sizeof steps / sizeof *steps };

static enum rp_status run(struct rp_corpus *corpus, const struct step *step, struct rp_answer **ret)
{
    char text[8192];
    *ret = NULL;
    if (step->remove)
        return rp_corpus_remove(corpus, rp_str_of(step->id), NULL);
    snprintf(text, sizeof text, "Title %s %d\n", step->id, (int)step->other_seed);
    words_append(text, sizeof text, step->seed, 150);
    words_append(text, sizeof text, step->other_seed, 100);
    struct rp_article article = {.id = rp_str_of(step->id), .text = rp_str_of(text), .source = rp_str_of(step->source)};
    return rp_corpus_add(corpus, &article, 0, step->flags, ret, NULL);
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
    assert_true(rp_str_equal(a->original, b->original));
    assert_int_equal(a->original_reason, b->original_reason);
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
        assert_int_equal(run(calm, &steps[i], &want), RP_OK);
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            struct failing failing;
            failing_start(&failing, n);
            status = run(swept, &steps[i], &got);
            failing_stop();
            assert_true(status == RP_OK || status == RP_NO_MEMORY);
            failures += status != RP_OK;
        }
        assert_same(want, got);
        rp_answer_free(want);
        rp_answer_free(got);
    }
    struct rp_corpus_stats a, b;
    rp_corpus_stats(calm, &a);
    rp_corpus_stats(swept, &b);
    assert_int_equal(a.articles, b.articles);
    assert_int_equal(a.stories, b.stories);
    assert_int_equal(a.postings, b.postings);
    assert_int_equal(a.last_seq, b.last_seq);
    assert_true(failures > 40);
    rp_corpus_free(calm);
    rp_corpus_free(swept);
}

static void questions_and_expiry_may_fail(void **state)
{
    (void)state;
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_create(NULL, &corpus), RP_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(run(corpus, &steps[i], &answer), RP_OK);
        rp_answer_free(answer);
    }
    struct failing failing;
    struct rp_story *story;
    uint64_t removed;
    failing_start(&failing, 1);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("a"), &answer, NULL), RP_NO_MEMORY);
    failing_start(&failing, 1);
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("a"), &story, NULL), RP_NO_MEMORY);
    failing_start(&failing, 1);
    assert_int_equal(rp_corpus_expire(corpus, 1, &removed), RP_NO_MEMORY);
    failing_stop();
    assert_int_equal(rp_corpus_expire(corpus, 1, &removed), RP_OK);
    assert_int_equal(removed, 3);
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(questions_and_expiry_may_fail),
    };
    return cmocka_run_group_tests_name("corpus/sweep", tests, NULL, NULL);
}

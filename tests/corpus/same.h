/* Two corpora that were given the same say the same; and random articles of a few ids, of which many share some text and some share all. */
#ifndef TESTS_CORPUS_SAME_H
#define TESTS_CORPUS_SAME_H

#include "corpus/kept.h"
#include "corpus/made.h"
#include "support/random.h"

enum { SAME_IDS = 60, SAME_BLOCKS = 14 };

static inline size_t pack_answer(const struct rp_answer *answer, char *ret)
{
    struct rp_packing to = {.at = ret};
    struct rp_outcome outcome = {.matches = answer->matches, .match_count = answer->match_count, .attributions = answer->attributions,
                                 .attribution_count = answer->attribution_count, .dropped = answer->dropped};
    rp_pack_str(&to, answer->id);
    rp_pack_number(&to, answer->seq);
    rp_pack_number(&to, answer->story);
    rp_pack_number(&to, (uint64_t)answer->verdict);
    rp_pack_number(&to, (uint64_t)answer->original_reason);
    rp_pack_str(&to, answer->original);
    rp_pack_str(&to, answer->former_original);
    for (size_t i = 0; i < answer->merged_count; i++)
        rp_pack_number(&to, answer->merged[i]);
    rp_kept_put(&to, &outcome);
    return to.size;
}

static inline void assert_same_answer(const struct rp_answer *a, const struct rp_answer *b)
{
    static char of_a[1 << 18], of_b[1 << 18];
    size_t size = pack_answer(a, of_a);
    assert_int_equal(pack_answer(b, of_b), size);
    assert_memory_equal(of_a, of_b, size);
}

static inline void assert_same_of(struct rp_corpus *a, struct rp_corpus *b, struct rp_str id)
{
    struct rp_answer *of_a, *of_b;
    struct rp_story *story_a, *story_b;
    enum rp_status status = rp_corpus_get(a, id, &of_a, NULL);
    assert_int_equal(rp_corpus_get(b, id, &of_b, NULL), status);
    if (status != RP_OK)
        return;
    assert_same_answer(of_a, of_b);
    assert_int_equal(rp_corpus_story(a, id, &story_a, NULL), RP_OK);
    assert_int_equal(rp_corpus_story(b, id, &story_b, NULL), RP_OK);
    assert_int_equal(story_a->total, story_b->total);
    assert_int_equal(story_a->original_reason, story_b->original_reason);
    for (size_t i = 0; i < story_a->member_count; i++) {
        assert_true(rp_str_equal(story_a->members[i].id, story_b->members[i].id));
        assert_int_equal(story_a->members[i].verdict, story_b->members[i].verdict);
    }
    rp_story_free(story_a);
    rp_story_free(story_b);
    rp_answer_free(of_a);
    rp_answer_free(of_b);
}

static inline void assert_same_stats(const struct rp_corpus *a, const struct rp_corpus *b)
{
    struct rp_corpus_stats of_a, of_b;
    rp_corpus_stats(a, &of_a);
    rp_corpus_stats(b, &of_b);
    of_a.index_bytes = of_b.index_bytes = 0; /* where articles lie takes room of its own */
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
}

static inline struct rp_article *random_article(struct made *made_, uint64_t *random)
{
    uint64_t seeds[6] = {0};
    static char source[32];
    char id[16];
    size_t count = 1 + random_below(random, 5);
    for (size_t i = 0; i < count; i++)
        seeds[i] = 1 + random_below(random, SAME_BLOCKS);
    snprintf(id, sizeof id, "%d", (int)random_below(random, SAME_IDS));
    snprintf(source, sizeof source, "s%d.example", (int)random_below(random, 9));
    struct rp_article *article = made(made_, id, source, seeds);
    if (random_below(random, 4) == 0)
        strcat(made_->text, ". The paper informs citing Sputnik.");
    if (random_below(random, 4) == 0)
        strcat(made_->text, ". As s3.example said, this is so.");
    article->text = rp_str_of(made_->text);
    if (random_below(random, 8) == 0) {
        snprintf(made_->as, sizeof made_->as, "%d", (int)random_below(random, SAME_IDS));
        article->same_story_as = rp_str_of(made_->as);
    }
    return article;
}

static inline void assert_same_all(struct rp_corpus *a, struct rp_corpus *b)
{
    for (int i = 0; i < SAME_IDS; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        assert_same_of(a, b, rp_str_of(id));
    }
    assert_same_stats(a, b);
}

#endif

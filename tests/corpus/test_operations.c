/* Whatever is added, replaced, removed and expired: each article is in one story, whose members are in order and whose original is one of them; and
 * nothing is left of what was learnt from those that are gone. */
#include "support/cmocka.h"

#include "corpus/engine.h"
#include "same.h"

enum { STEPS = 3000 };

/* The seq of the article's answer, 0 when there is none; its story. */
static uint64_t look(struct rp_corpus *corpus, int number, uint64_t *ret_story)
{
    char id[16];
    struct rp_answer *answer;
    snprintf(id, sizeof id, "%d", number);
    if (rp_corpus_get(corpus, rp_str_of(id), &answer, NULL) != RP_OK)
        return 0;
    uint64_t seq = answer->seq;
    *ret_story = answer->story;
    rp_answer_free(answer);
    return seq;
}

static void check_story(struct rp_corpus *corpus, int number, const uint64_t seqs[], const uint64_t stories[])
{
    char id[16];
    struct rp_story *story;
    size_t members = 0, originals = 0;
    uint64_t last = 0;
    snprintf(id, sizeof id, "%d", number);
    assert_int_equal(rp_corpus_story(corpus, rp_str_of(id), &story, NULL), RP_OK);
    assert_int_equal(story->story, stories[number]);
    assert_int_equal(story->member_count, story->total);
    for (int i = 0; i < SAME_IDS; i++)
        members += seqs[i] > 0 && stories[i] == stories[number];
    assert_int_equal(story->total, members);
    for (size_t i = 0; i < story->member_count; i++) {
        int member = 0;
        for (size_t k = 0; k < story->members[i].id.len; k++)
            member = member * 10 + story->members[i].id.data[k] - '0';
        assert_int_equal(story->members[i].seq, seqs[member]);
        assert_int_equal(stories[member], stories[number]);
        assert_true(story->members[i].seq > last);
        last = story->members[i].seq;
        originals += rp_str_equal(story->members[i].id, story->original);
    }
    assert_int_equal(originals, 1);
    rp_story_free(story);
}

static void check_all(struct rp_corpus *corpus)
{
    uint64_t seqs[SAME_IDS], stories[SAME_IDS] = {0};
    struct rp_corpus_stats stats;
    size_t articles = 0, distinct = 0;
    for (int i = 0; i < SAME_IDS; i++) {
        bool known = false;
        seqs[i] = look(corpus, i, &stories[i]);
        for (int k = 0; k < i; k++)
            known = known || (seqs[k] > 0 && stories[k] == stories[i]);
        articles += seqs[i] > 0;
        distinct += seqs[i] > 0 && !known;
    }
    for (int i = 0; i < SAME_IDS; i++)
        if (seqs[i] > 0)
            check_story(corpus, i, seqs, stories);
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.articles, articles);
    assert_int_equal(stats.stories, distinct);
    assert_in_range(stats.indexed, distinct, articles); /* each story can be found */
}

static void expect_nothing_left(const struct rp_corpus *corpus)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.articles + stats.stories + stats.indexed + stats.postings + stats.sources, 0);
    assert_int_equal(corpus->common.counted, 0);
    for (size_t i = 0; i < RP_PAIR_NUMBERS; i++)
        assert_int_equal(corpus->common.articles[i], 0);
}

static void stories_stay_whole(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    uint64_t random = 11, removed, merged = 0, moved = 0, alone = 0;
    for (int step = 0; step < STEPS; step++) {
        struct made m;
        struct rp_answer *answer;
        struct rp_article *article = random_article(&m, &random);
        uint64_t kind = random_below(&random, 100);
        if (kind < 25) {
            rp_corpus_remove(corpus, article->id, NULL);
        } else if (kind < 27) {
            assert_int_equal(rp_corpus_expire(corpus, step - 100, UINT64_MAX, &removed, NULL), RP_OK);
        } else {
            assert_int_equal(rp_corpus_add(corpus, article, step, RP_ADD_REPLACE, &answer, NULL), RP_OK);
            merged += answer->merged_count;
            moved += answer->former_original.len > 0;
            alone += rp_verdict_joins(answer->verdict) && answer->story == answer->seq; /* copies of a part that found a story */
            for (size_t i = 0; i < answer->merged_count; i++)
                assert_true(answer->merged[i] > answer->story);
            assert_false(rp_str_equal(answer->former_original, answer->original));
            rp_answer_free(answer);
        }
        check_all(corpus);
    }
    assert_true(merged > 50 && moved > 50 && alone > 50);
    assert_int_equal(rp_corpus_expire(corpus, STEPS, UINT64_MAX, &removed, NULL), RP_OK);
    expect_nothing_left(corpus);
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stories_stay_whole),
    };
    return cmocka_run_group_tests_name("corpus/operations", tests, NULL, NULL);
}

/* Articles that say themselves which story they are in (same_story_as). */
#include "support/cmocka.h"

#include "corpus/engine.h"
#include "same.h"

#include <stdlib.h>

/* As `made`, of a source that is called like it. */
static struct rp_article *made_as(struct made *m, const char *id, const uint64_t *seeds, const char *as)
{
    struct rp_article *article = made(m, id, "", seeds);
    article->source = article->id;
    article->same_story_as = rp_str_of(as);
    return article;
}

static struct rp_answer *add_as(struct rp_corpus *corpus, const char *id, const uint64_t *seeds, const char *as)
{
    struct made m;
    struct rp_answer *answer, *asked;
    struct rp_article *article = made_as(&m, id, seeds, as);
    bool known = rp_corpus_get(corpus, article->id, &asked, NULL) == RP_OK;
    if (!known)
        assert_int_equal(rp_corpus_check(corpus, article, &asked, NULL), RP_OK);
    assert_int_equal(rp_corpus_add(corpus, article, 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    /* Asked before, the answer was the same. */
    assert_true(known || asked->story == (answer->story == answer->seq ? 0 : answer->story));
    assert_true(known || rp_str_equal(asked->original, answer->original));
    assert_true(known || (asked->verdict == answer->verdict && asked->merged_count == answer->merged_count));
    rp_answer_free(asked);
    return answer;
}

/* What the answer says of the story, the verdict, how many matches there are, and how many stories have become one. */
static void expect(struct rp_answer *answer, uint64_t story, enum rp_verdict verdict, size_t matches, size_t merged)
{
    assert_int_equal(answer->story, story);
    assert_int_equal(answer->verdict, verdict);
    assert_int_equal(answer->match_count, matches);
    assert_int_equal(answer->merged_count, merged);
    rp_answer_free(answer);
}

static uint64_t story_of(struct rp_corpus *corpus, const char *id)
{
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_get(corpus, rp_str_of(id), &answer, NULL), RP_OK);
    uint64_t story = answer->story;
    rp_answer_free(answer);
    return story;
}

static uint64_t count_indexed(const struct rp_corpus *corpus)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    return stats.indexed;
}

static void its_own_id_is_a_story_of_its_own(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    expect(add_as(corpus, "a", SEEDS(1, 2), ""), 1, RP_VERDICT_UNIQUE, 0, 0);
    expect(add_as(corpus, "b", SEEDS(1, 2), "b"), 2, RP_VERDICT_IDENTICAL, 1, 0);
    assert_int_equal(count_indexed(corpus), 2);
    /* What comes then is judged as ever. */
    expect(add_as(corpus, "c", SEEDS(1, 2), ""), 1, RP_VERDICT_IDENTICAL, 2, 1);
    assert_int_equal(story_of(corpus, "b"), 1);
    rp_corpus_free(corpus);
}

static void the_id_of_another_is_its_story_whatever_the_texts(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    expect(add_as(corpus, "a", SEEDS(1, 2), ""), 1, RP_VERDICT_UNIQUE, 0, 0);
    struct rp_answer *answer = add_as(corpus, "b", SEEDS(3, 4), "a");
    assert_str(answer->original, "a");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_SEEN);
    expect(answer, 1, RP_VERDICT_UNIQUE, 0, 0);
    expect(add_as(corpus, "b-copy", SEEDS(3, 4), ""), 1, RP_VERDICT_IDENTICAL, 1, 0);
    /* A story's last member but one goes, and whoever is left is found. */
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("a"), NULL), RP_OK);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("b"), NULL), RP_OK);
    expect(add_as(corpus, "late", SEEDS(3, 4), ""), 1, RP_VERDICT_IDENTICAL, 1, 0);
    rp_corpus_free(corpus);
}

static void what_nothing_ties_to_its_story_is_indexed_however_many_are(void **state)
{
    (void)state;
    enum { MEMBERS = 3 * RP_LIMIT_STORY_INDEXED };
    struct rp_corpus *corpus = make();
    for (uint64_t i = 1; i <= MEMBERS; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", (int)i);
        expect(add_as(corpus, id, SEEDS(100 + 2 * i, 101 + 2 * i), "1"), 1, RP_VERDICT_UNIQUE, 0, 0);
    }
    for (uint64_t i = 1; i <= MEMBERS; i++) {
        char id[16];
        snprintf(id, sizeof id, "copy-%d", (int)i);
        expect(add_as(corpus, id, SEEDS(100 + 2 * i, 101 + 2 * i), ""), 1, RP_VERDICT_IDENTICAL, 1, 0);
    }
    assert_int_equal(count_indexed(corpus), MEMBERS);
    rp_corpus_free(corpus);
}

static void an_id_that_no_article_has_says_nothing(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    expect(add_as(corpus, "a", SEEDS(1, 2), "none"), 1, RP_VERDICT_UNIQUE, 0, 0);
    expect(add_as(corpus, "b", SEEDS(1, 2), "none"), 1, RP_VERDICT_IDENTICAL, 1, 0);
    expect(add_as(corpus, "none", SEEDS(3, 4), ""), 3, RP_VERDICT_UNIQUE, 0, 0);
    assert_int_equal(story_of(corpus, "a"), 1);
    rp_corpus_free(corpus);
}

static void a_match_in_another_story_neither_draws_nor_merges(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    expect(add_as(corpus, "left", SEEDS(1, 2, 3, 5, 6, 7, 8, 9), ""), 1, RP_VERDICT_UNIQUE, 0, 0);
    rp_answer_free(add_as(corpus, "right", SEEDS(2, 3, 4, 10, 11, 12, 13, 14), ""));
    expect(add_as(corpus, "other", SEEDS(20, 21), ""), 3, RP_VERDICT_UNIQUE, 0, 0);
    assert_int_equal(story_of(corpus, "right"), 2);
    expect(add_as(corpus, "bridge", SEEDS(1, 2, 3, 4), "right"), 2, RP_VERDICT_SYNDICATED, 2, 0);
    assert_int_equal(story_of(corpus, "left"), 1);
    expect(add_as(corpus, "left-copy", SEEDS(1, 2, 3, 5, 6, 7, 8, 9), "other"), 3, RP_VERDICT_IDENTICAL, 3, 0);
    assert_int_equal(story_of(corpus, "left"), 1);
    rp_corpus_free(corpus);
}

static void a_version_stays_where_it_was_or_goes_where_it_says(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    rp_answer_free(add_as(corpus, "a", SEEDS(1, 2), ""));
    rp_answer_free(add_as(corpus, "b", SEEDS(1, 2), ""));
    rp_answer_free(add_as(corpus, "c", SEEDS(5, 6), ""));
    /* Its own id is that of the version that is there: nobody but it is taken from its story. */
    struct rp_answer *answer = add_as(corpus, "a", SEEDS(7, 8), "a");
    assert_str(answer->original, "b");
    assert_str(answer->former_original, "a");
    assert_int_equal(answer->story, 1);
    rp_answer_free(answer);
    answer = add_as(corpus, "a", SEEDS(9, 10), "c");
    assert_int_equal(answer->story, 3);
    assert_str(answer->original, "c");
    rp_answer_free(answer);
    assert_int_equal(story_of(corpus, "b"), 1);
    /* One that names the version before, which is alone in its story. */
    answer = add_as(corpus, "b", SEEDS(11, 12), "b");
    assert_int_equal(answer->story, 1);
    assert_str(answer->original, "b");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_ONLY);
    rp_answer_free(answer);
    assert_int_equal(count_indexed(corpus), 3);
    rp_corpus_free(corpus);
}

/* --- a corpus of which some has gone, given to another one as an export gives it --- */

struct left {
    struct rp_answer *answer;
    struct rp_story *story;
};

static int by_seq(const void *a, const void *b)
{
    const struct left *x = a, *y = b;
    return x->answer->seq < y->answer->seq ? -1 : x->answer->seq > y->answer->seq;
}

static size_t list_left(struct rp_corpus *corpus, struct left ret[SAME_IDS])
{
    size_t count = 0;
    for (int i = 0; i < SAME_IDS; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        if (rp_corpus_get(corpus, rp_str_of(id), &ret[count].answer, NULL) != RP_OK)
            continue;
        assert_int_equal(rp_corpus_story(corpus, rp_str_of(id), &ret[count].story, NULL), RP_OK);
        count++;
    }
    qsort(ret, count, sizeof *ret, by_seq);
    return count;
}

static void assert_same_story(struct rp_corpus *corpus, const struct left *left)
{
    struct rp_story *story;
    assert_int_equal(rp_corpus_story(corpus, left->answer->id, &story, NULL), RP_OK);
    assert_int_equal(story->member_count, left->story->member_count);
    for (size_t i = 0; i < story->member_count; i++)
        assert_true(rp_str_equal(story->members[i].id, left->story->members[i].id));
    assert_true(rp_str_equal(story->original, left->story->original));
    assert_int_equal(story->original_reason, left->story->original_reason);
    rp_story_free(story);
}

static void give_to_another(struct rp_corpus *corpus, struct rp_corpus *again)
{
    struct left left[SAME_IDS];
    size_t count = list_left(corpus, left);
    for (size_t i = 0; i < count; i++) {
        struct rp_article article;
        struct rp_answer *answer;
        assert_int_equal(rp_corpus_article(corpus, left[i].answer->id, &article, NULL), RP_OK);
        article.same_story_as = left[i].story->members[0].id;
        assert_int_equal(rp_corpus_add(again, &article, 0, 0, &answer, NULL), RP_OK);
        assert_int_equal(answer->merged_count, 0);
        rp_answer_free(answer);
    }
    for (size_t i = 0; i < count; i++) {
        assert_same_story(again, &left[i]);
        rp_story_free(left[i].story);
        rp_answer_free(left[i].answer);
    }
    rp_corpus_free(again);
}

static void what_is_left_of_a_corpus_makes_the_same_stories(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct rp_corpus *corpus = make();
        uint64_t random = seed;
        for (int step = 1; step <= 300; step++) {
            struct made m;
            struct rp_answer *answer;
            struct rp_article *article = random_article(&m, &random);
            if (random_below(&random, 4) == 0) {
                rp_corpus_remove(corpus, article->id, NULL);
            } else {
                assert_int_equal(rp_corpus_add(corpus, article, step, RP_ADD_REPLACE, &answer, NULL), RP_OK);
                rp_answer_free(answer);
            }
            if (step % 100 == 0)
                give_to_another(corpus, make());
        }
        rp_corpus_free(corpus);
    }
}

enum { AGENCIES = 20 };

static struct rp_agencies *make_agencies(void)
{
    char lines[AGENCIES * 64] = "";
    struct rp_agencies *agencies;
    uint64_t line;
    for (int i = 0; i < AGENCIES; i++)
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "Quill%c\tquill%d.example\tQuill%c\n", 'a' + i, i, 'a' + i);
    assert_int_equal(rp_agencies_load(rp_str_of(lines), &agencies, &line, NULL), RP_OK);
    return agencies;
}

static struct rp_corpus *make_with(struct rp_agencies *agencies)
{
    struct rp_corpus_options options;
    struct rp_corpus *corpus;
    rp_corpus_options_default(&options);
    options.agencies = agencies;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    return corpus;
}

/* An article of an agency or of another source, that credits one or none. */
static struct rp_article *random_credit(struct made *m, char source[32], uint64_t *random)
{
    struct rp_article *article = random_article(m, random);
    snprintf(source, 32, "quill%d.example", (int)random_below(random, 2 * AGENCIES));
    article->source = rp_str_of(source);
    if (random_below(random, 2) == 0)
        snprintf(m->text + strlen(m->text), sizeof m->text - strlen(m->text), ". The paper informs citing Quill%c.", 'a' + (int)random_below(random, AGENCIES));
    article->text = rp_str_of(m->text);
    return article;
}

/* Of a story that credits more agencies than are counted, by the articles that are left. */
static void the_originals_are_the_same_however_many_agencies_are_credited(void **state)
{
    (void)state;
    struct rp_agencies *agencies = make_agencies();
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct rp_corpus *corpus = make_with(agencies);
        uint64_t random = seed;
        for (int step = 1; step <= 300; step++) {
            struct made m;
            char source[32];
            struct rp_answer *answer;
            struct rp_article *article = random_credit(&m, source, &random);
            if (random_below(&random, 4) == 0) {
                rp_corpus_remove(corpus, article->id, NULL);
            } else {
                assert_int_equal(rp_corpus_add(corpus, article, step, RP_ADD_REPLACE, &answer, NULL), RP_OK);
                rp_answer_free(answer);
            }
            if (step % 20 == 0)
                give_to_another(corpus, make_with(agencies));
        }
        rp_corpus_free(corpus);
    }
    rp_agencies_free(agencies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_own_id_is_a_story_of_its_own),
        cmocka_unit_test(the_id_of_another_is_its_story_whatever_the_texts),
        cmocka_unit_test(what_nothing_ties_to_its_story_is_indexed_however_many_are),
        cmocka_unit_test(an_id_that_no_article_has_says_nothing),
        cmocka_unit_test(a_match_in_another_story_neither_draws_nor_merges),
        cmocka_unit_test(a_version_stays_where_it_was_or_goes_where_it_says),
        cmocka_unit_test(what_is_left_of_a_corpus_makes_the_same_stories),
        cmocka_unit_test(the_originals_are_the_same_however_many_agencies_are_credited),
    };
    return cmocka_run_group_tests_name("corpus/placed", tests, NULL, NULL);
}

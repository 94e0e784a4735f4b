/* The engine from outside: verdicts, stories, replacing, removal, expiry, limits, determinism. */
#include "support/cmocka.h"

#include "made.h"
#include "reprint/limits.h"

static void a_copy_joins_the_story_of_its_original(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *first = add(corpus, made(&m, "a", "one.example", SEEDS(1, 2)));
    assert_int_equal(first->seq, 1);
    assert_int_equal(first->story, 1);
    assert_int_equal(first->verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(first->original_reason, RP_ORIGINAL_ONLY);
    assert_str(first->original, "a");
    struct rp_answer *other = add(corpus, made(&m, "b", "two.example", SEEDS(3, 4)));
    assert_int_equal(other->story, 2);
    struct rp_answer *copy = add(corpus, made(&m, "c", "three.example", SEEDS(5, 1, 2, 6)));
    assert_int_equal(copy->verdict, RP_VERDICT_SYNDICATED);
    assert_int_equal(copy->story, 1);
    assert_str(copy->original, "a");
    assert_int_equal(copy->match_count, 1);
    assert_str(copy->matches[0].id, "a");
    assert_true(copy->matches[0].containment_of_old > .9 && copy->matches[0].containment_of_new < .6);
    assert_true(copy->matches[0].passage_count >= 1);
    rp_answer_free(first);
    rp_answer_free(other);
    rp_answer_free(copy);
    rp_corpus_free(corpus);
}

static void boilerplate_of_a_source_makes_no_copy(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    for (uint64_t i = 0; i < 6; i++) {
        char id[8];
        snprintf(id, sizeof id, "p%d", (int)i);
        struct rp_answer *answer = add(corpus, made(&m, id, "one.example", SEEDS(90, 91, 92, 100 + i)));
        if (i >= 2)
            assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
        rp_answer_free(answer);
    }
    /* What stands among it is found all the same: without the boilerplate the two texts are nearly the same. */
    struct rp_answer *answer = add(corpus, made(&m, "copy", "two.example", SEEDS(105)));
    assert_int_equal(answer->verdict, RP_VERDICT_NEAR);
    assert_str(answer->matches[0].id, "p5");
    assert_true(answer->matches[0].containment_of_old > .9);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void the_same_id_with_the_same_text_answers_as_before(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    rp_answer_free(add(corpus, made(&m, "a", "", SEEDS(1, 2))));
    struct rp_answer *copy = add(corpus, made(&m, "b", "", SEEDS(1, 3)));
    struct rp_answer *again = add(corpus, made(&m, "b", "", SEEDS(1, 3)));
    assert_int_equal(again->seq, copy->seq);
    assert_int_equal(again->verdict, copy->verdict);
    assert_int_equal(again->match_count, copy->match_count);
    assert_true(again->matches[0].containment_of_new == copy->matches[0].containment_of_new);
    rp_answer_free(copy);
    rp_answer_free(again);
    struct rp_answer *answer;
    struct rp_error error;
    assert_int_equal(rp_corpus_add(corpus, made(&m, "b", "", SEEDS(7)), 0, 0, &answer, &error), RP_EXISTS);
    assert_non_null(strstr(error.message, "\"b\""));
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.articles, 2);
    assert_int_equal(stats.last_seq, 2);
    rp_corpus_free(corpus);
}

static void replacing_makes_a_revision(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    rp_answer_free(add(corpus, made(&m, "a", "one.example", SEEDS(1, 2, 4))));
    assert_int_equal(rp_corpus_add(corpus, made(&m, "a", "one.example", SEEDS(1, 4, 3)), 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    assert_int_equal(answer->verdict, RP_VERDICT_REVISION);
    assert_int_equal(answer->story, 1);
    assert_str(answer->matches[0].id, "a");
    assert_str(answer->original, "a");
    rp_answer_free(answer);
    struct rp_article article;
    assert_int_equal(rp_corpus_article(corpus, rp_str_of("a"), &article, NULL), RP_OK);
    assert_true(rp_str_equal(article.text, rp_str_of(m.text)));
    struct rp_story *story;
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("a"), &story, NULL), RP_OK);
    assert_int_equal(story->member_count, 1);
    rp_story_free(story);
    /* The old text is gone from the index, the new one is there. */
    answer = add(corpus, made(&m, "old", "", SEEDS(2)));
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    rp_answer_free(answer);
    answer = add(corpus, made(&m, "new", "", SEEDS(3)));
    assert_str(answer->matches[0].id, "a");
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

/* Text that adds little to its story is not indexed, but for that which takes the place of an indexed one. */
static void a_small_revision_is_found_as_the_old_text_was(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    rp_answer_free(add(corpus, made(&m, "a", "one.example", SEEDS(1, 2))));
    struct rp_article *article = made(&m, "a", "one.example", SEEDS(1, 2));
    strcat(m.text, " corrected at noon");
    article->text = rp_str_of(m.text);
    assert_int_equal(rp_corpus_add(corpus, article, 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    assert_int_equal(answer->verdict, RP_VERDICT_NEAR);
    rp_answer_free(answer);
    answer = add(corpus, made(&m, "b", "two.example", SEEDS(1, 2)));
    assert_int_equal(answer->verdict, RP_VERDICT_NEAR);
    assert_int_equal(answer->story, 1);
    assert_str(answer->matches[0].id, "a");
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void replacing_by_another_text_leaves_the_story(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    struct rp_story *story;
    rp_answer_free(add(corpus, made(&m, "a", "one.example", SEEDS(1, 2))));
    rp_answer_free(add(corpus, made(&m, "b", "two.example", SEEDS(1, 2, 3))));
    assert_int_equal(rp_corpus_add(corpus, made(&m, "a", "one.example", SEEDS(7, 8)), 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(answer->story, 3);
    assert_int_equal(answer->match_count, 0);
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("b"), &story, NULL), RP_OK);
    assert_int_equal(story->story, 1);
    assert_int_equal(story->member_count, 1);
    assert_str(story->original, "b");
    rp_story_free(story);
    /* The story is still found, by the member that is left. */
    answer = add(corpus, made(&m, "c", "", SEEDS(1, 2)));
    assert_int_equal(answer->story, 1);
    assert_str(answer->matches[0].id, "b");
    rp_answer_free(answer);
    /* An id that is not there is simply added. */
    assert_int_equal(rp_corpus_add(corpus, made(&m, "d", "", SEEDS(9)), 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    assert_int_equal(answer->story, 5);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void removing_the_original_names_the_next_and_keeps_the_story_findable(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    for (int i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", i);
        rp_answer_free(add(corpus, made(&m, id, "", SEEDS(1, 2))));
    }
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("0"), NULL), RP_OK);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("0"), &answer, NULL), RP_NOT_FOUND);
    struct rp_story *story;
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("2"), &story, NULL), RP_OK);
    assert_int_equal(story->story, 1);
    assert_str(story->original, "1");
    assert_int_equal(story->member_count, 2);
    rp_story_free(story);
    answer = add(corpus, made(&m, "3", "", SEEDS(1, 2)));
    assert_int_equal(answer->story, 1);
    assert_str(answer->matches[0].id, "1");
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("0"), NULL), RP_NOT_FOUND);
    rp_corpus_free(corpus);
}

static void removing_everything_leaves_nothing(void **state)
{
    (void)state;
    enum { ARTICLES = 200 };
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_corpus_stats stats;
    char id[8];
    for (uint64_t i = 0; i < ARTICLES; i++) {
        snprintf(id, sizeof id, "%d", (int)i);
        rp_answer_free(add(corpus, made(&m, id, "", SEEDS(1 + i % 50, 500 + i))));
    }
    for (int i = 0; i < ARTICLES; i++) {
        snprintf(id, sizeof id, "%d", i);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of(id), NULL), RP_OK);
    }
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.articles, 0);
    assert_int_equal(stats.stories, 0);
    assert_int_equal(stats.indexed, 0);
    assert_int_equal(stats.postings, 0);
    assert_int_equal(stats.text_bytes, 0);
    assert_int_equal(stats.removed, ARTICLES);
    struct rp_answer *answer = add(corpus, made(&m, "0", "", SEEDS(1, 500)));
    assert_int_equal(answer->seq, ARTICLES + 1);
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void expiry_goes_by_the_time_of_the_operation(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    uint64_t removed;
    for (int i = 0; i < 4; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", i);
        assert_int_equal(rp_corpus_add(corpus, made(&m, id, "", SEEDS(1, 2)), 1000 * i, 0, &answer, NULL), RP_OK);
        rp_answer_free(answer);
    }
    assert_int_equal(rp_corpus_expire(corpus, 2000, UINT64_MAX, &removed, NULL), RP_OK);
    assert_int_equal(removed, 2);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("1"), &answer, NULL), RP_NOT_FOUND);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("2"), &answer, NULL), RP_OK);
    assert_str(answer->original, "2");
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_expire(corpus, 2000, UINT64_MAX, &removed, NULL), RP_OK);
    assert_int_equal(removed, 0);
    rp_corpus_free(corpus);
}

/* Of a long text only the smallest shingles are keys, and the article has few of those. */
static void an_article_that_stands_in_a_long_text_is_found_in_either_order(void **state)
{
    (void)state;
    enum { WORDS = 20000, SIZE = 16 * WORDS };
    char *text = test_malloc(SIZE);
    for (int book_first = 0; book_first < 2; book_first++) {
        for (uint64_t seed = 1; seed <= 5; seed++) {
            struct rp_corpus *corpus = make();
            struct made part;
            const struct rp_article *article = made(&part, "article", "a.example", SEEDS(seed, seed + 10, seed + 20, seed + 30));
            text[0] = 0;
            words_append(text, SIZE, seed + 100, WORDS / 2);
            snprintf(text + strlen(text), SIZE - strlen(text), "\n%s\n", part.text);
            words_append(text, SIZE, seed + 200, WORDS / 2);
            struct rp_article book = {.id = rp_str_of("book"), .text = rp_str_of(text), .source = rp_str_of("b.example")};
            rp_answer_free(add(corpus, book_first ? &book : article));
            struct rp_answer *answer = add(corpus, book_first ? article : &book);
            assert_int_equal(answer->verdict, RP_VERDICT_SYNDICATED);
            assert_true((book_first ? answer->matches[0].containment_of_new : answer->matches[0].containment_of_old) == 1);
            rp_answer_free(answer);
            rp_corpus_free(corpus);
        }
    }
    test_free(text);
}

static void check_answers_like_add_and_keeps_nothing(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *checked, *added;
    rp_answer_free(add(corpus, made(&m, "a", "", SEEDS(1, 2))));
    struct rp_article *article = made(&m, "b", "", SEEDS(1, 2, 3));
    assert_int_equal(rp_corpus_check(corpus, article, &checked, NULL), RP_OK);
    added = add(corpus, article);
    assert_int_equal(checked->seq, 0);
    assert_int_equal(added->seq, 2);
    assert_int_equal(checked->story, added->story);
    assert_int_equal(checked->story, 1);
    assert_int_equal(checked->verdict, added->verdict);
    assert_true(checked->matches[0].resemblance == added->matches[0].resemblance);
    rp_answer_free(checked);
    /* One that is there is answered as by add, and does not match itself. */
    assert_int_equal(rp_corpus_check(corpus, article, &checked, NULL), RP_OK);
    assert_int_equal(checked->seq, added->seq);
    assert_int_equal(checked->verdict, added->verdict);
    assert_int_equal(checked->match_count, added->match_count);
    assert_str(checked->matches[0].id, "a");
    rp_answer_free(checked);
    rp_answer_free(added);
    article = made(&m, "", "", SEEDS(9)); /* the id may be absent */
    assert_int_equal(rp_corpus_check(corpus, article, &checked, NULL), RP_OK);
    assert_int_equal(checked->story, 0);
    rp_answer_free(checked);
    rp_corpus_free(corpus);
}

static void limits_are_kept(void **state)
{
    (void)state;
    struct rp_corpus_options options;
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    struct rp_error error;
    struct made m;
    rp_corpus_options_default(&options);
    options.max_articles = 1;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    rp_answer_free(add(corpus, made(&m, "a", "", SEEDS(1))));
    assert_int_equal(rp_corpus_add(corpus, made(&m, "b", "", SEEDS(2)), 0, 0, &answer, &error), RP_LIMIT);
    assert_non_null(strstr(error.message, "max-articles"));
    rp_corpus_free(corpus);
    rp_corpus_options_default(&options);
    options.max_bytes = empty_bytes() + 50000;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    enum rp_status status = RP_OK;
    for (uint64_t i = 0; i < 100 && status == RP_OK; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", (int)i);
        status = rp_corpus_add(corpus, made(&m, id, "", SEEDS(i + 1)), 0, 0, &answer, &error);
        if (status == RP_OK)
            rp_answer_free(answer);
    }
    assert_int_equal(status, RP_LIMIT);
    assert_non_null(strstr(error.message, "max-bytes"));
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    assert_true(stats.articles > 0 && stats.text_bytes + stats.index_bytes <= options.max_bytes);
    rp_corpus_free(corpus);
}

/* The same operations with two index seeds give the same answers. */
static void the_seed_moves_no_answer(void **state)
{
    (void)state;
    struct rp_corpus_options options;
    struct rp_corpus *corpora[2];
    struct made m;
    rp_corpus_options_default(&options);
    for (int i = 0; i < 2; i++) {
        options.index_seed = (uint64_t)i * 12345;
        assert_int_equal(rp_corpus_create(&options, &corpora[i]), RP_OK);
    }
    for (uint64_t i = 0; i < 500; i++) {
        char id[8], source[16];
        snprintf(id, sizeof id, "%d", (int)i);
        snprintf(source, sizeof source, "s%d", (int)(i % 7));
        struct rp_article *article = made(&m, id, source, SEEDS(1 + i % 7, 1 + i * 7 % 31, 100 + i * i % 97));
        struct rp_answer *a = add(corpora[0], article), *b = add(corpora[1], article);
        assert_int_equal(a->story, b->story);
        assert_int_equal(a->verdict, b->verdict);
        assert_int_equal(a->match_count, b->match_count);
        for (size_t k = 0; k < a->match_count; k++)
            assert_int_equal(a->matches[k].seq, b->matches[k].seq);
        rp_answer_free(a);
        rp_answer_free(b);
        if (i % 5 == 4) {
            snprintf(id, sizeof id, "%d", (int)i - 3);
            assert_int_equal(rp_corpus_remove(corpora[0], rp_str_of(id), NULL), RP_OK);
            assert_int_equal(rp_corpus_remove(corpora[1], rp_str_of(id), NULL), RP_OK);
        }
    }
    rp_corpus_free(corpora[0]);
    rp_corpus_free(corpora[1]);
}

static void names_are_stable(void **state)
{
    (void)state;
    assert_string_equal(rp_original_reason_name(RP_ORIGINAL_CREDITED), "credited");
    assert_string_equal(rp_original_reason_name(RP_ORIGINAL_COUNT), "unknown_reason");
    rp_corpus_free(NULL);
    rp_answer_free(NULL);
    rp_story_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_joins_the_story_of_its_original),
        cmocka_unit_test(boilerplate_of_a_source_makes_no_copy),
        cmocka_unit_test(the_same_id_with_the_same_text_answers_as_before),
        cmocka_unit_test(replacing_makes_a_revision),
        cmocka_unit_test(a_small_revision_is_found_as_the_old_text_was),
        cmocka_unit_test(replacing_by_another_text_leaves_the_story),
        cmocka_unit_test(removing_the_original_names_the_next_and_keeps_the_story_findable),
        cmocka_unit_test(removing_everything_leaves_nothing),
        cmocka_unit_test(expiry_goes_by_the_time_of_the_operation),
        cmocka_unit_test(an_article_that_stands_in_a_long_text_is_found_in_either_order),
        cmocka_unit_test(check_answers_like_add_and_keeps_nothing),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(the_seed_moves_no_answer),
        cmocka_unit_test(names_are_stable),
    };
    return cmocka_run_group_tests_name("corpus/corpus", tests, NULL, NULL);
}

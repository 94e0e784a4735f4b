/* What a corpus keeps: counted in full, within its limit, and given back. */
#include "corpus/kept.h"
#include "corpus/made.h"

#include "reprint/limits.h"

static uint64_t bytes_kept(const struct rp_corpus *corpus)
{
    struct rp_corpus_stats stats;
    rp_corpus_stats(corpus, &stats);
    return stats.text_bytes + stats.index_bytes;
}

/* Whatever has to grow for an article: tables, profiles of new sources, answers with many passages. */
static void no_growth_passes_the_limit(void **state)
{
    (void)state;
    struct rp_corpus_options options;
    struct rp_answer *answer;
    struct made m;
    rp_corpus_options_default(&options);
    uint64_t empty = empty_bytes();
    for (uint64_t room = 20000; room < 400000; room += 7001) {
        struct rp_corpus *corpus;
        enum rp_status status = RP_OK;
        options.max_bytes = empty + room;
        assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
        for (uint64_t i = 0; status == RP_OK; i++) {
            char id[8], source[32];
            snprintf(id, sizeof id, "%d", (int)i);
            snprintf(source, sizeof source, "source-%d.example", (int)(i % 11));
            status = rp_corpus_add(corpus, made(&m, id, source, SEEDS(1 + i % 3, 100 + i, 1 + i % 5)), 0, 0, &answer, NULL);
            if (status == RP_OK)
                rp_answer_free(answer);
            assert_true(bytes_kept(corpus) <= options.max_bytes);
        }
        assert_int_equal(status, RP_LIMIT);
        rp_corpus_free(corpus);
    }
}

/* Of an article with an id, a text and nothing else, the bytes on the shelf beside its strings: the head, the lengths, two counts, its bytes and the number that it does
 * not have, and the answer. */
static uint64_t bytes_beside(const struct rp_answer *answer, size_t text)
{
    enum { HEAD = 8, ID = 1, AGENCIES = 1, NUMBER = 1, EMPTY = 6 };
    const struct rp_outcome outcome = {.matches = answer->matches, .match_count = answer->match_count, .dropped = answer->dropped};
    struct rp_packing answer_bytes = {0}, of_text = {0}, all = {0};
    rp_kept_put(&answer_bytes, &outcome);
    rp_pack_number(&of_text, text);
    rp_pack_number(&all, text + answer->id.len);
    return HEAD + ID + AGENCIES + all.size + NUMBER + of_text.size + EMPTY + answer_bytes.size;
}

static void answers_and_names_are_counted(void **state)
{
    (void)state;
    static char long_name[RP_LIMIT_STRING + 1];
    memset(long_name, 's', RP_LIMIT_STRING);
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats before, after;
    struct made m;
    rp_answer_free(add(corpus, made(&m, "a", "", SEEDS(1, 2))));
    rp_answer_free(add(corpus, made(&m, "first", "", SEEDS(6, 7)))); /* makes the index grow */
    rp_corpus_stats(corpus, &before);
    uint64_t start = before.text_bytes + before.index_bytes;
    struct rp_answer *answer = add(corpus, made(&m, "copy", "", SEEDS(1, 2)));
    rp_corpus_stats(corpus, &after);
    assert_int_equal(after.index_bytes - before.index_bytes, bytes_beside(answer, after.text_bytes - before.text_bytes - 4));
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("copy"), NULL), RP_OK);
    assert_int_equal(bytes_kept(corpus), start);
    rp_answer_free(answer);
    /* Two new sources: the first makes the tables grow as well, the second tells what one more takes. */
    rp_answer_free(add(corpus, made(&m, "b", "s", SEEDS(3))));
    rp_corpus_stats(corpus, &before);
    rp_answer_free(add(corpus, made(&m, "c", "t", SEEDS(4))));
    rp_corpus_stats(corpus, &after);
    uint64_t with_short_name = after.index_bytes - before.index_bytes;
    rp_answer_free(add(corpus, made(&m, "d", long_name, SEEDS(5))));
    rp_corpus_stats(corpus, &before);
    assert_int_equal(before.index_bytes - after.index_bytes, with_short_name + RP_LIMIT_STRING - 1 + 1); /* its length takes a byte more */
    rp_corpus_free(corpus);
}

/* The boilerplate of a source, and all else that is known of it, goes with its last article. */
static void a_source_is_forgotten_with_its_last_article(void **state)
{
    (void)state;
    enum { PAGES = 6 };
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats stats;
    struct made m;
    struct rp_answer *answer;
    uint64_t removed;
    char id[8];
    rp_answer_free(add(corpus, made(&m, "other", "two.example", SEEDS(7, 8))));
    for (uint64_t i = 0; i < PAGES; i++) {
        snprintf(id, sizeof id, "p%d", (int)i);
        rp_answer_free(add(corpus, made(&m, id, "one.example", SEEDS(90, 91, 92, 100 + i))));
    }
    for (int i = 0; i < PAGES; i++) {
        rp_corpus_stats(corpus, &stats);
        assert_int_equal(stats.sources, 2);
        assert_int_equal(rp_corpus_check(corpus, made(&m, "", "one.example", SEEDS(90, 91, 92, 200)), &answer, NULL), RP_OK);
        assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
        rp_answer_free(answer);
        snprintf(id, sizeof id, "p%d", i);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of(id), NULL), RP_OK);
    }
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.sources, 1);
    /* The source begins anew: its menu is a text like any other. */
    rp_answer_free(add(corpus, made(&m, "wire", "", SEEDS(90, 91, 92, 300))));
    answer = add(corpus, made(&m, "again", "one.example", SEEDS(90, 91, 92, 301)));
    assert_int_equal(answer->verdict, RP_VERDICT_SYNDICATED);
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_expire(corpus, 1, UINT64_MAX, &removed, NULL), RP_OK);
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.sources, 0);
    rp_corpus_free(corpus);
}

/* A version of another source takes the id over, and with it the only article of the old source. */
static void replacing_may_change_the_source(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats stats;
    struct rp_story *story;
    struct rp_answer *answer;
    struct made m;
    rp_answer_free(add(corpus, made(&m, "a", "one.example", SEEDS(1, 2, 3))));
    assert_int_equal(rp_corpus_add(corpus, made(&m, "a", "two.example", SEEDS(1, 2, 4)), 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
    rp_answer_free(answer);
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.sources, 1);
    assert_int_equal(rp_corpus_story(corpus, rp_str_of("a"), &story, NULL), RP_OK);
    assert_true(rp_str_equal(story->members[0].source, rp_str_of("two.example")));
    rp_story_free(story);
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_growth_passes_the_limit),
        cmocka_unit_test(answers_and_names_are_counted),
        cmocka_unit_test(a_source_is_forgotten_with_its_last_article),
        cmocka_unit_test(replacing_may_change_the_source),
    };
    return cmocka_run_group_tests_name("corpus/kept", tests, NULL, NULL);
}

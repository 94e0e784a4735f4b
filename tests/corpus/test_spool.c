/* A corpus with a spool answers as one in memory, and when the folder fails it is as it was before. */
#include "corpus/made.h"

#include "support/random.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static char folder[] = "spool-XXXXXX";

static struct rp_corpus *make_spooled(void)
{
    struct rp_corpus_options options;
    struct rp_corpus *corpus;
    rp_corpus_options_default(&options);
    options.spool = folder;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    return corpus;
}

static void assert_same(const struct rp_answer *a, const struct rp_answer *b)
{
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->story, b->story);
    assert_int_equal(a->verdict, b->verdict);
    assert_true(rp_str_equal(a->original, b->original));
    assert_int_equal(a->match_count, b->match_count);
    for (size_t i = 0; i < a->match_count; i++) {
        assert_true(rp_str_equal(a->matches[i].id, b->matches[i].id));
        assert_int_equal(a->matches[i].passage_count, b->matches[i].passage_count);
        assert_memory_equal(a->matches[i].passages, b->matches[i].passages, a->matches[i].passage_count * sizeof *a->matches[i].passages);
        assert_true(a->matches[i].containment_of_new == b->matches[i].containment_of_new);
        assert_int_equal(a->matches[i].dropped.range_count, b->matches[i].dropped.range_count);
    }
}

static void answers_are_those_of_a_corpus_in_memory(void **state)
{
    (void)state;
    enum { STEPS = 2500, IDS = 800 };
    struct rp_corpus *in_memory = make(), *spooled = make_spooled();
    uint64_t random = 1;
    struct made m;
    for (int step = 0; step < STEPS; step++) {
        char id[16];
        snprintf(id, sizeof id, "%d", (int)random_below(&random, IDS));
        if (random_below(&random, 4) == 0) {
            assert_int_equal(rp_corpus_remove(in_memory, rp_str_of(id), NULL), rp_corpus_remove(spooled, rp_str_of(id), NULL));
            continue;
        }
        struct rp_answer *a, *b;
        const struct rp_article *article =
            made(&m, id, "s.example", SEEDS(1 + random_below(&random, 300), 1000 + random_below(&random, 900), 1 + random_below(&random, 300)));
        assert_int_equal(rp_corpus_add(in_memory, article, 0, RP_ADD_REPLACE, &a, NULL), RP_OK);
        assert_int_equal(rp_corpus_add(spooled, article, 0, RP_ADD_REPLACE, &b, NULL), RP_OK);
        assert_same(a, b);
        rp_answer_free(a);
        rp_answer_free(b);
    }
    for (int i = 0; i < IDS; i++) {
        char id[16];
        struct rp_answer *a, *b;
        struct rp_article article, other;
        snprintf(id, sizeof id, "%d", i);
        enum rp_status status = rp_corpus_get(in_memory, rp_str_of(id), &a, NULL);
        assert_int_equal(rp_corpus_get(spooled, rp_str_of(id), &b, NULL), status);
        if (status != RP_OK)
            continue;
        assert_same(a, b);
        assert_int_equal(rp_corpus_article(in_memory, rp_str_of(id), &article, NULL), RP_OK);
        assert_int_equal(rp_corpus_article(spooled, rp_str_of(id), &other, NULL), RP_OK);
        assert_true(rp_str_equal(article.text, other.text) && rp_str_equal(article.source, other.source));
        rp_answer_free(a);
        rp_answer_free(b);
    }
    rp_corpus_free(in_memory);
    rp_corpus_free(spooled);
}

/* A limit on the size of files stands for a full disk. */
static void a_full_folder_takes_no_article(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make_spooled();
    struct rp_corpus_stats before, after;
    struct rp_answer *answer;
    struct rp_error error;
    struct rlimit old, low;
    struct made m;
    enum rp_status status = RP_OK;
    char id[16];
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    low = (struct rlimit){10000, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    for (uint64_t i = 1; status == RP_OK; i++) {
        snprintf(id, sizeof id, "%d", (int)i);
        rp_corpus_stats(corpus, &before);
        status = rp_corpus_add(corpus, made(&m, id, "s.example", SEEDS(3 * i, 3 * i + 1, 3 * i + 2)), 0, 0, &answer, &error);
        if (status == RP_OK)
            rp_answer_free(answer);
    }
    rp_corpus_stats(corpus, &after);
    assert_int_equal(status, RP_IO);
    assert_non_null(strstr(error.message, folder));
    assert_int_equal(after.articles, before.articles);
    assert_int_equal(after.postings, before.postings);
    assert_int_equal(after.text_bytes, before.text_bytes);
    assert_int_equal(after.sources, before.sources);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    answer = add(corpus, &m.article);
    assert_int_equal(answer->seq, before.last_seq + 1);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

/* Files without a name leave nothing behind: the folder is empty. */
static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_those_of_a_corpus_in_memory),
        cmocka_unit_test(a_full_folder_takes_no_article),
    };
    return cmocka_run_group_tests_name("corpus/spool", tests, set_up, tear_down);
}

/* No memory is allocated for an article once all has warmed up, but where the corpus itself grows. */
#include "corpus/made.h"

#include "base/alloc.h"
#include "corpus/prepare.h"
#include "sketch/sketch.h"

struct counted {
    size_t count;
};

static bool count(size_t size, void *context)
{
    struct counted *counted = context;
    (void)size;
    counted->count++;
    return true;
}

/* Mostly new texts, some copies; from some sources and from none. */
static const struct rp_article *article_of(struct made *made_, uint64_t i)
{
    char id[16];
    static char source[32];
    snprintf(id, sizeof id, "%d", (int)i);
    snprintf(source, sizeof source, "s%d.example", (int)(i % 5));
    uint64_t first = i % 10 == 9 ? i - 4 : i;
    return made(made_, id, i % 3 == 0 ? "" : source, SEEDS(10 * first + 1, 10 * first + 2, 10 * first + 3));
}

static void articles_after_the_first_take_no_allocation(void **state)
{
    (void)state;
    enum { WARM = 3000, COUNT = 3000 };
    struct rp_corpus *corpus = make();
    struct rp_workspace *workspace;
    struct rp_prepared_pool pool = {0};
    struct rp_answer_room room = {0};
    struct rp_answer *answer;
    struct counted preparing = {0}, adding = {0};
    struct made m;
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    for (uint64_t i = 1; i <= WARM + COUNT; i++) {
        const struct rp_article *article = article_of(&m, i);
        rp_alloc_set_hook(i > WARM ? count : NULL, &preparing);
        struct rp_prepared *prepared = rp_prepared_take(&pool);
        assert_non_null(prepared);
        assert_int_equal(rp_prepare(workspace, NULL, article, 0, prepared, NULL), RP_OK);
        rp_alloc_set_hook(i > WARM ? count : NULL, &adding);
        assert_int_equal(rp_corpus_add_prepared(corpus, prepared, 0, 0, &room, &answer, NULL), RP_OK);
        assert_true(rp_str_equal(answer->id, article->id));
        rp_alloc_set_hook(i > WARM ? count : NULL, &preparing);
        rp_prepared_give(&pool, prepared);
        rp_alloc_set_hook(NULL, NULL);
    }
    assert_int_equal(preparing.count, 0);
    print_message("# %zu allocations of %d articles, where the corpus grew\n", adding.count, COUNT);
    assert_true(adding.count * 100 <= COUNT);
    rp_answer_room_done(&room);
    rp_prepared_pool_done(&pool);
    rp_workspace_free(workspace);
    rp_corpus_free(corpus);
}

/* What a long text has made a room take is given back. */
static void a_long_text_is_let_go(void **state)
{
    (void)state;
    static char text[400000];
    struct rp_workspace *workspace;
    struct rp_prepared_pool pool = {0};
    words_append(text, sizeof text, 1, 50000);
    struct rp_article article = {.id = rp_str_of("a"), .text = rp_str_of(text)};
    assert_int_equal(rp_workspace_create(&workspace), RP_OK);
    struct rp_prepared *prepared = rp_prepared_take(&pool);
    assert_int_equal(rp_prepare(workspace, NULL, &article, 0, prepared, NULL), RP_OK);
    assert_true(prepared->strings_cap > RP_PREPARED_KEPT);
    rp_prepared_give(&pool, prepared);
    assert_ptr_equal(rp_prepared_take(&pool), prepared);
    assert_int_equal(prepared->strings_cap + prepared->shingles_cap + prepared->pairs_cap, 0);
    rp_prepared_give(&pool, prepared);
    rp_prepared_give(&pool, NULL);
    rp_prepared_pool_done(&pool);
    rp_workspace_free(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_after_the_first_take_no_allocation),
        cmocka_unit_test(a_long_text_is_let_go),
    };
    return cmocka_run_group_tests_name("corpus/warm", tests, NULL, NULL);
}

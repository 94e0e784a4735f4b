/* A corpus that keeps its articles in a vault and is written and read again every now and then gives the same answers as one that keeps all in memory. */
#include "support/cmocka.h"

#include "base/error.h"
#include "base/strings.h"
#include "corpus/image.h"
#include "corpus/same.h"
#include "corpus/vaulted.h"
#include "support/failing.h"

#include <stdlib.h>

enum { STEPS = 2500, IMAGE = 4 << 20, ROW = 64 << 10 };

/* --- a vault in memory --- */

struct row {
    struct rp_article article;
    char *strings, *answer;
    size_t answer_size, tag_count;
    uint32_t *tags;
    bool gone;
};
struct chest {
    struct row rows[STEPS + 1];
    bool broken; /* nothing can be read */
};
static struct chest chest;

static enum rp_status read_article(void *context, uint64_t number, struct rp_buf *room, struct rp_article *ret, struct rp_error *error)
{
    struct chest *from = context;
    if (from->broken)
        return rp_fail(error, RP_IO, "the vault is closed");
    assert_true(from->rows[number].strings != NULL);
    rp_buf_clear(room);
    assert_int_equal(rp_buf_reserve(room, ROW), RP_OK);
    char *at = room->data;
    *ret = rp_put_article(&at, &from->rows[number].article);
    return RP_OK;
}

static enum rp_status read_answer(void *context, uint64_t number, struct rp_buf *room, struct rp_error *error)
{
    struct chest *from = context;
    if (from->broken)
        return rp_fail(error, RP_IO, "the vault is closed");
    rp_buf_clear(room);
    return rp_buf_add(room, from->rows[number].answer, from->rows[number].answer_size);
}

static char *keep_answer(void *context, uint64_t number, size_t size)
{
    struct row *row = &((struct chest *)context)->rows[number];
    assert_null(row->answer);
    row->answer = malloc(size);
    row->answer_size = size;
    return row->answer;
}

static void keep_keys(void *context, uint64_t number, const uint32_t *tags, size_t count)
{
    struct row *row = &((struct chest *)context)->rows[number];
    assert_null(row->tags);
    row->tags = malloc((count + 1) * sizeof *tags);
    memcpy(row->tags, tags, count * sizeof *tags);
    row->tag_count = count;
}

static void gone(void *context, uint64_t number)
{
    struct row *row = &((struct chest *)context)->rows[number];
    assert_false(row->gone);
    row->gone = true;
}

static const struct rp_vault vault = {&chest, read_article, read_answer, reserve, keep_answer, keep_keys, gone};

static void put_in(uint64_t number, const struct rp_article *article)
{
    char *at = chest.rows[number].strings = malloc(rp_article_bytes(article) + 1);
    chest.rows[number].article = rp_put_article(&at, article);
}

static void empty_chest(void)
{
    for (int i = 0; i <= STEPS; i++) {
        free(chest.rows[i].strings);
        free(chest.rows[i].answer);
        free(chest.rows[i].tags);
    }
    chest = (struct chest){0};
}

/* --- an image in memory --- */

static char image[IMAGE];
static size_t image_size, image_at;

static void put(void *context, const void *data, size_t size)
{
    (void)context;
    assert_true(image_size + size <= IMAGE);
    memcpy(image + image_size, data, size);
    image_size += size;
}

static enum rp_status get(void *context, void *ret, size_t size, struct rp_error *error)
{
    (void)context;
    if (image_at + size > image_size)
        return rp_fail(error, RP_DAMAGED, "the end");
    memcpy(ret, image + image_at, size);
    image_at += size;
    return RP_OK;
}

static const struct rp_image_sink sink = {NULL, put};
static const struct rp_image_source source_of_image = {NULL, get};

static struct rp_corpus *make_with_vault(uint64_t seed)
{
    struct rp_corpus *corpus;
    struct rp_corpus_options options;
    rp_corpus_options_default(&options);
    options.vault = &vault;
    options.index_seed = seed;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    return corpus;
}

static enum rp_status put_lot(struct rp_corpus *corpus, enum rp_status status, struct rp_table_lot *lot)
{
    if (status == RP_OK && lot != NULL)
        status = rp_corpus_index_put(corpus, lot);
    rp_table_lot_free(lot);
    return status;
}

static enum rp_status load_index(struct rp_corpus *corpus, struct rp_error *error)
{
    struct rp_table_lot *lot = NULL;
    enum rp_status status = rp_corpus_index_begin(corpus);
    for (uint64_t i = 1; i <= STEPS && status == RP_OK; i++)
        if (chest.rows[i].tags != NULL) {
            status = rp_corpus_index_keys(corpus, i, chest.rows[i].tags, chest.rows[i].tag_count, &lot);
            status = put_lot(corpus, status, lot);
        }
    lot = NULL;
    if (status == RP_OK)
        status = rp_corpus_index_rest(corpus, &lot);
    status = put_lot(corpus, status, lot);
    return status == RP_OK ? rp_corpus_index_end(corpus, error) : status;
}

static enum rp_status load(struct rp_corpus *corpus, struct rp_error *error)
{
    image_at = 0;
    enum rp_status status = rp_corpus_load_head(corpus, &source_of_image, error);
    if (status == RP_OK)
        status = rp_corpus_load_rest(corpus, &source_of_image, error);
    if (status == RP_OK)
        status = rp_corpus_index_expect(corpus);
    return status == RP_OK ? load_index(corpus, error) : status;
}

static struct rp_corpus *write_and_read(struct rp_corpus *corpus, uint64_t seed)
{
    struct rp_error error;
    image_size = 0;
    rp_corpus_save(corpus, &sink);
    rp_corpus_free(corpus);
    corpus = make_with_vault(seed);
    if (load(corpus, &error) != RP_OK)
        fail_msg("%s", error.message);
    assert_int_equal(image_at, image_size);
    assert_false(rp_corpus_loaded(corpus));
    return corpus;
}

/* --- operations --- */

static void add_to_both(struct rp_corpus *plain, struct rp_corpus *kept, const struct rp_article *article, int step)
{
    struct rp_answer *of_plain, *of_kept;
    assert_int_equal(rp_corpus_add(plain, article, step, RP_ADD_REPLACE, &of_plain, NULL), RP_OK);
    put_in((uint64_t)step, article);
    assert_int_equal(add_vaulted(kept, article, (uint64_t)step, RP_ADD_REPLACE, &of_kept, NULL), RP_OK);
    assert_same_answer(of_plain, of_kept);
    rp_answer_free(of_plain);
    rp_answer_free(of_kept);
}

static void answers_are_the_same(void **state)
{
    (void)state;
    struct rp_corpus *plain = make(), *kept = make_with_vault(5);
    uint64_t random = 23, removed[2];
    for (int step = 1; step <= STEPS; step++) {
        struct made m;
        struct rp_article *article = random_article(&m, &random);
        uint64_t kind = random_below(&random, 100);
        if (kind < 20) {
            enum rp_status status = rp_corpus_remove(plain, article->id, NULL);
            assert_int_equal(rp_corpus_remove(kept, article->id, NULL), status);
        } else if (kind < 24) {
            assert_int_equal(rp_corpus_expire(plain, step - 100, 7, &removed[0], NULL), RP_OK);
            assert_int_equal(rp_corpus_expire(kept, step - 100, 7, &removed[1], NULL), RP_OK);
            assert_int_equal(removed[0], removed[1]);
        } else {
            add_to_both(plain, kept, article, step);
        }
        if (random_below(&random, 20) == 0)
            kept = write_and_read(kept, (uint64_t)step);
        if (step % 50 == 0)
            assert_same_all(plain, kept);
        assert_same_stats(plain, kept);
    }
    rp_corpus_free(plain);
    rp_corpus_free(kept);
    empty_chest();
}

/* --- what goes wrong --- */

/* A corpus of a few stories, and its image. */
static struct rp_corpus *small_corpus(int count)
{
    struct rp_corpus *corpus = make_with_vault(1);
    for (int i = 1; i <= count; i++) {
        struct made m;
        struct rp_answer *answer;
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        const struct rp_article *article = made(&m, id, i % 2 ? "a.example" : "b.example", SEEDS(1 + (uint64_t)i % 5, 7, 20 + (uint64_t)i));
        put_in((uint64_t)i, article);
        assert_int_equal(add_vaulted(corpus, article, (uint64_t)i, 0, &answer, NULL), RP_OK);
        rp_answer_free(answer);
    }
    image_size = 0;
    rp_corpus_save(corpus, &sink);
    return corpus;
}

/* A vault that gives nothing: what needs it says so and changes nothing. */
static void a_vault_that_fails_changes_nothing(void **state)
{
    (void)state;
    rp_corpus_free(small_corpus(12));
    struct rp_corpus *corpus = make_with_vault(2);
    struct rp_corpus_stats before, after;
    struct rp_error error = {0};
    struct rp_answer *answer;
    struct made m;
    assert_int_equal(load(corpus, &error), RP_OK);
    rp_corpus_loaded(corpus);
    rp_corpus_stats(corpus, &before);
    chest.broken = true;
    const struct rp_article *article = made(&m, "new", "c.example", SEEDS(2, 7));
    assert_int_equal(rp_corpus_check(corpus, article, &answer, &error), RP_IO);
    assert_string_equal(error.message, "the vault is closed");
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("1"), &error), RP_IO);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("1"), &answer, &error), RP_IO);
    assert_int_equal(add_vaulted(corpus, article, 13, 0, &answer, &error), RP_IO);
    rp_corpus_stats(corpus, &after);
    before.index_bytes = after.index_bytes; /* room that was made stays */
    assert_memory_equal(&before, &after, sizeof before);
    chest.broken = false;
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("1"), &error), RP_OK);
    rp_corpus_free(corpus);
    empty_chest();
}

static void keys_that_are_missing_are_named(void **state)
{
    (void)state;
    struct rp_error error = {0};
    rp_corpus_free(small_corpus(12));
    free(chest.rows[3].tags);
    chest.rows[3].tags = NULL;
    struct rp_corpus *corpus = make_with_vault(2);
    assert_int_equal(load(corpus, &error), RP_DAMAGED);
    assert_non_null(strstr(error.message, "\"3\" (operation 3)"));
    rp_corpus_free(corpus);
    empty_chest();
}

static void a_short_image_is_an_error(void **state)
{
    (void)state;
    struct rp_error error;
    rp_corpus_free(small_corpus(12));
    size_t whole = image_size;
    for (size_t size = 0; size < whole; size += 1 + size / 50) {
        image_size = size;
        struct rp_corpus *corpus = make_with_vault(2);
        assert_int_equal(load(corpus, &error), RP_DAMAGED);
        rp_corpus_free(corpus);
    }
    empty_chest();
}

static void loading_without_memory_is_an_error(void **state)
{
    (void)state;
    struct rp_error error;
    rp_corpus_free(small_corpus(12));
    struct failing failing;
    for (size_t i = 1;; i++) {
        struct rp_corpus *corpus = make_with_vault(2);
        failing_start(&failing, i);
        enum rp_status status = load(corpus, &error);
        bool failed = failing.seen >= i;
        failing_stop();
        rp_corpus_free(corpus);
        assert_int_equal(status, failed ? RP_NO_MEMORY : RP_OK);
        if (!failed)
            break;
    }
    empty_chest();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_the_same),
        cmocka_unit_test(a_vault_that_fails_changes_nothing),
        cmocka_unit_test(keys_that_are_missing_are_named),
        cmocka_unit_test(a_short_image_is_an_error),
        cmocka_unit_test(loading_without_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("corpus/image", tests, vaulted_setup, vaulted_teardown);
}

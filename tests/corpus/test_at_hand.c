/* What an operation needs of other articles stays in memory until it is done, also when it reads one more and that pushes out the oldest. */
#include "support/cmocka.h"

#include "corpus/vaulted.h"

enum { WORDS = 1000, SIZE = 440 << 10 /* of an article: some 148 fill the memory, which is more than stay in any case */, FILLERS_MOST = 1000, ANSWER = 1 << 16 };

/* The numbers of a story: its first member, a copy, and one more that comes later; all others are of no story. */
enum { FIRST = 1, COPY, LATER, FILLERS };

/* --- articles, and a vault that makes them again --- */

static bool is_of_story(uint64_t number)
{
    return number == FIRST || number == COPY || number == LATER;
}

/* Some words, and blanks, which cost little. */
static void write_article(uint64_t number, char text[SIZE], char id[16], struct rp_article *ret)
{
    text[0] = 0;
    words_append(text, WORDS, is_of_story(number) ? FIRST : number, 80);
    size_t len = strlen(text);
    memset(text + len, ' ', SIZE - len);
    snprintf(id, 16, "%d", (int)number);
    const char *source = number == FIRST ? "a.example" : number == COPY ? "b.example" : number == LATER ? "c.example" : "d.example";
    *ret = (struct rp_article){.id = rp_str_of(id), .text = {text, SIZE}, .source = rp_str_of(source)};
}

static unsigned reads;

static enum rp_status read_article(void *context, uint64_t number, struct rp_buf *room, struct rp_article *ret, struct rp_error *error)
{
    (void)context;
    (void)error;
    rp_buf_clear(room);
    assert_int_equal(rp_buf_reserve(room, SIZE + 16), RP_OK);
    write_article(number, room->data, room->data + SIZE, ret);
    reads++;
    return RP_OK;
}

/* Nobody asks for answers and keys. */
static char *keep_answer(void *context, uint64_t number, size_t size)
{
    static char answer[ANSWER];
    (void)context;
    (void)number;
    assert_true(size <= ANSWER);
    return answer;
}

static void keep_keys(void *context, uint64_t number, const uint32_t *tags, size_t count)
{
    (void)context;
    (void)number;
    (void)tags;
    (void)count;
}

static const struct rp_vault vault = {.article = read_article, .reserve = reserve, .keep_answer = keep_answer, .keep_keys = keep_keys};

/* --- the corpus --- */

static struct rp_answer *add_number(struct rp_corpus *corpus, uint64_t number)
{
    static char text[SIZE];
    char id[16];
    struct rp_article article;
    struct rp_answer *answer;
    write_article(number, text, id, &article);
    assert_int_equal(add_vaulted(corpus, &article, number, 0, &answer, NULL), RP_OK);
    return answer;
}

static bool is_at_hand(const struct rp_corpus *corpus, uint64_t number)
{
    return rp_recent_find(&corpus->records.recent, number) != NULL;
}

/* Adds articles of no story until one is no more in memory. */
static uint64_t push_out(struct rp_corpus *corpus, uint64_t next, uint64_t number)
{
    while (is_at_hand(corpus, number)) {
        struct rp_answer *answer = add_number(corpus, next++);
        assert_int_equal(answer->match_count, 0);
        rp_answer_free(answer);
        assert_true(next < FILLERS_MOST);
    }
    return next;
}

static void what_is_needed_stays_when_more_is_read(void **state)
{
    (void)state;
    struct rp_corpus *corpus;
    struct rp_corpus_options options;
    struct rp_article article;
    rp_corpus_options_default(&options);
    options.vault = &vault;
    assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
    rp_answer_free(add_number(corpus, FIRST));
    struct rp_answer *answer = add_number(corpus, COPY);
    uint64_t story = answer->story;
    rp_answer_free(answer);
    uint64_t next = push_out(corpus, FILLERS, COPY), last = next - 1;
    assert_false(is_at_hand(corpus, FIRST));
    assert_int_equal(rp_corpus_article(corpus, rp_str_of("1"), &article, NULL), RP_OK);
    push_out(corpus, next, last);
    /* Now the first member is the oldest, and whatever comes next pushes it out. */
    assert_true(is_at_hand(corpus, FIRST));
    assert_true(corpus->records.recent.bytes + SIZE > RP_LIMIT_RECENT);
    reads = 0;
    answer = add_number(corpus, LATER);
    assert_int_equal(answer->story, story);
    assert_int_equal(reads, 1); /* the copy alone */
    assert_true(is_at_hand(corpus, FIRST) && is_at_hand(corpus, COPY) && is_at_hand(corpus, LATER));
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_needed_stays_when_more_is_read),
    };
    return cmocka_run_group_tests_name("corpus/at_hand", tests, vaulted_setup, vaulted_teardown);
}

/* Sites whose pages are mostly frame, and what is learnt of a source when its articles go and come back. */
#include "made.h"

/* A page: a frame of `menu` words, a body of its own, `foot` words of frame; a title and an address of its own. */
static struct rp_article *page(struct made *made, unsigned i, int menu, int words, int foot)
{
    static char title[100], url[100];
    *made = (struct made){0};
    title[0] = 0;
    words_append(title, sizeof title, 5000 + i, 8);
    snprintf(url, sizeof url, "https://pages.example/%u", i);
    snprintf(made->id, sizeof made->id, "p%u", i);
    snprintf(made->text, sizeof made->text, "%s\n", title);
    words_append(made->text, sizeof made->text, 1, menu);
    words_append(made->text, sizeof made->text, 10000 + i, words);
    words_append(made->text, sizeof made->text, 2, foot);
    made->article = (struct rp_article){.id = rp_str_of(made->id), .text = rp_str_of(made->text), .source = rp_str_of("pages.example"),
                                        .url = rp_str_of(url), .title = rp_str_of(title)};
    return &made->article;
}

/* head: the first line of every page, which then has no title but that; NULL: pages have their titles. */
static unsigned stories_of_pages(unsigned count, const char *head, int menu, int words, int foot)
{
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats stats;
    struct made made;
    for (unsigned i = 0; i < count; i++) {
        struct rp_article *article = page(&made, i, menu, words, foot);
        char text[sizeof made.text + 100];
        if (head != NULL) {
            snprintf(text, sizeof text, "%s\n%s", head, made.text);
            article->text = rp_str_of(text);
            article->title = rp_str_of("");
        }
        rp_answer_free(add(corpus, article));
    }
    rp_corpus_stats(corpus, &stats);
    rp_corpus_free(corpus);
    return (unsigned)stats.stories;
}

static void pages_of_little_body_and_much_frame_are_told_apart(void **state)
{
    (void)state;
    static const int bodies[] = {60, 100, 240, 400};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        assert_int_equal(stories_of_pages(20, NULL, 200, bodies[i], 100), 20);
        assert_int_equal(stories_of_pages(20, NULL, 150, bodies[i], 150), 20);
        assert_int_equal(stories_of_pages(20, NULL, 300, bodies[i], 0), 20);
        assert_int_equal(stories_of_pages(20, NULL, 0, bodies[i], 300), 20);
    }
    /* Of a few words only the first two can not be told from versions of one article; then the frame is known. */
    assert_true(stories_of_pages(20, NULL, 200, 20, 100) >= 18);
}

static void pages_without_titles_under_one_first_line_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(stories_of_pages(20, "Home", 200, 100, 100), 20);
    assert_int_equal(stories_of_pages(20, "Home", 200, 300, 100), 20);
    assert_int_equal(stories_of_pages(20, "UP", 30, 300, 200), 20);
    assert_true(stories_of_pages(20, "UP", 200, 40, 100) >= 18);
}

/* An article of a wire, and after it one that has nothing in common with it. */
static void add_wire(struct rp_corpus *corpus, unsigned round)
{
    struct made made_one;
    char id[16];
    rp_answer_free(add(corpus, made(&made_one, "wire", "wire.example", SEEDS(1, 2))));
    snprintf(id, sizeof id, "other%u", round);
    rp_answer_free(add(corpus, made(&made_one, id, "wire.example", SEEDS(100 + round))));
}

static void expect_copies_found(struct rp_corpus *corpus)
{
    struct made made_one;
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_check(corpus, made(&made_one, "copy", "paper.example", SEEDS(3, 1, 2)), &answer, NULL), RP_OK);
    assert_int_equal(answer->verdict, RP_VERDICT_SYNDICATED);
    assert_str(answer->matches[0].id, "wire");
    assert_true(answer->matches[0].containment_of_old > .9);
    rp_answer_free(answer);
}

static void an_article_that_goes_and_comes_back_is_no_boilerplate(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    for (unsigned round = 0; round < 6; round++) {
        add_wire(corpus, round);
        expect_copies_found(corpus);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of("wire"), NULL), RP_OK);
    }
    add_wire(corpus, 6);
    expect_copies_found(corpus);
    rp_corpus_free(corpus);
}

/* Three pages whose frame is known, each replaced by a later version: the frame is known still. */
static void what_an_article_has_taught_stays_with_its_later_version(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct rp_answer *answer;
    struct made made;
    for (unsigned i = 0; i < 3; i++)
        rp_answer_free(add(corpus, page(&made, i, 100, 300, 40)));
    for (unsigned i = 0; i < 3; i++) {
        struct rp_article *article = page(&made, i, 100, 300, 40);
        words_append(made.text, sizeof made.text, 77, 12);
        article->text = rp_str_of(made.text);
        assert_int_equal(rp_corpus_add(corpus, article, 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
        assert_int_equal(answer->verdict, RP_VERDICT_NEAR);
        rp_answer_free(answer);
    }
    /* 140 of its 240 words are frame, and none of that counts. */
    answer = add(corpus, page(&made, 50, 100, 100, 40));
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    assert_int_equal(answer->match_count, 0);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

/* A statement that hundreds quote in part leads to the one who made it all the same. */
static void what_many_quote_is_still_found(void **state)
{
    (void)state;
    enum { QUOTES = 300 };
    struct rp_corpus *corpus = make();
    struct made made_one;
    rp_answer_free(add(corpus, made(&made_one, "statement", "palace.example", SEEDS(1, 2, 3))));
    for (unsigned i = 0; i < QUOTES; i++) {
        char id[16], source[32];
        snprintf(id, sizeof id, "quote%u", i);
        snprintf(source, sizeof source, "s%u.example", i);
        struct rp_answer *answer = add(corpus, made(&made_one, id, source, SEEDS(100 + 2 * i, 1 + i % 3, 101 + 2 * i)));
        assert_int_equal(answer->verdict, RP_VERDICT_PARTIAL);
        rp_answer_free(answer);
    }
    struct rp_answer *answer = add(corpus, made(&made_one, "copy", "late.example", SEEDS(1, 2, 3, 9)));
    assert_int_equal(answer->verdict, RP_VERDICT_SYNDICATED);
    assert_str(answer->matches[0].id, "statement");
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void an_identical_text_is_identical_whatever_is_known_of_its_source(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made made;
    for (unsigned i = 0; i < 4; i++)
        rp_answer_free(add(corpus, page(&made, i, 100, 100, 40)));
    struct rp_article *article = page(&made, 3, 100, 100, 40);
    article->id = rp_str_of("same");
    article->source = rp_str_of("");
    struct rp_answer *answer = add(corpus, article);
    assert_int_equal(answer->verdict, RP_VERDICT_IDENTICAL);
    assert_true(answer->matches[0].containment_of_new == 1 && answer->matches[0].containment_of_old == 1);
    assert_true(answer->matches[0].resemblance == 1);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

/* A page that has a report in it, under another title, is no version of the report and teaches; when the report comes again, it has been in two runs. */
static void a_report_that_another_page_has_too_is_no_boilerplate_to_its_next_version(void **state)
{
    (void)state;
    static const uint64_t texts[][6] = {{1, 2, 3, 4, 0}, {8, 1, 2, 3, 0}, {1, 2, 3, 4, 9, 0}};
    static const char *const titles[] = {"Three hurt in harbour fire", "What else happened on the coast this week", "Three hurt in harbour fire"};
    struct rp_corpus *corpus = make();
    struct made m;
    for (unsigned i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "r%u", i);
        struct rp_article *article = made(&m, id, "paper.example", texts[i]);
        article->title = rp_str_of(titles[i]);
        struct rp_answer *answer = add(corpus, article);
        assert_int_equal(answer->story, i == 1 ? 2 : 1);
        if (i == 1)
            assert_int_equal(answer->matches[0].refusal, RP_REFUSAL_MODULE);
        if (i == 2)
            assert_true(answer->verdict == RP_VERDICT_REVISION && answer->matches[0].containment_of_old > .9);
        rp_answer_free(answer);
    }
    rp_corpus_free(corpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_little_body_and_much_frame_are_told_apart),
        cmocka_unit_test(pages_without_titles_under_one_first_line_are_told_apart),
        cmocka_unit_test(an_article_that_goes_and_comes_back_is_no_boilerplate),
        cmocka_unit_test(what_an_article_has_taught_stays_with_its_later_version),
        cmocka_unit_test(what_many_quote_is_still_found),
        cmocka_unit_test(an_identical_text_is_identical_whatever_is_known_of_its_source),
        cmocka_unit_test(a_report_that_another_page_has_too_is_no_boilerplate_to_its_next_version),
    };
    return cmocka_run_group_tests_name("corpus/pages", tests, NULL, NULL);
}

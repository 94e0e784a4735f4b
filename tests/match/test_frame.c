/* Pages of one source that share their frame: the menu before another body, the footer behind it. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/refuse.h"
#include "reprint/compare.h"
#include "support/words.h"

/* --- whole pages --- */

enum { MENU = 1, TOOLS, FOOTER, BODY_A, BODY_B, QUOTE, TITLE_A, TITLE_B };

struct part {
    int seed, words; /* 0 words end the list */
};
#define PAGE(...) ((const struct part[]){__VA_ARGS__, {0, 0}})

static char texts[2][8192];

static struct rp_article page(int which, const char *url, const struct part *parts)
{
    char *text = texts[which];
    size_t title_len = 0;
    text[0] = 0;
    for (; parts->words > 0; parts++) {
        words_append(text, sizeof texts[0], (uint64_t)parts->seed, parts->words);
        title_len = title_len == 0 ? strlen(text) : title_len;
    }
    return (struct rp_article){
        .text = rp_str_of(text), .title = {text, title_len}, .source = rp_str_of("daily.example"), .url = rp_str_of(url)};
}

static void expect(struct rp_article a, struct rp_article b, enum rp_verdict verdict, enum rp_refusal refusal)
{
    struct rp_comparison c;
    assert_int_equal(rp_compare(&a, &b, &c, NULL), RP_OK);
    assert_int_equal(c.verdict, verdict);
    assert_int_equal(c.refusal, refusal);
    rp_comparison_done(&c);
}

static void pages_that_share_their_frame_are_told_apart(void **state)
{
    (void)state;
    struct rp_article a = page(0, "a", PAGE({TITLE_A, 8}, {MENU, 30}, {TITLE_A, 8}, {TOOLS, 8}, {BODY_A, 140}, {FOOTER, 45}));
    struct rp_article b = page(1, "b", PAGE({TITLE_B, 8}, {MENU, 30}, {TITLE_B, 8}, {TOOLS, 8}, {BODY_B, 200}, {FOOTER, 45}));
    expect(a, b, RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
    expect(b, a, RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
    /* Of two sources or of one address they are what the share says. */
    struct rp_article other = b;
    other.source = rp_str_of("evening.example");
    expect(a, other, RP_VERDICT_PARTIAL, RP_REFUSAL_NONE);
    other = b;
    other.url = a.url;
    expect(a, other, RP_VERDICT_PARTIAL, RP_REFUSAL_NONE);
    other = b;
    other.title = a.title; /* "News" over all pages */
    expect(a, other, RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
}

/* Without titles the first line serves, which may be the same on all pages of a site: at two addresses it says little. */
static void pages_under_one_first_line_are_told_apart(void **state)
{
    (void)state;
    const struct part *const pages[] = {PAGE({MENU, 30}, {TITLE_A, 8}, {TOOLS, 8}, {BODY_A, 140}, {FOOTER, 45}),
                                        PAGE({MENU, 30}, {TITLE_B, 8}, {TOOLS, 8}, {BODY_B, 200}, {FOOTER, 45})};
    struct rp_article a = page(0, "a", pages[0]), b = page(1, "b", pages[1]);
    char home[2][8200];
    for (int i = 0; i < 2; i++)
        snprintf(home[i], sizeof home[i], "Home\n%s", texts[i]);
    a.text = rp_str_of(home[0]);
    b.text = rp_str_of(home[1]);
    a.title = b.title = rp_str_of("");
    expect(a, b, RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
    b.url = rp_str_of("");
    expect(a, b, RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
    /* At one address it is a title like another. */
    b.url = a.url;
    expect(a, b, RP_VERDICT_PARTIAL, RP_REFUSAL_NONE);
    b.url = rp_str_of("");
    /* A page within a page is no frame. */
    b = a;
    b.url = rp_str_of("b");
    b.text = (struct rp_str){a.text.data, a.text.len / 2};
    expect(a, b, RP_VERDICT_REVISION, RP_REFUSAL_NONE);
}

static void a_later_version_is_still_a_revision(void **state)
{
    (void)state;
    /* The middle is written anew, and is less than what stays: an article at its address, a page with little in it at another. */
    expect(page(0, "a", PAGE({TITLE_A, 8}, {MENU, 60}, {BODY_A, 80}, {QUOTE, 60})),
           page(1, "a", PAGE({TITLE_B, 8}, {MENU, 60}, {BODY_B, 80}, {QUOTE, 60})), RP_VERDICT_REVISION, RP_REFUSAL_NONE);
    expect(page(0, "a", PAGE({TITLE_A, 8}, {MENU, 60}, {BODY_A, 80}, {QUOTE, 60})),
           page(1, "b", PAGE({TITLE_B, 8}, {MENU, 60}, {BODY_B, 80}, {QUOTE, 60})), RP_VERDICT_UNIQUE, RP_REFUSAL_MODULE);
    /* Words changed here and there. */
    expect(page(0, "a", PAGE({TITLE_A, 8}, {MENU, 60}, {BODY_A, 30}, {QUOTE, 60}, {BODY_A + 100, 30}, {FOOTER, 60})),
           page(1, "b", PAGE({TITLE_B, 8}, {MENU, 60}, {BODY_B, 30}, {QUOTE, 60}, {BODY_B + 100, 30}, {FOOTER, 60})), RP_VERDICT_REVISION,
           RP_REFUSAL_NONE);
    /* One version says nothing of its own between what it shares. */
    expect(page(0, "a", PAGE({TITLE_A, 8}, {MENU, 60}, {BODY_A, 200}, {QUOTE, 60})),
           page(1, "b", PAGE({TITLE_B, 8}, {MENU, 60}, {QUOTE, 60})), RP_VERDICT_REVISION, RP_REFUSAL_NONE);
}

static void a_passage_within_the_body_is_no_frame(void **state)
{
    (void)state;
    expect(page(0, "a", PAGE({TITLE_A, 8}, {MENU, 30}, {BODY_A, 60}, {QUOTE, 40}, {BODY_A + 100, 60}, {FOOTER, 30})),
           page(1, "b", PAGE({TITLE_B, 8}, {MENU, 30}, {BODY_B, 60}, {QUOTE, 40}, {BODY_B + 100, 60}, {FOOTER, 30})), RP_VERDICT_PARTIAL,
           RP_REFUSAL_NONE);
}

/* --- the bounds --- */

/* Two texts with `own` shingles of their own and two shared runs of 40 words, a stretch of `new_words` and `old_words` between them, and so many words of shared phrases. */
static bool is_frame(uint32_t new_words, uint32_t old_words, uint32_t own, uint32_t phrase)
{
    struct rp_passage passages[] = {{.words = 40}, {.words = 40}};
    struct rp_run runs[] = {{0, 0, 40}, {42, 44, phrase}, {40 + new_words, 40 + old_words, 40}};
    struct rp_alignment made = {.passages = passages, .passage_count = 2, .runs = runs, .run_count = 3};
    made.shared = 80;
    made.new_shingles = made.old_shingles = made.shared + own;
    return rp_refuse_module(&made, 0, false, false, false);
}

static void a_body_has_fifty_words_and_three_quarters_of_its_own(void **state)
{
    (void)state;
    assert_true(is_frame(50, 50, 66, 0));
    assert_false(is_frame(49, 50, 60, 0));
    assert_false(is_frame(50, 49, 60, 0));
    assert_false(is_frame(50, 50, 67, 0));
    assert_true(is_frame(100, 120, 133, 0));
    assert_false(is_frame(100, 120, 134, 0));
    assert_false(is_frame(120, 100, 134, 0));
}

static void phrases_in_it_are_not_its_own(void **state)
{
    (void)state;
    assert_true(is_frame(111, 111, 133, 11));
    assert_false(is_frame(110, 111, 133, 11));
    assert_false(is_frame(111, 110, 133, 11));
    assert_false(is_frame(111, 111, 133, 12)); /* no phrase: the body begins behind it */
}

static void what_stands_before_it_in_one_stands_before_it_in_both(void **state)
{
    (void)state;
    struct rp_passage passages[] = {{.words = 20}, {.words = 20}, {.words = 20}};
    struct rp_run runs[] = {{0, 0, 20}, {20, 25, 20}, {200, 220, 20}};
    struct rp_alignment made = {.passages = passages, .passage_count = 3, .runs = runs, .run_count = 3, .shared = 60,
                                .new_shingles = 220, .old_shingles = 240};
    assert_true(rp_refuse_module(&made, 0, false, false, false));
    runs[1].old_start = 240; /* moved to the foot */
    assert_false(rp_refuse_module(&made, 0, false, false, false));
    runs[1].old_start = 25;
    made.run_count = 2; /* nothing behind */
    assert_false(rp_refuse_module(&made, 0, false, false, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_that_share_their_frame_are_told_apart),
        cmocka_unit_test(pages_under_one_first_line_are_told_apart),
        cmocka_unit_test(a_later_version_is_still_a_revision),
        cmocka_unit_test(a_passage_within_the_body_is_no_frame),
        cmocka_unit_test(a_body_has_fifty_words_and_three_quarters_of_its_own),
        cmocka_unit_test(phrases_in_it_are_not_its_own),
        cmocka_unit_test(what_stands_before_it_in_one_stands_before_it_in_both),
    };
    return cmocka_run_group_tests_name("match/frame", tests, NULL, NULL);
}

/* cli/answer_print: answers, articles and stories, readable. */
#include "cli/answer_print.h"

#include "written.h"

#include "base/buf.h"

#include <locale.h>

static int setup(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

static const struct rp_dropped_range ranges[] = {{0, 5, RP_DROP_SOURCE_REPEATS}};

static const struct rp_match matches[] = {
    {.id = {"best", 4}, .seq = 2, .verdict = RP_VERDICT_SYNDICATED, .containment_of_new = .5, .containment_of_old = .958,
     .grounds = {.rule = RP_RULE_CONTAINED_OLD}, .dropped = {30, 1, ranges}},
    {.id = {"first", 5}, .seq = 1, .verdict = RP_VERDICT_SYNDICATED, .containment_of_new = .6, .containment_of_old = .4,
     .grounds = {.rule = RP_RULE_CONTAINED_NEW}},
    {.id = {"form", 4}, .verdict = RP_VERDICT_UNIQUE, .refusal = RP_REFUSAL_TEMPLATE, .shared = 100,
     .grounds = {.rule = RP_RULE_TEMPLATE, .substitutions = 4, .numbers_shared = .2}},
    {.id = {"page", 4}, .verdict = RP_VERDICT_UNIQUE, .refusal = RP_REFUSAL_MODULE,
     .grounds = {.rule = RP_RULE_MODULE_FRAME, .titles_shared = .25, .longest_share = .6}},
};
static const struct rp_attribution credits[] = {
    {.agency = "Sputnik", .cue = "citing", .start = 3, .end = 9},
    {.agency = "Reuters", .cue = "dateline", .start = 10, .end = 12},
    {.agency = "Sputnik", .cue = "tag", .start = 20, .end = 30},
};

static struct rp_answer copy(void)
{
    return (struct rp_answer){.id = {"copy", 4},
                              .seq = 3,
                              .story = 1,
                              .verdict = RP_VERDICT_SYNDICATED,
                              .original = {"first", 5},
                              .original_reason = RP_ORIGINAL_CREDITED,
                              .match_count = 2,
                              .matches = matches,
                              .attribution_count = 3,
                              .attributions = credits};
}

static void line(const struct rp_answer *answer, bool terminal, const char *want)
{
    struct written written;
    struct rp_answer_layout layout;
    rp_answer_layout_init(&layout, written_begin(&written));
    assert_false(layout.cut);
    assert_false(layout.colors);
    if (terminal)
        layout = (struct rp_answer_layout){.file = layout.file, .cut = true, .colors = true, .id_columns = 6};
    rp_answer_print_line(&layout, answer);
    written_expect(&written, want);
}

static void prints_lines(void **state)
{
    (void)state;
    struct rp_answer answer = copy();
    line(&answer, false, "syndicated  copy                      first                      60 %  Sputnik, Reuters\n");
    answer.original = rp_str_of("gone");
    line(&answer, false, "syndicated  copy                      gone                       96 %  Sputnik, Reuters\n");
    answer.original = answer.id;
    answer.attribution_count = 0;
    line(&answer, false, "syndicated  copy                      (itself)                   96 %\n");
    answer.verdict = RP_VERDICT_PARTIAL;
    line(&answer, false, "partial     copy                      best                       96 %\n");
    answer.verdict = RP_VERDICT_UNIQUE;
    line(&answer, false, "unique      copy\n");
    answer.verdict = RP_VERDICT_NEAR;
    answer.match_count = 0;
    line(&answer, false, "near        copy\n");
}

static void tells_what_has_changed(void **state)
{
    (void)state;
    static const uint64_t merged[] = {7, 12};
    struct rp_answer answer = copy();
    answer.attribution_count = 0;
    answer.merged_count = 2;
    answer.merged = merged;
    line(&answer, false,
         "syndicated  copy                      first                      60 %\n"
         "            stories 7, 12 and 1 are one\n");
    answer.merged_count = 1;
    answer.former_original = rp_str_of("\x1b" "best");
    line(&answer, false,
         "syndicated  copy                      first                      60 %\n"
         "            stories 7 and 1 are one\n"
         "            the original of story 1 is first, no longer ?best (others credit it)\n");
    /* It repeats another article, but founds a story. */
    answer = copy();
    answer.story = answer.seq;
    answer.original = answer.id;
    answer.original_reason = RP_ORIGINAL_ONLY;
    line(&answer, false, "syndicated  copy                      best                       96 %  Sputnik, Reuters\n");
}

static void lays_out_for_a_terminal(void **state)
{
    (void)state;
    struct rp_answer answer = copy();
    answer.id = rp_str_of("a-long-id");
    answer.attribution_count = 1;
    line(&answer, true, "\x1b[33msyndicated\x1b[0m  a-lon…  first    60 %  Sputnik\n");
    line(&answer, false, "syndicated  a-long-id                 first                      60 %  Sputnik\n");
    answer.id = rp_str_of("an-id-that-is-longer-than-its-column");
    line(&answer, false, "syndicated  an-id-that-is-longer-than-its-column  first                      60 %  Sputnik\n");
    answer.verdict = RP_VERDICT_UNIQUE;
    line(&answer, true, "\x1b[32munique    \x1b[0m  an-id…\n");
    answer.id = rp_str_of("\x1b[2J");
    line(&answer, true, "\x1b[32munique    \x1b[0m  ?[2J\n");
}

static void prints_an_article(void **state)
{
    (void)state;
    struct written written;
    struct rp_answer answer = copy();
    answer.match_count = 4;
    answer.attribution_count = 1;
    answer.dropped = (struct rp_dropped){12, 1, ranges};
    struct rp_found_article found = {
        .article = {.id = rp_str_of("copy"), .text = rp_str_of("Title\nbody"), .source = rp_str_of("s.example"), .lang = rp_str_of("en"),
                    .same_story_as = rp_str_of("first")},
        .answer = &answer};
    rp_answer_print_found(written_begin(&written), &found);
    written_expect(&written, "id         copy\n"
                             "verdict    syndicated\n"
                             "number     3\n"
                             "story      1\n"
                             "original   first (others credit it)\n"
                             "match      syndicated   50 % of it,  96 % of best\n"
                             "           much of the old text stands in the new one (rule contained_old)\n"
                             "           left out: 30 words of the old text: the source repeats them from\n"
                             "           article to article\n"
                             "match      syndicated   60 % of it,  40 % of first\n"
                             "           much of the new text stands in the old one (rule contained_new)\n"
                             "match      unique        0 % of it,   0 % of form (no copy: a template)\n"
                             "           one form filled with other facts (rule template): 4 numbers differ,\n"
                             "           one for each 25 shared shingles; 20 % of the numbers are the same\n"
                             "match      unique        0 % of it,   0 % of page (no copy: a module)\n"
                             "           what is shared is a frame around two texts of their own (rule\n"
                             "           module_frame): the titles share 25 % of their words; the longest\n"
                             "           passage is 60 % of what is shared\n"
                             "left out   12 words of the new text: the source repeats them from article to\n"
                             "           article | Title\n"
                             "credits    Sputnik, by \"citing\" (bytes 3-9)\n"
                             "source     s.example\n"
                             "lang       en\n"
                             "story of   first\n"
                             "\n"
                             "Title\n"
                             "body\n");
}

static void prints_pages_of_a_story(void **state)
{
    (void)state;
    static const struct rp_member members[] = {
        {.id = {"first", 5}, .seq = 1, .source = {"s.example", 9}, .published = {"2024-03-04", 10}, .verdict = RP_VERDICT_UNIQUE},
        {.id = {"copy", 4}, .seq = 3, .source = {"t.example", 9}, .verdict = RP_VERDICT_NEAR},
    };
    struct rp_story story = {.story = 1,
                             .original = {"first", 5},
                             .original_reason = RP_ORIGINAL_PUBLISHED,
                             .total = 2,
                             .member_count = 1,
                             .members = members};
    struct written written;
    struct rp_answer_layout layout;
    rp_answer_layout_init(&layout, written_begin(&written));
    rp_answer_print_story(&layout, &story, true);
    story.members++;
    rp_answer_print_story(&layout, &story, false);
    written_expect(&written, "story 1: 2 articles, the original (*) is first (published first)\n"
                             "*         1  unique      first                     2024-03-04            s.example\n"
                             "          3  near        copy                                            t.example\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_lines),
        cmocka_unit_test(tells_what_has_changed),
        cmocka_unit_test(lays_out_for_a_terminal),
        cmocka_unit_test(prints_an_article),
        cmocka_unit_test(prints_pages_of_a_story),
    };
    return cmocka_run_group_tests_name("cli/answer_print", tests, setup, NULL);
}

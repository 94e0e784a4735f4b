/* Which articles make one story, in whatever order they come; stories that turn out to be one; and what is left when articles go. */
#include "support/cmocka.h"

#include "made.h"
#include "support/random.h"

#include <stdlib.h>

/* One text in hundreds of words, by seed; each article is of another source. */
struct text {
    const char *id;
    uint64_t seeds[16];
};

static struct rp_answer *add_text(struct rp_corpus *corpus, const struct text *text)
{
    struct made m;
    char source[64];
    snprintf(source, sizeof source, "%s.example", text->id);
    return add(corpus, made(&m, text->id, source, text->seeds));
}

static uint64_t story_of(struct rp_corpus *corpus, const char *id)
{
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_get(corpus, rp_str_of(id), &answer, NULL), RP_OK);
    uint64_t story = answer->story;
    rp_answer_free(answer);
    return story;
}

static void add_all(struct rp_corpus *corpus, const struct text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rp_answer_free(add_text(corpus, &texts[i]));
}

static void assert_members(struct rp_corpus *corpus, const char *of, uint64_t after, size_t most, const char *ids)
{
    struct rp_story *story;
    char got[1024] = "";
    assert_int_equal(rp_corpus_story_part(corpus, rp_str_of(of), after, most, &story, NULL), RP_OK);
    for (size_t i = 0; i < story->member_count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i > 0 ? " " : "", (int)story->members[i].id.len,
                 story->members[i].id.data);
    assert_string_equal(got, ids);
    rp_story_free(story);
}

/* `left` and `right` share a quarter of their texts with each other and three quarters of `bridge` each. */
static const struct text left = {"left", {1, 2, 3, 5, 6, 7, 8, 9}}, right = {"right", {2, 3, 4, 10, 11, 12, 13, 14}},
                         bridge = {"bridge", {1, 2, 3, 4}};

static void a_text_that_both_carry_makes_two_stories_one(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct rp_corpus_stats stats;
    add_all(corpus, (const struct text[]){{"other", {20, 21}}, left, right, {"right-copy", {2, 3, 4, 10, 11, 12, 13, 14}}}, 4);
    assert_int_equal(story_of(corpus, "left"), 2);
    assert_int_equal(story_of(corpus, "right-copy"), 3);
    struct made m;
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_check(corpus, made(&m, "", "", bridge.seeds), &answer, NULL), RP_OK);
    assert_int_equal(answer->story, 2);
    assert_int_equal(answer->merged_count, 1);
    assert_int_equal(answer->merged[0], 3);
    rp_answer_free(answer);
    answer = add_text(corpus, &bridge);
    assert_int_equal(answer->story, 2);
    assert_int_equal(answer->merged_count, 1);
    assert_int_equal(answer->merged[0], 3);
    assert_str(answer->original, "left");
    assert_str(answer->former_original, "");
    rp_answer_free(answer);
    answer = add_text(corpus, &bridge); /* that it is there already is no news */
    assert_int_equal(answer->story, 2);
    assert_int_equal(answer->merged_count, 0);
    rp_answer_free(answer);
    assert_int_equal(story_of(corpus, "right-copy"), 2);
    assert_int_equal(story_of(corpus, "other"), 1);
    assert_members(corpus, "right", 0, 10, "left right right-copy bridge");
    assert_members(corpus, "right", 2, 2, "right right-copy");
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.stories, 2);
    rp_corpus_free(corpus);
}

static void a_bridge_in_any_order(void **state)
{
    (void)state;
    const struct text *texts[] = {&left, &right, &bridge};
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct rp_corpus *corpus = make();
        for (int k = 0; k < 3; k++)
            rp_answer_free(add_text(corpus, texts[orders[i][k]]));
        assert_int_equal(story_of(corpus, "left"), 1);
        assert_int_equal(story_of(corpus, "right"), 1);
        assert_int_equal(story_of(corpus, "bridge"), 1);
        rp_corpus_free(corpus);
    }
}

static const struct text digest = {"digest", {1, 2, 3, 4, 5}};
static const struct text quoted[] = {{"q1", {1}}, {"q2", {2}}, {"q3", {3}}, {"q4", {4}}, {"q5", {5}}};

static void a_digest_joins_one_of_those_that_it_quotes_and_merges_none(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    add_all(corpus, quoted, 5);
    struct rp_answer *answer = add_text(corpus, &digest);
    assert_int_equal(answer->match_count, 5);
    rp_answer_free(answer);
    for (uint64_t i = 0; i < 5; i++)
        assert_int_equal(story_of(corpus, quoted[i].id), i + 1);
    rp_corpus_free(corpus);
}

static void those_that_a_digest_quotes_stay_apart_when_it_was_first(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    rp_answer_free(add_text(corpus, &digest));
    for (uint64_t i = 0; i < 5; i++) {
        struct rp_answer *answer = add_text(corpus, &quoted[i]);
        assert_int_equal(answer->verdict, RP_VERDICT_SYNDICATED); /* it is a copy all the same */
        assert_str(answer->matches[0].id, "digest");
        assert_int_equal(answer->story, i == 0 ? 1 : i + 2);
        assert_str(answer->original, i == 0 ? "digest" : quoted[i].id);
        rp_answer_free(answer);
    }
    /* A copy of one of them goes to that one, whatever else has its text. */
    struct rp_answer *answer = add_text(corpus, &(struct text){"q4-copy", {4}});
    assert_int_equal(answer->story, story_of(corpus, "q4"));
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void whoever_is_left_alone_is_about_all_of_its_text_again(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    rp_answer_free(add_text(corpus, &digest));
    rp_answer_free(add_text(corpus, &quoted[0]));
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("q1"), NULL), RP_OK);
    rp_answer_free(add_text(corpus, &quoted[1]));
    assert_int_equal(story_of(corpus, "q2"), 1);
    rp_answer_free(add_text(corpus, &quoted[2]));
    assert_int_equal(story_of(corpus, "q3"), 4);
    rp_corpus_free(corpus);
}

static void versions_stay_together_whatever_is_added(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct text ticker = {"t", {0}};
    for (uint64_t i = 0; i < 8; i++) {
        struct made m;
        char id[8];
        snprintf(id, sizeof id, "t%d", (int)i);
        ticker.seeds[i] = i + 1;
        struct rp_article *article = made(&m, id, "ticker.example", ticker.seeds);
        article->url = rp_str_of("https://ticker.example/1");
        rp_answer_free(add(corpus, article));
        assert_int_equal(story_of(corpus, id), 1);
    }
    rp_corpus_free(corpus);
}

/* More of the report stands in it than of its own first version. */
static void a_version_stays_with_the_others_whatever_it_quotes(void **state)
{
    (void)state;
    static const uint64_t texts[][6] = {{1, 2, 3, 5}, {9}, {1, 2, 3, 4, 9}};
    static const char *const ids[] = {"v1", "report", "v2"};
    for (int order = 0; order < 2; order++) {
        struct rp_corpus *corpus = make();
        for (int i = 0; i < 3; i++) {
            int which = order == 0 || i == 2 ? i : 1 - i;
            struct made m;
            struct rp_article *article = made(&m, ids[which], which == 1 ? "report.example" : "ticker.example", texts[which]);
            article->url = rp_str_of(which == 1 ? "" : "https://ticker.example/1");
            struct rp_answer *answer = add(corpus, article);
            if (which == 2)
                assert_int_equal(answer->match_count, 2);
            rp_answer_free(answer);
        }
        assert_int_equal(story_of(corpus, "v2"), story_of(corpus, "v1"));
        assert_int_not_equal(story_of(corpus, "v2"), story_of(corpus, "report"));
        rp_corpus_free(corpus);
    }
}

/* --- orders --- */

static const struct text many[] = {
    {"a1", {1, 2, 3}},        {"a2", {1, 2, 3, 4}},     {"a3", {2, 3}},       {"a4", {1, 2, 3, 5, 6}}, {"b1", {11, 12}},
    {"b2", {11, 12, 13}},     {"b3", {14, 11, 12, 15}}, {"c1", {21, 22, 23}}, {"c2", {21, 22, 23}},    {"left", {31, 32, 33, 35, 36, 37, 38, 39}},
    {"right", {32, 33, 34, 40, 41, 42, 43, 44}}, {"bridge", {31, 32, 33, 34}}, {"d1", {51}}, {"d2", {51}}, {"e1", {61}}, {"e2", {61}},
    {"f1", {71}},
};
enum { MANY = sizeof many / sizeof *many };
/* Each quotes three stories wholly; which of them it joins may depend on the order, but it brings none together. */
static const struct text digests[] = {{"x1", {51, 61, 71}}, {"x2", {71, 61, 51, 21, 22, 23}}};

static void shuffle(size_t *order, size_t count, uint64_t *random)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = random_below(random, i + 1);
        order[i] = order[at];
        order[at] = i;
    }
}

static void the_order_of_arrival_changes_no_story(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 60; round++) {
        size_t order[MANY + 2];
        struct rp_corpus *corpus = make();
        shuffle(order, MANY + 2, &random);
        for (size_t i = 0; i < MANY + 2; i++)
            rp_answer_free(add_text(corpus, order[i] < MANY ? &many[order[i]] : &digests[order[i] - MANY]));
        for (size_t i = 0; i < MANY; i++)
            for (size_t k = 0; k < i; k++) {
                bool one = many[i].seeds[0] / 10 == many[k].seeds[0] / 10;
                if (one != (story_of(corpus, many[i].id) == story_of(corpus, many[k].id)))
                    fail_msg("round %d: %s and %s", round, many[i].id, many[k].id);
            }
        rp_corpus_free(corpus);
    }
}

/* --- merging --- */

static void merged_stories_have_one_original(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_article *article = made(&m, "left", "left.example", left.seeds);
    article->published = rp_str_of("2020-01-03");
    rp_answer_free(add(corpus, article));
    article = made(&m, "right", "right.example", right.seeds);
    article->published = rp_str_of("2020-01-02");
    rp_answer_free(add(corpus, article));
    article = made(&m, "bridge", "bridge.example", bridge.seeds);
    article->published = rp_str_of("2020-01-04");
    struct rp_answer *answer = add(corpus, article);
    assert_int_equal(answer->story, 1);
    assert_str(answer->original, "right");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_PUBLISHED);
    assert_str(answer->former_original, "left");
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

/* A later version that changes the date may leave another article the original. */
static void a_version_may_give_its_place_away(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_answer *answer;
    struct rp_article *article = made(&m, "a", "a.example", SEEDS(1, 2));
    article->published = rp_str_of("2020-01-01");
    rp_answer_free(add(corpus, article));
    article = made(&m, "b", "b.example", SEEDS(1, 2));
    article->published = rp_str_of("2020-01-02");
    rp_answer_free(add(corpus, article));
    for (int version = 0; version < 2; version++) {
        article = made(&m, "a", "a.example", version == 0 ? SEEDS(1, 2, 3) : SEEDS(1, 2, 4));
        article->published = rp_str_of("2020-01-03");
        assert_int_equal(rp_corpus_add(corpus, article, 0, RP_ADD_REPLACE, &answer, NULL), RP_OK);
        assert_str(answer->original, "b");
        assert_str(answer->former_original, version == 0 ? "a" : "");
        rp_answer_free(answer);
    }
    rp_corpus_free(corpus);
}

/* The wire is of one story and who credits it of the other: together they say more than apart. */
static void credits_are_summed(void **state)
{
    (void)state;
    for (int turned = 0; turned < 2; turned++) {
        struct rp_corpus *corpus = make();
        struct made credit, wire;
        struct rp_article *articles[2] = {made(&credit, "credit", "paper.example", left.seeds), made(&wire, "wire", "sputniknews.com", right.seeds)};
        strcat(credit.text, ". The paper informs citing Sputnik.");
        articles[0]->text = rp_str_of(credit.text);
        articles[0]->published = rp_str_of("2020-01-01");
        rp_answer_free(add(corpus, articles[turned]));
        rp_answer_free(add(corpus, articles[!turned]));
        struct rp_answer *answer = add_text(corpus, &bridge);
        assert_str(answer->original, "wire");
        assert_int_equal(answer->original_reason, RP_ORIGINAL_CREDITED);
        rp_answer_free(answer);
        rp_corpus_free(corpus);
    }
}

/* Two stories of many members each, which came by turns. */
static void members_are_in_order_after_many_merges(void **state)
{
    (void)state;
    enum { EACH = 40 };
    struct rp_corpus *corpus = make();
    char want[1024] = "", id[16];
    struct rp_corpus_stats stats;
    for (int i = 0; i < 3 * EACH; i++) {
        static const struct text kinds[] = {{"", {1, 2, 3, 5, 6, 7, 8, 9}}, {"", {2, 3, 4, 10, 11, 12, 13, 14}}, {"", {2, 3, 15, 16, 17, 18, 19, 20}}};
        struct text text = kinds[i % 3];
        snprintf(id, sizeof id, "m%d", i);
        snprintf(want + strlen(want), sizeof want - strlen(want), "m%d ", i);
        text.id = id;
        rp_answer_free(add_text(corpus, &text));
        assert_int_equal(story_of(corpus, id), i % 3 + 1);
    }
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.stories, 3);
    rp_answer_free(add_text(corpus, &bridge));
    rp_answer_free(add_text(corpus, &(struct text){"bridge2", {2, 3, 15}}));
    strcat(want, "bridge bridge2");
    assert_members(corpus, "bridge", 0, 1000, want);
    rp_corpus_stats(corpus, &stats);
    assert_int_equal(stats.stories, 1);
    /* Any of them may go, in any order, and the rest stays as it is. */
    for (int i = 0; i < 3 * EACH; i += 2) {
        snprintf(id, sizeof id, "m%d", i * 7 % (3 * EACH));
        if (rp_corpus_remove(corpus, rp_str_of(id), NULL) == RP_OK)
            assert_int_equal(story_of(corpus, "bridge"), 1);
    }
    while (stats.articles > 0) {
        struct rp_story *story;
        uint64_t last = 0;
        assert_int_equal(rp_corpus_story(corpus, rp_str_of("bridge"), &story, NULL), RP_OK);
        for (size_t i = 0; i < story->member_count; i++) {
            assert_true(story->members[i].seq > last);
            last = story->members[i].seq;
        }
        snprintf(id, sizeof id, "%.*s", (int)story->members[0].id.len, story->members[0].id.data);
        rp_story_free(story);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of(id), NULL), RP_OK);
        rp_corpus_stats(corpus, &stats);
        if (strcmp(id, "bridge") == 0)
            break;
    }
    rp_corpus_free(corpus);
}

/* --- removal --- */

static void a_merged_story_stays_merged_without_its_bridge(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    add_all(corpus, (const struct text[]){left, right, bridge}, 3);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("bridge"), NULL), RP_OK);
    assert_int_equal(story_of(corpus, "left"), 1);
    assert_int_equal(story_of(corpus, "right"), 1);
    /* And what the first had in common with the bridge is still what it is about. */
    struct rp_answer *answer = add_text(corpus, &(struct text){"again", {2, 3, 4}});
    assert_int_equal(answer->story, 1);
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("left"), NULL), RP_OK);
    assert_int_equal(story_of(corpus, "right"), 1); /* the id outlives its founder */
    rp_corpus_free(corpus);
}

/* Whatever one article's answer is made of, the others' is the same when it goes; but the original of its story is named anew. */
static void assert_unchanged(const struct rp_answer *before, const struct rp_answer *after, const char *gone)
{
    assert_int_equal(before->seq, after->seq);
    assert_int_equal(before->story, after->story);
    assert_int_equal(before->verdict, after->verdict);
    assert_int_equal(before->match_count, after->match_count);
    for (size_t i = 0; i < before->match_count; i++) {
        assert_true(rp_str_equal(before->matches[i].id, after->matches[i].id));
        assert_int_equal(before->matches[i].seq, after->matches[i].seq);
        assert_int_equal(before->matches[i].verdict, after->matches[i].verdict);
        assert_int_equal(before->matches[i].passage_count, after->matches[i].passage_count);
        assert_memory_equal(before->matches[i].passages, after->matches[i].passages,
                            before->matches[i].passage_count * sizeof *before->matches[i].passages);
    }
    if (rp_str_equal(before->original, rp_str_of(gone)))
        assert_false(rp_str_equal(after->original, before->original));
    else
        assert_true(rp_str_equal(after->original, before->original));
}

static void removal_changes_nothing_else(void **state)
{
    (void)state;
    for (size_t gone = 0; gone < MANY; gone++) {
        struct rp_corpus *corpus = make();
        struct rp_answer *before[MANY], *after;
        struct rp_corpus_stats had, has;
        add_all(corpus, digests, 2);
        add_all(corpus, many, MANY);
        for (size_t i = 0; i < MANY; i++)
            assert_int_equal(rp_corpus_get(corpus, rp_str_of(many[i].id), &before[i], NULL), RP_OK);
        rp_corpus_stats(corpus, &had);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of(many[gone].id), NULL), RP_OK);
        rp_corpus_stats(corpus, &has);
        assert_int_equal(has.articles, had.articles - 1);
        assert_in_range(has.stories, had.stories - 1, had.stories);
        for (size_t i = 0; i < MANY; i++) {
            enum rp_status status = rp_corpus_get(corpus, rp_str_of(many[i].id), &after, NULL);
            assert_int_equal(status, i == gone ? RP_NOT_FOUND : RP_OK);
            if (i != gone) {
                assert_unchanged(before[i], after, many[gone].id);
                rp_answer_free(after);
            }
            rp_answer_free(before[i]);
        }
        /* What comes next finds the same stories, by whoever is left. */
        for (size_t i = 0; i < MANY; i++) {
            struct text copy = many[i];
            bool lone = copy.seeds[0] / 10 == 7;
            if (i == gone && lone)
                continue;
            copy.id = "copy";
            struct rp_answer *answer = add_text(corpus, &copy);
            assert_true(rp_verdict_name(answer->verdict) != NULL && answer->verdict != RP_VERDICT_UNIQUE);
            assert_int_equal(rp_corpus_remove(corpus, rp_str_of("copy"), NULL), RP_OK);
            if (i != gone)
                assert_int_equal(answer->story, story_of(corpus, many[i].id));
            rp_answer_free(answer);
        }
        rp_corpus_free(corpus);
    }
}

static void expiry_is_removal_of_the_oldest(void **state)
{
    (void)state;
    for (size_t count = 1; count <= MANY; count++) {
        struct rp_corpus *expiring = make(), *removing = make();
        for (size_t i = 0; i < MANY; i++) {
            struct made m;
            struct rp_answer *answer;
            struct rp_article *article = made(&m, many[i].id, many[i].id, many[i].seeds);
            assert_int_equal(rp_corpus_add(expiring, article, (int64_t)i, 0, &answer, NULL), RP_OK);
            rp_answer_free(answer);
            assert_int_equal(rp_corpus_add(removing, article, (int64_t)i, 0, &answer, NULL), RP_OK);
            rp_answer_free(answer);
        }
        uint64_t removed;
        assert_int_equal(rp_corpus_expire(expiring, (int64_t)count, UINT64_MAX, &removed, NULL), RP_OK);
        assert_int_equal(removed, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(rp_corpus_remove(removing, rp_str_of(many[i].id), NULL), RP_OK);
        struct rp_corpus_stats a, b;
        rp_corpus_stats(expiring, &a);
        rp_corpus_stats(removing, &b);
        assert_memory_equal(&a, &b, sizeof a);
        for (size_t i = count; i < MANY; i++) {
            struct rp_answer *left_answer, *right_answer;
            assert_int_equal(rp_corpus_get(expiring, rp_str_of(many[i].id), &left_answer, NULL), RP_OK);
            assert_int_equal(rp_corpus_get(removing, rp_str_of(many[i].id), &right_answer, NULL), RP_OK);
            assert_unchanged(left_answer, right_answer, "");
            assert_int_equal(left_answer->original_reason, right_answer->original_reason);
            rp_answer_free(left_answer);
            rp_answer_free(right_answer);
        }
        rp_corpus_free(expiring);
        rp_corpus_free(removing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_both_carry_makes_two_stories_one),
        cmocka_unit_test(a_bridge_in_any_order),
        cmocka_unit_test(a_digest_joins_one_of_those_that_it_quotes_and_merges_none),
        cmocka_unit_test(those_that_a_digest_quotes_stay_apart_when_it_was_first),
        cmocka_unit_test(whoever_is_left_alone_is_about_all_of_its_text_again),
        cmocka_unit_test(versions_stay_together_whatever_is_added),
        cmocka_unit_test(a_version_stays_with_the_others_whatever_it_quotes),
        cmocka_unit_test(the_order_of_arrival_changes_no_story),
        cmocka_unit_test(merged_stories_have_one_original),
        cmocka_unit_test(a_version_may_give_its_place_away),
        cmocka_unit_test(credits_are_summed),
        cmocka_unit_test(members_are_in_order_after_many_merges),
        cmocka_unit_test(a_merged_story_stays_merged_without_its_bridge),
        cmocka_unit_test(removal_changes_nothing_else),
        cmocka_unit_test(expiry_is_removal_of_the_oldest),
    };
    return cmocka_run_group_tests_name("corpus/stories", tests, NULL, NULL);
}

/* Which article of a story is its original, and why. */
#include "support/cmocka.h"

#include "made.h"
#include "support/random.h"

enum { COMPARED = 8 }; /* members of a story in which outlets' names are looked for */

static void the_earlier_published_becomes_the_original(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_article *article = made(&m, "late", "one.example", SEEDS(1, 2));
    article->published = rp_str_of("2020-01-02");
    rp_answer_free(add(corpus, article));
    article = made(&m, "early", "two.example", SEEDS(1, 2));
    article->published = rp_str_of("2020-01-01");
    struct rp_answer *answer = add(corpus, article);
    assert_str(answer->original, "early");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_PUBLISHED);
    assert_str(answer->former_original, "late");
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("late"), &answer, NULL), RP_OK);
    assert_str(answer->original, "early");
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    rp_answer_free(answer);
    article = made(&m, "undated", "three.example", SEEDS(1, 2));
    answer = add(corpus, article);
    assert_str(answer->original, "early");
    assert_str(answer->former_original, "");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_PUBLISHED);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void of_equals_the_first_seen_is_the_original(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    for (int i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", i);
        struct rp_answer *answer = add(corpus, made(&m, id, "", SEEDS(1, 2)));
        assert_str(answer->original, "0");
        assert_int_equal(answer->original_reason, i == 0 ? RP_ORIGINAL_ONLY : RP_ORIGINAL_SEEN);
        rp_answer_free(answer);
    }
    rp_corpus_free(corpus);
}

static void the_agency_that_others_credit_is_the_original(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made copy, wire;
    struct rp_article *a = made(&copy, "copy", "paper.example", SEEDS(1, 2));
    strcat(copy.text, ". The paper informs citing Sputnik.");
    a->text = rp_str_of(copy.text);
    a->published = rp_str_of("2020-01-01");
    rp_answer_free(add(corpus, a));
    struct rp_article *b = made(&wire, "wire", "sputniknews.com", SEEDS(1, 2));
    b->published = rp_str_of("2020-01-02");
    struct rp_answer *answer = add(corpus, b);
    assert_str(answer->original, "wire");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_CREDITED);
    rp_answer_free(answer);
    /* When the one that credits goes, so does the reason. */
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("copy"), NULL), RP_OK);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("wire"), &answer, NULL), RP_OK);
    assert_int_equal(answer->original_reason, RP_ORIGINAL_ONLY);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void an_agency_of_a_user_counts_too(void **state)
{
    (void)state;
    struct rp_corpus_options options;
    struct rp_agencies *agencies;
    struct rp_corpus *corpus;
    struct rp_answer *answer;
    struct made m;
    uint64_t line;
    assert_int_equal(rp_agencies_load(rp_str_of("Quillpost\tquillpost.example\tQuillpost"), &agencies, &line, NULL), RP_OK);
    for (int with = 0; with < 2; with++) {
        rp_corpus_options_default(&options);
        assert_null(options.agencies);
        options.agencies = with ? agencies : NULL;
        assert_int_equal(rp_corpus_create(&options, &corpus), RP_OK);
        struct rp_article *article = made(&m, "paper", "paper.example", SEEDS(1, 2));
        strcat(m.text, ". The paper informs citing Quillpost.");
        article->text = rp_str_of(m.text);
        rp_answer_free(add(corpus, article));
        answer = add(corpus, made(&m, "wire", "en.quillpost.example", SEEDS(1, 2)));
        assert_str(answer->original, with ? "wire" : "paper");
        assert_int_equal(answer->original_reason, with ? RP_ORIGINAL_CREDITED : RP_ORIGINAL_SEEN);
        rp_answer_free(answer);
        rp_corpus_free(corpus);
    }
    rp_agencies_free(agencies);
}

/* Both its own credit and its own host: an agency's report that nobody credits goes before an earlier one. */
static void an_agency_with_its_own_credit_goes_before_the_earlier(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    struct rp_article *article = made(&m, "paper", "paper.example", SEEDS(1, 2));
    article->published = rp_str_of("2020-01-01");
    rp_answer_free(add(corpus, article));
    article = made(&m, "wire", "sputniknews.com", SEEDS(1, 2));
    strcat(m.text, ". The minister spoke in an interview with Sputnik.");
    article->text = rp_str_of(m.text);
    article->published = rp_str_of("2020-01-02");
    struct rp_answer *answer = add(corpus, article);
    assert_str(answer->original, "wire");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_AGENCY);
    rp_answer_free(answer);
    /* As soon as another credits it, that is the reason. */
    article = made(&m, "copy", "other.example", SEEDS(1, 2));
    strcat(m.text, ". Other reports citing Sputnik.");
    article->text = rp_str_of(m.text);
    answer = add(corpus, article);
    assert_str(answer->original, "wire");
    assert_int_equal(answer->original_reason, RP_ORIGINAL_CREDITED);
    rp_answer_free(answer);
    rp_corpus_free(corpus);
}

static void say(struct made *m, const char *more, const char *published)
{
    strcat(m->text, more);
    m->article.text = rp_str_of(m->text);
    m->article.published = rp_str_of(published);
}

static void expect_original(struct rp_corpus *corpus, const char *of, const char *original, enum rp_original_reason reason)
{
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_get(corpus, rp_str_of(of), &answer, NULL), RP_OK);
    assert_str(answer->original, original);
    assert_string_equal(rp_original_reason_name(answer->original_reason), rp_original_reason_name(reason));
    rp_answer_free(answer);
}

static void the_outlet_that_another_names_is_the_original(void **state)
{
    (void)state;
    for (int named_first = 0; named_first < 2; named_first++) {
        struct rp_corpus *corpus = make();
        struct made paper, post;
        made(&paper, "paper", "paper.example", SEEDS(1, 2));
        say(&paper, ". Ann Lee, The Harbour Post", "2020-01-01");
        made(&post, "post", "harbourpost.example", SEEDS(1, 2));
        say(&post, "", "2020-01-02");
        rp_answer_free(add(corpus, named_first ? &post.article : &paper.article));
        rp_answer_free(add(corpus, named_first ? &paper.article : &post.article));
        expect_original(corpus, "paper", "post", RP_ORIGINAL_CREDITED);
        struct made other; /* an older one that says nothing */
        made(&other, "other", "other.example", SEEDS(1, 2));
        say(&other, "", "2019-12-31");
        rp_answer_free(add(corpus, &other.article));
        expect_original(corpus, "other", "post", RP_ORIGINAL_CREDITED);
        assert_int_equal(rp_corpus_remove(corpus, rp_str_of("paper"), NULL), RP_OK);
        expect_original(corpus, "post", "other", RP_ORIGINAL_PUBLISHED);
        rp_corpus_free(corpus);
    }
}

static void outlets_that_name_each_other_say_nothing(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made paper, post;
    made(&paper, "paper", "paper.example", SEEDS(1, 2));
    say(&paper, ". More at harbourpost.example", "2020-01-01");
    made(&post, "post", "harbourpost.example", SEEDS(1, 2));
    say(&post, ". Partners of ours: paper.example", "2020-01-02");
    rp_answer_free(add(corpus, &post.article));
    rp_answer_free(add(corpus, &paper.article));
    expect_original(corpus, "post", "paper", RP_ORIGINAL_PUBLISHED);
    rp_corpus_free(corpus);
}

/* What all say of an outlet is part of the news. */
static void an_outlet_that_all_texts_name_is_not_named(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made paper, post;
    made(&paper, "paper", "paper.example", SEEDS(1, 2));
    say(&paper, ". He had told The Harbour Post so", "2020-01-01");
    made(&post, "post", "harbourpost.example", SEEDS(1, 2));
    say(&post, ". He had told The Harbour Post so", "2020-01-02");
    rp_answer_free(add(corpus, &post.article));
    rp_answer_free(add(corpus, &paper.article));
    expect_original(corpus, "post", "paper", RP_ORIGINAL_PUBLISHED);
    rp_corpus_free(corpus);
}

static void a_named_outlet_goes_behind_a_credited_agency_and_before_one_that_nobody_credits(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made wire, post, paper, credits;
    made(&wire, "wire", "sputniknews.com", SEEDS(1, 2));
    say(&wire, ". The minister spoke in an interview with Sputnik.", "2020-01-01");
    rp_answer_free(add(corpus, &wire.article));
    made(&post, "post", "harbourpost.example", SEEDS(1, 2));
    say(&post, "", "2020-01-02");
    rp_answer_free(add(corpus, &post.article));
    expect_original(corpus, "post", "wire", RP_ORIGINAL_AGENCY);
    made(&paper, "paper", "paper.example", SEEDS(1, 2));
    say(&paper, ". By Ann Lee, The Harbour Post.", "2020-01-03");
    rp_answer_free(add(corpus, &paper.article));
    expect_original(corpus, "post", "post", RP_ORIGINAL_CREDITED);
    made(&credits, "credits", "other.example", SEEDS(1, 2));
    say(&credits, ". Other reports citing Sputnik.", "2020-01-04");
    rp_answer_free(add(corpus, &credits.article));
    expect_original(corpus, "post", "wire", RP_ORIGINAL_CREDITED);
    rp_corpus_free(corpus);
}

static void outlets_are_looked_for_in_the_first_members(void **state)
{
    (void)state;
    struct rp_corpus *corpus = make();
    struct made m;
    char id[8];
    for (int i = 0; i < COMPARED - 1; i++) {
        snprintf(id, sizeof id, "%d", i);
        rp_answer_free(add(corpus, made(&m, id, "", SEEDS(1, 2))));
    }
    made(&m, "post", "harbourpost.example", SEEDS(1, 2));
    rp_answer_free(add(corpus, &m.article));
    made(&m, "paper", "paper.example", SEEDS(1, 2));
    say(&m, ". Ann Lee, The Harbour Post", "");
    rp_answer_free(add(corpus, &m.article));
    expect_original(corpus, "post", "0", RP_ORIGINAL_SEEN);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("3"), NULL), RP_OK);
    expect_original(corpus, "post", "post", RP_ORIGINAL_CREDITED);
    rp_corpus_free(corpus);
}

/* Of a merged story too: who was among the first of the larger part may be so no more. */
static void the_first_members_of_merged_stories_are_the_first_of_all(void **state)
{
    (void)state;
    static const uint64_t left[] = {1, 2, 3, 5, 6, 7, 8, 9, 0}, right[] = {2, 3, 4, 10, 11, 12, 13, 14, 0};
    struct rp_corpus *corpus = make();
    struct made m;
    char id[8];
    for (int i = 0; i < COMPARED - 1; i++) {
        snprintf(id, sizeof id, "%d", i);
        rp_answer_free(add(corpus, made(&m, id, "", left)));
    }
    rp_answer_free(add(corpus, made(&m, "post", "harbourpost.example", right)));
    made(&m, "paper", "paper.example", right);
    say(&m, ". Ann Lee, The Harbour Post", "");
    rp_answer_free(add(corpus, &m.article));
    for (int i = 0; i < COMPARED; i++) {
        snprintf(id, sizeof id, "r%d", i);
        rp_answer_free(add(corpus, made(&m, id, "", right)));
    }
    expect_original(corpus, "paper", "post", RP_ORIGINAL_CREDITED);
    struct rp_answer *answer = add(corpus, made(&m, "bridge", "bridge.example", SEEDS(1, 2, 3, 4)));
    assert_int_equal(answer->merged_count, 1);
    rp_answer_free(answer);
    expect_original(corpus, "paper", "0", RP_ORIGINAL_SEEN);
    assert_int_equal(rp_corpus_remove(corpus, rp_str_of("3"), NULL), RP_OK);
    expect_original(corpus, "paper", "post", RP_ORIGINAL_CREDITED);
    rp_corpus_free(corpus);
}

/* --- any order, any removals --- */

enum { MEMBERS = 24 };

struct member {
    struct made made;
    char published[16];
    bool there;
};

static void make_members(struct member *members, uint64_t x, bool naming, const uint64_t *const seeds[MEMBERS])
{
    static const char *const sources[] = {"sputniknews.com", "reuters.com", "one.example", "two.example", "three.example", ""};
    static const char *const credits[] = {"",
                                          "",
                                          "",
                                          ". The paper informs citing Sputnik.",
                                          ". The paper informs citing Reuters.",
                                          ". First published by two.example.",
                                          ". More at one.example."};
    for (int i = 0; i < MEMBERS; i++) {
        struct member *member = &members[i];
        char id[8];
        snprintf(id, sizeof id, "m%d", i);
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
        made(&member->made, id, sources[(x >> 33) % 6], seeds != NULL ? seeds[i] : SEEDS(1, 2));
        strcat(member->made.text, credits[(x >> 40) % (naming ? 7 : 5)]);
        member->made.article.text = rp_str_of(member->made.text);
        snprintf(member->published, sizeof member->published, "2020-01-0%d", (int)((x >> 50) % 4) + 1);
        if ((x >> 55) % 3 != 0)
            member->made.article.published = rp_str_of(member->published);
        member->there = false;
    }
}

static struct rp_answer *get(struct rp_corpus *corpus, struct rp_str id)
{
    struct rp_answer *answer;
    assert_int_equal(rp_corpus_get(corpus, id, &answer, NULL), RP_OK);
    return answer;
}

static struct rp_story *story_of(struct rp_corpus *corpus, const struct rp_str id)
{
    struct rp_story *story;
    assert_int_equal(rp_corpus_story(corpus, id, &story, NULL), RP_OK);
    return story;
}

/* A corpus that came to its members one by one, with removals in between, names the same original as one that was given just these. */
static void expect_as_if_new(struct rp_corpus *corpus, struct member *members, const int *order, int count)
{
    struct rp_corpus *fresh = make();
    const struct member *some = NULL;
    for (int i = 0; i < count; i++)
        if (members[order[i]].there) {
            some = &members[order[i]];
            rp_answer_free(add(fresh, &some->made.article));
        }
    if (some != NULL) {
        struct rp_answer *got = get(corpus, some->made.article.id), *want = get(fresh, some->made.article.id);
        struct rp_corpus_stats got_stats, want_stats;
        rp_corpus_stats(corpus, &got_stats);
        rp_corpus_stats(fresh, &want_stats);
        assert_int_equal(got_stats.articles, want_stats.articles);
        assert_int_equal(got_stats.stories, 1);
        assert_int_equal(want_stats.stories, 1);
        if (!rp_str_equal(got->original, want->original) || got->original_reason != want->original_reason)
            fail_msg("%.*s (%s), not %.*s (%s)", (int)got->original.len, got->original.data, rp_original_reason_name(got->original_reason),
                     (int)want->original.len, want->original.data, rp_original_reason_name(want->original_reason));
        rp_answer_free(got);
        rp_answer_free(want);
    }
    rp_corpus_free(fresh);
}

static void removals_leave_the_original_that_the_rest_would_have(void **state)
{
    (void)state;
    static struct member members[MEMBERS];
    uint64_t x = 77;
    unsigned reasons[RP_ORIGINAL_COUNT] = {0};
    for (uint64_t round = 0; round < 40; round++) {
        struct rp_corpus *corpus = make();
        int order[200], count = 0;
        make_members(members, round, true, NULL);
        for (int step = 0; step < 40; step++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
            int i = (int)((x >> 33) % MEMBERS);
            if (members[i].there) {
                assert_int_equal(rp_corpus_remove(corpus, members[i].made.article.id, NULL), RP_OK);
            } else {
                struct rp_answer *answer = add(corpus, &members[i].made.article);
                reasons[answer->original_reason]++;
                rp_answer_free(answer);
                for (int k = 0; k < count; k++) /* its place in the order is the last */
                    if (order[k] == i) {
                        memmove(order + k, order + k + 1, (size_t)(--count - k) * sizeof *order);
                        break;
                    }
                order[count++] = i;
            }
            members[i].there = !members[i].there;
            expect_as_if_new(corpus, members, order, count);
        }
        rp_corpus_free(corpus);
    }
    for (int i = 0; i < RP_ORIGINAL_COUNT; i++)
        assert_true(reasons[i] > 10);
}

/* Stories that become one name the original that it would have had from the start, whether or not somebody has asked for the members, and when some of
 * these go. */
static void merged_stories_have_the_original_of_one(void **state)
{
    (void)state;
    static struct member parts[MEMBERS], whole[MEMBERS];
    static const char *const sources[] = {"sputniknews.com", "one.example", "two.example", "three.example", "reuters.com", ""};
    /* All end alike: who is named, and in which words, is then the same as in the text that all have in `whole`. */
    const uint64_t *kinds[] = {SEEDS(1, 2, 3, 5, 6, 7, 8, 9, 30), SEEDS(2, 3, 4, 10, 11, 12, 13, 14, 30), SEEDS(2, 3, 15, 16, 17, 18, 19, 20, 30)};
    char others[MEMBERS][24];
    unsigned reasons[RP_ORIGINAL_COUNT] = {0};
    for (uint64_t round = 0; round < 60; round++) {
        struct rp_corpus *corpus = make();
        const uint64_t *seeds[MEMBERS];
        int order[MEMBERS];
        uint64_t random = round;
        for (int i = 0; i < MEMBERS; i++) {
            seeds[i] = i < 3 ? kinds[i] : kinds[random_below(&random, 3)];
            order[i] = i;
            snprintf(others[i], sizeof others[i], "s%d.example", i);
        }
        seeds[MEMBERS - 2] = SEEDS(1, 2, 3, 4, 30); /* these two carry what the three stories are about */
        seeds[MEMBERS - 1] = SEEDS(2, 3, 15, 30);
        make_members(parts, round, true, seeds);
        make_members(whole, round, true, NULL);
        for (int i = 0; i < MEMBERS; i++) {
            uint64_t source = ((uint64_t)i + round) % MEMBERS; /* no two have one */
            parts[i].made.article.source = whole[i].made.article.source = rp_str_of(source < 6 ? sources[source] : others[i]);
            whole[i].there = true;
            rp_answer_free(add(corpus, &parts[i].made.article));
        }
        for (int left = MEMBERS; left > 0; left--) {
            if (round % 2 == 0)
                rp_story_free(story_of(corpus, whole[order[0]].made.article.id));
            expect_as_if_new(corpus, whole, order, left);
            struct rp_answer *answer = get(corpus, whole[order[0]].made.article.id);
            reasons[answer->original_reason]++;
            rp_answer_free(answer);
            int gone = (int)random_below(&random, (uint64_t)left);
            assert_int_equal(rp_corpus_remove(corpus, whole[order[gone]].made.article.id, NULL), RP_OK);
            memmove(order + gone, order + gone + 1, (size_t)(left - 1 - gone) * sizeof *order);
        }
        rp_corpus_free(corpus);
    }
    for (int i = 0; i < RP_ORIGINAL_COUNT; i++)
        assert_true(reasons[i] > 10);
}

/* Where rank decides, the order of arrival does not. */
static void the_order_of_arrival_decides_only_between_equals(void **state)
{
    (void)state;
    static struct member members[MEMBERS];
    for (uint64_t round = 0; round < 100; round++) {
        struct rp_corpus *corpora[2] = {make(), make()};
        bool naming = round % 2 == 0;
        int count = naming ? COMPARED : MEMBERS;
        make_members(members, round, naming, NULL);
        for (int i = 0; i < count; i++) { /* no two published at once */
            snprintf(members[i].published, sizeof members[i].published, "2020-02-%02d", 1 + (i * 5 + (int)round) % MEMBERS);
            members[i].made.article.published = rp_str_of(members[i].published);
        }
        for (int i = 0; i < count; i++) {
            rp_answer_free(add(corpora[0], &members[i].made.article));
            rp_answer_free(add(corpora[1], &members[count - 1 - i].made.article));
        }
        struct rp_story *a = story_of(corpora[0], rp_str_of("m0")), *b = story_of(corpora[1], rp_str_of("m0"));
        assert_int_equal(a->member_count, count);
        assert_int_equal(b->member_count, count);
        assert_true(rp_str_equal(a->original, b->original));
        assert_int_equal(a->original_reason, b->original_reason);
        rp_story_free(a);
        rp_story_free(b);
        rp_corpus_free(corpora[0]);
        rp_corpus_free(corpora[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_earlier_published_becomes_the_original),
        cmocka_unit_test(of_equals_the_first_seen_is_the_original),
        cmocka_unit_test(the_agency_that_others_credit_is_the_original),
        cmocka_unit_test(an_agency_of_a_user_counts_too),
        cmocka_unit_test(an_agency_with_its_own_credit_goes_before_the_earlier),
        cmocka_unit_test(the_outlet_that_another_names_is_the_original),
        cmocka_unit_test(outlets_that_name_each_other_say_nothing),
        cmocka_unit_test(an_outlet_that_all_texts_name_is_not_named),
        cmocka_unit_test(a_named_outlet_goes_behind_a_credited_agency_and_before_one_that_nobody_credits),
        cmocka_unit_test(outlets_are_looked_for_in_the_first_members),
        cmocka_unit_test(the_first_members_of_merged_stories_are_the_first_of_all),
        cmocka_unit_test(removals_leave_the_original_that_the_rest_would_have),
        cmocka_unit_test(merged_stories_have_the_original_of_one),
        cmocka_unit_test(the_order_of_arrival_decides_only_between_equals),
    };
    return cmocka_run_group_tests_name("corpus/originals", tests, NULL, NULL);
}

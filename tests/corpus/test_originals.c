/* Which article of a story is its original, and why. */
#include "support/cmocka.h"

#include "made.h"

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
    rp_answer_free(answer);
    assert_int_equal(rp_corpus_get(corpus, rp_str_of("late"), &answer, NULL), RP_OK);
    assert_str(answer->original, "early");
    assert_int_equal(answer->verdict, RP_VERDICT_UNIQUE);
    rp_answer_free(answer);
    article = made(&m, "undated", "three.example", SEEDS(1, 2));
    answer = add(corpus, article);
    assert_str(answer->original, "early");
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

/* --- any order, any removals --- */

enum { MEMBERS = 12 };

struct member {
    struct made made;
    char published[16];
    bool there;
};

static void make_members(struct member *members, uint64_t x)
{
    static const char *const sources[] = {"sputniknews.com", "reuters.com", "one.example", "two.example", "three.example", ""};
    static const char *const credits[] = {"", "", "", ". The paper informs citing Sputnik.", ". The paper informs citing Reuters."};
    for (int i = 0; i < MEMBERS; i++) {
        struct member *member = &members[i];
        char id[8];
        snprintf(id, sizeof id, "m%d", i);
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
        made(&member->made, id, sources[(x >> 33) % 6], SEEDS(1, 2));
        strcat(member->made.text, credits[(x >> 40) % 5]);
        member->made.article.text = rp_str_of(member->made.text);
        snprintf(member->published, sizeof member->published, "2020-01-0%d", (int)((x >> 50) % 4) + 1);
        if ((x >> 55) % 3 != 0)
            member->made.article.published = rp_str_of(member->published);
        member->there = false;
    }
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
        struct rp_story *got = story_of(corpus, some->made.article.id), *want = story_of(fresh, some->made.article.id);
        assert_int_equal(got->member_count, want->member_count);
        if (!rp_str_equal(got->original, want->original) || got->original_reason != want->original_reason)
            fail_msg("%.*s (%s), not %.*s (%s)", (int)got->original.len, got->original.data, rp_original_reason_name(got->original_reason),
                     (int)want->original.len, want->original.data, rp_original_reason_name(want->original_reason));
        rp_story_free(got);
        rp_story_free(want);
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
        make_members(members, round);
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

/* Where rank decides, the order of arrival does not. */
static void the_order_of_arrival_decides_only_between_equals(void **state)
{
    (void)state;
    static struct member members[MEMBERS];
    for (uint64_t round = 0; round < 100; round++) {
        struct rp_corpus *corpora[2] = {make(), make()};
        make_members(members, round);
        for (int i = 0; i < MEMBERS; i++) { /* no two published at once */
            snprintf(members[i].published, sizeof members[i].published, "2020-02-%02d", 1 + (i * 5 + (int)round) % MEMBERS);
            members[i].made.article.published = rp_str_of(members[i].published);
        }
        for (int i = 0; i < MEMBERS; i++) {
            rp_answer_free(add(corpora[0], &members[i].made.article));
            rp_answer_free(add(corpora[1], &members[MEMBERS - 1 - i].made.article));
        }
        struct rp_story *a = story_of(corpora[0], rp_str_of("m0")), *b = story_of(corpora[1], rp_str_of("m0"));
        assert_int_equal(a->member_count, MEMBERS);
        assert_int_equal(b->member_count, MEMBERS);
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
        cmocka_unit_test(removals_leave_the_original_that_the_rest_would_have),
        cmocka_unit_test(the_order_of_arrival_decides_only_between_equals),
    };
    return cmocka_run_group_tests_name("corpus/originals", tests, NULL, NULL);
}

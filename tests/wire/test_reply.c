/* wire/reply: what the server says is read back by the client, at its largest and at its smallest. */
#include "fixture.h"
#include "made.h"
#include "support/cmocka.h"
#include "support/failing.h"
#include "wire/frame.h"

#include <stdio.h>

static void assert_same_str(struct rp_str a, struct rp_str b)
{
    assert_true(rp_str_equal(a, b));
}

static void assert_same_passages(const struct rp_passage *a, const struct rp_passage *b, size_t count)
{
    if (count > 0)
        assert_memory_equal(a, b, count * sizeof *a);
}

static void assert_same_grounds(const struct rp_grounds *a, const struct rp_grounds *b)
{
    assert_int_equal(a->rule, b->rule);
    assert_int_equal(a->kin, b->kin);
    assert_int_equal(a->longest, b->longest);
    assert_int_equal(a->substitutions, b->substitutions);
    assert_int_equal(a->example_count, b->example_count);
    assert_true(a->numbers_shared == b->numbers_shared && a->titles_shared == b->titles_shared && a->longest_share == b->longest_share);
    assert_true(a->pairs_shared == b->pairs_shared);
}

static void assert_same_examples(const struct rp_substitution *a, const struct rp_substitution *b, size_t count)
{
    if (count > 0)
        assert_memory_equal(a, b, count * sizeof *a);
}

static void assert_same_dropped(const struct rp_dropped *a, const struct rp_dropped *b)
{
    assert_int_equal(a->words, b->words);
    assert_int_equal(a->range_count, b->range_count);
    for (uint32_t i = 0; i < a->range_count; i++) {
        assert_int_equal(a->ranges[i].start, b->ranges[i].start);
        assert_int_equal(a->ranges[i].end, b->ranges[i].end);
        assert_int_equal(a->ranges[i].reason, b->ranges[i].reason);
    }
}

static void assert_same_match(const struct rp_match *a, const struct rp_match *b)
{
    assert_same_str(a->id, b->id);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->refusal, b->refusal);
    assert_true(a->containment_of_new == b->containment_of_new && a->containment_of_old == b->containment_of_old);
    assert_true(a->resemblance == b->resemblance);
    assert_int_equal(a->shared, b->shared);
    assert_int_equal(a->new_shingles, b->new_shingles);
    assert_int_equal(a->old_shingles, b->old_shingles);
    assert_same_grounds(&a->grounds, &b->grounds);
    assert_same_examples(a->examples, b->examples, a->grounds.example_count);
    assert_same_dropped(&a->dropped, &b->dropped);
    assert_int_equal(a->passage_count, b->passage_count);
    assert_same_passages(a->passages, b->passages, a->passage_count);
}

static void assert_same_answer(const struct rp_answer *a, const struct rp_answer *b)
{
    assert_same_str(a->id, b->id);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->story, b->story);
    assert_int_equal(a->verdict, b->verdict);
    assert_same_str(a->original, b->original);
    assert_int_equal(a->original_reason, b->original_reason);
    assert_same_str(a->former_original, b->former_original);
    assert_int_equal(a->merged_count, b->merged_count);
    for (size_t i = 0; i < a->merged_count; i++)
        assert_int_equal(a->merged[i], b->merged[i]);
    assert_int_equal(a->match_count, b->match_count);
    for (size_t i = 0; i < a->match_count; i++)
        assert_same_match(&a->matches[i], &b->matches[i]);
    assert_int_equal(a->attribution_count, b->attribution_count);
    for (size_t i = 0; i < a->attribution_count; i++) {
        assert_string_equal(a->attributions[i].agency, b->attributions[i].agency);
        assert_string_equal(a->attributions[i].cue, b->attributions[i].cue);
        assert_int_equal(a->attributions[i].start, b->attributions[i].start);
        assert_int_equal(a->attributions[i].end, b->attributions[i].end);
    }
    assert_same_dropped(&a->dropped, &b->dropped);
}

static void assert_same_article(const struct rp_article *a, const struct rp_article *b)
{
    assert_same_str(a->id, b->id);
    assert_same_str(a->text, b->text);
    assert_same_str(a->source, b->source);
    assert_same_str(a->published, b->published);
    assert_same_str(a->url, b->url);
    assert_same_str(a->title, b->title);
    assert_same_str(a->lang, b->lang);
    assert_same_str(a->same_story_as, b->same_story_as);
}

static void assert_same_story(const struct rp_story *a, const struct rp_story *b)
{
    assert_int_equal(a->story, b->story);
    assert_same_str(a->original, b->original);
    assert_int_equal(a->original_reason, b->original_reason);
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->member_count, b->member_count);
    for (size_t i = 0; i < a->member_count; i++) {
        assert_same_str(a->members[i].id, b->members[i].id);
        assert_same_str(a->members[i].source, b->members[i].source);
        assert_same_str(a->members[i].published, b->members[i].published);
        assert_int_equal(a->members[i].seq, b->members[i].seq);
        assert_int_equal(a->members[i].verdict, b->members[i].verdict);
    }
}

static void assert_same_comparison(const struct rp_comparison *a, const struct rp_comparison *b)
{
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->refusal, b->refusal);
    assert_true(a->containment_of_new == b->containment_of_new && a->containment_of_old == b->containment_of_old);
    assert_true(a->resemblance == b->resemblance);
    assert_int_equal(a->shared, b->shared);
    assert_int_equal(a->new_shingles, b->new_shingles);
    assert_int_equal(a->old_shingles, b->old_shingles);
    assert_same_grounds(&a->grounds, &b->grounds);
    assert_same_examples(a->examples, b->examples, a->grounds.example_count);
    assert_int_equal(a->passage_count, b->passage_count);
    assert_same_passages(a->passages, b->passages, a->passage_count);
}

static void assert_same_copy(const struct rp_copy *copy, bool small)
{
    const struct rp_article *article = made_article(small);
    assert_same_answer(made_answer(small), copy->answer);
    assert_same_str(article->source, copy->source);
    assert_same_str(article->published, copy->published);
    assert_same_str(article->url, copy->url);
    assert_same_str(article->title, copy->title);
    assert_int_equal(copy->missed, 0);
}

static void assert_is(enum made_kind kind, bool small, const struct made_result *result)
{
    switch (kind) {
    case MADE_HELLO:
        assert_int_equal(result->protocol, 1);
        return;
    case MADE_ANSWER:
        assert_same_answer(made_answer(small), result->answer);
        return;
    case MADE_ARTICLE:
        assert_same_article(made_article(small), &result->found->article);
        assert_same_answer(made_answer(small), result->found->answer);
        return;
    case MADE_STORY:
        assert_same_story(made_story(small), result->story);
        return;
    case MADE_STATS:
        assert_memory_equal(made_stats(small), &result->stats, sizeof result->stats);
        return;
    case MADE_FINGERPRINT:
        assert_memory_equal(made_fingerprint(small), &result->fingerprint, sizeof result->fingerprint);
        return;
    case MADE_COMPARISON:
        assert_same_comparison(made_comparison(small), &result->comparison);
        return;
    default:
        assert_same_copy(result->copy, small);
    }
}

/* Reads the one message of buf, which has to be one. */
static void decode(struct rp_decoder *decoder, const struct rp_buf *buf, struct rp_reply *ret)
{
    struct rp_frames frames;
    struct rp_error error;
    size_t n;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    assert_int_equal(rp_frames_next(&frames, buf->data, buf->len, &n, &error), RP_FRAME_MESSAGE);
    assert_int_equal(n, buf->len);
    assert_int_equal(rp_reply_decode(decoder, buf->data, buf->len, ret, &error), RP_OK);
}

static void every_kind_is_read_back(void **state)
{
    for (unsigned i = 0; i < 2 * MADE_KINDS; i++) {
        enum made_kind kind = (enum made_kind)(i / 2);
        bool small = i % 2 == 1;
        struct rp_buf buf;
        struct rp_reply reply;
        struct made_result result;
        struct rp_error error;
        rp_buf_init(&buf, RP_LIMIT_FRAME);
        assert_int_equal(made_encode(kind, small, &buf), RP_OK);
        decode(*state, &buf, &reply);
        assert_int_equal(reply.error.status, RP_OK);
        assert_int_equal(reply.is_notice, kind == MADE_COPY);
        assert_int_equal(reply.has_id, kind != MADE_COPY);
        assert_int_equal(reply.id, kind != MADE_COPY ? MADE_ID : 0);
        assert_int_equal(made_read(kind, &reply, &result, &error), RP_OK);
        /* What was read is its reader's own, whatever becomes of the message. */
        memset(buf.data, 0xc1, buf.len);
        assert_is(kind, small, &result);
        made_free(&result);
        rp_buf_done(&buf);
    }
}

/* The bounds of replies that a server counts with: 32 KiB for an answer, a message for those of add_many. */
static void the_largest_answers_fit(void **state)
{
    static struct rp_outcome_of_entry outcomes[RP_LIMIT_ADD_MANY];
    static struct rp_error error = {.status = RP_EXISTS, .message = "the id is taken"};
    struct rp_buf buf;
    (void)state;
    rp_buf_init(&buf, RP_LIMIT_FRAME);
    assert_int_equal(rp_reply_answer(&buf, UINT32_MAX, made_answer(false)), RP_OK);
    assert_in_range(buf.len, 20 << 10, 32 << 10);
    rp_buf_clear(&buf);
    for (size_t i = 0; i < RP_LIMIT_ADD_MANY; i++)
        outcomes[i] = (struct rp_outcome_of_entry){made_answer(false), &error};
    assert_int_equal(rp_reply_answers(&buf, UINT32_MAX, outcomes, RP_LIMIT_ADD_MANY), RP_OK);
    assert_true(buf.len <= RP_LIMIT_FRAME);
    rp_buf_done(&buf);
}

static void answers_of_a_list_stand_beside_errors(void **state)
{
    static const struct rp_error exists = {.status = RP_EXISTS, .message = "the id is taken"};
    static const char want[] = "\x94\x01\x07\xc0\x81\xa7results\x92";
    static const char want_error[] = "\x81\xa5" "error\x93\x07\xa6" "exists\xaf" "the id is taken";
    struct rp_outcome_of_entry outcomes[] = {{made_answer(true), NULL}, {NULL, &exists}};
    struct rp_buf buf, answer;
    struct rp_reply reply;
    rp_buf_init(&buf, 1 << 16);
    rp_buf_init(&answer, 1 << 16);
    assert_int_equal(rp_reply_answers(&buf, 7, outcomes, 2), RP_OK);
    assert_int_equal(rp_reply_answer(&answer, 7, made_answer(true)), RP_OK);
    decode(*state, &buf, &reply);
    size_t head = sizeof want - 1, tail = sizeof want_error - 1, middle = answer.len - 4;
    assert_int_equal(buf.len, head + middle + tail);
    assert_memory_equal(buf.data, want, head);
    assert_memory_equal(buf.data + head, answer.data + 4, middle);
    assert_memory_equal(buf.data + head + middle, want_error, tail);
    rp_buf_done(&buf);
    rp_buf_done(&answer);
}

static void errors_are_read_back(void **state)
{
    for (unsigned status = RP_OK + 1; status < RP_STATUS_COUNT; status++) {
        struct rp_error error = {.status = (enum rp_status)status};
        struct rp_buf buf;
        struct rp_reply reply;
        memset(error.message, 'm', sizeof error.message - 1);
        for (unsigned numbered = 0; numbered <= 1; numbered++) {
            rp_buf_init(&buf, 1 << 16);
            assert_int_equal(numbered ? rp_reply_error(&buf, UINT32_MAX, &error) : rp_reply_error_unnumbered(&buf, &error), RP_OK);
            decode(*state, &buf, &reply);
            assert_int_equal(reply.has_id, numbered);
            assert_int_equal(reply.id, numbered ? UINT32_MAX : 0);
            assert_int_equal(reply.error.status, status);
            assert_string_equal(reply.error.message, error.message);
            assert_null(reply.result);
            rp_buf_done(&buf);
        }
    }
}

static void an_empty_reply_is_an_empty_map(void **state)
{
    struct rp_buf buf;
    struct rp_reply reply;
    rp_buf_init(&buf, 100);
    assert_int_equal(rp_reply_empty(&buf, 300), RP_OK);
    assert_int_equal(buf.len, 7);
    assert_memory_equal(buf.data, "\x94\x01\xcd\x01\x2c\xc0\x80", 7);
    decode(*state, &buf, &reply);
    assert_int_equal(reply.id, 300);
    assert_non_null(reply.result);
    rp_buf_done(&buf);
}

static void a_notice_says_how_many_were_missed(void **state)
{
    static const uint64_t numbers[] = {0, 1, 255, UINT64_C(0x0123456789abcdef), UINT64_MAX};
    struct rp_buf buf;
    rp_buf_init(&buf, 1 << 16);
    assert_int_equal(rp_notice_copy(&buf, made_answer(false), made_article(false)), RP_OK);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct rp_reply reply;
        struct made_result result;
        rp_notice_set_missed(buf.data, buf.len, numbers[i]);
        decode(*state, &buf, &reply);
        assert_int_equal(made_read(MADE_COPY, &reply, &result, NULL), RP_OK);
        assert_int_equal(result.copy->missed, numbers[i]);
        result.copy->missed = 0;
        assert_same_copy(result.copy, false);
        made_free(&result);
    }
    rp_buf_done(&buf);
}

/* With any maximum that is too small, and with any allocation that fails, the buffer is as before. */
static void a_failed_write_leaves_the_buffer(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < MADE_KINDS; kind++) {
        struct rp_buf whole, buf;
        rp_buf_init(&whole, RP_LIMIT_FRAME);
        assert_int_equal(made_encode((enum made_kind)kind, true, &whole), RP_OK);
        for (size_t max = 3; max < 3 + whole.len; max++) {
            rp_buf_init(&buf, max);
            assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_OK);
            assert_int_equal(made_encode((enum made_kind)kind, true, &buf), RP_LIMIT);
            assert_int_equal(buf.len, 3);
            assert_memory_equal(buf.data, "abc", 3);
            rp_buf_done(&buf);
        }
        rp_buf_done(&whole);
        enum rp_status status = RP_NO_MEMORY;
        size_t n = 1;
        for (; status != RP_OK; n++) {
            struct failing failing;
            rp_buf_init(&buf, RP_LIMIT_FRAME);
            assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_OK);
            failing_start(&failing, n);
            status = made_encode((enum made_kind)kind, false, &buf);
            failing_stop();
            assert_true(status == RP_OK || (status == RP_NO_MEMORY && buf.len == 3));
            assert_memory_equal(buf.data, "abc", 3);
            rp_buf_done(&buf);
        }
        assert_true(n > 2);
    }
}

static void reading_may_run_out_of_memory(void **state)
{
    for (unsigned kind = 0; kind < MADE_KINDS; kind++) {
        struct rp_buf buf;
        struct rp_reply reply;
        struct made_result result;
        enum rp_status status = RP_NO_MEMORY;
        rp_buf_init(&buf, RP_LIMIT_FRAME);
        assert_int_equal(made_encode((enum made_kind)kind, false, &buf), RP_OK);
        decode(*state, &buf, &reply);
        size_t n = 1;
        for (; status != RP_OK; n++) {
            struct failing failing;
            struct rp_error error;
            failing_start(&failing, n);
            status = made_read((enum made_kind)kind, &reply, &result, &error);
            failing_stop();
            assert_true(status == RP_OK || (status == RP_NO_MEMORY && error.status == RP_NO_MEMORY));
        }
        assert_is((enum made_kind)kind, false, &result);
        if (kind == MADE_ANSWER)
            assert_int_equal(n - 1, RP_LIMIT_CANDIDATES + 2); /* passages of each match, the answer; the last n does not fail */
        made_free(&result);
        rp_buf_done(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_back),
        cmocka_unit_test(the_largest_answers_fit),
        cmocka_unit_test(answers_of_a_list_stand_beside_errors),
        cmocka_unit_test(errors_are_read_back),
        cmocka_unit_test(an_empty_reply_is_an_empty_map),
        cmocka_unit_test(a_notice_says_how_many_were_missed),
        cmocka_unit_test(a_failed_write_leaves_the_buffer),
        cmocka_unit_test(reading_may_run_out_of_memory),
    };
    return cmocka_run_group_tests_name("wire/reply", tests, set_up, tear_down);
}

/* wire/request: what is written is read back; limits of the buffer, failing memory and random damage do no harm. */
#include "wire/request.h"

#include "fixture.h"
#include "reprint/compare.h"
#include "support/cmocka.h"
#include "support/failing.h"
#include "support/random.h"
#include "wire/frame.h"

#include <stdio.h>
#include <stdlib.h>

#define STR(literal) {literal, sizeof(literal) - 1}

static const struct rp_article full = {.id = STR("one"), .text = STR("\xd0\x9f\xd1\x80\xd0\xbe\xd0\xb1\xd0\xb0 text"), .source = STR("a.example"),
                                       .published = STR("2026-01-02"), .url = STR("https://a.example/1"), .title = STR("A title"), .lang = STR("ru"), .same_story_as = STR("two")};

static struct rp_entry entries[RP_LIMIT_ADD_MANY];

/* Every method, with all it has and with the least. */
static const struct rp_request requests[] = {
    {.id = 0, .method = RP_METHOD_HELLO, .protocol = RP_PROTOCOL_VERSION},
    {.id = UINT32_MAX, .method = RP_METHOD_PING},
    {.id = 127, .method = RP_METHOD_ADD, .article = {.id = STR("a"), .text = STR("")}},
    {.id = 128, .method = RP_METHOD_ADD, .article = {.id = STR("one"), .text = STR("t"), .lang = STR("en")}, .replace = true},
    {.id = 255, .method = RP_METHOD_CHECK, .article = {.text = STR("no id")}},
    {.id = 256, .method = RP_METHOD_GET, .key = STR("one")},
    {.id = 65535, .method = RP_METHOD_STORY, .key = STR("one")},
    {.id = 65536, .method = RP_METHOD_STORY, .key = STR("two"), .after = UINT64_MAX},
    {.id = 1, .method = RP_METHOD_REMOVE, .key = STR("")},
    {.id = 2, .method = RP_METHOD_FINGERPRINT, .article = {.text = STR("some text")}},
    {.id = 3, .method = RP_METHOD_COMPARE, .new_id = STR("new"), .old_id = STR("old")},
    {.id = 4, .method = RP_METHOD_STATS},
    {.id = 4, .method = RP_METHOD_BACKUP, .key = STR("/a/folder")},
    {.id = 5, .method = RP_METHOD_WATCH},
    {.id = 6, .method = RP_METHOD_WATCH, .verdicts = (1u << RP_VERDICT_COUNT) - 1, .source = STR("a.example")},
    {.id = 7, .method = RP_METHOD_WATCH, .verdicts = 1u << RP_VERDICT_REVISION},
    {.id = 8, .method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = 1},
    {.id = 9, .method = RP_METHOD_ADD_MANY, .entries = entries, .entry_count = RP_LIMIT_ADD_MANY, .replace = true},
};
enum { REQUESTS = sizeof requests / sizeof *requests };

static void assert_same_str(struct rp_str a, struct rp_str b)
{
    assert_true(rp_str_equal(a, b));
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

static void assert_same_request(const struct rp_request *a, const struct rp_request *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->method, b->method);
    assert_same_str(a->key, b->key);
    assert_same_article(&a->article, &b->article);
    assert_int_equal(a->replace, b->replace);
    assert_same_str(a->new_id, b->new_id);
    assert_same_str(a->old_id, b->old_id);
    assert_int_equal(a->after, b->after);
    assert_int_equal(a->verdicts, b->verdicts);
    assert_same_str(a->source, b->source);
    assert_int_equal(a->protocol, b->protocol);
    assert_int_equal(a->entry_count, b->entry_count);
    for (size_t i = 0; i < a->entry_count; i++) {
        assert_int_equal(b->entries[i].error.status, RP_OK);
        assert_same_article(&a->entries[i].article, &b->entries[i].article);
    }
}

static void encode(struct rp_buf *buf, const struct rp_request *request)
{
    rp_buf_init(buf, 1 << 20);
    assert_int_equal(rp_request_encode(buf, request), RP_OK);
}

static void assert_one_message(const char *data, size_t len)
{
    struct rp_frames frames;
    struct rp_error error;
    size_t n;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    assert_int_equal(rp_frames_next(&frames, data, len, &n, &error), RP_FRAME_MESSAGE);
    assert_int_equal(n, len);
}

static void every_method_is_read_back(void **state)
{
    struct rp_decoder *decoder = *state;
    bool seen[RP_METHOD_COUNT] = {false};
    for (size_t i = 0; i < REQUESTS; i++) {
        struct rp_buf buf;
        struct rp_request got;
        struct rp_error error;
        bool has_id;
        encode(&buf, &requests[i]);
        assert_one_message(buf.data, buf.len);
        assert_int_equal(rp_request_decode(decoder, buf.data, buf.len, &got, &has_id, &error), RP_OK);
        assert_true(has_id);
        assert_same_request(&requests[i], &got);
        seen[got.method] = true;
        uint32_t id;
        assert_true(rp_frame_id(buf.data, buf.len, &id));
        assert_int_equal(id, requests[i].id);
        rp_buf_done(&buf);
    }
    for (unsigned i = 0; i < RP_METHOD_COUNT; i++)
        assert_true(seen[i]);
}

static void methods_have_names(void **state)
{
    (void)state;
    assert_string_equal(rp_method_name(RP_METHOD_HELLO), "hello");
    assert_string_equal(rp_method_name(RP_METHOD_ADD_MANY), "add_many");
    assert_string_equal(rp_method_name(RP_METHOD_COUNT), "unknown_method");
}

/* With any maximum that is too small, and with any allocation that fails, the buffer is as before. */
static void a_failed_write_leaves_the_buffer(void **state)
{
    (void)state;
    for (size_t i = 0; i < REQUESTS - 1; i++) {
        struct rp_buf whole, buf;
        encode(&whole, &requests[i]);
        for (size_t max = 3; max < 3 + whole.len; max++) {
            rp_buf_init(&buf, max);
            assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_OK);
            assert_int_equal(rp_request_encode(&buf, &requests[i]), RP_LIMIT);
            assert_int_equal(buf.len, 3);
            assert_memory_equal(buf.data, "abc", 3);
            rp_buf_done(&buf);
        }
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            struct failing failing;
            rp_buf_init(&buf, 3 + whole.len);
            assert_int_equal(rp_buf_add(&buf, "abc", 3), RP_OK);
            failing_start(&failing, n);
            status = rp_request_encode(&buf, &requests[i]);
            failing_stop();
            assert_true(status == RP_OK || (status == RP_NO_MEMORY && buf.len == 3));
            assert_memory_equal(buf.data, "abc", 3);
            if (status == RP_OK)
                assert_memory_equal(buf.data + 3, whole.data, whole.len);
            rp_buf_done(&buf);
        }
        rp_buf_done(&whole);
    }
}

static void a_decoder_may_not_be_had(void **state)
{
    (void)state;
    struct failing failing;
    struct rp_decoder *decoder = NULL;
    failing_start(&failing, 1);
    assert_int_equal(rp_decoder_create(&decoder), RP_NO_MEMORY);
    failing_stop();
    assert_null(decoder);
    rp_decoder_free(NULL);
}

static bool is_of_decoding(enum rp_status status)
{
    switch (status) {
    case RP_BAD_FRAME:
    case RP_UNKNOWN_METHOD:
    case RP_UNKNOWN_KEY:
    case RP_REPEATED_KEY:
    case RP_MISSING_KEY:
    case RP_WRONG_TYPE:
    case RP_BAD_VALUE:
    case RP_LIMIT:
        return true;
    default:
        return false;
    }
}

/* Reads all messages of a stream that may be damaged. Returns how many were refused. */
static size_t read_all(struct rp_decoder *decoder, const char *data, size_t len, size_t *taken)
{
    struct rp_frames frames;
    size_t at = 0, n, refused = 0;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    for (;;) {
        struct rp_error error = {.status = RP_OK};
        struct rp_request request;
        bool has_id;
        enum rp_frame kind = rp_frames_next(&frames, data + at, len - at, &n, &error);
        if (kind == RP_FRAME_MORE && n == 0)
            return refused;
        if (kind == RP_FRAME_MESSAGE) {
            char *message = malloc(n); /* so that AddressSanitizer sees a step beyond */
            assert_non_null(message);
            memcpy(message, data + at, n);
            enum rp_status status = rp_request_decode(decoder, message, n, &request, &has_id, &error);
            assert_true(status == RP_OK || (is_of_decoding(status) && error.status == status && error.message[0] != 0));
            refused += status != RP_OK;
            *taken += status == RP_OK;
            free(message);
        }
        at += n;
    }
}

static void damage_does_no_harm(void **state)
{
    struct rp_decoder *decoder = *state;
    uint64_t random = 1;
    size_t refused = 0, taken = 0;
    for (size_t i = 0; i < REQUESTS - 1; i++) {
        struct rp_buf buf;
        char copy[512];
        encode(&buf, &requests[i]);
        assert_true(buf.len <= sizeof copy);
        for (int round = 0; round < 3000; round++) {
            memcpy(copy, buf.data, buf.len);
            for (uint64_t k = 1 + random_below(&random, 3); k > 0; k--)
                copy[random_below(&random, buf.len)] = (char)random_next(&random);
            refused += read_all(decoder, copy, buf.len, &taken);
        }
        rp_buf_done(&buf);
    }
    print_message("# %zu refused, %zu taken\n", refused, taken);
    assert_true(refused > 5000 && taken > 1000);
}

static int set_up_entries(void **state)
{
    for (size_t i = 0; i < RP_LIMIT_ADD_MANY; i++)
        entries[i].article = full;
    return set_up(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_is_read_back),
        cmocka_unit_test(methods_have_names),
        cmocka_unit_test(a_failed_write_leaves_the_buffer),
        cmocka_unit_test(a_decoder_may_not_be_had),
        cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests_name("wire/request", tests, set_up_entries, tear_down);
}

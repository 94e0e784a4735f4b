/* Requests encoded beforehand: what the server reads is the article under a new id; replies are counted and errors named. */
#include "support/cmocka.h"

#include "load/requests.h"
#include "support/failing.h"
#include "wire/reply.h"
#include "wire/request.h"

#include <stdio.h>

static const struct rp_article articles[] = {
    {.id = {"a", 1}, .text = {"The ferry went back into service.", 33}, .source = {"wire.example", 12}},
    {.id = {"b", 1}, .text = {"bench-00000abc-0000000000", 25}, .title = {"T", 1}, .lang = {"en", 2}},
};

static void fill(struct rp_load_requests *requests, const struct rp_load_protocol *protocol)
{
    rp_load_requests_init(requests, protocol, 0xabc);
    for (int i = 0; i < 2; i++)
        assert_int_equal(rp_load_requests_add(requests, &articles[i]), RP_OK);
}

static void every_request_is_for_another_article(void **state)
{
    struct rp_load_requests requests;
    struct rp_decoder *decoder;
    struct rp_request request;
    char out[400], id[40];
    bool has_id;
    (void)state;
    assert_int_equal(rp_decoder_create(&decoder), RP_OK);
    fill(&requests, &rp_load_add);
    assert_true(requests.longest <= sizeof out);
    for (uint64_t article = 0; article < 5; article++) {
        const struct rp_article *want = &articles[article % 2];
        size_t len = rp_load_requests_write(&requests, article * 1000003, 0x80000000u + (uint32_t)article, out);
        assert_int_equal(rp_request_decode(decoder, out, len, &request, &has_id, NULL), RP_OK);
        assert_true(has_id && request.method == RP_METHOD_ADD);
        assert_int_equal(request.id, 0x80000000u + article);
        snprintf(id, sizeof id, "bench-00000abc-%010llx", (unsigned long long)(article * 1000003));
        assert_true(rp_str_equal(request.article.id, rp_str_of(id)));
        assert_true(rp_str_equal(request.article.text, want->text));
        assert_true(rp_str_equal(request.article.source, want->source));
        assert_true(rp_str_equal(request.article.lang, want->lang));
    }
    rp_load_requests_done(&requests);
    fill(&requests, &rp_load_check);
    size_t len = rp_load_requests_write(&requests, 0, 0, out);
    assert_int_equal(rp_request_decode(decoder, out, len, &request, &has_id, NULL), RP_OK);
    assert_int_equal(request.method, RP_METHOD_CHECK);
    rp_load_requests_done(&requests);
    rp_decoder_free(decoder);
}

static void memory_may_run_out(void **state)
{
    struct failing failing;
    struct rp_load_requests requests;
    (void)state;
    for (size_t n = 1;; n++) {
        rp_load_requests_init(&requests, &rp_load_add, 1);
        failing_start(&failing, n);
        enum rp_status status = rp_load_requests_add(&requests, &articles[0]);
        failing_stop();
        assert_int_equal(requests.count, status == RP_OK);
        assert_int_equal(requests.bytes.len > 0, status == RP_OK);
        rp_load_requests_done(&requests);
        if (status == RP_OK)
            break;
        assert_int_equal(status, RP_NO_MEMORY);
    }
}

static void replies_are_told_apart(void **state)
{
    struct rp_buf buf;
    struct rp_answer answer = {.id = {"x", 1}, .original = {"x", 1}};
    struct rp_error error = {.status = RP_EXISTS, .message = "the id is taken"};
    char name[RP_LOAD_NAME_BYTES];
    size_t n, at = 0;
    (void)state;
    rp_buf_init(&buf, 1 << 20);
    assert_int_equal(rp_reply_answer(&buf, 70000, &answer), RP_OK);
    size_t first = buf.len;
    assert_int_equal(rp_reply_error(&buf, 5, &error), RP_OK);
    size_t second = buf.len;
    assert_int_equal(rp_reply_error_unnumbered(&buf, &error), RP_OK);
    for (size_t len = 0; len < first; len++)
        assert_int_equal(rp_load_add.next_reply(buf.data, len, &n, name), RP_LOAD_MORE);
    assert_int_equal(rp_load_add.next_reply(buf.data, buf.len, &n, name), RP_LOAD_GOOD);
    assert_int_equal(n, first);
    at += n;
    assert_int_equal(rp_load_add.next_reply(buf.data + at, buf.len - at, &n, name), RP_LOAD_REFUSED);
    assert_int_equal(at + n, second);
    assert_string_equal(name, "exists");
    at += n;
    assert_int_equal(rp_load_add.next_reply(buf.data + at, buf.len - at, &n, name), RP_LOAD_REFUSED);
    assert_int_equal(at + n, buf.len);
    assert_string_equal(name, "exists");
    rp_buf_done(&buf);
}

static void what_is_no_reply_is_seen(void **state)
{
    static const struct rp_str broken[] = {
        {"HTTP/1.1 400", 12}, {"\x93\x02\xa1z\x90", 5}, {"\x94\x00\x01\xc0\xc0", 5}, {"\x94\x01\xa1x\xc0\xc0", 6}, {"\x94\x01\x01\x01\xc0", 5},
        {"\xc1\xc1", 2},
    };
    char name[RP_LOAD_NAME_BYTES];
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_int_equal(rp_load_add.next_reply(broken[i].data, broken[i].len, &n, name), RP_LOAD_BROKEN);
    /* An error whose parts are no code and no name is an error without a name. */
    assert_int_equal(rp_load_add.next_reply("\x94\x01\x01\x93\xc0\xc0\xc0\xc0", 8, &n, name), RP_LOAD_REFUSED);
    assert_string_equal(name, "");
    assert_int_equal(rp_load_add.next_reply("\x94\x01\x01\x93\xa1x\x90\xc0\xc0", 9, &n, name), RP_LOAD_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_for_another_article),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(replies_are_told_apart),
        cmocka_unit_test(what_is_no_reply_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

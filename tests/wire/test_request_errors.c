/* wire/request: each thing that can be wrong with a request has its status, and a message that names the place. */
#include "fixture.h"
#include "support/cmocka.h"
#include "wire/frame.h"
#include "wire/pack.h"
#include "wire/request.h"

#include <stdio.h>

#define M(bytes) bytes, sizeof(bytes) - 1
/* Of a request with the number 7: its method and its one map. */
#define ASK(method, map) M("\x94\x00\x07" method "\x91" map)

struct wrong {
    const char *data;
    size_t len;
    bool has_id;
    enum rp_status status;
    const char *says;
};

static const struct wrong envelopes[] = {
    {M("\x90"), false, RP_BAD_FRAME, "no request: [0, id, method, [{...}]] is wanted"},
    {M("\x91\x01"), false, RP_BAD_FRAME, "no request"},
    {M("\x92\xa1x\x01"), false, RP_BAD_FRAME, "no request"},
    {M("\x92\xff\x01"), false, RP_BAD_FRAME, "no request"},
    {M("\x93\x02\xa4" "copy\x90"), false, RP_BAD_FRAME, "a notice: only requests"},
    {M("\x91\x00"), false, RP_BAD_FRAME, "the id of a request is a number in 0 .. 4294967295"},
    {M("\x94\x00\xa1x\xa4ping\x90"), false, RP_BAD_FRAME, "the id of a request"},
    {M("\x94\x00\xff\xa4ping\x90"), false, RP_BAD_FRAME, "the id of a request"},
    {M("\x94\x00\xcf\x00\x00\x00\x01\x00\x00\x00\x00\xa4ping\x90"), false, RP_BAD_FRAME, "the id of a request"},
    {M("\x92\x00\x07"), true, RP_BAD_FRAME, "four parts, [0, id, method, [{...}]], not 2"},
    {M("\x95\x00\x07\xa4ping\x90\xc0"), true, RP_BAD_FRAME, "four parts, [0, id, method, [{...}]], not 5"},
    {M("\xdc\x00\x04\xcc\x00\xd0\x07\xa4pong\x90"), true, RP_UNKNOWN_METHOD, "there is no method \"pong\""}, /* in other forms */
    {M("\x93\x00\xcf\x00\x00\x00\x00\x00\x00\x00\x07\xa4ping"), true, RP_BAD_FRAME, "four parts"},
    {M("\x94\x00\x07\x01\x90"), true, RP_WRONG_TYPE, "method: a string is wanted, not a number"},
    {M("\x94\x00\x07\xc4\x04ping\x90"), true, RP_WRONG_TYPE, "method: a string is wanted, not binary"},
    {M("\x94\x00\x07\xa4pong\x90"), true, RP_UNKNOWN_METHOD, "there is no method \"pong\""},
    {M("\x94\x00\x07\xa3pin\x90"), true, RP_UNKNOWN_METHOD, "there is no method \"pin\""},
    {M("\x94\x00\x07\xa0\x90"), true, RP_UNKNOWN_METHOD, "there is no method \"\""},
    {M("\x94\x00\x07\xa4ping\xc0"), true, RP_WRONG_TYPE, "params: an array of one map is wanted"},
    {M("\x94\x00\x07\xa4ping\x80"), true, RP_WRONG_TYPE, "params: an array of one map is wanted"},
    {M("\x94\x00\x07\xa4ping\x92\x80\x80"), true, RP_WRONG_TYPE, "params: an array of one map is wanted"},
    {M("\x94\x00\x07\xa4ping\x91\x01"), true, RP_WRONG_TYPE, "params: a map is wanted, not a number"},
    {M("\x94\x00\x07\xa4ping\x91\xc3"), true, RP_WRONG_TYPE, "params: a map is wanted, not a boolean"},
    {M("\x94\x00\x07\xa4ping\x91\xd4\x01\x02"), true, RP_WRONG_TYPE, "params: a map is wanted, not an extension"},
};

static const struct wrong params[] = {
    {ASK("\xa4ping", "\x81\xa1x\x01"), true, RP_UNKNOWN_KEY, "params: \"x\" is no key here: there are none"},
    {ASK("\xa5stats", "\x81\xa1x\x01"), true, RP_UNKNOWN_KEY, "params: \"x\" is no key here"},
    {ASK("\xa4ping", "\x81\x01\x01"), true, RP_WRONG_TYPE, "params: a key is a number; keys are strings"},
    {ASK("\xa4ping", "\x81\xc0\x01"), true, RP_WRONG_TYPE, "params: a key is nil; keys are strings"},
    {ASK("\xa5hello", "\x81\xa8protocol\x02"), true, RP_BAD_VALUE, "params.protocol: version 2 is not spoken here, only 1"},
    {ASK("\xa5hello", "\x81\xa8protocol\xa1" "1"), true, RP_WRONG_TYPE, "params.protocol: a whole number is wanted, not a string"},
    {ASK("\xa3" "add", "\x80"), true, RP_MISSING_KEY, "params.id is missing"},
    {ASK("\xa3" "add", "\x81\xa2id\xa1" "a"), true, RP_MISSING_KEY, "params.text is missing"},
    {ASK("\xa3" "add", "\x81\xa2id\xc0"), true, RP_WRONG_TYPE, "params.id: a string is wanted, not nil"},
    {ASK("\xa3" "add", "\x81\xa2id\x07"), true, RP_WRONG_TYPE, "params.id: a string is wanted, not a number"},
    {ASK("\xa3" "add", "\x81\xa4text\x90"), true, RP_WRONG_TYPE, "params.text: a string is wanted, not an array"},
    {ASK("\xa3" "add", "\x81\xa5title\xca\x00\x00\x00\x00"), true, RP_WRONG_TYPE, "params.title: a string is wanted, not a fraction"},
    {ASK("\xa3" "add", "\x81\xa7replace\x01"), true, RP_WRONG_TYPE, "params.replace: true or false is wanted, not a number"},
    {ASK("\xa3" "add", "\x81\xa6source\xc2"), true, RP_WRONG_TYPE, "params.source: a string is wanted, not a boolean"},
    {ASK("\xa3" "add", "\x81\xa6" "author\xa1x"), true, RP_UNKNOWN_KEY,
     "params: \"author\" is no key here: id, text, source, published, url, title, lang, same_story_as, replace"},
    {ASK("\xa3" "add", "\x82\xa2id\xa1" "a\xa2id\xa1" "b"), true, RP_REPEATED_KEY, "params.id is given twice"},
    {ASK("\xa3" "add", "\x82\xa3url\xc0\xa3url\xc0"), true, RP_REPEATED_KEY, "params.url is given twice"},
    {ASK("\xa5" "check", "\x80"), true, RP_MISSING_KEY, "params.text is missing"},
    {ASK("\xa5" "check", "\x81\xa7replace\xc3"), true, RP_UNKNOWN_KEY, "params: \"replace\" is no key here"},
    {ASK("\xa3get", "\x80"), true, RP_MISSING_KEY, "params.id is missing"},
    {ASK("\xa6remove", "\x80"), true, RP_MISSING_KEY, "params.id is missing"},
    {ASK("\xa3get", "\x81\xa2id\xc4\x01" "a"), true, RP_WRONG_TYPE, "params.id: a string is wanted, not binary"},
    {ASK("\xa5story", "\x81\xa5" "after\xff"), true, RP_BAD_VALUE, "params.after: a number in 0 .. 18446744073709551615 is wanted"},
    {ASK("\xa5story", "\x81\xa5" "after\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"), true, RP_WRONG_TYPE,
     "params.after: a whole number is wanted, not a fraction"},
    {ASK("\xa5story", "\x81\xa5" "after\x05"), true, RP_MISSING_KEY, "params.id is missing"},
    {ASK("\xab" "fingerprint", "\x81\xa2id\xa1" "a"), true, RP_UNKNOWN_KEY, "params: \"id\" is no key here: text"},
    {ASK("\xa7" "compare", "\x81\xa3new\xa1" "a"), true, RP_MISSING_KEY, "params.old is missing"},
    {ASK("\xa7" "compare", "\x81\xa3old\xa1" "a"), true, RP_MISSING_KEY, "params.new is missing"},
    {ASK("\xa6" "backup", "\x80"), true, RP_MISSING_KEY, "params.path is missing"},
    {ASK("\xa6" "backup", "\x81\xa4path\x07"), true, RP_WRONG_TYPE, "params.path: a string is wanted, not a number"},
    {ASK("\xa6" "backup", "\x81\xa4path\xa0"), true, RP_BAD_VALUE, "params.path: an absolute path is wanted"},
    {ASK("\xa6" "backup", "\x81\xa4path\xa3" "a/b"), true, RP_BAD_VALUE, "params.path: an absolute path is wanted"},
    {ASK("\xa6" "backup", "\x81\xa4path\xa4/a\x00" "b"), true, RP_BAD_VALUE, "params.path: an absolute path is wanted"},
    {ASK("\xa5watch", "\x81\xa8verdicts\xa4near"), true, RP_WRONG_TYPE, "params.verdicts: an array is wanted, not a string"},
    {ASK("\xa5watch", "\x81\xa8verdicts\x92\xa4near\xa3" "far"), true, RP_BAD_VALUE, "params.verdicts[1]: one of unique, identical"},
    {ASK("\xa5watch", "\x81\xa8verdicts\x91\x01"), true, RP_BAD_VALUE, "params.verdicts[0]: one of"},
    {ASK("\xa8" "add_many", "\x80"), true, RP_MISSING_KEY, "params.articles is missing"},
    {ASK("\xa8" "add_many", "\x81\xa8" "articles\x80"), true, RP_WRONG_TYPE, "params.articles: an array is wanted, not a map"},
    {ASK("\xa8" "add_many", "\x81\xa8" "articles\xc0"), true, RP_WRONG_TYPE, "params.articles: an array is wanted, not nil"},
    {ASK("\xa8" "add_many", "\x81\xa8" "articles\x90"), true, RP_LIMIT,
     "params.articles: 1 .. 512 articles, the limit \"add_many\", are wanted, not 0"},
};

static void assert_refused(struct rp_decoder *decoder, const struct wrong *wrong, bool whole)
{
    struct rp_frames frames;
    struct rp_request request;
    struct rp_error error = {.status = RP_OK};
    bool has_id;
    size_t n;
    rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
    if (whole) {
        assert_int_equal(rp_frames_next(&frames, wrong->data, wrong->len, &n, &error), RP_FRAME_MESSAGE);
        assert_int_equal(n, wrong->len);
    }
    enum rp_status status = rp_request_decode(decoder, wrong->data, wrong->len, &request, &has_id, &error);
    if (status != wrong->status || error.status != status || strstr(error.message, wrong->says) == NULL)
        fail_msg("wanted %s \"%s\", got %s \"%s\"", rp_status_name(wrong->status), wrong->says, rp_status_name(status), error.message);
    assert_int_equal(has_id, wrong->has_id);
    assert_int_equal(request.id, has_id ? 7 : 0);
}

static void envelopes_are_checked(void **state)
{
    for (size_t i = 0; i < sizeof envelopes / sizeof *envelopes; i++)
        assert_refused(*state, &envelopes[i], true);
}

static void params_are_checked(void **state)
{
    for (size_t i = 0; i < sizeof params / sizeof *params; i++)
        assert_refused(*state, &params[i], true);
}

/* What the scanner would not have let through is refused all the same. */
static void what_is_no_messagepack_is_refused(void **state)
{
    static const struct wrong broken[] = {
        {M("\x94\x00\x07\xa4ping\x91"), false, RP_BAD_FRAME, "not MessagePack at byte"},
        {M("\x94\x00\x07\xa4ping\x91\x80\x00"), false, RP_BAD_FRAME, "not MessagePack at byte 10 of the message"},
        {M("\x91\xc1"), false, RP_BAD_FRAME, "not MessagePack"},
        {M(""), false, RP_BAD_FRAME, "not MessagePack at byte 0"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_refused(*state, &broken[i], false);
}

/* Nil stands for a key that may be absent, and an empty array for an empty map. */
static void what_may_be_absent_may_be_nil(void **state)
{
    struct rp_request request;
    struct rp_error error;
    bool has_id;
    static const char add[] = "\x94\x00\x07\xa3" "add\x91\x84\xa2id\xa1" "a\xa4text\xa1t\xa6source\xc0\xa7replace\xc0";
    assert_int_equal(rp_request_decode(*state, add, sizeof add - 1, &request, &has_id, &error), RP_OK);
    assert_int_equal(request.article.source.len, 0);
    assert_false(request.replace);
    static const char ping[] = "\x94\x00\x07\xa4ping\x90";
    assert_int_equal(rp_request_decode(*state, ping, sizeof ping - 1, &request, &has_id, &error), RP_OK);
    static const char hello[] = "\x94\x00\x07\xa5hello\x90";
    assert_int_equal(rp_request_decode(*state, hello, sizeof hello - 1, &request, &has_id, &error), RP_OK);
    assert_int_equal(request.protocol, RP_PROTOCOL_VERSION);
    static const char wide[] = "\xdc\x00\x04\xcc\x00\xcf\x00\x00\x00\x00\x00\x00\x00\x07\xd9\x04ping\xdd\x00\x00\x00\x01\xde\x00\x00";
    assert_int_equal(rp_request_decode(*state, wide, sizeof wide - 1, &request, &has_id, &error), RP_OK);
    assert_int_equal(request.id, 7);
}

static void begin(struct rp_pack *pack, struct rp_buf *buf, const char *method)
{
    rp_buf_init(buf, 1 << 20);
    rp_pack_begin(pack, buf);
    rp_pack_array(pack, 4);
    rp_pack_u64(pack, 0);
    rp_pack_u64(pack, 7);
    rp_pack_text(pack, method);
    rp_pack_array(pack, 1);
    rp_pack_map(pack, 1);
}

static void lists_and_strings_have_limits(void **state)
{
    static char source[RP_LIMIT_STRING + 1];
    for (unsigned over = 0; over <= 1; over++) {
        struct rp_buf buf;
        struct rp_pack pack;
        struct rp_request request;
        struct rp_error error;
        bool has_id;
        begin(&pack, &buf, "add_many");
        rp_pack_text(&pack, "articles");
        rp_pack_array(&pack, RP_LIMIT_ADD_MANY + over);
        for (unsigned i = 0; i < RP_LIMIT_ADD_MANY + over; i++)
            rp_pack_nil(&pack);
        assert_int_equal(rp_pack_end(&pack), RP_OK);
        assert_int_equal(rp_request_decode(*state, buf.data, buf.len, &request, &has_id, &error), over ? RP_LIMIT : RP_OK);
        if (over)
            assert_non_null(strstr(error.message, "the limit \"add_many\", are wanted, not 513"));
        rp_buf_done(&buf);

        memset(source, 's', sizeof source);
        begin(&pack, &buf, "watch");
        rp_pack_key_str(&pack, "source", (struct rp_str){source, RP_LIMIT_STRING + over});
        assert_int_equal(rp_pack_end(&pack), RP_OK);
        assert_int_equal(rp_request_decode(*state, buf.data, buf.len, &request, &has_id, &error), over ? RP_LIMIT : RP_OK);
        if (over)
            assert_non_null(strstr(error.message, "params.source: 4097 bytes are more than the limit \"string\" of 4096"));
        rp_buf_done(&buf);
    }
}

/* One bad article is its own fault: the others are taken. */
static void articles_of_a_list_fail_alone(void **state)
{
    static const char list[] = "\x94\x00\x07\xa8" "add_many\x91\x81\xa8" "articles\x95"
                               "\x82\xa2id\xa1" "a\xa4text\xa1t"
                               "\x07"
                               "\x81\xa2id\xa1" "b"
                               "\x83\xa2id\xa1" "c\xa4text\xa1t\xa7replace\xc3"
                               "\x82\xa2id\xa1" "d\xa4text\xa1u";
    static const struct {
        enum rp_status status;
        const char *says;
    } want[] = {{RP_OK, ""},
                {RP_WRONG_TYPE, "params.articles[1]: a map is wanted, not a number"},
                {RP_MISSING_KEY, "params.articles[2].text is missing"},
                {RP_UNKNOWN_KEY, "params.articles[3]: \"replace\" is no key here"},
                {RP_OK, ""}};
    struct rp_request request;
    struct rp_error error;
    bool has_id;
    assert_int_equal(rp_request_decode(*state, list, sizeof list - 1, &request, &has_id, &error), RP_OK);
    assert_int_equal(request.entry_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(request.entries[i].error.status, want[i].status);
        if (want[i].status != RP_OK)
            assert_non_null(strstr(request.entries[i].error.message, want[i].says));
    }
    assert_memory_equal(request.entries[4].article.id.data, "d", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(envelopes_are_checked),
        cmocka_unit_test(params_are_checked),
        cmocka_unit_test(what_is_no_messagepack_is_refused),
        cmocka_unit_test(what_may_be_absent_may_be_nil),
        cmocka_unit_test(lists_and_strings_have_limits),
        cmocka_unit_test(articles_of_a_list_fail_alone),
    };
    return cmocka_run_group_tests_name("wire/request_errors", tests, set_up, tear_down);
}

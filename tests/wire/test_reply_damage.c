/* wire/reply: a client takes nothing from a server on trust. */
#include "fixture.h"
#include "made.h"
#include "support/cmocka.h"
#include "support/random.h"
#include "wire/frame.h"
#include "wire/pack.h"

#include <stdio.h>
#include <stdlib.h>

#define M(bytes) bytes, sizeof(bytes) - 1

static void messages_are_checked(void **state)
{
    static const struct {
        const char *data;
        size_t len;
        const char *says;
    } wrong[] = {
        {M("\x90"), "what is no reply"},
        {M("\xc0"), "what is no reply"},
        {M("\x94\x00\x07\xc0\xc0"), "what is no reply"},
        {M("\x93\x01\x07\xc0"), "what is no reply"},
        {M("\x95\x01\x07\xc0\xc0\xc0"), "what is no reply"},
        {M("\x94\xff\x07\xc0\xc0"), "what is no reply"},
        {M("\x94\x01\xa1x\xc0\xc0"), "a reply whose id is no number"},
        {M("\x94\x01\xff\xc0\xc0"), "a reply whose id is no number"},
        {M("\x94\x01\xcf\x00\x00\x00\x01\x00\x00\x00\x00\xc0\xc0"), "a reply whose id is no number"},
        {M("\x94\x01\x07\xa1x\xc0"), "an error that is not [code, name, message]"},
        {M("\x94\x01\x07\x92\x05\xa1n\xc0"), "an error that is not [code, name, message]"},
        {M("\x94\x01\x07\x93\xff\xa1n\xa1m\xc0"), "an error that is not [code, name, message]"},
        {M("\x94\x01\x07\x93\x05\x01\xa1m\xc0"), "an error that is not [code, name, message]"},
        {M("\x94\x01\x07\x93\x05\xa1n\xc0\xc0"), "an error that is not [code, name, message]"},
        {M("\x93\x02\xa4" "copy\x90"), "what is no reply"},
        {M("\x93\x02\xa4" "copy\x80"), "what is no reply"},
        {M("\x93\x02\xa4" "copz\x91\x80"), "what is no reply"},
        {M("\x94\x02\xa4" "copy\x91\x80\xc0"), "what is no reply"},
        {M("\x94\x01\x07\xc0"), "what is no MessagePack"},
        {M(""), "what is no MessagePack"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct rp_reply reply;
        struct rp_error error = {.status = RP_OK};
        assert_int_equal(rp_reply_decode(*state, wrong[i].data, wrong[i].len, &reply, &error), RP_DAMAGED);
        assert_int_equal(error.status, RP_DAMAGED);
        if (strstr(error.message, wrong[i].says) == NULL)
            fail_msg("wanted \"%s\", got \"%s\"", wrong[i].says, error.message);
    }
}

/* A newer server may have errors that are not known here: they are told all the same. */
static void unknown_errors_are_told(void **state)
{
    static const char later[] = "\x94\x01\x07\x93\xcd\x03\xe7\xa6" "tired!\xa8" "so tired\xc0";
    static const char none[] = "\x94\x01\xc0\x93\x00\xa2ok\xa0\xc0";
    struct rp_reply reply;
    struct rp_error error;
    assert_int_equal(rp_reply_decode(*state, later, sizeof later - 1, &reply, &error), RP_OK);
    assert_int_equal(reply.error.status, RP_BAD_VALUE);
    assert_string_equal(reply.error.message, "tired!: so tired");
    assert_int_equal(rp_reply_decode(*state, none, sizeof none - 1, &reply, &error), RP_OK);
    assert_int_equal(reply.error.status, RP_BAD_VALUE);
    assert_false(reply.has_id);
}

/* --- one value of a result after another is made wrong --- */

struct change {
    size_t seen, at;   /* values or keys so far; the one that is changed */
    bool keys;         /* keys are renamed, instead of values replaced */
    struct rp_pack pack;
};

static void repack(struct change *change, const msgpack_object *object)
{
    if (!change->keys && change->seen++ == change->at) {
        msgpack_pack_ext(&change->pack.packer, 1, 5); /* what no key takes */
        msgpack_pack_ext_body(&change->pack.packer, "x", 1);
    } else if (object->type == MSGPACK_OBJECT_ARRAY) {
        rp_pack_array(&change->pack, object->via.array.size);
        for (uint32_t i = 0; i < object->via.array.size; i++)
            repack(change, &object->via.array.ptr[i]);
    } else if (object->type == MSGPACK_OBJECT_MAP) {
        rp_pack_map(&change->pack, object->via.map.size);
        for (uint32_t i = 0; i < object->via.map.size; i++) {
            const msgpack_object_kv *pair = &object->via.map.ptr[i];
            if (change->keys && change->seen++ == change->at)
                rp_pack_text(&change->pack, "renamed");
            else
                msgpack_pack_object(&change->pack.packer, pair->key);
            repack(change, &pair->val);
        }
    } else {
        msgpack_pack_object(&change->pack.packer, *object);
    }
}

/* Repacks the message with the nth value (or key) of its result changed; false when it has not so many. */
static bool make_wrong(const struct rp_buf *good, enum made_kind kind, bool keys, size_t at, struct rp_buf *ret)
{
    msgpack_unpacked message;
    struct change change = {.at = at, .keys = keys};
    msgpack_unpacked_init(&message);
    assert_int_equal(msgpack_unpack_next(&message, good->data, good->len, NULL), MSGPACK_UNPACK_SUCCESS);
    const msgpack_object *parts = message.data.via.array.ptr;
    rp_buf_init(ret, RP_LIMIT_FRAME);
    rp_pack_begin(&change.pack, ret);
    rp_pack_array(&change.pack, message.data.via.array.size);
    if (kind == MADE_COPY) {
        msgpack_pack_object(&change.pack.packer, parts[0]);
        msgpack_pack_object(&change.pack.packer, parts[1]);
        rp_pack_array(&change.pack, 1);
        repack(&change, &parts[2].via.array.ptr[0]);
    } else {
        for (unsigned i = 0; i < 3; i++)
            msgpack_pack_object(&change.pack.packer, parts[i]);
        repack(&change, &parts[3]);
    }
    assert_int_equal(rp_pack_end(&change.pack), RP_OK);
    msgpack_unpacked_destroy(&message);
    return change.seen > at;
}

/* Reads it; the status of the result. */
static enum rp_status read_wrong(struct rp_decoder *decoder, enum made_kind kind, const struct rp_buf *buf)
{
    struct rp_reply reply;
    struct made_result result;
    struct rp_error error = {.status = RP_OK};
    assert_int_equal(rp_reply_decode(decoder, buf->data, buf->len, &reply, &error), RP_OK);
    enum rp_status status = made_read(kind, &reply, &result, &error);
    if (status != RP_OK)
        assert_true(error.status == status && strncmp(error.message, "the server", 10) == 0);
    else
        made_free(&result);
    return status;
}

/* Of each match: refusal, kin, substitutions, template or module; what was dropped and why, as of the answer itself; one is a rewritten
 * text; merged and former_original. */
enum { ANSWER_OPTIONAL = RP_LIMIT_CANDIDATES * (4 + 2) + 2 + 1 + 2 };

/* How many keys of the result may be absent, in the largest one of each kind. */
static const size_t optional[MADE_KINDS] = {
    [MADE_HELLO] = 3,
    [MADE_ANSWER] = ANSWER_OPTIONAL,
    [MADE_ARTICLE] = ANSWER_OPTIONAL + 6,      /* and source, published, url, title, lang, same_story_as */
    [MADE_STORY] = 2 * MADE_MEMBERS,
    [MADE_STATS] = 13 + 10 + 6 + 8, /* all figures and words; not the three maps */
    [MADE_FINGERPRINT] = 0,
    [MADE_COMPARISON] = 4,       /* refusal, kin, substitutions, template */
    [MADE_COPY] = ANSWER_OPTIONAL + 5,         /* and source, published, url, title, missed */
};

static void every_value_is_checked(void **state)
{
    made_set_passages(2); /* one after another is made wrong: a few do */
    for (unsigned i = 0; i < MADE_KINDS; i++) {
        enum made_kind kind = (enum made_kind)i;
        struct rp_buf good, wrong;
        size_t values = 0, taken = 0, keys = 0, renamed = 0;
        rp_buf_init(&good, RP_LIMIT_FRAME);
        assert_int_equal(made_encode(kind, false, &good), RP_OK);
        for (; make_wrong(&good, kind, false, values, &wrong); values++) {
            taken += read_wrong(*state, kind, &wrong) == RP_OK;
            rp_buf_done(&wrong);
        }
        rp_buf_done(&wrong);
        for (; make_wrong(&good, kind, true, keys, &wrong); keys++) {
            renamed += read_wrong(*state, kind, &wrong) == RP_OK;
            rp_buf_done(&wrong);
        }
        rp_buf_done(&wrong);
        rp_buf_done(&good);
        assert_true(values > keys && keys > 0);
        assert_int_equal(taken, kind == MADE_HELLO ? 3 : 0); /* hello: a client reads "protocol" alone */
        assert_int_equal(renamed, optional[kind]);
    }
    made_set_passages(RP_LIMIT_PASSAGES);
}

/* A result of one kind read as another. */
static void kinds_are_not_mixed_up(void **state)
{
    for (unsigned sent = 0; sent < MADE_KINDS; sent++)
        for (unsigned read = 0; read < MADE_KINDS; read++) {
            struct rp_buf buf;
            rp_buf_init(&buf, RP_LIMIT_FRAME);
            assert_int_equal(made_encode((enum made_kind)sent, false, &buf), RP_OK);
            /* The notice of a copy has all that an answer has. */
            bool fits = sent == read || (sent == MADE_COPY && read == MADE_ANSWER) || (sent == MADE_ANSWER && read == MADE_COPY);
            assert_int_equal(read_wrong(*state, (enum made_kind)read, &buf), fits ? RP_OK : RP_DAMAGED);
            rp_buf_done(&buf);
        }
}

/* Replaces the first `from` in the message by `to`, of the same length. */
static void patch(struct rp_buf *buf, const char *from, const char *to, size_t len)
{
    for (size_t at = 0; at + len <= buf->len; at++)
        if (memcmp(buf->data + at, from, len) == 0) {
            memcpy(buf->data + at, to, len);
            return;
        }
    fail_msg("the message has no %s", from);
}

/* Names, spans and lists that make no sense. */
static void meaning_is_checked(void **state)
{
#define PATCH(from, to) from, to, sizeof(to) - 1
    static const struct {
        enum made_kind kind;
        const char *from, *to;
        size_t len;
        const char *says;
    } wrong[] = {
        {MADE_ANSWER, PATCH("syndicated", "syndicate "), "a verdict that is not known"},
        {MADE_ANSWER, PATCH("earliest_published", "earliest-published"), "a reason for the original that is not known"},
        {MADE_ANSWER, PATCH("template", "tempLate"), "a refusal that is not known"},
        {MADE_ANSWER, PATCH("\xa4rule\xa8template", "\xa4rule\xa8tempLate"), NULL}, /* a newer server may know more rules */
        {MADE_ANSWER, PATCH("source_repeats\x9c\x92\xce", "source_repeats\x9c\x92\xd2"), "a span that is not"},
        {MADE_ANSWER, PATCH("same_source", "same_sourcx"), NULL},
        {MADE_ANSWER, PATCH("\xa5words\xce\xff\xff\xff\xff", "\xa5words\xca\xff\xff\xff\xff"), "result.words: a whole number is wanted"},
        {MADE_ANSWER, PATCH("\xa3new\x92\xce\xff\xff\xff\xfe\xce\xff\xff\xff\xff",
                            "\xa3new\x92\xce\xff\xff\xff\xfe\xce\xff\xff\xff\xfd"), "a span that is not"},
        {MADE_ANSWER, PATCH("\xa4span\x92\xce", "\xa4span\x92\xd2"), NULL}, /* a signed one that is positive */
        {MADE_ANSWER, PATCH("\xa4span\x92\xce\x00", "\xa4span\x92\xd2\x80"), "a span that is not"},
        {MADE_ANSWER, PATCH("\xa6merged\x98\xcf", "\xa6merged\x98\xd3"), "a story that is no number"},
        {MADE_STORY, PATCH("unique", "Unique"), "a verdict that is not known"},
        {MADE_STORY, PATCH("credited", "debited "), "a reason for the original that is not known"},
        {MADE_COMPARISON, PATCH("near", "far "), "a verdict that is not known"},
        {MADE_COMPARISON, PATCH("template", "modulexx"), "a refusal that is not known"},
        {MADE_FINGERPRINT, PATCH("version\x01", "version\x02"), "a fingerprint that is not of version 1"},
        {MADE_FINGERPRINT, PATCH("\xcd\xff\xff", "\xd1\xff\xff"), "a list of numbers with something else in it"},
        {MADE_STATS, PATCH("\xcf", "\xd3"), "a number in 0 .. 18446744073709551615 is wanted"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct rp_buf buf;
        struct rp_reply reply;
        struct made_result result;
        struct rp_error error = {.status = RP_OK};
        rp_buf_init(&buf, RP_LIMIT_FRAME);
        assert_int_equal(made_encode(wrong[i].kind, false, &buf), RP_OK);
        patch(&buf, wrong[i].from, wrong[i].to, wrong[i].len);
        assert_int_equal(rp_reply_decode(*state, buf.data, buf.len, &reply, &error), RP_OK);
        enum rp_status status = made_read(wrong[i].kind, &reply, &result, &error);
        if (status == RP_OK)
            made_free(&result);
        assert_int_equal(status, wrong[i].says != NULL ? RP_DAMAGED : RP_OK);
        if (wrong[i].says != NULL && strstr(error.message, wrong[i].says) == NULL)
            fail_msg("wanted \"%s\", got \"%s\"", wrong[i].says, error.message);
        rp_buf_done(&buf);
    }
}

/* Lists longer than their limits would not fit where they are read to. */
static void lists_have_limits(void **state)
{
    static struct rp_match matches[RP_LIMIT_CANDIDATES + 1];
    static struct rp_attribution attributions[RP_LIMIT_ATTRIBUTIONS + 1];
    static const uint64_t merged[RP_LIMIT_CANDIDATES + 1];
    struct rp_answer answer = *made_answer(false);
    for (size_t i = 0; i <= RP_LIMIT_CANDIDATES; i++)
        matches[i] = answer.matches[0];
    for (size_t i = 0; i <= RP_LIMIT_ATTRIBUTIONS; i++)
        attributions[i] = answer.attributions[0];
    for (unsigned which = 0; which < 4; which++) {
        struct rp_buf buf;
        struct rp_fingerprint fingerprint = *made_fingerprint(false);
        rp_buf_init(&buf, RP_LIMIT_FRAME);
        answer = *made_answer(false);
        if (which == 0) {
            answer.matches = matches;
            answer.match_count++;
        } else if (which == 1) {
            answer.attributions = attributions;
            answer.attribution_count++;
        } else if (which == 2) {
            answer.merged = merged;
            answer.merged_count = RP_LIMIT_CANDIDATES + 1;
        }
        if (which < 3) {
            assert_int_equal(rp_reply_answer(&buf, MADE_ID, &answer), RP_OK);
        } else {
            assert_int_equal(rp_reply_fingerprint(&buf, MADE_ID, &fingerprint), RP_OK);
            patch(&buf, "\xa4keys\xdc\x00\x60", "\xa4keys\xdc\x00\x61", 8);
            assert_int_equal(rp_buf_add(&buf, "\x01", 1), RP_OK);
        }
        assert_int_equal(read_wrong(*state, which < 3 ? MADE_ANSWER : MADE_FINGERPRINT, &buf), RP_DAMAGED);
        rp_buf_done(&buf);
    }
}

static void damage_does_no_harm(void **state)
{
    uint64_t random = 3;
    size_t damaged = 0, taken = 0;
    for (unsigned i = 0; i < 2 * MADE_KINDS * 1500; i++) {
        enum made_kind kind = (enum made_kind)(i % MADE_KINDS);
        struct rp_buf buf;
        struct rp_frames frames;
        struct rp_error error;
        size_t n;
        rp_buf_init(&buf, RP_LIMIT_FRAME);
        assert_int_equal(made_encode(kind, i / MADE_KINDS % 4 != 0, &buf), RP_OK);
        for (uint64_t k = 1 + random_below(&random, 4); k > 0; k--)
            buf.data[random_below(&random, buf.len)] = (char)random_next(&random);
        rp_frames_init(&frames, RP_LIMIT_FRAME, RP_LIMIT_VALUES);
        if (rp_frames_next(&frames, buf.data, buf.len, &n, &error) == RP_FRAME_MESSAGE) {
            struct rp_reply reply;
            struct made_result result;
            char *message = malloc(n);
            assert_non_null(message);
            memcpy(message, buf.data, n);
            enum rp_status status = rp_reply_decode(*state, message, n, &reply, &error);
            if (status == RP_OK && reply.error.status == RP_OK)
                status = made_read(kind, &reply, &result, &error);
            assert_true(status == RP_OK || status == RP_DAMAGED);
            if (status == RP_OK && reply.error.status == RP_OK)
                made_free(&result);
            damaged += status == RP_DAMAGED;
            taken += status == RP_OK;
            free(message);
        }
        rp_buf_done(&buf);
    }
    print_message("# %zu damaged, %zu taken\n", damaged, taken);
    assert_true(damaged > 3000 && taken > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_checked),   cmocka_unit_test(unknown_errors_are_told), cmocka_unit_test(every_value_is_checked),
        cmocka_unit_test(kinds_are_not_mixed_up), cmocka_unit_test(meaning_is_checked),
        cmocka_unit_test(lists_have_limits),      cmocka_unit_test(damage_does_no_harm),
    };
    return cmocka_run_group_tests_name("wire/reply_damage", tests, set_up, tear_down);
}

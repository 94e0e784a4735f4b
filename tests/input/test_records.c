/* input/emit and input/records: the JSON that reprint writes. */
#include "input/records.h"

#include "base/alloc.h"
#include "base/error.h"
#include "input/emit.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct rp_buf buf;

static int setup(void **state)
{
    (void)state;
    rp_buf_init(&buf, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rp_buf_done(&buf);
    return 0;
}

static void expect(const char *want)
{
    assert_int_equal(rp_buf_add(&buf, "", 1), RP_OK);
    assert_string_equal(buf.data, want);
    rp_buf_clear(&buf);
}

static const struct rp_passage passages[] = {{10, 20, 30, 41, 5}, {50, 60, 70, 80, 6}};

static const struct rp_substitution examples[] = {{1, 4, 2, 6}};
static const struct rp_dropped_range ranges[] = {{0, 30, RP_DROP_SOURCE_REPEATS}, {50, 71, RP_DROP_SOURCE_REPEATS}};

static void writes_an_answer(void **state)
{
    (void)state;
    struct rp_match matches[] = {
        {.id = rp_str_of("a"),
         .seq = 1,
         .verdict = RP_VERDICT_SYNDICATED,
         .containment_of_new = .93116,
         .containment_of_old = 1,
         .resemblance = .5,
         .shared = 27,
         .new_shingles = 29,
         .old_shingles = 40,
         .grounds = {.rule = RP_RULE_CONTAINED_NEW, .longest = 6},
         .passage_count = 2,
         .passages = passages},
        {.id = rp_str_of("b"),
         .seq = 2,
         .verdict = RP_VERDICT_UNIQUE,
         .refusal = RP_REFUSAL_TEMPLATE,
         .grounds = {.rule = RP_RULE_TEMPLATE, .kin = RP_KIN_SOURCE, .substitutions = 3, .numbers_shared = .25, .example_count = 1},
         .examples = examples,
         .dropped = {9, 1, ranges}},
        {.id = rp_str_of("c"),
         .seq = 2,
         .verdict = RP_VERDICT_UNIQUE,
         .refusal = RP_REFUSAL_MODULE,
         .grounds = {.rule = RP_RULE_MODULE_FRAME, .kin = RP_KIN_SOURCE, .titles_shared = .5, .longest_share = .75}},
    };
    struct rp_attribution credits[] = {{.agency = "Sputnik", .cue = "citing", .start = 100, .end = 114}};
    struct rp_answer answer = {.id = rp_str_of("c \"q\""),
                               .seq = 3,
                               .story = 1,
                               .verdict = RP_VERDICT_SYNDICATED,
                               .original = rp_str_of("a"),
                               .original_reason = RP_ORIGINAL_CREDITED,
                               .match_count = 3,
                               .matches = matches,
                               .attribution_count = 1,
                               .attributions = credits,
                               .dropped = {12, 2, ranges}};
    assert_int_equal(rp_record_answer(&buf, &answer), RP_OK);
    expect("{\"id\":\"c "
           "\\\"q\\\"\",\"seq\":3,\"story\":1,\"verdict\":\"syndicated\",\"original\":{\"id\":\"a\",\"reason\":"
           "\"credited\"},"
           "\"matches\":[{\"id\":\"a\",\"seq\":1,\"verdict\":\"syndicated\",\"rule\":\"contained_new\","
           "\"containment\":{\"of_new\":0.9312,\"of_old\":1.0000},\"resemblance\":0.5000,"
           "\"shared\":27,\"shingles\":{\"new\":29,\"old\":40},\"longest\":6,"
           "\"passages\":[{\"new\":[10,20],\"old\":[30,41],\"words\":5},{\"new\":[50,60],\"old\":[70,80],\"words\":6}]},"
           "{\"id\":\"b\",\"seq\":2,\"verdict\":\"unique\",\"refusal\":\"template\",\"rule\":\"template\",\"kin\":\"same_source\","
           "\"containment\":{\"of_new\":0.0000,\"of_old\":0.0000},\"resemblance\":0.0000,"
           "\"shared\":0,\"shingles\":{\"new\":0,\"old\":0},\"longest\":0,\"substitutions\":3,"
           "\"template\":{\"numbers_shared\":0.2500,\"examples\":[{\"new\":[1,4],\"old\":[2,6]}]},"
           "\"dropped\":{\"words\":9,\"source_repeats\":[[0,30]]},\"passages\":[]},"
           "{\"id\":\"c\",\"seq\":2,\"verdict\":\"unique\",\"refusal\":\"module\",\"rule\":\"module_frame\",\"kin\":\"same_source\","
           "\"containment\":{\"of_new\":0.0000,\"of_old\":0.0000},\"resemblance\":0.0000,"
           "\"shared\":0,\"shingles\":{\"new\":0,\"old\":0},\"longest\":0,"
           "\"module\":{\"titles_shared\":0.5000,\"longest_share\":0.7500},\"passages\":[]}],"
           "\"attribution\":[{\"agency\":\"Sputnik\",\"cue\":\"citing\",\"span\":[100,114]}],"
           "\"dropped\":{\"words\":12,\"source_repeats\":[[0,30],[50,71]]}}\n");
    answer = (struct rp_answer){.id = rp_str_of("x"), .seq = UINT64_MAX, .original = rp_str_of("x")};
    assert_int_equal(rp_record_answer(&buf, &answer), RP_OK);
    expect("{\"id\":\"x\",\"seq\":18446744073709551615,\"story\":0,\"verdict\":\"unique\",\"original\":{\"id\":\"x\","
           "\"reason\":\"only_article\"},"
           "\"matches\":[],\"attribution\":[]}\n");
    const uint64_t merged[] = {7, UINT64_MAX};
    answer.merged = merged;
    answer.merged_count = 2;
    answer.former_original = rp_str_of("\"y\"");
    assert_int_equal(rp_record_answer(&buf, &answer), RP_OK);
    expect("{\"id\":\"x\",\"seq\":18446744073709551615,\"story\":0,\"verdict\":\"unique\",\"original\":{\"id\":\"x\","
           "\"reason\":\"only_article\"},\"merged\":[7,18446744073709551615],\"former_original\":\"\\\"y\\\"\","
           "\"matches\":[],\"attribution\":[]}\n");
}

static void writes_a_fingerprint(void **state)
{
    (void)state;
    struct rp_fingerprint print = {.tokens = 5,
                                   .shingles = 2,
                                   .exact = {0x01, 0xab, 0xff},
                                   .simhash = UINT64_C(0x0123456789abcdef),
                                   .key_count = 2,
                                   .keys = {7, UINT64_C(0xfedcba9876543210)}};
    print.minhash[0] = 65535;
    assert_int_equal(rp_record_fingerprint(&buf, rp_str_of("a"), &print), RP_OK);
    assert_int_equal(rp_buf_add(&buf, "", 1), RP_OK);
    const char start[] =
        "{\"id\":\"a\",\"version\":1,\"tokens\":5,\"shingles\":2,\"exact\":\"01abff00000000000000000000000000\","
        "\"simhash\":\"0123456789abcdef\",\"minhash\":[65535,0,0,";
    const char end[] = ",0],\"keys\":[\"0000000000000007\",\"fedcba9876543210\"]}\n";
    assert_memory_equal(buf.data, start, sizeof start - 1);
    assert_string_equal(buf.data + buf.len - sizeof end, end);
    rp_buf_clear(&buf);
    assert_int_equal(rp_record_fingerprint(&buf, rp_str_of(NULL), &print), RP_OK);
    assert_memory_equal(buf.data, "{\"version\":1,", 13);
    rp_buf_clear(&buf);
}

static void writes_a_comparison(void **state)
{
    (void)state;
    struct rp_comparison comparison = {.verdict = RP_VERDICT_NEAR,
                                       .containment_of_new = .95,
                                       .containment_of_old = .9,
                                       .resemblance = .87,
                                       .shared = 90,
                                       .new_shingles = 95,
                                       .old_shingles = 100,
                                       .grounds = {.rule = RP_RULE_NEAR_BOTH_WAYS, .longest = 5},
                                       .passage_count = 1,
                                       .passages = (struct rp_passage *)(uintptr_t)passages};
    struct rp_estimates estimates = {
        .minhash = .8, .simhash = .7, .keys = .9, .containment_of_new = .6, .containment_of_old = .5};
    assert_int_equal(rp_record_comparison(&buf, rp_str_of("n"), rp_str_of("o"), &comparison, NULL), RP_OK);
    expect("{\"new\":\"n\",\"old\":\"o\",\"verdict\":\"near\",\"rule\":\"near_both_ways\",\"containment\":{\"of_new\":0.9500,\"of_old\":0.9000},"
           "\"resemblance\":0.8700,"
           "\"shared\":90,\"shingles\":{\"new\":95,\"old\":100},\"longest\":5,\"passages\":[{\"new\":[10,20],\"old\":[30,41],"
           "\"words\":5}]}\n");
    comparison.refusal = RP_REFUSAL_MODULE;
    comparison.passage_count = 0;
    assert_int_equal(rp_record_comparison(&buf, rp_str_of("n"), rp_str_of("o"), &comparison, &estimates), RP_OK);
    expect("{\"new\":\"n\",\"old\":\"o\",\"verdict\":\"near\",\"refusal\":\"module\",\"rule\":\"near_both_ways\",\"containment\":{\"of_new\":0."
           "9500,\"of_old\":0.9000},"
           "\"resemblance\":0.8700,\"shared\":90,\"shingles\":{\"new\":95,\"old\":100},\"longest\":5,"
           "\"module\":{\"titles_shared\":0.0000,\"longest_share\":0.0000},"
           "\"estimates\":{\"resemblance\":{\"minhash\":0.8000,\"simhash\":0.7000,\"keys\":0.9000},"
           "\"containment\":{\"of_new\":0.6000,\"of_old\":0.5000}},\"passages\":[]}\n");
}

static void writes_an_error(void **state)
{
    (void)state;
    struct rp_error error;
    rp_fail_at(&error, RP_INVALID_UTF8, 17, "not UTF-8");
    assert_int_equal(rp_record_error(&buf, &error, "a\xff.jsonl", 3), RP_OK);
    expect("{\"error\":{\"status\":\"invalid_utf8\",\"message\":\"not "
           "UTF-8\",\"file\":\"a\xef\xbf\xbd.jsonl\",\"line\":3,\"offset\":17}}\n");
    rp_fail(&error, RP_UNREACHABLE, "nobody there");
    assert_int_equal(rp_record_error(&buf, &error, NULL, 0), RP_OK);
    expect("{\"error\":{\"status\":\"unreachable\",\"message\":\"nobody there\"}}\n");
}

static void writes_a_story(void **state)
{
    (void)state;
    struct rp_member members[] = {
        {.id = rp_str_of("a"),
         .source = rp_str_of("s.example"),
         .published = rp_str_of("2018-06-07"),
         .seq = 1,
         .verdict = RP_VERDICT_UNIQUE},
        {.id = rp_str_of("b"), .seq = 4, .verdict = RP_VERDICT_IDENTICAL},
    };
    struct rp_story story = {.story = 1,
                             .original = rp_str_of("a"),
                             .original_reason = RP_ORIGINAL_PUBLISHED,
                             .total = 3,
                             .member_count = 2,
                             .members = members};
    assert_int_equal(rp_record_story(&buf, &story), RP_OK);
    expect("{\"story\":1,\"original\":{\"id\":\"a\",\"reason\":\"earliest_published\"},\"total\":3,\"members\":[{\"id\":\"a\","
           "\"seq\":1,"
           "\"source\":\"s.example\",\"published\":\"2018-06-07\",\"verdict\":\"unique\"},{\"id\":\"b\",\"seq\":4,"
           "\"verdict\":\"identical\"}]}\n");
}

static void writes_statistics(void **state)
{
    (void)state;
    struct rp_service_stats stats = {
        .corpus = {.articles = 1,
                   .stories = 2,
                   .added = 3,
                   .removed = 4,
                   .last_seq = 5,
                   .sources = 6,
                   .indexed = 7,
                   .postings = 8,
                   .candidates = 9,
                   .verified = 10,
                   .read_again = 23,
                   .verdicts = {1, 2, 3, 4, 5, 6},
                   .text_bytes = 11,
                   .index_bytes = 12},
        .uptime_ms = 13,
        .threads = 14,
        .connections = 15,
        .accepted = 16,
        .requests = 17,
        .faults = 18,
        .queued = 19,
        .queued_bytes = 20,
        .watchers = 21,
        .missed = 22,
        .data = {.state = "read_only", .fsync = "always", .done = 24, .total = 25, .logged = 26, .saved = 27, .replayed = 28, .why = "a \"disk\""},
    };
    assert_int_equal(rp_record_stats(&buf, &stats), RP_OK);
    expect("{\"articles\":1,\"stories\":2,\"added\":3,\"removed\":4,\"last_seq\":5,\"sources\":6,\"indexed\":7,"
           "\"postings\":8,\"candidates\":9,"
           "\"verified\":10,\"read_again\":23,\"text_bytes\":11,\"index_bytes\":12,\"verdicts\":{\"unique\":1,\"identical\":2,\"near\":3,"
           "\"revision\":4,"
           "\"syndicated\":5,\"partial\":6},\"server\":{\"uptime_ms\":13,\"threads\":14,\"connections\":15,\"accepted\":16,"
           "\"requests\":17,\"faults\":18,\"queued\":19,\"queued_bytes\":20,\"watchers\":21,\"missed\":22},\"data\":{\"state\":\"read_only\",\"fsync\":\"always\","
           "\"done\":24,\"total\":25,\"logged\":26,\"saved\":27,\"replayed\":28,\"why\":\"a \\\"disk\\\"\"}}\n");
}

static struct rp_answer short_answer = {
    .id = {"a", 1}, .seq = 2, .story = 1, .verdict = RP_VERDICT_NEAR, .original = {"b", 1}, .original_reason = RP_ORIGINAL_SEEN};
#define SHORT_ANSWER                                                                                             \
    "\"id\":\"a\",\"seq\":2,\"story\":1,\"verdict\":\"near\",\"original\":{\"id\":\"b\",\"reason\":\"first_seen\"}," \
    "\"matches\":[],\"attribution\":[]"

static void writes_an_article_with_its_answer(void **state)
{
    (void)state;
    struct rp_article article = {.id = rp_str_of("a"), .text = rp_str_of("t"), .lang = rp_str_of("en")};
    assert_int_equal(rp_record_found(&buf, &article, &short_answer), RP_OK);
    expect("{\"article\":{\"id\":\"a\",\"text\":\"t\",\"lang\":\"en\"},\"answer\":{" SHORT_ANSWER "}}\n");
}

static void writes_a_copy(void **state)
{
    (void)state;
    struct rp_copy copy = {.answer = &short_answer};
    assert_int_equal(rp_record_copy(&buf, &copy), RP_OK);
    expect("{" SHORT_ANSWER ",\"missed\":0}\n");
    copy = (struct rp_copy){&short_answer, rp_str_of("s"), rp_str_of("p"), rp_str_of("u"), rp_str_of("t"), 7};
    assert_int_equal(rp_record_copy(&buf, &copy), RP_OK);
    expect("{" SHORT_ANSWER ",\"source\":\"s\",\"published\":\"p\",\"url\":\"u\",\"title\":\"t\",\"missed\":7}\n");
}

static void writes_an_article(void **state)
{
    (void)state;
    struct rp_article article = {.id = rp_str_of("a"), .text = rp_str_of("b\n\x01")};
    assert_int_equal(rp_record_article(&buf, &article), RP_OK);
    expect("{\"id\":\"a\",\"text\":\"b\\n\\u0001\"}\n");
    article = (struct rp_article){rp_str_of("a"), rp_str_of("b"), rp_str_of("c"), rp_str_of("d"),
                                  rp_str_of("e"), rp_str_of("f"), rp_str_of("g"), rp_str_of("h")};
    assert_int_equal(rp_record_article(&buf, &article), RP_OK);
    expect("{\"id\":\"a\",\"text\":\"b\",\"source\":\"c\",\"published\":\"d\",\"url\":\"e\",\"title\":\"f\",\"lang\":"
           "\"g\",\"same_story_as\":\"h\"}\n");
}

static void escapes_strings(void **state)
{
    (void)state;
    struct rp_emit emit;
    rp_emit_init(&emit, &buf);
    rp_emit_str(&emit, (struct rp_str){"\0\b\t\n\f\r\x1f\x7f\"\\/", 11});
    rp_emit_str(&emit, rp_str_of("é€😀\xff\xc3"));
    rp_emit_str(&emit, (struct rp_str){NULL, 0});
    assert_int_equal(emit.status, RP_OK);
    expect("\"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f\\\"\\\\/\",\"é€😀\xef\xbf\xbd\xef\xbf\xbd\",\"\"");
}

static void writes_shares(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *want;
    } cases[] = {{0, "0.0000"},      {1, "1.0000"},      {.5, "0.5000"},  {.00004, "0.0000"},
                 {.00006, "0.0001"}, {.99996, "1.0000"}, {1.5, "1.0000"}, {-1, "0.0000"}};
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where it exists, its comma must not show */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rp_emit emit;
        rp_emit_init(&emit, &buf);
        rp_emit_share(&emit, cases[i].value);
        expect(cases[i].want);
        rp_emit_init(&emit, &buf);
        rp_emit_share(&emit, (double)NAN);
        expect("0.0000");
    }
    setlocale(LC_ALL, "C");
}

static bool never(size_t size, void *context)
{
    (void)size;
    (void)context;
    return false;
}

/* A record that does not fit is not there at all. */
static void leaves_the_buffer_as_it_was(void **state)
{
    (void)state;
    struct rp_buf small;
    struct rp_error error;
    rp_fail(&error, RP_IO, "some message that does not fit");
    rp_buf_init(&small, 24);
    assert_int_equal(rp_buf_add(&small, "before", 6), RP_OK);
    assert_int_equal(rp_record_error(&small, &error, NULL, 0), RP_LIMIT);
    assert_int_equal(small.len, 6);
    rp_buf_done(&small);
    rp_buf_init(&small, 1000);
    rp_alloc_set_hook(never, NULL);
    enum rp_status status = rp_record_error(&small, &error, NULL, 0);
    rp_alloc_set_hook(NULL, NULL);
    assert_int_equal(status, RP_NO_MEMORY);
    assert_int_equal(small.len, 0);
    rp_buf_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_an_answer),    cmocka_unit_test(writes_a_fingerprint),
        cmocka_unit_test(writes_a_comparison), cmocka_unit_test(writes_an_error),
        cmocka_unit_test(writes_a_story),      cmocka_unit_test(writes_statistics),
        cmocka_unit_test(writes_a_copy),       cmocka_unit_test(writes_an_article_with_its_answer),
        cmocka_unit_test(writes_an_article),   cmocka_unit_test(escapes_strings),
        cmocka_unit_test(writes_shares),       cmocka_unit_test(leaves_the_buffer_as_it_was),
    };
    return cmocka_run_group_tests_name("input/records", tests, setup, teardown);
}

/* Tokens: every rule of docs/FINGERPRINT.md section 3, hashes and weights, every error, every failing allocation. */
#include "support/cmocka.h"

#include "base/bits.h"
#include "reprint/limits.h"
#include "support/failing.h"
#include "support/words.h"
#include "text/tokens.h"

#include <stdlib.h>

#define UMLAUT "\xcc\x88"    /* U+0308, class 230 */
#define ACUTE "\xcc\x81"     /* U+0301, class 230 */
#define BREVE "\xcc\x86"     /* U+0306, class 230 */
#define DOT_BELOW "\xcc\xa3" /* U+0323, class 220 */
#define ENCLOSED "\xd2\x88"  /* U+0488, class 0 */
#define GLUE "\xcd\x8f"      /* U+034F, ignorable */
#define SHY "\xc2\xad"       /* soft hyphen */
#define ZWJ "\xe2\x80\x8d"

struct rule {
    const char *text, *stream;
};

static void check(const struct rule *rules, size_t count)
{
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    for (size_t i = 0; i < count; i++) {
        struct rp_error error;
        const char *want = rules[i].stream;
        if (rp_tokenise(&tokens, rules[i].text, strlen(rules[i].text), &error) != RP_OK)
            fail_msg("\"%s\": %s", rules[i].text, error.message);
        if (tokens.stream_len != strlen(want) || memcmp(tokens.stream, want, strlen(want)) != 0)
            fail_msg("\"%s\" gives \"%.*s\", not \"%s\"", rules[i].text, (int)tokens.stream_len, tokens.stream, want);
    }
    rp_tokens_done(&tokens);
}

#define CHECK(...)                                             \
    do {                                                       \
        static const struct rule rules[] = {__VA_ARGS__};      \
        check(rules, sizeof rules / sizeof *rules);            \
    } while (0)

static void words(void **state)
{
    (void)state;
    CHECK({"", ""}, {" ", ""}, {"... , ' - !", ""}, {"One two", "one two"}, {"a-b", "a b"}, {"a_b", "a b"}, {"a\nb\tc", "a b c"},
          {"x1y2", "x1y2"}, {"1.5", "1 5"}, {"C++", "c"}, {"ÀÉÎ", "aei"}, {"straße STRASSE", "strasse strasse"}, {"ΑΣ ας", "ασ ασ"},
          {"İstanbul ISPARTA ıssız", "istanbul isparta issiz"}, {"½", "1 2"}, {"ﬃ", "ffi"}, {"𝔄𝔅", "ab"}, {"Ａ１", "a1"},
          {"a😀b", "a b"}, {"a\xef\xbf\xbd""b", "a b"});
}

static void singles(void **state)
{
    (void)state;
    CHECK({"中文", "中 文"}, {"A股5G时代", "a 股 5g 时 代"}, {"abc中def", "abc 中 def"}, {"中。文", "中 文"}, {"ไทย", "ไ ท ย"},
          {"カタカナ", "カ タ カ ナ"}, {"ﾊﾝ", "ハ ン"}, {"〆切", "〆 切"}, {"한국 말", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xae\xe1\x86\xa8 \xe1\x84\x86\xe1\x85\xa1\xe1\x86\xaf"},
          {"၁၂", "12"} /* Burmese digits become ASCII ones, which are word-like */, {"㋿", "令 和"});
}

static void apostrophes(void **state)
{
    (void)state;
    CHECK({"don't", "dont"}, {"don’t", "dont"}, {"donʼt", "dont"}, {"l‘eau", "leau"}, {"x‛y", "xy"}, {"xʻy", "xy"}, {"x՚y", "xy"},
          {"ג׳ירפה", "גירפה"}, {"don''t", "don t"}, {"don’'t", "don t"}, {"'a'", "a"}, {"a' b", "a b"}, {"a'-b", "a b"}, {"a '", "a"},
          {"rock'n'roll", "rocknroll"}, {"中'a", "中 a"}, {"a'中", "a 中"}, {"1'2", "12"}, {"a`b", "a b"}, {"ŉ", "n"}, {"aŉ", "an"});
}

static void commas(void **state)
{
    (void)state;
    CHECK({"1,000", "1000"}, {"1,000,000", "1000000"}, {"٣٬٢٥٠", "3250"}, {"1,,0", "1 0"}, {"1,a", "1 a"}, {"a,1", "a 1"}, {"x1,2", "x12"},
          {"1, 2", "1 2"}, {",1", "1"}, {"1,", "1"}, {"1',2", "1 2"}, {"1,'2", "1 2"}, {"1،2", "1 2"}, {"1，2", "12"}, {"中,1", "中 1"},
          {"1,中", "1 中"}, {"१,०००", "1000"}, {"²,3", "23"}, {"Ⅳ,3", "iv 3"});
}

static void marks(void **state)
{
    (void)state;
    CHECK({"été e" ACUTE "t" ACUTE, "ete et"}, {"Ёж е" UMLAUT "ж", "еж еж"}, {"йод", "и" BREVE "од"}, {"їхні", "і" UMLAUT "хні"},
          {"за" ACUTE "мок", "замок"}, {"ѝ", "и"}, {"е\xcc\x80", "е"}, {"а" UMLAUT, "а" UMLAUT}, {"е" ACUTE UMLAUT BREVE, "е" BREVE}, {"क्ष", "क्ष"}, {"ที่", "ที่"},
          {"مُدَرِّسَة", "مدرسة"}, {"שָׁלוֹם", "שלום"}, {"مـــا", "ما"}, {"ガ", "カ\xe3\x82\x99"}, {"5" ACUTE, "5"}, {"ᾳ", "αι"});
    /* Nowhere to stand. */
    CHECK({UMLAUT "ж", "ж"}, {" " UMLAUT "ж", "ж"}, {"- " UMLAUT, ""}, {"ж'" UMLAUT "ж", "жж"}, {"1," ACUTE "2", "12"}, {"ж. " UMLAUT, "ж"});
    /* In canonical order, within one base's marks. */
    CHECK({"ж" UMLAUT DOT_BELOW, "ж" DOT_BELOW UMLAUT}, {"ж" DOT_BELOW UMLAUT, "ж" DOT_BELOW UMLAUT},
          {"ж" UMLAUT BREVE DOT_BELOW, "ж" DOT_BELOW UMLAUT BREVE}, {"ж" UMLAUT GLUE DOT_BELOW, "ж" DOT_BELOW UMLAUT},
          {"ж" UMLAUT ENCLOSED DOT_BELOW, "ж" UMLAUT ENCLOSED DOT_BELOW}, {"ж" UMLAUT "ж" DOT_BELOW, "ж" UMLAUT "ж" DOT_BELOW},
          {"ж" UMLAUT ",1", "ж" UMLAUT " 1"});
}

static void ignorables(void **state)
{
    (void)state;
    CHECK({"re" SHY "print", "reprint"}, {SHY "a" SHY, "a"}, {SHY, ""}, {"a" ZWJ "b", "ab"}, {"\xef\xbb\xbfone", "one"}, {"1," SHY "000", "1000"},
          {"don" SHY "'" SHY "t", "dont"}, {"a\xe2\x80\x8b""b", "ab"}, {"a\xf3\xa0\x81\x81""b", "ab"} /* a tag */);
}

static void a_base_keeps_thirty_marks(void **state)
{
    (void)state;
    static char text[400], want[400];
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    for (int bases = 1; bases <= 2; bases++) {
        text[0] = want[0] = 0;
        for (int b = 0; b < bases; b++) {
            strcat(text, "ж");
            strcat(want, "ж");
            for (int i = 0; i < 33; i++)
                strcat(text, UMLAUT);
            for (int i = 0; i < 30; i++)
                strcat(want, UMLAUT);
            strcat(text, DOT_BELOW); /* would have gone to the front */
        }
        check(&(struct rule){text, want}, 1);
    }
    strcpy(text, "ж");
    strcpy(want, "ж" DOT_BELOW);
    for (int i = 0; i < 29; i++) {
        strcat(text, UMLAUT);
        strcat(want, UMLAUT);
    }
    strcat(text, DOT_BELOW UMLAUT);
    check(&(struct rule){text, want}, 1);
    rp_tokens_done(&tokens);
}

/* Section 4, written out anew. */
static uint64_t plain_hash(const char *token, size_t len)
{
    uint64_t hash = len * RP_GOLDEN;
    for (size_t i = 0; i < len; i += 8) {
        uint64_t chunk = 0;
        for (size_t k = i; k < i + 8 && k < len; k++)
            chunk |= (uint64_t)(unsigned char)token[k] << 8 * (k - i);
        hash = rp_mix(hash ^ chunk);
    }
    return hash;
}

static void hashes_weights_and_ends_fit_the_stream(void **state)
{
    (void)state;
    static char text[20000];
    struct rp_tokens tokens;
    text[0] = 0;
    for (int len = 1; len <= 40; len++) { /* every length around the chunks of 8 */
        for (int i = 0; i < len; i++)
            strcat(text, i % 2 == 0 ? "a" : "7");
        strcat(text, " 中ж" UMLAUT "і" UMLAUT "แม่ ");
    }
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, text, strlen(text), NULL), RP_OK);
    assert_int_equal(tokens.count, 40 * 5);
    for (size_t i = 0, start = 0; i < tokens.count; i++) {
        size_t end = tokens.stream_end[i];
        assert_true(end > start);
        assert_true(tokens.hash[i] == plain_hash(tokens.stream + start, end - start));
        bool single = i % 5 == 1 || i % 5 == 3 || i % 5 == 4;
        assert_int_equal(tokens.weight[i], single ? 1 : 2);
        assert_true(end == tokens.stream_len || tokens.stream[end] == ' ');
        start = end + 1;
    }
    assert_int_equal(tokens.stream_end[tokens.count - 1], tokens.stream_len);
    rp_tokens_done(&tokens);
}

static void invalid_utf8_is_an_error_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned offset;
    } cases[] = {{"\x80", 0},   {"ab\xc3", 2},      {"a\xc0\x80", 1},        {"\xed\xa0\x80", 0}, {"abc\xf4\x90\x80\x80", 3},
                 {"é中\xf0\x9f\x98\x80\xff", 9}, {"good words, then \xe4\xb8 bad", 17}, {"a\xff\xfe", 1}};
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rp_error error;
        assert_int_equal(rp_tokenise(&tokens, cases[i].text, strlen(cases[i].text), &error), RP_INVALID_UTF8);
        assert_int_equal(error.status, RP_INVALID_UTF8);
        assert_int_equal(error.offset, cases[i].offset);
        assert_int_equal(tokens.count, 0);
        assert_int_equal(tokens.stream_len, 0);
        assert_int_equal(rp_tokenise(&tokens, cases[i].text, strlen(cases[i].text), NULL), RP_INVALID_UTF8);
    }
    assert_int_equal(rp_tokenise(&tokens, "fine again", 10, NULL), RP_OK);
    assert_int_equal(tokens.count, 2);
    /* A character cut by the end of the text, though its bytes go on behind it. */
    assert_int_equal(rp_tokenise(&tokens, "é", 1, NULL), RP_INVALID_UTF8);
    rp_tokens_done(&tokens);
}

static void the_limit_is_kept(void **state)
{
    (void)state;
    char *text = malloc(RP_LIMIT_TEXT + 1);
    struct rp_tokens tokens;
    struct rp_error error;
    assert_non_null(text);
    for (size_t i = 0; i < RP_LIMIT_TEXT + 1; i++)
        text[i] = "word "[i % 5];
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, text, RP_LIMIT_TEXT + 1, &error), RP_LIMIT);
    assert_non_null(strstr(error.message, "4194304"));
    assert_int_equal(tokens.count, 0);
    assert_int_equal(rp_tokenise(&tokens, text, RP_LIMIT_TEXT, &error), RP_OK);
    assert_int_equal(tokens.count, RP_LIMIT_TEXT / 5 + 1);
    rp_tokens_done(&tokens);
    free(text);
}

static void nothing_is_a_text_without_tokens(void **state)
{
    (void)state;
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, NULL, 0, NULL), RP_OK);
    assert_int_equal(tokens.count, 0);
    assert_int_equal(tokens.stream_len, 0);
    assert_int_equal(rp_tokenise(&tokens, "a\0b", 3, NULL), RP_OK); /* a zero byte is a character like others */
    assert_int_equal(tokens.count, 2);
    rp_tokens_done(&tokens);
    rp_tokens_done(&tokens);
}

/* Text that makes every array grow more than once, the stream by decomposition too. */
static char *long_text(void)
{
    enum { ROOM = 200000 };
    char *text = calloc(1, ROOM);
    assert_non_null(text);
    words_append(text, ROOM / 4, 5, 3000);
    for (size_t len = strlen(text), i = 0; i < 3000; i++, len += 4)
        memcpy(text + len, " \xef\xb7\xba", 4); /* U+FDFA: three bytes for four words */
    return text;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct rp_tokens calm, swept;
    struct failing failing;
    char *text = long_text();
    rp_tokens_init(&calm);
    assert_int_equal(rp_tokenise(&calm, text, strlen(text), NULL), RP_OK);
    assert_true(calm.count > 4096);
    size_t failures = 0;
    for (int used = 0; used < 2; used++) { /* from nothing, and with the arrays of an earlier text */
        enum rp_status status = RP_NO_MEMORY;
        for (size_t n = 1; status != RP_OK; n++) {
            struct rp_error error = {0};
            rp_tokens_init(&swept);
            if (used)
                assert_int_equal(rp_tokenise(&swept, "an earlier text", 15, NULL), RP_OK);
            failing_start(&failing, n);
            status = rp_tokenise(&swept, text, strlen(text), &error);
            failing_stop();
            if (status != RP_OK) {
                failures++;
                assert_int_equal(status, RP_NO_MEMORY);
                assert_int_equal(error.status, RP_NO_MEMORY);
                assert_int_equal(swept.count, 0);
                assert_int_equal(swept.stream_len, 0);
                /* It may be used as if nothing had been. */
                assert_int_equal(rp_tokenise(&swept, text, strlen(text), NULL), RP_OK);
            }
            assert_int_equal(swept.count, calm.count);
            assert_int_equal(swept.stream_len, calm.stream_len);
            assert_memory_equal(swept.stream, calm.stream, calm.stream_len);
            assert_memory_equal(swept.hash, calm.hash, calm.count * sizeof *calm.hash);
            assert_memory_equal(swept.raw_end, calm.raw_end, calm.count * sizeof *calm.raw_end);
            rp_tokens_done(&swept);
        }
    }
    assert_true(failures > 25);
    rp_tokens_done(&calm);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(singles),
        cmocka_unit_test(apostrophes),
        cmocka_unit_test(commas),
        cmocka_unit_test(marks),
        cmocka_unit_test(ignorables),
        cmocka_unit_test(a_base_keeps_thirty_marks),
        cmocka_unit_test(hashes_weights_and_ends_fit_the_stream),
        cmocka_unit_test(invalid_utf8_is_an_error_with_its_place),
        cmocka_unit_test(the_limit_is_kept),
        cmocka_unit_test(nothing_is_a_text_without_tokens),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("text/tokens", tests, NULL, NULL);
}

/* Where tokens stand in the raw text: exact in every script, whatever stands around them. */
#include "support/cmocka.h"

#include "text/tokens.h"

#include <stdbool.h>

/* A text in pieces: those that are tokens, and what stands between them. A piece that begins with '|' is between. */
static void expect_pieces(const char *const *pieces)
{
    static char text[4096];
    size_t starts[64], ends[64], count = 0, len = 0;
    for (; *pieces != NULL; pieces++) {
        bool between = **pieces == '|';
        const char *piece = *pieces + between;
        if (!between)
            starts[count] = len;
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
        if (!between)
            ends[count++] = len;
    }
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, text, len, NULL), RP_OK);
    if (tokens.count != count)
        fail_msg("\"%.*s\": %zu tokens", (int)len, text, tokens.count);
    for (size_t i = 0; i < count; i++)
        if (tokens.raw_start[i] != starts[i] || tokens.raw_end[i] != ends[i])
            fail_msg("\"%.*s\": token %zu at %u .. %u, not %zu .. %zu", (int)len, text, i, tokens.raw_start[i], tokens.raw_end[i], starts[i],
                     ends[i]);
    rp_tokens_done(&tokens);
}

#define EXPECT(...) expect_pieces((const char *const[]){__VA_ARGS__, NULL})

static void in_latin_and_its_neighbours(void **state)
{
    (void)state;
    EXPECT("|  ", "Some", "| ", "WORDS", "|, ", "here", "|: ", "1", "|.");
    EXPECT("Déjà", "| ", "e\xcc\x81te\xcc\x81", "| – ", "Łódź", "|…");                            /* composed and with marks */
    EXPECT("İstanbul", "|'", "|'", "ığdır");                                                       /* Turkish */
    EXPECT("Αθήνα", "|· ", "ᾠδή", "|;");                                                           /* Greek */
    EXPECT("|«", "Президе\xcc\x81нт", "|», ", "ёлка", "| ", "йод", "|!");                          /* Cyrillic */
    EXPECT("Երևան", "|։ ", "բարև");                                                                /* Armenian, with a ligature */
    EXPECT("שָׁלוֹם", "| ", "צה", "|״", "ל", "|.");                                             /* Hebrew; a gershayim is no apostrophe */
}

static void in_scripts_farther_away(void **state)
{
    (void)state;
    EXPECT("مُدَرِّسَة", "|، ", "الـــعربية", "|؟");                                                   /* Arabic with vowels and tatweel */
    EXPECT("हिन्दी", "| ", "समाचार", "|।");                                                         /* Devanagari */
    EXPECT("বাংলা", "| ", "தமிழ்", "| ", "ಕನ್ನಡ");                                                   /* Bengali, Tamil, Kannada */
    EXPECT("ไ", "ท", "ย", "| ", "ที่", "นี่");                                                           /* Thai: a code point and its marks */
    EXPECT("ລ", "າ", "ວ");                                                                          /* Lao */
    EXPECT("ខ្", "មែ", "រ");                                                                         /* Khmer */
    EXPECT("မြ", "န်", "မာ");                                                                        /* Burmese */
    EXPECT("中", "文", "|。", "新", "闻", "2024", "年");                                             /* Han */
    EXPECT("ひ", "ら", "|、", "カ", "タ", "か\xe3\x82\x99", "ー");                                   /* Kana */
    EXPECT("한국어", "| ", "뉴스");                                                                  /* Hangul */
    EXPECT("ქართული", "| ", "አማርኛ", "| ", "ᏣᎳᎩ");                                                    /* Georgian, Ethiopic, Cherokee */
    EXPECT("𐐀𐐁", "| 😀 ", "𝔄𝔅", "|\xf0\x9f\x91\x8d", "𠀀");                                         /* beyond U+FFFF */
}

static void around_apostrophes_commas_and_what_is_ignored(void **state)
{
    (void)state;
    EXPECT("|'", "don't", "|'");
    EXPECT("don", "|''", "t");
    EXPECT("|‘", "l’été", "|’ ");
    EXPECT("1,000,000", "|, ", "2", "|,");
    EXPECT("1", "|,", "a", "|,", "1");
    EXPECT("re\xc2\xadprint", "|\xc2\xad");                /* a soft hyphen within, one behind */
    /* What maps to nothing and belongs to the letter before it: joiners, selectors, tatweel. */
    EXPECT("می\xe2\x80\x8c", "| ", "क्\xe2\x80\x8d", "| ", "شكـــ", "| ", "葛\xf3\xa0\x84\x80", "1\xef\xb8\x8f", "|-");
    EXPECT("1\xef\xb8\x8f\xe2\x83\xa3", "| ", "|\xe2\x80\x8d", "a\xc2\xad\xe2\x80\x8d", "|\xc2\xad ", "a", "|'\xe2\x80\x8d");
    EXPECT("|\xef\xbb\xbf", "one", "|\xe2\x80\x8b ", "two"); /* a byte order mark, a space of no width */
    EXPECT("е\xcc\x81", "|. \xcc\x81", "ж");                /* a dropped mark is part of its token; one with no base is of none */
    EXPECT("a", "|'\xcc\x81");                              /* behind a joiner it is not */
    EXPECT("a'\xcc\x81" "b", "|'");
}

/* One code point that becomes several tokens: each of them stands where it stands. */
static void of_what_one_code_point_became(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count, start, end;
    } cases[] = {{"x ½ y", 2, 2, 4}, {"x ㋿ y", 2, 2, 5}, {"x \xef\xb7\xba y", 4, 2, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rp_tokens tokens;
        rp_tokens_init(&tokens);
        assert_int_equal(rp_tokenise(&tokens, cases[i].text, strlen(cases[i].text), NULL), RP_OK);
        assert_int_equal(tokens.count, cases[i].count + 2);
        for (size_t k = 1; k <= cases[i].count; k++) {
            assert_int_equal(tokens.raw_start[k], cases[i].start);
            assert_int_equal(tokens.raw_end[k], cases[i].end);
        }
        rp_tokens_done(&tokens);
    }
}

/* In random mixtures: places follow each other, and what stands at the place of a token is that token. */
static void what_stands_there_is_the_token(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "Bc", "é", "e\xcc\x81", "'", "’", ",", "1", "23", "٣", " ", ". ", "-", "\xc2\xad", "\xcc\x88",
                                         "ж", "й", "е\xcc\x88", "ש", "\xd6\xb8", "م", "ـ", "क्", "षि", "ท", "ี่", "中", "か", "\xe3\x82\x99", "한",
                                         "😀", "𝔄", "ß", "İ", "\n", "\xe2\x80\x8d", "x"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    struct rp_tokens tokens, alone;
    uint64_t x = 12345;
    rp_tokens_init(&tokens);
    rp_tokens_init(&alone);
    for (int round = 0; round < 20000; round++) {
        char text[256] = "";
        for (int i = 0; i < 30; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
            strcat(text, pieces[(x >> 33) % PIECES]);
        }
        assert_int_equal(rp_tokenise(&tokens, text, strlen(text), NULL), RP_OK);
        for (size_t i = 0, start = 0; i < tokens.count; i++) {
            size_t len = tokens.stream_end[i] - start;
            assert_true(tokens.raw_end[i] > tokens.raw_start[i]);
            assert_true(i == 0 || tokens.raw_start[i] >= tokens.raw_end[i - 1]);
            assert_int_equal(rp_tokenise(&alone, text + tokens.raw_start[i], tokens.raw_end[i] - tokens.raw_start[i], NULL), RP_OK);
            if (alone.count != 1 || alone.stream_len != len || memcmp(alone.stream, tokens.stream + start, len) != 0)
                fail_msg("\"%s\": token %zu is not at %u .. %u", text, i, tokens.raw_start[i], tokens.raw_end[i]);
            assert_int_equal(alone.raw_start[0], 0);
            assert_int_equal(alone.raw_end[0], tokens.raw_end[i] - tokens.raw_start[i]);
            start += len + 1;
        }
    }
    rp_tokens_done(&tokens);
    rp_tokens_done(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_latin_and_its_neighbours),
        cmocka_unit_test(in_scripts_farther_away),
        cmocka_unit_test(around_apostrophes_commas_and_what_is_ignored),
        cmocka_unit_test(of_what_one_code_point_became),
        cmocka_unit_test(what_stands_there_is_the_token),
    };
    return cmocka_run_group_tests_name("text/offsets", tests, NULL, NULL);
}

/* Passages are exact in the raw texts: a block that was copied is found from its first byte to its last one, in every script and in every way of
 * writing it, and its two places say the same when they are read alone. */
#include "support/cmocka.h"

#include "reprint/compare.h"
#include "support/random.h"
#include "text/tokens.h"

#include <stdbool.h>

/* One word or code point, written in two ways that are the same tokens. */
struct piece {
    const char *one, *other;
};

/* `joins`: written without spaces. */
struct script {
    const char *name;
    bool joins;
    struct piece pieces[10];
};

static const struct script scripts[] = {
    {"Latin, composed and with marks", false,
     {{"déjà", "de\xcc\x81" "ja\xcc\x80"}, {"Łódź", "Łódz\xcc\x81"}, {"über", "u\xcc\x88" "ber"}, {"naïve", "NAÏVE"}, {"don't", "don’t"},
      {"cafés", "cafe\xcc\x81" "s"}, {"Việt", "Vie\xcc\xa3\xcc\x82" "t"}, {"señor", "sen\xcc\x83or"}, {"café", "cafe\xcc\x81"}, {"smörgås", "smo\xcc\x88" "rga\xcc\x8a" "s"}}},
    {"German, with soft hyphens and ligatures", false,
     {{"Straße", "STRASSE"}, {"Schiffahrt", "Schi\xef\xac\x80" "ahrt"}, {"Größe", "Gro\xcc\x88ße"}, {"Donaudampfschiff", "Donau\xc2\xad" "dampf\xc2\xad" "schiff"},
      {"finden", "\xef\xac\x81nden"}, {"1.000", "1.000"}, {"2,5", "25"}, {"Äpfel", "A\xcc\x88pfel"}, {"weiß", "weiss"}, {"Öl", "öl"}}},
    {"Arabic, with tatweel and vowels", false,
     {{"العربية", "الـعـربيـة"}, {"مدرسة", "مُدَرِّسَة"}, {"شكرا", "شكرًا"}, {"كتاب", "كِتَابٌ"}, {"بيت", "بيـــــت"},
      {"٢٠٢٤", "2024"}, {"قلم", "قَلَمٌ"}, {"سلام", "سلامـ"}, {"\xef\xb7\xba", "\xef\xb7\xba"}, {"ﻣﺪﺭﺱ", "مدرس"}}},
    {"Persian, with joiners", false,
     {{"می\xe2\x80\x8cگویند", "میگویند"}, {"باغ\xe2\x80\x8cهای", "باغهای"}, {"خشک\xe2\x80\x8cسالی", "خشکسالی"}, {"کتاب\xe2\x80\x8c", "کتاب"}, {"۱۴", "14"},
      {"آب", "ا\xd9\x93" "ب"}, {"قنات", "قَنات"}, {"روستا", "روستا"}, {"گفت", "گفتـ"}, {"مردم", "مردم"}}},
    {"Hindi, with vowel signs", false,
     {{"हिन्दी", "हिन्\xe2\x80\x8dदी"}, {"समाचार", "समाचार"}, {"क़लम", "क\xe0\xa4\xbcलम"}, {"गाँव", "गाँव"}, {"श्रृंखला", "श्रृंखला"},
      {"२१२", "212"}, {"विद्यार्थियों", "विद्यार्थियों"}, {"पढ़ना", "पढ\xe0\xa4\xbcना"}, {"की", "की"}, {"में", "में"}}},
    {"Chinese", true,
     {{"中", "中"}, {"文", "文"}, {"新", "新"}, {"闻", "闻"}, {"葛\xf3\xa0\x84\x80", "葛"}, {"年", "年"}, {"２０２４", "2024"}, {"Ａ股", "A股"}, {"㐀", "㐀"}, {"𠀀", "𠀀"}}},
    {"Japanese", true,
     {{"が", "か\xe3\x82\x99"}, {"プ", "ﾌﾟ"}, {"ラ", "ﾗ"}, {"ー", "ｰ"}, {"駅", "駅"}, {"ぱ", "は\xe3\x82\x9a"}, {"ア", "ｱ"}, {"ＡＢＣ", "abc"}, {"々", "々"}, {"ん", "ん"}}},
    {"Korean", false,
     {{"한국어", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab국어"}, {"뉴스", "뉴스"}, {"서울", "서울"}, {"바다", "바다"}, {"책으로", "책으로"},
      {"350", "３５０"}, {"말", "말"}, {"등대", "등대"}, {"섬", "섬"}, {"김", "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7"}}},
    {"Thai", true,
     {{"ที่", "ที่"}, {"น้ำ", "น้ำ"}, {"ไ", "ไ"}, {"ท", "ท"}, {"ย", "ย"}, {"ปู่", "ปู่"}, {"๑๒", "12"}, {"เ", "เ"}, {"ก็", "ก็"}, {"า", "า"}}},
    {"Russian and Hebrew", false,
     {{"йод", "и\xcc\x86од"}, {"ёлка", "елка"}, {"Президент", "Президе\xcc\x81нт"}, {"שלום", "שָׁלוֹם"}, {"בראשית", "בְּרֵאשִׁית"},
      {"ПОЕЗД", "поезд"}, {"ґанок", "ґанок"}, {"об'єкт", "обʼєкт"}, {"цвет", "цвет"}, {"ים", "יַם"}}},
    {"signs that are several words, full width, keycaps", false,
     {{"½", "½"}, {"x²", "x2"}, {"㎏", "kg"}, {"™", "tm"}, {"３", "3"}, {"7\xef\xb8\x8f\xe2\x83\xa3", "7"}, {"Ｗｉｄｅ", "wide"}, {"№5", "no5"}, {"①", "1"}, {"𝔄𝔅", "ab"}}},
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts, PIECES = 10, BLOCK_MAX = 60, TEXT_BYTES = 16384 };

static const char *const between[] = {" ", " ", "\xc2\xa0", ", ", " \xe2\x80\x94 ", "\n", " \xf0\x9f\x98\x80 ", "\xe2\x80\x8b ", " \xe2\x80\x8f", "\x01", "\xef\xbb\xbf ",
                                      " \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac\xef\xb8\x8f ", "\t\r\n", "... ", " \xc2\xad "};
enum { BETWEEN = sizeof between / sizeof *between };

struct text {
    char raw[TEXT_BYTES];
    size_t len, start, end; /* of the block */
};

static void put(struct text *text, const char *bytes)
{
    size_t len = strlen(bytes);
    assert_true(text->len + len < sizeof text->raw);
    memcpy(text->raw + text->len, bytes, len);
    text->len += len;
}

/* Words that no other text has. */
static void put_own(struct text *text, uint64_t *random, char first, int words)
{
    for (int i = 0; i < words; i++) {
        char word[12] = {first};
        for (int k = 1; k < 9; k++)
            word[k] = (char)('a' + random_below(random, 26));
        put(text, i > 0 ? " " : "");
        put(text, word);
    }
}

/* What stands before a piece of the block. Words of letters and digits would grow together. */
static const char *gap(uint64_t *random, const struct script *script, const struct piece *piece)
{
    bool is_word = (unsigned char)piece->other[0] < 0x80;
    return script->joins && !is_word && random_below(random, 4) > 0 ? "" : between[random_below(random, BETWEEN)];
}

/* The block of those pieces, each in one of its two ways, with words of its own around it. */
static void make(struct text *text, uint64_t *random, const struct script *script, const unsigned *block, unsigned count, char own)
{
    text->len = 0;
    if (random_below(random, 8) == 0)
        put(text, "\xef\xbb\xbf");
    put_own(text, random, own, (int)random_below(random, 30));
    put(text, between[random_below(random, BETWEEN)]);
    text->start = text->len;
    for (unsigned i = 0; i < count; i++) {
        const struct piece *piece = &script->pieces[block[i]];
        put(text, i > 0 ? gap(random, script, piece) : "");
        put(text, random_below(random, 2) == 0 ? piece->one : piece->other);
    }
    text->end = text->len;
    put(text, between[random_below(random, BETWEEN)]);
    put_own(text, random, own, (int)random_below(random, 30));
}

static void assert_slices_agree(const struct text *a, const struct text *b, const struct rp_passage *passage, const char *name)
{
    struct rp_tokens new_tokens, old_tokens;
    rp_tokens_init(&new_tokens);
    rp_tokens_init(&old_tokens);
    assert_int_equal(rp_tokenise(&new_tokens, a->raw + passage->new_start, passage->new_end - passage->new_start, NULL), RP_OK);
    assert_int_equal(rp_tokenise(&old_tokens, b->raw + passage->old_start, passage->old_end - passage->old_start, NULL), RP_OK);
    if (new_tokens.count != passage->words || new_tokens.stream_len != old_tokens.stream_len ||
        memcmp(new_tokens.stream, old_tokens.stream, new_tokens.stream_len) != 0)
        fail_msg("%s: \"%.*s\" is not \"%.*s\"", name, (int)(passage->new_end - passage->new_start), a->raw + passage->new_start,
                 (int)(passage->old_end - passage->old_start), b->raw + passage->old_start);
    rp_tokens_done(&new_tokens);
    rp_tokens_done(&old_tokens);
}

static void a_copied_block_is_found_to_the_byte(void **state)
{
    static struct text a, b;
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 400 * SCRIPTS; round++) {
        const struct script *script = &scripts[round % SCRIPTS];
        unsigned block[BLOCK_MAX], count = 12 + (unsigned)random_below(&random, BLOCK_MAX - 12);
        for (unsigned i = 0; i < count; i++)
            block[i] = (unsigned)random_below(&random, PIECES);
        make(&a, &random, script, block, count, 'q');
        make(&b, &random, script, block, count, 'z');
        struct rp_article first = {.text = {a.raw, a.len}}, second = {.text = {b.raw, b.len}};
        struct rp_comparison found;
        assert_int_equal(rp_compare(&first, &second, &found, NULL), RP_OK);
        if (found.passage_count != 1)
            fail_msg("%s: %zu passages\n%.*s\n%.*s", script->name, found.passage_count, (int)a.len, a.raw, (int)b.len, b.raw);
        const struct rp_passage *passage = &found.passages[0];
        if (passage->new_start != a.start || passage->new_end != a.end || passage->old_start != b.start || passage->old_end != b.end)
            fail_msg("%s: %u-%u and %u-%u, not %zu-%zu and %zu-%zu\n%.*s\n%.*s", script->name, passage->new_start, passage->new_end, passage->old_start,
                     passage->old_end, a.start, a.end, b.start, b.end, (int)a.len, a.raw, (int)b.len, b.raw);
        assert_slices_agree(&a, &b, passage, script->name);
        rp_comparison_done(&found);
    }
}

/* Without which the test above would show nothing. */
static void both_ways_of_writing_are_the_same_tokens(void **state)
{
    (void)state;
    struct rp_tokens one, other;
    rp_tokens_init(&one);
    rp_tokens_init(&other);
    for (unsigned i = 0; i < SCRIPTS; i++)
        for (unsigned k = 0; k < PIECES; k++) {
            const struct piece *piece = &scripts[i].pieces[k];
            assert_int_equal(rp_tokenise(&one, piece->one, strlen(piece->one), NULL), RP_OK);
            assert_int_equal(rp_tokenise(&other, piece->other, strlen(piece->other), NULL), RP_OK);
            if (one.count == 0 || one.stream_len != other.stream_len || memcmp(one.stream, other.stream, one.stream_len) != 0)
                fail_msg("\"%s\" is not \"%s\": %.*s, %.*s", piece->one, piece->other, (int)one.stream_len, one.stream, (int)other.stream_len,
                         other.stream);
        }
    rp_tokens_done(&one);
    rp_tokens_done(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_of_writing_are_the_same_tokens),
        cmocka_unit_test(a_copied_block_is_found_to_the_byte),
    };
    return cmocka_run_group_tests_name("match/passages", tests, NULL, NULL);
}

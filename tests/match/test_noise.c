/* What is no running text: by lines, by punctuation, in any script. */
#include "support/cmocka.h"

#include "base/buf.h"
#include "match/noise.h"
#include "support/random.h"
#include "support/words.h"

#include <stdlib.h>

enum { BYTES = 20000 };

static bool has_body; /* of the last text */

/* How many of a text's tokens are noise. */
static size_t count(const char *raw, size_t *ret_tokens)
{
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, raw, strlen(raw), NULL), RP_OK);
    uint8_t *noise = malloc(tokens.count + 1);
    assert_non_null(noise);
    size_t n = 0;
    noise[tokens.count] = 7;
    bool body = rp_noise_find(&tokens, rp_str_of(raw), noise);
    assert_int_equal(noise[tokens.count], 7);
    for (size_t i = 0; i < tokens.count; i++)
        n += noise[i];
    has_body = body;
    *ret_tokens = tokens.count;
    free(noise);
    rp_tokens_done(&tokens);
    return n;
}

/* A body of so many words, and lines before it. */
static size_t noise_before_body(const char *lines, int body)
{
    static char raw[BYTES];
    size_t tokens;
    snprintf(raw, sizeof raw, "%s\n", lines);
    words_append(raw, sizeof raw, 1, body);
    return count(raw, &tokens);
}

static void short_lines_without_a_sentence_are_noise(void **state)
{
    (void)state;
    assert_int_equal(noise_before_body("Home\nWorld news\nSport | Weather", 60), 5);
    assert_int_equal(noise_before_body("one two three four five six seven eight nine ten eleven", 60), 11);
    assert_int_equal(noise_before_body("one two three four five six seven eight nine ten eleven twelve", 60), 0);
    assert_int_equal(noise_before_body("He did not say why.", 60), 0);
    assert_int_equal(noise_before_body("Why? He did not say", 60), 0);
    assert_int_equal(noise_before_body("Sadr, Hakim and Maliki: the talks", 60), 6);
}

static void a_long_stretch_without_punctuation_is_noise(void **state)
{
    (void)state;
    static char raw[BYTES];
    for (int words = 59; words <= 60; words++) {
        raw[0] = 0;
        for (int i = 0; i < words; i++)
            strcat(raw, "link ");
        strcat(raw, ". And ");
        size_t tokens, before = strlen(raw);
        words_append(raw, sizeof raw, 1, 60);
        assert_true(strlen(raw) > before);
        assert_int_equal(count(raw, &tokens), words == 60 ? 60 : 0);
    }
}

static void a_body_has_fifty_words(void **state)
{
    (void)state;
    size_t tokens;
    assert_int_equal(noise_before_body("Home\nWorld\nSport", 49), 3);
    assert_false(has_body);
    assert_int_equal(noise_before_body("Home\nWorld\nSport", 50), 3);
    assert_true(has_body);
    assert_int_equal(count("", &tokens), 0);
    assert_int_equal(tokens, 0);
    assert_false(has_body);
    assert_int_equal(count("Ten places to see\nthe harbour\nthe old town\nthe tower", &tokens), 11);
    assert_false(has_body);
}

/* Two code points of a script without spaces are a word. */
static void every_script_has_its_marks(void **state)
{
    (void)state;
    static const struct {
        const char *sentence, *heading;
    } texts[] = {
        {"据新华社报道会议在北京举行。", "北京会议"},
        {"会議は東京で開かれた。", "東京会議"},
        {"وقال الوزير إن الاجتماع انتهى؟", "أخبار العالم"},
        {"وزیر نے کہا کہ اجلاس ختم ہو گیا۔", "تازہ خبریں"},
        {"मंत्री ने कहा कि बैठक समाप्त हो गई।", "ताज़ा समाचार"},
    };
    static char raw[BYTES];
    size_t tokens, all;
    for (size_t s = 0; s < sizeof texts / sizeof *texts; s++) {
        raw[0] = 0;
        for (int i = 0; i < 40; i++)
            strcat(strcat(raw, texts[s].sentence), " ");
        assert_int_equal(count(raw, &all), 0);
        strcat(strcat(raw, "\n"), texts[s].heading);
        size_t noise = count(raw, &tokens);
        assert_true(tokens > all);
        assert_int_equal(noise, tokens - all);
    }
}

static void a_code_point_that_is_many_words_has_no_gaps(void **state)
{
    (void)state;
    size_t tokens;
    /* U+FDFA is four words of one code point. */
    assert_int_equal(noise_before_body("\xef\xb7\xba", 60), 4);
    assert_int_equal(count("\xef\xb7\xba\xef\xb7\xba", &tokens), 7);
    assert_int_equal(tokens, 7); /* the last word of the first and the first of the second are one */
}

/* By the definition: token after token, each with all that its line and its stretch weigh. The marks are those of the made texts. */
static bool find_slowly(const struct rp_tokens *tokens, const char *raw, uint8_t *ret)
{
    size_t line = 0, stretch = 0, len = strlen(raw), running = 0;
    unsigned line_weight = 0, stretch_weight = 0;
    bool sentence = false;
    memset(ret, 0, tokens->count);
    for (size_t i = 0; i < tokens->count; i++) {
        bool breaks = i + 1 == tokens->count, punctuates = breaks;
        line_weight += tokens->weight[i];
        stretch_weight += tokens->weight[i];
        for (size_t at = tokens->raw_end[i]; at < (i + 1 < tokens->count ? tokens->raw_start[i + 1] : len); at++) {
            bool full = raw[at] == '.' || raw[at] == '?' || memcmp(raw + at, "。", 3) == 0;
            breaks = breaks || raw[at] == '\n';
            sentence = sentence || full;
            punctuates = punctuates || full || raw[at] == ',' || memcmp(raw + at, "、", 3) == 0;
        }
        if (punctuates && stretch_weight >= 120)
            memset(ret + stretch, 1, i + 1 - stretch);
        if (breaks && line_weight < 24 && !sentence)
            memset(ret + line, 1, i + 1 - line);
        stretch = punctuates ? i + 1 : stretch;
        stretch_weight = punctuates ? 0 : stretch_weight;
        line = breaks ? i + 1 : line;
        line_weight = breaks ? 0 : line_weight;
        sentence = sentence && !breaks;
    }
    for (size_t i = 0; i < tokens->count; i++)
        running += ret[i] ? 0 : tokens->weight[i];
    return running >= 100;
}

static void it_is_as_by_the_definition(void **state)
{
    (void)state;
    static const char *const words[] = {"word", "新华社", "other", "x", "京"};
    static const char *const gaps[] = {" ", " ", " ", " ", " ", " ", " - ", "\n", ", ", ". ", "。", "、", "  ", "-", "? \n", "·", "—"};
    static char raw[BYTES];
    static uint8_t noise[BYTES], slow[BYTES];
    struct rp_tokens tokens;
    uint64_t random = 1;
    rp_tokens_init(&tokens);
    for (int round = 0; round < 3000; round++) {
        size_t count = random_below(&random, 900), spaces = random_below(&random, 60), len = 0;
        memset(raw, 0, sizeof raw);
        for (size_t i = 0; i < count; i++) {
            const char *gap = random_below(&random, 60) < spaces ? " " : gaps[random_below(&random, sizeof gaps / sizeof *gaps)];
            len += (size_t)snprintf(raw + len, sizeof raw - len, "%s%s", words[random_below(&random, 5)], gap);
        }
        assert_int_equal(rp_tokenise(&tokens, raw, len, NULL), RP_OK);
        bool body = find_slowly(&tokens, raw, slow);
        assert_true(rp_noise_find(&tokens, (struct rp_str){raw, len}, noise) == body);
        assert_memory_equal(noise, slow, tokens.count);
    }
    rp_tokens_done(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lines_without_a_sentence_are_noise),
        cmocka_unit_test(a_long_stretch_without_punctuation_is_noise),
        cmocka_unit_test(a_body_has_fifty_words),
        cmocka_unit_test(every_script_has_its_marks),
        cmocka_unit_test(a_code_point_that_is_many_words_has_no_gaps),
        cmocka_unit_test(it_is_as_by_the_definition),
    };
    return cmocka_run_group_tests_name("match/noise", tests, NULL, NULL);
}

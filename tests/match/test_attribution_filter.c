/* The filter before the search for names, held against a search at every token. */
#include "support/cmocka.h"

#include "base/random.h"
#include "match/attribution_filter.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 16384 };

/* What stands between and inside of the pieces of names: ordinary words, elided articles, endings, all apostrophes, letters that fold to shorter ones. */
static const char *const fillers[] = {" ", " ", " ", " the ", " The ", " president ", "\n", ". ", "'s ", "’s ", "‘", "ʼ", "ʻin ", "‛", " l'", " d’", "ß", " größer ",
                                      " İ", " ﬁ", "'", "-", "/", " 12 ", "。", "据", " в ", "ال", " so ", "’ ", " 'a"};

/* A part of a name, from a blank or its begin on, to a blank or its end. */
static size_t put_piece(uint64_t *seed, char *to)
{
    const struct rp_phrase_set *names = &rp_agencies_builtin.names;
    const char *text = names->phrase[rp_random_below(seed, names->count)].text;
    size_t len = strlen(text);
    for (uint64_t cuts = rp_random_below(seed, 3); cuts > 0; cuts--) {
        const char *blank = memchr(text, ' ', len);
        if (blank == NULL)
            break;
        size_t head = (size_t)(blank - text);
        bool tail = rp_random_below(seed, 2) > 0;
        text = tail ? blank + 1 : text;
        len = tail ? len - head - 1 : head;
    }
    memcpy(to, text, len);
    return len;
}

static size_t make_text(uint64_t seed, char text[TEXT_BYTES])
{
    size_t len = 0, most = rp_random_below(&seed, TEXT_BYTES - 512);
    while (len < most) {
        const char *filler = fillers[rp_random_below(&seed, sizeof fillers / sizeof *fillers)];
        len += put_piece(&seed, text + len);
        memcpy(text + len, filler, strlen(filler));
        len += strlen(filler);
    }
    return len;
}

static void no_name_is_passed_over(void **state)
{
    (void)state;
    static char text[TEXT_BYTES];
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    size_t names = 0, passed = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        size_t len = make_text(seed, text);
        assert_int_equal(rp_tokenise(&tokens, text, len, NULL), RP_OK);
        struct rp_scan scan = {&tokens, {text, len}, &rp_agencies_builtin};
        for (size_t start = 0; start < tokens.count; start += RP_FILTER_BLOCK) {
            size_t place[RP_FILTER_BLOCK];
            unsigned places = rp_filter_block(&scan, start, place), k = 0;
            for (size_t i = start; i < tokens.count && i < start + RP_FILTER_BLOCK; i++) {
                struct rp_name name;
                bool may = k < places && place[k] == i;
                assert_true(may == rp_filter_may_begin(&scan, i));
                assert_true(may || !rp_scan_name(&scan, i, &name));
                names += may && rp_scan_name(&scan, i, &name);
                passed += !may;
                k += may;
            }
            assert_int_equal(k, places);
        }
    }
    assert_true(names > 10000 && passed > 10000);
    rp_tokens_done(&tokens);
}

/* "The" begins names, and is passed over before all other words. */
static void a_common_first_word_alone_is_passed_over(void **state)
{
    (void)state;
    static const char text[] = "the mayor of the town said the road to the Press Association is open";
    struct rp_tokens tokens;
    rp_tokens_init(&tokens);
    assert_int_equal(rp_tokenise(&tokens, text, sizeof text - 1, NULL), RP_OK);
    struct rp_scan scan = {&tokens, {text, sizeof text - 1}, &rp_agencies_builtin};
    size_t place[RP_FILTER_BLOCK];
    assert_true(rp_filter_has(rp_agencies_builtin.names.firsts, tokens.hash[0]) != 0);
    assert_false(rp_filter_may_begin(&scan, 0));
    assert_int_equal(rp_filter_block(&scan, 0, place), 1);
    assert_int_equal(place[0], 10);
    rp_tokens_done(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_name_is_passed_over),
        cmocka_unit_test(a_common_first_word_alone_is_passed_over),
    };
    return cmocka_run_group_tests_name("match/attribution_filter", tests, NULL, NULL);
}

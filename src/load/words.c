/* Made-up words: syllables of an alphabet, short ones frequent. */
#include "load/words.h"

#include "base/alloc.h"
#include "base/random.h"
#include "base/utf8.h"

#include <string.h>

/* What a syllable is put together from; each list ends with NULL. */
struct alphabet {
    const char *const *onsets, *const *vowels, *const *codas;
    const char *const *rare; /* instead of a vowel, once in RARE syllables; NULL: none */
    uint32_t first_letter, letters; /* without lists: a syllable is one code point of so many */
    uint32_t short_rank, one_rank, two_rank; /* below which ranks a word is a syllable without coda, one, two; above three */
    uint32_t capital_in; /* one in so many of the words that are not short has a capital; 0 none */
    struct rp_punctuation marks;
};

enum { RARE = 20 };

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct alphabet alphabets[RP_SCRIPT_COUNT] = {
    [RP_SCRIPT_LATIN] = {
        .onsets = LIST("", "", "b", "c", "d", "d", "f", "g", "h", "h", "l", "l", "m", "m", "n", "n", "p", "r", "r", "s", "s", "t", "t",
                       "t", "v", "w", "st", "tr", "ch", "th", "th", "pr", "sh"),
        .vowels = LIST("a", "a", "e", "e", "e", "i", "i", "o", "o", "u", "ea", "ou", "io"),
        .codas = LIST("", "", "", "", "", "n", "n", "r", "r", "s", "t", "l", "d", "nd", "ng"),
        .short_rank = 96, .one_rank = 700, .two_rank = 12000, .capital_in = 12,
        .marks = {" ", ",", ".", "\"", "\""},
    },
    [RP_SCRIPT_GERMAN] = {
        .onsets = LIST("", "b", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "t", "w", "z", "sch", "st", "pf", "tr", "kl", "gr",
                       "br", "v"),
        .vowels = LIST("a", "e", "i", "o", "u", "e", "e", "i", "ei", "ie", "au"),
        .rare = LIST("ä", "ö", "ü", "ü", "eiß"),
        .codas = LIST("", "n", "r", "s", "t", "l", "ch", "nd", "rt", "ng", "st", "cht"),
        .short_rank = 64, .one_rank = 500, .two_rank = 6000, .capital_in = 3,
        .marks = {" ", ",", ".", "„", "“"},
    },
    [RP_SCRIPT_ARABIC] = {
        .onsets = LIST("ب", "ت", "ج", "ح", "د", "ر", "ز", "س", "ش", "ص", "ط", "ع", "ف", "ق", "ك", "ل", "م", "ن", "ه", "و", "ي", "ال", "أ"),
        .vowels = LIST("", "", "ا", "و", "ي", "ب", "ر", "م", "ل", "ن"),
        .codas = LIST("", "", "", "ة", "ن", "ت", "ه"),
        .short_rank = 64, .one_rank = 400, .two_rank = 20000,
        .marks = {" ", "،", ".", "«", "»"},
    },
    [RP_SCRIPT_RUSSIAN] = {
        .onsets = LIST("", "б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "ф", "х", "ч", "ш", "пр", "ст", "тр",
                       "кр"),
        .vowels = LIST("а", "е", "и", "о", "у", "ы", "я", "о", "а"),
        .rare = LIST("ё", "ой", "ю", "э", "ай"),
        .codas = LIST("", "", "", "н", "т", "л", "м", "ть", "в"),
        .short_rank = 64, .one_rank = 400, .two_rank = 8000, .capital_in = 12,
        .marks = {" ", ",", ".", "«", "»"},
    },
    [RP_SCRIPT_CHINESE] = {
        .first_letter = 0x4e00, .letters = 4000, .short_rank = 0, .one_rank = 500, .two_rank = 100000,
        .marks = {"", "，", "。", "“", "”"},
    },
    [RP_SCRIPT_HINDI] = {
        .onsets = LIST("क", "ख", "ग", "च", "ज", "ट", "ड", "त", "द", "न", "प", "ब", "भ", "म", "य", "र", "ल", "व", "श", "स", "ह", "अ"),
        .vowels = LIST("", "", "ा", "ि", "ी", "े", "ो", "ु"),
        .codas = LIST("", "", "", "ं", "र", "न", "्य"),
        .short_rank = 64, .one_rank = 400, .two_rank = 12000,
        .marks = {" ", ",", "।", "\"", "\""},
    },
};

bool rp_script_parse(const char *name, enum rp_script *ret)
{
    static const char *const names[] = {
#define NAME(name, text) text,
        RP_SCRIPT_MAP(NAME)
#undef NAME
    };
    for (int i = 0; i < RP_SCRIPT_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *ret = (enum rp_script)i;
            return true;
        }
    }
    return false;
}

/* The alias method: a number that comes too seldom gives the rest of its column to one that comes too often. Weights are scaled so that a full column
 * is `full`; below 2^58 with 2^17 numbers. */
enum rp_status rp_choices_fill(struct rp_choice *table, uint32_t count, uint32_t shift)
{
    uint64_t *weight = rp_alloc_zeroed(count, sizeof *weight), full = 0;
    uint32_t *seldom = rp_alloc_zeroed(count, sizeof *seldom), *often = rp_alloc_zeroed(count, sizeof *often);
    uint32_t seldoms = 0, oftens = 0;
    enum rp_status status = RP_NO_MEMORY;
    if (weight == NULL || seldom == NULL || often == NULL)
        goto done;
    for (uint32_t i = 0; i < count; i++) {
        weight[i] = (UINT64_C(1) << 37) / (i + shift);
        full += weight[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        weight[i] *= count;
        table[i] = (struct rp_choice){UINT32_MAX, i};
        if (weight[i] < full)
            seldom[seldoms++] = i;
        else
            often[oftens++] = i;
    }
    while (seldoms > 0 && oftens > 0) {
        uint32_t low = seldom[--seldoms], high = often[oftens - 1];
        table[low] = (struct rp_choice){(uint32_t)((weight[low] << 20) / ((full >> 12) + 1)), high};
        weight[high] -= full - weight[low];
        if (weight[high] < full) {
            seldom[seldoms++] = high;
            oftens--;
        }
    }
    status = RP_OK;
done:
    rp_free(weight);
    rp_free(seldom);
    rp_free(often);
    return status;
}

static size_t put_part(char *to, const char *const *list, uint64_t *state)
{
    size_t count = 0;
    while (list[count] != NULL)
        count++;
    const char *part = list[rp_random_below(state, count)];
    size_t len = strlen(part);
    memcpy(to, part, len);
    return len;
}

static size_t put_syllable(char *to, const struct alphabet *alphabet, bool coda, uint64_t *state)
{
    if (alphabet->onsets == NULL)
        return rp_utf8_write(alphabet->first_letter + (uint32_t)rp_random_below(state, alphabet->letters), to);
    size_t len = put_part(to, alphabet->onsets, state);
    bool rare = alphabet->rare != NULL && rp_random_below(state, RARE) == 0;
    len += put_part(to + len, rare ? alphabet->rare : alphabet->vowels, state);
    return coda ? len + put_part(to + len, alphabet->codas, state) : len;
}

void rp_word_capitalise(char *word)
{
    unsigned char *s = (unsigned char *)word;
    if (s[0] >= 'a' && s[0] <= 'z')
        s[0] -= 0x20;
    else if (s[0] == 0xc3 && s[1] >= 0xa0) /* ä ö ü */
        s[1] -= 0x20;
    else if (s[0] == 0xd0 && s[1] >= 0xb0) /* а to п */
        s[1] -= 0x20;
    else if (s[0] == 0xd1 && s[1] == 0x91) /* ё */
        memcpy(s, "\xd0\x81", 2);
    else if (s[0] == 0xd1 && s[1] <= 0x8f) /* р to я */
        memcpy(s, (unsigned char[]){0xd0, (unsigned char)(s[1] + 0x20)}, 2);
}

static struct rp_word make_word(const struct alphabet *alphabet, uint32_t rank)
{
    enum { SYLLABLE_BYTES = 24 };
    struct rp_word word = {.len = 0};
    char syllable[SYLLABLE_BYTES];
    uint64_t state = rp_mix(rank);
    int syllables = rank < alphabet->one_rank ? 1 : rank < alphabet->two_rank ? 2 : 3;
    for (int i = 0; i < syllables; i++) {
        size_t len = put_syllable(syllable, alphabet, rank >= alphabet->short_rank, &state);
        if (word.len + len > RP_WORD_BYTES)
            break;
        memcpy(word.bytes + word.len, syllable, len);
        word.len = (uint8_t)(word.len + len);
    }
    if (alphabet->capital_in != 0 && rank >= alphabet->short_rank && rp_random_below(&state, alphabet->capital_in) == 0)
        rp_word_capitalise(word.bytes);
    return word;
}

enum rp_status rp_words_init(struct rp_words *words, enum rp_script script)
{
    enum { SHIFT = 3 }; /* of Zipf-Mandelbrot: about what English has */
    const struct alphabet *alphabet = &alphabets[script];
    *words = (struct rp_words){.word = rp_alloc_zeroed(RP_WORDS, sizeof *words->word),
                               .choice = rp_alloc_zeroed(RP_WORDS, sizeof *words->choice),
                               .marks = alphabet->marks};
    if (words->word == NULL || words->choice == NULL || rp_choices_fill(words->choice, RP_WORDS, SHIFT) != RP_OK) {
        rp_words_done(words);
        return RP_NO_MEMORY;
    }
    for (uint32_t rank = 0; rank < RP_WORDS; rank++)
        words->word[rank] = make_word(alphabet, rank);
    return RP_OK;
}

void rp_words_done(struct rp_words *words)
{
    rp_free(words->word);
    rp_free(words->choice);
    *words = (struct rp_words){0};
}

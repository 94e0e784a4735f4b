/* Made-up words of an alphabet and how often each comes: what made articles are written with. The same on every machine. */
#ifndef RP_LOAD_WORDS_H
#define RP_LOAD_WORDS_H

#include "reprint/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, "name") */
#define RP_SCRIPT_MAP(X)  \
    X(LATIN, "latin")     \
    X(GERMAN, "german")   \
    X(ARABIC, "arabic")   \
    X(RUSSIAN, "russian") \
    X(CHINESE, "chinese") \
    X(HINDI, "hindi")

enum rp_script {
#define RP_SCRIPT_ENUM(name, text) RP_SCRIPT_##name,
    RP_SCRIPT_MAP(RP_SCRIPT_ENUM)
#undef RP_SCRIPT_ENUM
    RP_SCRIPT_COUNT
};
/* False when there is no such name. */
bool rp_script_parse(const char *name, enum rp_script *ret);

/* One of `count` numbers at random, each as often as its weight says: by the alias method. */
struct rp_choice {
    uint32_t mark; /* of 2^32: below it the number itself, above it the other */
    uint32_t other;
};
/* Fills `table`, `count` long, so that number n comes about as often as 1 in n + shift does: Zipf-Mandelbrot, in whole numbers. count <= 2^17. */
enum rp_status rp_choices_fill(struct rp_choice *table, uint32_t count, uint32_t shift);

static inline uint32_t rp_choose(const struct rp_choice *table, uint32_t number, uint32_t random)
{
    return random < table[number].mark ? number : table[number].other;
}

enum { RP_WORDS = 1 << 17, RP_WORD_BYTES = 31 };

struct rp_word {
    char bytes[RP_WORD_BYTES];
    uint8_t len;
};

/* What stands between words. */
struct rp_punctuation {
    const char *space, *comma, *stop, *open, *close; /* space is empty where words are not set apart */
};

struct rp_words {
    struct rp_word *word;     /* owned; RP_WORDS of them, by rank */
    struct rp_choice *choice; /* owned */
    struct rp_punctuation marks;
};

enum rp_status rp_words_init(struct rp_words *words, enum rp_script script);
void rp_words_done(struct rp_words *words);

/* Makes the first letter a capital where the script has any. */
void rp_word_capitalise(char *word);

#endif

/* Made-up text. The words of a sentence are drawn one by one, each from one random number: 17 bits choose a word, 32 decide between it and its alias,
 * 15 are left for what stands behind it. Now and then come several words at once that other articles have too, or the same article: as set phrases, names
 * and titles do in news, and without them no two articles would share a thing by chance. */
#include "load/writing.h"

#include "base/bits.h"
#include "base/random.h"

#include <string.h>

enum {
    MARK_BYTES = 4,                                     /* the longest mark, in bytes */
    PHRASE_MOST = 13,                                   /* words that may be written when the end is reached, and one more */
    OWN_PHRASES = 8,
    WORD_MOST = RP_WORD_BYTES + 1 + 4 * MARK_BYTES + 2, /* a word and all that may stand behind it; words are copied with their unused bytes */
};

static const struct rp_word *draw(const struct rp_words *words, uint64_t random)
{
    return &words->word[rp_choose(words->choice, (uint32_t)random % RP_WORDS, (uint32_t)(random >> 32))];
}

static char *put_mark(char *to, const char *mark)
{
    while (*mark != 0)
        *to++ = *mark++;
    return to;
}

static char *put_word(char *to, const struct rp_word *word)
{
    memcpy(to, word->bytes, RP_WORD_BYTES);
    return to + word->len;
}

/* A year, a sum, a count. */
static char *put_number(char *to, uint64_t random)
{
    unsigned number = (unsigned)(random >> 40) % 3 == 0 ? 1990 + (unsigned)(random >> 44) % 40 : (unsigned)(random >> 44) % 1000;
    char digits[4];
    int count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

/* Words and what stands between them. */
struct pen {
    const struct rp_words *words;
    uint64_t *state;
    uint64_t own; /* where the phrases of this text's own begin */
    char *to, *end;
};

static void put_between(struct pen *pen, bool comma)
{
    if (comma)
        pen->to = put_mark(pen->to, pen->words->marks.comma);
    pen->to = put_mark(pen->to, pen->words->marks.space);
}

/* Four to eleven words that are the same whenever they come: two in three times one that all texts have, by rank, else one of the text's own. */
static void put_phrase(struct pen *pen)
{
    uint64_t random = rp_random(pen->state);
    bool own = (random >> 17) % 3 == 0;
    uint64_t state = own ? pen->own + random % OWN_PHRASES : rp_choose(pen->words->choice, (uint32_t)random % RP_WORDS, (uint32_t)(random >> 32));
    state = rp_mix(state + RP_GOLDEN);
    for (unsigned count = 3 + (unsigned)state % 8; count > 0; count--) {
        pen->to = put_word(pen->to, draw(pen->words, rp_random(&state)));
        put_between(pen, false);
    }
    pen->to = put_word(pen->to, draw(pen->words, rp_random(&state)));
}

/* A sentence of 6 to 33 draws, or as many as it takes to reach the end. */
static void put_sentence(struct pen *pen)
{
    uint64_t random = rp_random(pen->state);
    unsigned count = 6 + (unsigned)(random & 15) + (unsigned)(random >> 4 & 7) + (unsigned)(random >> 8 & 5);
    bool quotes = (random >> 16) % 8 == 0;
    if (quotes)
        pen->to = put_mark(pen->to, pen->words->marks.open);
    for (unsigned i = 0; i < count; i++) {
        char *start = pen->to;
        random = rp_random(pen->state);
        unsigned behind = (unsigned)(random >> 17) & 0x7fff;
        if (behind % 64 == 0)
            pen->to = put_number(pen->to, random);
        else if (behind % 64 == 2)
            put_phrase(pen);
        else
            pen->to = put_word(pen->to, draw(pen->words, random));
        if (i == 0)
            rp_word_capitalise(start);
        if (i + 1 == count || pen->to >= pen->end)
            break;
        put_between(pen, behind % 16 == 1);
    }
    pen->to = put_mark(pen->to, pen->words->marks.stop);
    if (quotes)
        pen->to = put_mark(pen->to, pen->words->marks.close);
}

enum rp_status rp_write_sentences(const struct rp_words *words, uint64_t *state, size_t bytes, struct rp_buf *buf)
{
    enum rp_status status = rp_buf_reserve(buf, bytes + PHRASE_MOST * WORD_MOST);
    if (status != RP_OK)
        return status;
    char *to = buf->data + buf->len;
    struct pen pen = {words, state, rp_random(state), to, to + bytes};
    do {
        unsigned sentences = 1 + (unsigned)rp_random(state) % 5;
        for (unsigned i = 0; i < sentences && (i == 0 || pen.to < pen.end); i++) {
            if (i > 0)
                put_between(&pen, false);
            put_sentence(&pen);
        }
        pen.to = put_mark(pen.to, "\n\n");
    } while (pen.to < pen.end);
    buf->len = (size_t)(pen.to - buf->data);
    return RP_OK;
}

/* Words in capitals with spaces between. */
static enum rp_status write_line(const struct rp_words *words, uint64_t *state, unsigned count, struct rp_buf *buf)
{
    enum rp_status status = rp_buf_reserve(buf, (size_t)count * WORD_MOST);
    if (status != RP_OK)
        return status;
    char *to = buf->data + buf->len;
    for (unsigned i = 0; i < count; i++) {
        char *start = i > 0 ? to = put_mark(to, words->marks.space) : to;
        to = put_word(to, draw(words, rp_random(state)));
        rp_word_capitalise(start);
    }
    buf->len = (size_t)(to - buf->data);
    return RP_OK;
}

enum rp_status rp_write_title(const struct rp_words *words, uint64_t *state, struct rp_buf *buf)
{
    return write_line(words, state, 5 + (unsigned)rp_random_below(state, 8), buf);
}

enum rp_status rp_write_menu(const struct rp_words *words, uint64_t *state, unsigned count, struct rp_buf *buf)
{
    enum { SENTENCE = 15 };
    enum rp_status status = RP_OK;
    while (count > 0 && status == RP_OK) {
        uint64_t random = rp_random(state);
        unsigned line = 1 + (unsigned)(random >> 8) % 3;
        if (random % 8 == 0 && count >= SENTENCE) {
            status = rp_write_sentences(words, state, SENTENCE * 5, buf);
            line = SENTENCE;
        } else {
            line = line < count ? line : count;
            status = write_line(words, state, line, buf);
            if (status == RP_OK)
                status = rp_buf_add(buf, "\n", 1);
        }
        count -= line;
    }
    return status;
}

/* --- passages --- */

/* The next place at or behind `at` where a word begins: behind white space, or at any letter of a script without spaces. */
static size_t word_start(const struct rp_words *words, struct rp_str body, size_t at)
{
    bool spaced = words->marks.space[0] != 0;
    while (at > 0 && at < body.len &&
           (spaced ? body.data[at - 1] != ' ' && body.data[at - 1] != '\n' : ((unsigned char)body.data[at] & 0xc0) == 0x80))
        at++;
    return at;
}

/* Copies words, one in a hundred changed. */
static enum rp_status write_edited(const struct rp_words *words, uint64_t *state, const char *from, const char *end, struct rp_buf *buf)
{
    enum rp_status status = RP_OK;
    bool spaced = words->marks.space[0] != 0;
    while (from < end && status == RP_OK) {
        /* So many words stay as they are: a hundred of five bytes and a space, on average. */
        const char *until = from + 1 + rp_random_below(state, 1200);
        until = until < end ? until : end;
        size_t kept = word_start(words, (struct rp_str){from, (size_t)(end - from)}, (size_t)(until - from));
        status = rp_buf_add(buf, from, kept);
        from += kept;
        const char *behind = from;
        while (behind < end && (spaced ? *behind != ' ' && *behind != '\n' : behind == from || ((unsigned char)*behind & 0xc0) == 0x80))
            behind++;
        if (behind < end && status == RP_OK && (status = rp_buf_reserve(buf, WORD_MOST)) == RP_OK) {
            buf->len = (size_t)(put_word(buf->data + buf->len, draw(words, rp_random(state))) - buf->data);
            from = behind;
        }
    }
    return status;
}

enum rp_status rp_write_passage(const struct rp_words *words, uint64_t *state, struct rp_str body, struct rp_str part, bool edits,
                                struct rp_buf *buf)
{
    size_t start = word_start(words, body, (size_t)(part.data - body.data));
    size_t end = word_start(words, body, (size_t)(part.data - body.data) + part.len);
    while (end > start && (body.data[end - 1] == ' ' || body.data[end - 1] == '\n'))
        end--;
    enum rp_status status =
        edits ? write_edited(words, state, body.data + start, body.data + end, buf) : rp_buf_add(buf, body.data + start, end - start);
    return status == RP_OK ? rp_buf_add(buf, "\n\n", 2) : status;
}

/* A text as tokens: one pass over the bytes, runs of ASCII letters and digits on a short path, everything else through the state machine of
 * docs/FINGERPRINT.md section 3. */
#include "text/tokens.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "base/utf8.h"
#include "reprint/limits.h"
#include "text/mapping.h"

#include <stdbool.h>
#include <string.h>

enum {
    KEPT_MARKS_MAX = 30,
    SLACK = 64, /* bytes kept free behind the stream: a mapped code point, and whole words for the hash */
    WORD_WEIGHT = 2,
    SINGLE_WEIGHT = 1,
};

enum joiner { JOINER_NONE, JOINER_APOSTROPHE, JOINER_COMMA };

/* The open token and what may join it. */
struct machine {
    struct rp_tokens *tokens;
    bool open, single;
    enum joiner joiner;
    uint32_t last, base;
    size_t start;      /* of the open token in the stream */
    size_t base_end;   /* in the stream: where the kept marks of the base begin */
    unsigned marks;    /* kept since the base */
    uint32_t mark[KEPT_MARKS_MAX];
};

/* For ASCII: the lower-case letter or digit, or 0. */
static const unsigned char ascii_word[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
    ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
    ['Y'] = 'y', ['Z'] = 'z',
};

void rp_tokens_init(struct rp_tokens *tokens)
{
    *tokens = (struct rp_tokens){0};
}

void rp_tokens_done(struct rp_tokens *tokens)
{
    rp_free(tokens->stream);
    rp_free(tokens->hash);
    rp_free(tokens->raw_start);
    rp_free(tokens->raw_end);
    rp_free(tokens->stream_end);
    rp_free(tokens->weight);
    rp_tokens_init(tokens);
}

/* --- memory --- */

static bool grow_array(void *array, size_t cap, size_t need, size_t size)
{
    return rp_grow(array, &cap, need, size, SIZE_MAX / 16);
}

static bool room_for_token(struct rp_tokens *tokens)
{
    if (tokens->count < tokens->cap)
        return true;
    size_t want = tokens->cap < 512 ? 1024 : tokens->cap * 2;
    if (!grow_array(&tokens->hash, tokens->cap, want, sizeof *tokens->hash) ||
        !grow_array(&tokens->raw_start, tokens->cap, want, sizeof *tokens->raw_start) ||
        !grow_array(&tokens->raw_end, tokens->cap, want, sizeof *tokens->raw_end) ||
        !grow_array(&tokens->stream_end, tokens->cap, want, sizeof *tokens->stream_end) ||
        !grow_array(&tokens->weight, tokens->cap, want, sizeof *tokens->weight))
        return false;
    tokens->cap = want;
    return true;
}

/* Keeps room in the stream for all of the raw bytes left, as if they were ASCII, and the slack. */
static bool room_in_stream(struct rp_tokens *tokens, size_t raw_left)
{
    return rp_grow(&tokens->stream, &tokens->stream_cap, tokens->stream_len + raw_left + 2 * SLACK, 1, SIZE_MAX / 2);
}

/* --- the state machine --- */

/* The token hash; up to 7 bytes behind the token are read and masked off. */
static uint64_t hash_token(const char *token, size_t len)
{
    uint64_t hash = len * RP_GOLDEN;
    while (len > 8) {
        hash = rp_mix(hash ^ rp_read_le(token, 8));
        token += 8;
        len -= 8;
    }
    return rp_mix(hash ^ (rp_read_le(token, 8) & (UINT64_MAX >> (64 - 8 * len))));
}

static void close_token(struct machine *m)
{
    struct rp_tokens *tokens = m->tokens;
    m->joiner = JOINER_NONE;
    if (!m->open)
        return;
    tokens->hash[tokens->count] = hash_token(tokens->stream + m->start, tokens->stream_len - m->start);
    tokens->stream_end[tokens->count] = (uint32_t)tokens->stream_len;
    tokens->weight[tokens->count] = m->single ? SINGLE_WEIGHT : WORD_WEIGHT;
    tokens->count++;
    m->open = false;
}

static bool open_token(struct machine *m, bool single, size_t raw_start)
{
    struct rp_tokens *tokens = m->tokens;
    if (!room_for_token(tokens))
        return false;
    if (tokens->count > 0)
        tokens->stream[tokens->stream_len++] = ' ';
    m->open = true;
    m->single = single;
    m->start = tokens->stream_len;
    tokens->raw_start[tokens->count] = (uint32_t)raw_start;
    return true;
}

static void append(struct machine *m, uint32_t code)
{
    m->tokens->stream_len += rp_utf8_write(code, m->tokens->stream + m->tokens->stream_len);
    m->last = code;
}

static void append_base(struct machine *m, uint32_t code)
{
    append(m, code);
    m->base = code;
    m->base_end = m->tokens->stream_len;
    m->marks = 0;
}

static bool is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static bool drops(uint32_t base, uint32_t mark)
{
    switch (rp_marks_of(base)) {
    case RP_MARKS_DROPPED:
        return true;
    case RP_MARKS_CYRILLIC:
        return mark == 0x0300 || mark == 0x0301 || (mark == 0x0308 && base == 0x0435);
    case RP_MARKS_KEPT:
        break;
    }
    return false;
}

/* Appends a kept mark in its canonical place: the marks of the base are written anew from where it goes. */
static void append_mark(struct machine *m, uint32_t mark)
{
    unsigned class = rp_combining_class(mark), at = m->marks;
    while (class != 0 && at > 0 && rp_combining_class(m->mark[at - 1]) > class)
        at--;
    memmove(&m->mark[at + 1], &m->mark[at], (m->marks - at) * sizeof *m->mark);
    m->mark[at] = mark;
    m->marks++;
    m->tokens->stream_len = m->base_end;
    for (unsigned i = 0; i < m->marks; i++)
        append(m, m->mark[i]);
}

/* One mapped code point; it came from the raw bytes raw_start .. raw_end. False when memory is out. */
static bool feed(struct machine *m, uint32_t class, uint32_t code, size_t raw_start, size_t raw_end)
{
    switch (class) {
    case RP_CLASS_WORD: {
        bool joins = m->open && !m->single && (m->joiner != JOINER_COMMA || is_digit(code));
        if (!joins) {
            close_token(m);
            if (!open_token(m, false, raw_start))
                return false;
        }
        m->joiner = JOINER_NONE;
        append_base(m, code);
        break;
    }
    case RP_CLASS_SINGLE:
        close_token(m);
        if (!open_token(m, true, raw_start))
            return false;
        append_base(m, code);
        break;
    case RP_CLASS_MARK:
        if (!m->open || m->joiner != JOINER_NONE)
            return true;
        if (m->marks < KEPT_MARKS_MAX && !drops(m->base, code))
            append_mark(m, code);
        break; /* a dropped mark is still part of the raw token */
    case RP_CLASS_APOSTROPHE:
        if (m->open && !m->single && m->joiner == JOINER_NONE)
            m->joiner = JOINER_APOSTROPHE;
        else
            close_token(m);
        return true;
    case RP_CLASS_COMMA:
        if (m->open && !m->single && m->joiner == JOINER_NONE && is_digit(m->last))
            m->joiner = JOINER_COMMA;
        else
            close_token(m);
        return true;
    default:
        close_token(m);
        return true;
    }
    m->tokens->raw_end[m->tokens->count] = (uint32_t)raw_end;
    return true;
}

/* --- the pass over the bytes --- */

/* A run of ASCII letters and digits from text[at]; returns where it ends. */
static size_t feed_ascii_word(struct machine *m, const unsigned char *text, size_t len, size_t at, bool *ret_ok)
{
    size_t start = at;
    *ret_ok = feed(m, RP_CLASS_WORD, ascii_word[text[at]], at, at + 1);
    if (!*ret_ok)
        return at;
    char *to = m->tokens->stream + m->tokens->stream_len;
    for (at++; at < len && text[at] < 128 && ascii_word[text[at]] != 0; at++)
        *to++ = (char)ascii_word[text[at]];
    if (at > start + 1) {
        m->tokens->stream_len += at - start - 1;
        m->last = m->base = ascii_word[text[at - 1]];
        m->base_end = m->tokens->stream_len;
        m->marks = 0;
        m->tokens->raw_end[m->tokens->count] = (uint32_t)at;
    }
    return at;
}

static bool feed_ascii_other(struct machine *m, unsigned char byte, size_t at)
{
    uint32_t class = byte == '\'' ? RP_CLASS_APOSTROPHE : byte == ',' ? RP_CLASS_COMMA : RP_CLASS_OTHER;
    return feed(m, class, byte, at, at + 1);
}

/* A code point that maps to nothing. */
static void pass_over(struct machine *m, uint32_t code, size_t raw_end)
{
    if (m->open && m->joiner == JOINER_NONE && rp_clings(code))
        m->tokens->raw_end[m->tokens->count] = (uint32_t)raw_end;
}

static bool feed_long(struct machine *m, uint32_t code, size_t raw_start, size_t raw_end, size_t raw_left)
{
    uint32_t mapped[RP_MAPPED_MAX];
    unsigned n = rp_map(code, mapped);
    if (n == 0)
        pass_over(m, code, raw_end);
    for (unsigned i = 0; i < n; i++)
        if (!room_in_stream(m->tokens, raw_left) || !feed(m, rp_class_of(mapped[i]), mapped[i], raw_start, raw_end))
            return false;
    return true;
}

static bool feed_code_point(struct machine *m, uint32_t code, size_t raw_start, size_t raw_end, size_t raw_left)
{
    if (!room_in_stream(m->tokens, raw_left))
        return false;
    if (code >= 0x10000)
        return feed_long(m, code, raw_start, raw_end, raw_left);
    struct rp_short form = rp_map_short(code);
    if (form.class_or_kind == RP_SHORT_NOTHING) {
        pass_over(m, code, raw_end);
        return true;
    }
    if (form.class_or_kind == RP_SHORT_LONG)
        return feed_long(m, code, raw_start, raw_end, raw_left);
    return feed(m, form.class_or_kind, form.mapped, raw_start, raw_end);
}

static enum rp_status run(struct machine *m, const unsigned char *text, size_t len, struct rp_error *error)
{
    for (size_t at = 0; at < len;) {
        bool ok;
        if (text[at] < 128) {
            if (ascii_word[text[at]] != 0) {
                at = feed_ascii_word(m, text, len, at, &ok);
            } else {
                ok = feed_ascii_other(m, text[at], at);
                at++;
            }
        } else {
            uint32_t code;
            unsigned bad, n = rp_utf8_read(text + at, len - at, &code, &bad);
            if (n == 0)
                return rp_fail_at(error, RP_INVALID_UTF8, at, "not valid UTF-8 at byte %zu", at);
            ok = feed_code_point(m, code, at, at + n, len - at);
            at += n;
        }
        if (!ok)
            return rp_fail_memory(error);
    }
    close_token(m);
    return RP_OK;
}

enum rp_status rp_tokenise(struct rp_tokens *tokens, const char *text, size_t len, struct rp_error *error)
{
    struct machine m = {.tokens = tokens};
    tokens->count = tokens->stream_len = 0;
    if (len > RP_LIMIT_TEXT)
        return rp_fail(error, RP_LIMIT, "the text has %zu bytes: the limit is %d", len, RP_LIMIT_TEXT);
    if (len < RP_TEXT_KEPT && (tokens->cap > RP_TEXT_KEPT || tokens->stream_cap > 4 * RP_TEXT_KEPT))
        rp_tokens_done(tokens);
    if (!room_in_stream(tokens, len))
        return rp_fail_memory(error);
    enum rp_status status = run(&m, (const unsigned char *)text, len, error);
    if (status != RP_OK)
        tokens->count = tokens->stream_len = 0;
    return status;
}

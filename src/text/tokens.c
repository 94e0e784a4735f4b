/* A text as tokens: one pass over the bytes, runs of ASCII through a kernel, everything else through the state machine of docs/FINGERPRINT.md
 * section 3; then the hashes of all tokens. */
#include "text/tokens.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "base/utf8.h"
#include "reprint/limits.h"
#include "text/kernels.h"
#include "text/mapping.h"

#include <stdbool.h>
#include <string.h>

enum {
    KEPT_MARKS_MAX = 30,
    SLACK = 192, /* bytes kept free behind the stream: a mapped code point with all its marks, and what kernels need */
    WORD_WEIGHT = 2,
    SINGLE_WEIGHT = 1,
    ASCII_LEAST = 8,    /* bytes of ASCII in a row from which a kernel is worth its call */
    ASCII_MOST = 4096,  /* and that it is given at once */
};

enum joiner { JOINER_NONE, JOINER_APOSTROPHE, JOINER_COMMA };

/* The open token and what may join it. */
struct machine {
    struct rp_tokens *tokens;
    bool open, single;
    enum joiner joiner;
    uint32_t last, base;
    size_t base_end;   /* in the stream: where the kept marks of the base begin */
    unsigned marks;    /* kept since the base */
    uint32_t mark[KEPT_MARKS_MAX];
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

static bool grow_tokens(struct rp_tokens *tokens, size_t more)
{
    size_t want = tokens->count + more < 512 ? 1024 : (tokens->count + more) * 2;
    if (!grow_array(&tokens->hash, tokens->cap, want, sizeof *tokens->hash) ||
        !grow_array(&tokens->raw_start, tokens->cap, want, sizeof *tokens->raw_start) ||
        !grow_array(&tokens->raw_end, tokens->cap, want, sizeof *tokens->raw_end) ||
        !grow_array(&tokens->stream_end, tokens->cap, want, sizeof *tokens->stream_end) ||
        !grow_array(&tokens->weight, tokens->cap, want, sizeof *tokens->weight))
        return false;
    tokens->cap = want;
    return true;
}

static bool room_for_tokens(struct rp_tokens *tokens, size_t more)
{
    return tokens->count + more <= tokens->cap || grow_tokens(tokens, more);
}

/* Keeps room in the stream for all of the raw bytes left, as if they were ASCII, and the slack. */
static bool room_in_stream(struct rp_tokens *tokens, size_t raw_left)
{
    size_t need = tokens->stream_len + raw_left + 2 * SLACK;
    return need <= tokens->stream_cap || rp_grow(&tokens->stream, &tokens->stream_cap, need, 1, SIZE_MAX / 2);
}

/* --- the state machine --- */

/* Every closed token has a space behind it; the last one's goes at the end. */
static void close_token(struct machine *m)
{
    struct rp_tokens *tokens = m->tokens;
    m->joiner = JOINER_NONE;
    if (!m->open)
        return;
    tokens->stream_end[tokens->count] = (uint32_t)tokens->stream_len;
    tokens->weight[tokens->count++] = m->single ? SINGLE_WEIGHT : WORD_WEIGHT;
    tokens->stream[tokens->stream_len++] = ' ';
    m->open = false;
}

static bool open_token(struct machine *m, bool single, size_t raw_start)
{
    struct rp_tokens *tokens = m->tokens;
    if (!room_for_tokens(tokens, 1))
        return false;
    m->open = true;
    m->single = single;
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

/* A run of ASCII from text[at]; returns where the kernel ended. */
static size_t feed_ascii(struct machine *m, const struct rp_text_kernels *kernels, const unsigned char *text, size_t len, size_t at, bool *ret_ok)
{
    struct rp_tokens *tokens = m->tokens;
    size_t n = len - at < ASCII_MOST ? len - at : ASCII_MOST;
    if (m->single)
        close_token(m);
    m->single = false;
    *ret_ok = room_for_tokens(tokens, n / 2 + 1 + RP_KERNEL_SLACK);
    if (!*ret_ok)
        return at;
    struct rp_ascii run = {tokens->stream, tokens->stream_len, tokens->raw_start, tokens->raw_end, tokens->stream_end, tokens->weight, tokens->count,
                           m->open, m->open && is_digit(m->last)};
    uint32_t raw_end = run.open ? tokens->raw_end[run.count] : 0;
    n = kernels->ascii(&run, text + at, n, at);
    /* Of a token to which nothing was added, what clings to it or not was known before. */
    if (m->open && run.count > tokens->count && tokens->raw_end[tokens->count] == at)
        tokens->raw_end[tokens->count] = raw_end;
    tokens->stream_len = run.stream_len;
    tokens->count = run.count;
    m->open = run.open;
    if (run.open && n > 0) {
        m->last = m->base = (unsigned char)run.stream[run.stream_len - 1];
        m->base_end = run.stream_len;
        m->marks = 0;
        tokens->raw_end[run.count] = (uint32_t)(at + n);
    }
    return at + n;
}

/* One byte of ASCII, where a kernel is not worth it or does not know what follows. */
static bool feed_ascii_byte(struct machine *m, unsigned char byte, size_t at)
{
    bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    uint32_t class = letter || is_digit(byte) ? RP_CLASS_WORD : byte == '\'' ? RP_CLASS_APOSTROPHE : byte == ',' ? RP_CLASS_COMMA : RP_CLASS_OTHER;
    return feed(m, class, letter ? byte | 0x20 : byte, at, at + 1);
}

/* Are there so many bytes of ASCII that a kernel should take them? */
static bool is_ascii_run(const struct machine *m, const unsigned char *text, size_t len, size_t at)
{
    return m->joiner == JOINER_NONE && len - at >= ASCII_LEAST && (rp_read_le64(text + at) & UINT64_C(0x8080808080808080)) == 0;
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
    const struct rp_text_kernels *kernels = rp_text_kernels();
    for (size_t at = 0; at < len;) {
        bool ok = true;
        if (text[at] < 0x80) {
            size_t end = is_ascii_run(m, text, len, at) ? feed_ascii(m, kernels, text, len, at, &ok) : at;
            if (ok && end == at) {
                ok = feed_ascii_byte(m, text[at], at);
                end++;
            }
            at = end;
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
    if (m->tokens->count > 0)
        m->tokens->stream_len--;
    kernels->hash_tokens(m->tokens->stream, m->tokens->stream_end, m->tokens->count, m->tokens->hash);
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

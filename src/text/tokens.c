/* A text as tokens: one pass over the bytes, runs of ASCII through a kernel, everything else through the state machine of docs/FINGERPRINT.md
 * section 3; then the hashes of all tokens. */
#include "text/tokens.h"

#include "base/alloc.h"
#include "base/bits.h"
#include "base/error.h"
#include "base/utf8.h"
#include "reprint/limits.h"
#include "text/kernels.h"
#include "text/machine.h"

#include <stdbool.h>
#include <string.h>

enum {
    ASCII_LEAST = 8,   /* bytes of ASCII in a row from which a kernel is worth its call */
    ASCII_MOST = 4096, /* and that it is given at once */
    BEYOND_MOST = 4096 /* bytes beyond ASCII for which room is made at once */
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

bool rp_room_for_tokens(struct rp_tokens *tokens, size_t more)
{
    return tokens->count + more <= tokens->cap || grow_tokens(tokens, more);
}

bool rp_room_in_stream(struct rp_tokens *tokens, size_t raw_left)
{
    size_t need = tokens->stream_len + raw_left + 2 * RP_STREAM_SLACK;
    return need <= tokens->stream_cap || rp_grow(&tokens->stream, &tokens->stream_cap, need, 1, SIZE_MAX / 2);
}

/* --- the pass over the bytes --- */

/* A run of ASCII from text[at]; returns where the kernel ended. */
static size_t feed_ascii(struct rp_machine *m, const struct rp_text_kernels *kernels, const unsigned char *text, size_t len, size_t at, bool *ret_ok)
{
    struct rp_tokens *tokens = m->tokens;
    size_t n = len - at < ASCII_MOST ? len - at : ASCII_MOST;
    if (m->single)
        rp_machine_close_token(m);
    m->single = false;
    *ret_ok = rp_room_for_tokens(tokens, n / 2 + 1 + RP_KERNEL_SLACK);
    if (!*ret_ok)
        return at;
    struct rp_ascii run = {tokens->stream, tokens->stream_len, tokens->raw_start, tokens->raw_end, tokens->stream_end, tokens->weight, tokens->count,
                           m->open, m->open && rp_is_digit(m->last)};
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
        m->base_marks = RP_MARKS_DROPPED;
        m->base_end = run.stream_len;
        m->marks = 0;
        tokens->raw_end[run.count] = (uint32_t)(at + n);
    }
    return at + n;
}

/* One byte of ASCII, where a kernel is not worth it or does not know what follows. */
static bool feed_ascii_byte(struct rp_machine *m, unsigned char byte, size_t at)
{
    bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    uint32_t class = letter || rp_is_digit(byte) ? RP_CLASS_WORD : byte == '\'' ? RP_CLASS_APOSTROPHE : byte == ',' ? RP_CLASS_COMMA : RP_CLASS_OTHER;
    return rp_machine_feed(m, class, letter ? byte | 0x20 : byte, RP_MARKS_DROPPED, at, at + 1);
}

/* Are there so many bytes of ASCII that a kernel should take them? */
static bool is_ascii_run(const struct rp_machine *m, const unsigned char *text, size_t len, size_t at)
{
    return m->joiner == RP_JOINER_NONE && len - at >= ASCII_LEAST && (rp_read_le64(text + at) & UINT64_C(0x8080808080808080)) == 0;
}

/* A code point that maps to nothing. */
static void pass_over(struct rp_machine *m, uint32_t code, size_t raw_end)
{
    if (m->open && m->joiner == RP_JOINER_NONE && rp_clings(code))
        m->tokens->raw_end[m->tokens->count] = (uint32_t)raw_end;
}

static bool feed_long(struct rp_machine *m, uint32_t code, size_t raw_start, size_t raw_end, size_t raw_left)
{
    uint32_t mapped[RP_MAPPED_MAX];
    unsigned n = rp_map(code, mapped);
    if (n == 0)
        pass_over(m, code, raw_end);
    for (unsigned i = 0; i < n; i++) {
        enum rp_class class = rp_class_of(mapped[i]);
        uint32_t detail = class == RP_CLASS_MARK ? rp_combining_class(mapped[i]) : (uint32_t)rp_marks_of(mapped[i]);
        if (!rp_room_in_stream(m->tokens, raw_left) || !rp_machine_feed(m, class, mapped[i], detail, raw_start, raw_end))
            return false;
    }
    return true;
}

/* A blank between two words of a script beyond ASCII: a kernel is not worth it. */
static bool is_blank_between(const unsigned char *text, size_t len, size_t at)
{
    return text[at] == ' ' && at + 1 < len && text[at + 1] >= 0x80;
}

/* One code point beyond ASCII, the long way. False when memory is out. */
static bool feed_code_point(struct rp_machine *m, uint32_t code, size_t raw_start, size_t raw_end, size_t raw_left)
{
    if (code >= 0x10000)
        return feed_long(m, code, raw_start, raw_end, raw_left);
    struct rp_short form = rp_map_short(code);
    if (form.class_or_kind == RP_SHORT_LONG)
        return feed_long(m, code, raw_start, raw_end, raw_left);
    if (form.class_or_kind != RP_SHORT_NOTHING)
        return rp_machine_feed(m, form.class_or_kind, form.mapped, form.detail, raw_start, raw_end);
    pass_over(m, code, raw_end);
    return true;
}

/* What most of a text is goes the short way. Returns where it ends. */
static size_t feed_short(struct rp_machine *m, const unsigned char *text, size_t len, size_t at)
{
    if (m->open && !m->single && m->joiner == RP_JOINER_NONE)
        return rp_machine_go_on_words(m, text, len, at);
    return m->open && m->single ? rp_machine_take_singles(m, text, len, at) : at;
}

/* Code points beyond ASCII in a row, with blanks between, from text[at]; returns where they end, or where one is not well-formed: *ret_ok is false
 * then, and when memory is out. */
static size_t feed_beyond(struct rp_machine *m, const unsigned char *text, size_t len, size_t at, bool *ret_ok)
{
    size_t end = len - at < BEYOND_MOST ? len : at + BEYOND_MOST;
    *ret_ok = rp_room_for_tokens(m->tokens, BEYOND_MOST) && rp_room_in_stream(m->tokens, len - at + 2 * BEYOND_MOST);
    while (*ret_ok && at < end && (text[at] >= 0x80 || is_blank_between(text, len, at))) {
        uint32_t code;
        if (text[at] == ' ') {
            rp_machine_close_token(m);
            at++;
        }
        unsigned bad, n = rp_utf8_read(text + at, len - at, &code, &bad);
        *ret_ok = n != 0 && rp_room_in_stream(m->tokens, len - at + 2 * BEYOND_MOST) && feed_code_point(m, code, at, at + n, len - at);
        if (*ret_ok)
            at = feed_short(m, text, end, at + n);
    }
    return at;
}

static enum rp_status run(struct rp_machine *m, const unsigned char *text, size_t len, struct rp_error *error)
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
            at = feed_beyond(m, text, len, at, &ok);
            if (!ok && rp_utf8_sequence((const char *)text + at, len - at) == 0)
                return rp_fail_at(error, RP_INVALID_UTF8, at, "not valid UTF-8 at byte %zu", at);
        }
        if (!ok)
            return rp_fail_memory(error);
    }
    rp_machine_close_token(m);
    if (m->tokens->count > 0)
        m->tokens->stream_len--;
    kernels->hash_tokens(m->tokens->stream, m->tokens->stream_end, m->tokens->count, m->tokens->hash);
    return RP_OK;
}

enum rp_status rp_tokenise(struct rp_tokens *tokens, const char *text, size_t len, struct rp_error *error)
{
    struct rp_machine m = {.tokens = tokens};
    tokens->count = tokens->stream_len = 0;
    if (len > RP_LIMIT_TEXT)
        return rp_fail(error, RP_LIMIT, "the text has %zu bytes: the limit is %d", len, RP_LIMIT_TEXT);
    if (len < RP_TEXT_KEPT && (tokens->cap > RP_TEXT_KEPT || tokens->stream_cap > 4 * RP_TEXT_KEPT))
        rp_tokens_done(tokens);
    if (!rp_room_in_stream(tokens, len))
        return rp_fail_memory(error);
    enum rp_status status = run(&m, (const unsigned char *)text, len, error);
    if (status != RP_OK)
        tokens->count = tokens->stream_len = 0;
    return status;
}

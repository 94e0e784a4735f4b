/* The state machine of section 3. */
#include "text/machine.h"

#include "base/utf8.h"

#include <string.h>

void rp_machine_close_token(struct rp_machine *m)
{
    struct rp_tokens *tokens = m->tokens;
    m->joiner = RP_JOINER_NONE;
    if (!m->open)
        return;
    tokens->stream_end[tokens->count] = (uint32_t)tokens->stream_len;
    tokens->weight[tokens->count++] = m->single ? RP_WEIGHT_SINGLE : RP_WEIGHT_WORD;
    tokens->stream[tokens->stream_len++] = ' ';
    m->open = false;
}

static bool open_token(struct rp_machine *m, bool single, size_t raw_start)
{
    struct rp_tokens *tokens = m->tokens;
    if (!rp_room_for_tokens(tokens, 1))
        return false;
    m->open = true;
    m->single = single;
    tokens->raw_start[tokens->count] = (uint32_t)raw_start;
    return true;
}

static void append(struct rp_machine *m, uint32_t code)
{
    m->tokens->stream_len += rp_utf8_write(code, m->tokens->stream + m->tokens->stream_len);
    m->last = code;
}

static void append_base(struct rp_machine *m, uint32_t code, enum rp_marks base_marks)
{
    append(m, code);
    m->base = code;
    m->base_marks = base_marks;
    m->base_end = m->tokens->stream_len;
    m->marks = 0;
}

static bool drops(const struct rp_machine *m, uint32_t mark)
{
    switch (m->base_marks) {
    case RP_MARKS_DROPPED:
        return true;
    case RP_MARKS_CYRILLIC:
        return mark == 0x0300 || mark == 0x0301 || (mark == 0x0308 && m->base == 0x0435);
    case RP_MARKS_KEPT:
        break;
    }
    return false;
}

/* Appends a kept mark in its canonical place: when that is not the last one, the marks of the base are written anew. */
static void append_mark(struct rp_machine *m, uint32_t code, uint32_t class)
{
    unsigned at = m->marks;
    while (class != 0 && at > 0 && m->mark[at - 1].class > class)
        at--;
    memmove(&m->mark[at + 1], &m->mark[at], (m->marks - at) * sizeof *m->mark);
    m->mark[at] = (struct rp_mark){code, class};
    if (at == m->marks++) {
        append(m, code);
        return;
    }
    m->tokens->stream_len = m->base_end;
    for (unsigned i = 0; i < m->marks; i++)
        append(m, m->mark[i].code);
}

/* A letter or digit goes on the open token, or begins one. False when memory is out. */
static bool feed_word(struct rp_machine *m, uint32_t code, enum rp_marks marks, size_t raw_start)
{
    bool joins = m->open && !m->single && (m->joiner != RP_JOINER_COMMA || rp_is_digit(code));
    if (!joins) {
        rp_machine_close_token(m);
        if (!open_token(m, false, raw_start))
            return false;
    }
    m->joiner = RP_JOINER_NONE;
    append_base(m, code, marks);
    return true;
}

static bool feed_single(struct rp_machine *m, uint32_t code, enum rp_marks marks, size_t raw_start)
{
    rp_machine_close_token(m);
    if (!open_token(m, true, raw_start))
        return false;
    append_base(m, code, marks);
    return true;
}

bool rp_machine_feed(struct rp_machine *m, uint32_t class, uint32_t code, uint32_t detail, size_t raw_start, size_t raw_end)
{
    switch (class) {
    case RP_CLASS_WORD:
        if (!feed_word(m, code, (enum rp_marks)detail, raw_start))
            return false;
        break;
    case RP_CLASS_SINGLE:
        if (!feed_single(m, code, (enum rp_marks)detail, raw_start))
            return false;
        break;
    case RP_CLASS_MARK:
        if (!m->open || m->joiner != RP_JOINER_NONE)
            return true;
        if (m->marks < RP_KEPT_MARKS_MAX && !drops(m, code))
            append_mark(m, code, detail);
        break; /* a dropped mark is still part of the raw token */
    case RP_CLASS_APOSTROPHE:
        if (m->open && !m->single && m->joiner == RP_JOINER_NONE)
            m->joiner = RP_JOINER_APOSTROPHE;
        else
            rp_machine_close_token(m);
        return true;
    case RP_CLASS_COMMA:
        if (m->open && !m->single && m->joiner == RP_JOINER_NONE && rp_is_digit(m->last))
            m->joiner = RP_JOINER_COMMA;
        else
            rp_machine_close_token(m);
        return true;
    default:
        rp_machine_close_token(m);
        return true;
    }
    m->tokens->raw_end[m->tokens->count] = (uint32_t)raw_end;
    return true;
}

/* --- the short way --- */

/* A code point of two or three bytes, of which four may be read; 0: it is something else, or not well-formed. */
static inline unsigned read_short(const unsigned char *s, uint32_t *ret)
{
    if (s[0] >= 0xc2 && s[0] < 0xe0 && (s[1] & 0xc0) == 0x80) {
        *ret = (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
        return 2;
    }
    if ((s[0] & 0xf0) != 0xe0 || (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
        return 0;
    *ret = (s[0] & 0xfu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
    return *ret >= 0x800 && (*ret < 0xd800 || *ret > 0xdfff) ? 3 : 0;
}

/* Can a mark be appended as it comes? */
static bool is_easy_mark(const struct rp_machine *m, unsigned marks, const struct rp_short *form)
{
    return marks < RP_KEPT_MARKS_MAX && (form->detail == 0 || marks == 0 || m->mark[marks - 1].class <= form->detail);
}

/* What changes from letter to letter is held in variables of its own: bytes that are written could be part of anything else. */
size_t rp_machine_go_on_words(struct rp_machine *m, const unsigned char *text, size_t len, size_t at)
{
    struct rp_tokens *tokens = m->tokens;
    char *const start = tokens->stream, *stream = start + tokens->stream_len, *base_end = start + m->base_end;
    size_t count = tokens->count, raw_end = tokens->raw_end[count]; /* of the one that is open */
    const size_t most = tokens->cap - 1;
    uint32_t code, last = m->last, base = m->base, base_marks = m->base_marks;
    unsigned marks = m->marks;
    for (unsigned n; at + 5 <= len; at += n, raw_end = at) {
        bool blank = text[at] == ' '; /* a branch of its own, or each letter would wait for the one before */
        if (blank) {
            if (count == most || (n = read_short(text + at + 1, &code)) == 0 || rp_map_short(code).class_or_kind != RP_CLASS_WORD)
                break;
            tokens->raw_end[count] = (uint32_t)raw_end;
            tokens->stream_end[count] = (uint32_t)(stream - start);
            tokens->weight[count++] = RP_WEIGHT_WORD;
            tokens->raw_start[count] = (uint32_t)++at;
            *stream++ = ' ';
        } else if ((n = read_short(text + at, &code)) == 0) {
            break;
        }
        struct rp_short form = rp_map_short(code);
        if (form.class_or_kind == RP_CLASS_WORD) {
            base = form.mapped;
            base_marks = form.detail;
            marks = 0;
        } else if (form.class_or_kind != RP_CLASS_MARK) {
            break;
        } else if (base_marks == RP_MARKS_DROPPED) {
            continue;
        } else if (base_marks == RP_MARKS_KEPT && is_easy_mark(m, marks, &form)) {
            m->mark[marks++] = (struct rp_mark){form.mapped, form.detail};
        } else {
            break;
        }
        last = form.mapped;
        stream += rp_utf8_write(last, stream);
        base_end = marks == 0 ? stream : base_end;
    }
    tokens->count = count;
    tokens->raw_end[count] = (uint32_t)raw_end;
    tokens->stream_len = (size_t)(stream - start);
    m->last = last;
    m->base = base;
    m->base_marks = (enum rp_marks)base_marks;
    m->base_end = (size_t)(base_end - start);
    m->marks = marks;
    return at;
}

size_t rp_machine_take_singles(struct rp_machine *m, const unsigned char *text, size_t len, size_t at)
{
    struct rp_tokens *tokens = m->tokens;
    char *const start = tokens->stream, *stream = start + tokens->stream_len;
    uint32_t *const raw_start = tokens->raw_start, *const raw_end = tokens->raw_end, *const stream_end = tokens->stream_end;
    uint8_t *const weight = tokens->weight;
    size_t count = tokens->count; /* the one that is open */
    const size_t most = tokens->cap - 1;
    struct rp_short last = {0};
    uint32_t code;
    for (unsigned n; count < most && at + 4 <= len && (n = read_short(text + at, &code)) != 0; at += n) {
        struct rp_short form = rp_map_short(code);
        if (form.class_or_kind != RP_CLASS_SINGLE)
            break;
        stream_end[count] = (uint32_t)(stream - start);
        weight[count++] = RP_WEIGHT_SINGLE;
        *stream++ = ' ';
        raw_start[count] = (uint32_t)at;
        raw_end[count] = (uint32_t)(at + n);
        last = form;
        stream += rp_utf8_write(form.mapped, stream);
    }
    if (count > tokens->count) {
        m->last = m->base = last.mapped;
        m->base_marks = (enum rp_marks)last.detail;
        m->base_end = (size_t)(stream - start);
        m->marks = 0;
    }
    tokens->count = count;
    tokens->stream_len = (size_t)(stream - start);
    return at;
}

/* JSON on one line into a buffer. */
#include "input/emit.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void rp_emit_init(struct rp_emit *emit, struct rp_buf *buf)
{
    *emit = (struct rp_emit){.buf = buf};
}

static void put(struct rp_emit *emit, const char *data, size_t len)
{
    if (emit->status == RP_OK)
        emit->status = rp_buf_add(emit->buf, data, len);
}

static void separate(struct rp_emit *emit)
{
    if (emit->follows)
        put(emit, ",", 1);
    emit->follows = true;
}

void rp_emit_open(struct rp_emit *emit, char bracket)
{
    separate(emit);
    put(emit, &bracket, 1);
    emit->follows = false;
}

void rp_emit_close(struct rp_emit *emit, char bracket)
{
    put(emit, &bracket, 1);
    emit->follows = true;
}

void rp_emit_key(struct rp_emit *emit, const char *key)
{
    separate(emit);
    put(emit, "\"", 1);
    put(emit, key, strlen(key));
    put(emit, "\":", 2);
    emit->follows = false;
}

void rp_emit_newline(struct rp_emit *emit)
{
    put(emit, "\n", 1);
    emit->follows = false;
}

static bool plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void put_escaped(struct rp_emit *emit, unsigned char c)
{
    static const char letters[] = "\b\t\n\f\r\"\\";
    static const char escapes[] = "btnfr\"\\";
    char out[8] = {'\\'};
    const char *letter = c != 0 ? strchr(letters, c) : NULL;
    if (letter != NULL) {
        out[1] = escapes[letter - letters];
        put(emit, out, 2);
    } else {
        snprintf(out, sizeof out, "\\u%04x", (unsigned)c);
        put(emit, out, 6);
    }
}

void rp_emit_str(struct rp_emit *emit, struct rp_str value)
{
    separate(emit);
    put(emit, "\"", 1);
    for (size_t at = 0; at < value.len;) {
        size_t run = at;
        while (run < value.len) {
            size_t n = plain((unsigned char)value.data[run])    ? 1
                       : (unsigned char)value.data[run] >= 0x80 ? rp_utf8_sequence(value.data + run, value.len - run)
                                                                : 0;
            if (n == 0)
                break;
            run += n;
        }
        put(emit, value.data + at, run - at);
        if (run < value.len && (unsigned char)value.data[run] >= 0x80)
            put(emit, "\xef\xbf\xbd", 3); /* U+FFFD */
        else if (run < value.len)
            put_escaped(emit, (unsigned char)value.data[run]);
        at = run + 1;
    }
    put(emit, "\"", 1);
}

void rp_emit_u64(struct rp_emit *emit, uint64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
    separate(emit);
    put(emit, digits, (size_t)n);
}

void rp_emit_share(struct rp_emit *emit, double value)
{
    char digits[16];
    /* The negation also catches what is no number. */
    unsigned units = !(value > 0) ? 0 : value >= 1 ? 10000 : (unsigned)(value * 10000 + 0.5);
    int n = snprintf(digits, sizeof digits, "%u.%04u", units / 10000, units % 10000);
    separate(emit);
    put(emit, digits, (size_t)n);
}

void rp_emit_hex(struct rp_emit *emit, const uint8_t *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    separate(emit);
    put(emit, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        char pair[2] = {digits[data[i] >> 4], digits[data[i] & 15]};
        put(emit, pair, 2);
    }
    put(emit, "\"", 1);
}

void rp_emit_hex64(struct rp_emit *emit, uint64_t value)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> (56 - 8 * i));
    rp_emit_hex(emit, bytes, sizeof bytes);
}

void rp_emit_key_str(struct rp_emit *emit, const char *key, struct rp_str value)
{
    rp_emit_key(emit, key);
    rp_emit_str(emit, value);
}

void rp_emit_key_text(struct rp_emit *emit, const char *key, const char *value)
{
    rp_emit_key_str(emit, key, rp_str_of(value));
}

void rp_emit_key_u64(struct rp_emit *emit, const char *key, uint64_t value)
{
    rp_emit_key(emit, key);
    rp_emit_u64(emit, value);
}

void rp_emit_key_share(struct rp_emit *emit, const char *key, double value)
{
    rp_emit_key(emit, key);
    rp_emit_share(emit, value);
}

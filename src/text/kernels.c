/* Which kernels are used, and the scalar ones, which define what all of them do. */
#include "text/kernels.h"

#include "base/bits.h"
#include "text/tokens.h"

/* C[j] of section 4: mix((j + 1) * G) | 1. */
const uint64_t rp_gram_factors[8] = {
    UINT64_C(0xE220A8397B1DCDAF), UINT64_C(0x6E789E6AA1B965F5), UINT64_C(0x06C45D188009454F), UINT64_C(0xF88BB8A8724C81ED),
    UINT64_C(0x1B39896A51A8749B), UINT64_C(0x53CB9F0C747EA2EB), UINT64_C(0x2C829ABE1F4532E1), UINT64_C(0xC584133AC916AB3D),
};

enum kind { OTHER, LETTER, DIGIT, APOSTROPHE, COMMA, BEYOND };

static enum kind kind_of(unsigned char byte)
{
    unsigned char lower = byte | 0x20;
    if (lower >= 'a' && lower <= 'z')
        return LETTER;
    if (byte >= '0' && byte <= '9')
        return DIGIT;
    return byte == '\'' ? APOSTROPHE : byte == ',' ? COMMA : byte >= 0x80 ? BEYOND : OTHER;
}

/* The letter, made small, or digit; else 0. */
static const char word_of[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
    ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
    ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
    ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
    ['Y'] = 'y', ['Z'] = 'z',
};

static void close_token(struct rp_ascii *to, size_t raw_end)
{
    to->raw_end[to->count] = (uint32_t)raw_end;
    to->stream_end[to->count] = (uint32_t)to->stream_len;
    to->weight[to->count++] = RP_WEIGHT_WORD;
    to->stream[to->stream_len++] = ' ';
    to->open = false;
}

/* Letters and digits from text[at] on; returns where they end. */
static size_t take_word(struct rp_ascii *to, const unsigned char *text, size_t len, size_t at)
{
    char *stream = to->stream + to->stream_len;
    for (; at < len && word_of[text[at]] != 0; at++)
        *stream++ = word_of[text[at]];
    to->stream_len = (size_t)(stream - to->stream);
    to->is_digit = stream[-1] <= '9';
    return at;
}

static size_t ascii(struct rp_ascii *to, const unsigned char *text, size_t len, size_t place)
{
    for (size_t at = 0; at < len;) {
        enum kind kind = kind_of(text[at]), next;
        switch (kind) {
        case LETTER:
        case DIGIT:
            if (!to->open)
                to->raw_start[to->count] = (uint32_t)(place + at);
            to->open = true;
            at = take_word(to, text, len, at);
            if (at < len && text[at] == ' ')
                close_token(to, place + at++);
            break;
        case APOSTROPHE:
        case COMMA:
            if (to->open && (kind == APOSTROPHE || to->is_digit)) {
                if (at + 1 == len || (next = kind_of(text[at + 1])) == BEYOND)
                    return at;
                if (next != DIGIT && (next != LETTER || kind == COMMA))
                    close_token(to, place + at);
            } else if (to->open) {
                close_token(to, place + at);
            }
            at++;
            break;
        case OTHER:
            if (to->open)
                close_token(to, place + at);
            at++;
            break;
        case BEYOND:
            return at;
        }
    }
    return len;
}

static uint64_t hash_token(const char *token, size_t len)
{
    uint64_t hash = len * RP_GOLDEN;
    for (; len > 8; token += 8, len -= 8)
        hash = rp_mix(hash ^ rp_read_le64(token));
    return rp_mix(hash ^ (rp_read_le64(token) & (UINT64_MAX >> (64 - 8 * len))));
}

void rp_hash_tokens_scalar(const char *stream, const uint32_t *stream_end, size_t count, uint64_t *ret)
{
    for (size_t i = 0, start = 0; i < count; i++) {
        ret[i] = hash_token(stream + start, stream_end[i] - start);
        start = (size_t)stream_end[i] + 1;
    }
}

static void grams_of(const uint64_t *hashes, size_t count, unsigned width, uint64_t *ret)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t sum = 0;
        for (unsigned j = 0; j < width; j++)
            sum += rp_gram_factors[j] * hashes[i + j];
        ret[i] = rp_mix(sum);
    }
}

/* The usual widths are told to the compiler. */
void rp_grams_scalar(const uint64_t *hashes, size_t count, unsigned width, uint64_t *ret)
{
    switch (width) {
    case 2:
        grams_of(hashes, count, 2, ret);
        break;
    case 4:
        grams_of(hashes, count, 4, ret);
        break;
    default:
        grams_of(hashes, count, width, ret);
        break;
    }
}

const struct rp_text_kernels rp_text_kernels_scalar = {ascii, rp_hash_tokens_scalar, rp_grams_scalar};

const struct rp_text_kernels *rp_text_kernels_of(enum rp_cpu cpu)
{
    switch (cpu) {
#if defined(__x86_64__)
    case RP_CPU_AVX2:
        return &rp_text_kernels_avx2;
    case RP_CPU_AVX512:
        return &rp_text_kernels_avx512;
#elif defined(__aarch64__)
    case RP_CPU_NEON:
        return &rp_text_kernels_neon;
#endif
    default:
        return &rp_text_kernels_scalar;
    }
}

/* Phrases of the tables in a text. */
#include "match/attribution_scan.h"

#include "base/utf8.h"
#include "text/kernels.h"
#include "text/mapping.h"

#include <string.h>

bool rp_scan_capital(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    const unsigned char *raw = (const unsigned char *)scan->raw.data + tokens->raw_start[i];
    uint32_t code;
    unsigned bad;
    if (tokens->weight[i] != 2)
        return false;
    if (raw[0] < 0x80)
        return raw[0] >= 'A' && raw[0] <= 'Z';
    return rp_utf8_read(raw, tokens->raw_end[i] - tokens->raw_start[i], &code, &bad) > 0 && rp_is_capital(code);
}

bool rp_scan_number(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    char c = tokens->stream[i > 0 ? tokens->stream_end[i - 1] + 1 : 0];
    return c >= '0' && c <= '9';
}

/* Index of the first phrase whose first token has this hash, or -1. */
static ptrdiff_t find_first(const struct rp_phrase_set *set, uint64_t hash)
{
    if (!rp_filter_has(set->firsts, hash))
        return -1;
    for (uint32_t at = (uint32_t)hash & set->slot_mask; set->slot[at] != 0; at = (at + 1) & set->slot_mask)
        if (set->token[set->phrase[set->slot[at] - 1].first] == hash)
            return set->slot[at] - 1;
    return -1;
}

static bool in_group(const struct rp_phrase_set *set, ptrdiff_t i, uint64_t hash)
{
    return i >= 0 && (size_t)i < set->count && set->token[set->phrase[i].first] == hash;
}

const struct rp_phrase *rp_scan_forward(const struct rp_scan *scan, size_t pos, unsigned kinds)
{
    const struct rp_phrase_set *set = &scan->agencies->forward;
    const struct rp_tokens *tokens = scan->tokens;
    if (pos >= tokens->count)
        return NULL;
    uint64_t hash = tokens->hash[pos];
    for (ptrdiff_t i = find_first(set, hash); in_group(set, i, hash); i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        size_t n = 1;
        if ((kinds & RP_KIND(phrase->kind)) == 0 || phrase->count > tokens->count - pos)
            continue;
        while (n < phrase->count && tokens->hash[pos + n] == set->token[phrase->first + n] && !rp_gap_breaks_line(rp_scan_gap(scan, pos + n)))
            n++;
        if (n == phrase->count)
            return phrase;
    }
    return NULL;
}

const struct rp_phrase *rp_scan_backward(const struct rp_scan *scan, size_t end, unsigned kinds)
{
    const struct rp_phrase_set *set = &scan->agencies->backward;
    const struct rp_tokens *tokens = scan->tokens;
    if (end == 0)
        return NULL;
    uint64_t hash = tokens->hash[end - 1];
    for (ptrdiff_t i = find_first(set, hash); in_group(set, i, hash); i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        size_t n = 1;
        if ((kinds & RP_KIND(phrase->kind)) == 0 || phrase->count > end)
            continue;
        while (n < phrase->count && tokens->hash[end - 1 - n] == set->token[phrase->first + n] && !rp_gap_breaks_line(rp_scan_gap(scan, end - n)))
            n++;
        if (n == phrase->count)
            return phrase;
    }
    return NULL;
}

const struct rp_phrase *rp_scan_parted(const struct rp_scan *scan, size_t first, size_t last, unsigned kinds)
{
    const struct rp_phrase_set *set = &scan->agencies->forward;
    uint64_t hash = scan->tokens->hash[first];
    for (ptrdiff_t i = find_first(set, hash); in_group(set, i, hash); i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        if ((kinds & RP_KIND(phrase->kind)) != 0 && phrase->count == 2 && set->token[phrase->first + 1] == scan->tokens->hash[last] &&
            strstr(phrase->text, "...") != NULL)
            return phrase;
    }
    return NULL;
}

/* The token hash of a part of a token. */
static uint64_t hash_part(const char *bytes, size_t len)
{
    uint32_t end = (uint32_t)len;
    uint64_t hash = 0;
    if (len > 0)
        rp_hash_tokens_scalar(bytes, &end, 1, &hash);
    return hash;
}

/* A token with an apostrophe in it: "l'AFP", "Reuters'a". */
struct split {
    const char *stream;              /* the token's bytes in the stream, of which the first `cut` are the head */
    size_t len, cut;
    uint32_t head_raw_end, tail_raw; /* of the raw text */
    size_t head_len, tail_len;       /* bytes of the raw parts */
    const char *tail_text;
};

static uint64_t head_hash(const struct split *split)
{
    return hash_part(split->stream, split->cut);
}

static uint64_t tail_hash(const struct split *split)
{
    return hash_part(split->stream + split->cut, split->len - split->cut);
}

/* Width of the apostrophe (section 2 of docs/FINGERPRINT.md, those in use) at text[0 .. len), or 0. */
static size_t apostrophe_width(const char *text, size_t len)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] == '\'')
        return len > 1 ? 1 : 0;
    if (c[0] == 0xCA)
        return len > 2 && (c[1] == 0xBB || c[1] == 0xBC) ? 2 : 0;
    return c[0] == 0xE2 && len > 3 && c[1] == 0x80 && (c[2] == 0x98 || c[2] == 0x99 || c[2] == 0x9B) ? 3 : 0;
}

static size_t apostrophe_at(const char *raw, size_t len, size_t *ret_width)
{
    for (size_t i = 1; i < len; i++)
        if ((*ret_width = apostrophe_width(raw + i, len - i)) > 0)
            return i;
    return 0;
}

static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Behind the code point at `at` of text[0 .. len), or len. */
static size_t next_code_point(const char *text, size_t len, size_t at)
{
    if (at < len)
        at++;
    while (at < len && goes_on(text[at]))
        at++;
    return at;
}

static bool split_token(const struct rp_scan *scan, size_t i, struct split *ret)
{
    const struct rp_tokens *tokens = scan->tokens;
    size_t start = i > 0 ? tokens->stream_end[i - 1] + 1 : 0, len = tokens->stream_end[i] - start;
    size_t raw_len = tokens->raw_end[i] - tokens->raw_start[i], cut = 0, width = 0;
    const char *raw = scan->raw.data + tokens->raw_start[i], *stream = tokens->stream + start;
    size_t at = raw_len > len ? apostrophe_at(raw, raw_len, &width) : 0;
    if (at == 0)
        return false;
    /* The normalised head has as many code points as the raw one, but for rare letters that fold to two. */
    for (size_t k = 0; k < at; k++)
        if (!goes_on(raw[k]))
            cut = next_code_point(stream, len, cut);
    size_t tail_len = raw_len - at - width;
    *ret = (struct split){.stream = stream, .len = len, .cut = cut, .head_raw_end = tokens->raw_start[i] + (uint32_t)at,
                          .tail_raw = tokens->raw_end[i] - (uint32_t)tail_len, .head_len = at, .tail_len = tail_len, .tail_text = raw + at + width};
    return true;
}

/* A case ending behind an apostrophe, as Turkish and others write it. The English possessive only behind what is surely an agency's name: "Petra's". */
static bool takes_suffix(const struct rp_phrase *name, const struct split *split)
{
    bool possessive = split->tail_len == 1 && (split->tail_text[0] == 's' || split->tail_text[0] == 'S');
    return split->tail_len <= 12 && !(possessive && (name->flags & RP_PHRASE_DOUBTFUL) != 0);
}

static bool is_exact(const struct rp_scan *scan, const struct rp_name *name, const struct rp_phrase *phrase)
{
    const char *raw = scan->raw.data + name->raw_start;
    size_t len = name->raw_end - name->raw_start;
    return (phrase->flags & RP_PHRASE_EXACT) == 0 || (phrase->text[0] == raw[0] && strlen(phrase->text) == len && memcmp(phrase->text, raw, len) == 0);
}

/* Does the phrase stand from the name's first token on, which is known to fit? Sets where it ends. */
static bool fits(const struct rp_scan *scan, const struct rp_phrase *phrase, struct rp_name *name)
{
    const struct rp_tokens *tokens = scan->tokens;
    const uint64_t *token = scan->agencies->names.token + phrase->first;
    struct split split;
    if (phrase->count > tokens->count - name->first)
        return false;
    for (size_t n = 1; n < phrase->count; n++) {
        size_t i = name->first + n;
        bool same = tokens->hash[i] == token[n];
        if ((!same && n + 1 < phrase->count) || rp_gap_breaks_line(rp_scan_gap(scan, i)))
            return false;
        name->raw_end = tokens->raw_end[i];
        if (same)
            continue;
        if (!split_token(scan, i, &split) || head_hash(&split) != token[n] || !takes_suffix(phrase, &split))
            return false;
        name->raw_end = split.head_raw_end;
    }
    return is_exact(scan, name, phrase);
}

static bool find_among(const struct rp_scan *scan, uint64_t hash, bool single, struct rp_name *name)
{
    const struct rp_phrase_set *set = &scan->agencies->names;
    uint32_t raw_end = name->raw_end;
    for (ptrdiff_t i = find_first(set, hash); in_group(set, i, hash); i++) {
        name->raw_end = raw_end;
        if ((!single || set->phrase[i].count == 1) && fits(scan, &set->phrase[i], name)) {
            name->phrase = &set->phrase[i];
            name->end = name->first + name->phrase->count;
            return true;
        }
    }
    return false;
}

/* Most parts of tokens begin no name. */
static inline bool find_name(const struct rp_scan *scan, uint64_t hash, bool single, struct rp_name *name)
{
    return rp_filter_has(scan->agencies->names.firsts, hash) && find_among(scan, hash, single, name);
}

bool rp_scan_name(const struct rp_scan *scan, size_t pos, struct rp_name *ret)
{
    const struct rp_tokens *tokens = scan->tokens;
    struct split split;
    *ret = (struct rp_name){.first = pos, .raw_start = tokens->raw_start[pos], .raw_end = tokens->raw_end[pos]};
    if (find_name(scan, tokens->hash[pos], false, ret))
        return true;
    if (!split_token(scan, pos, &split))
        return false;
    if (split.head_len <= 5) {
        ret->raw_start = split.tail_raw;
        ret->raw_end = tokens->raw_end[pos];
        ret->elided = true;
        if (find_name(scan, tail_hash(&split), false, ret))
            return true;
    }
    ret->raw_start = tokens->raw_start[pos];
    ret->raw_end = split.head_raw_end;
    ret->elided = false;
    return find_name(scan, head_hash(&split), true, ret) && takes_suffix(ret->phrase, &split);
}

const struct rp_phrase *rp_name_next(const struct rp_scan *scan, const struct rp_name *name, const struct rp_phrase *after)
{
    const struct rp_phrase_set *set = &scan->agencies->names;
    const struct rp_phrase *first = name->phrase;
    for (ptrdiff_t i = after - set->phrase + 1; in_group(set, i, set->token[first->first]); i++) {
        const struct rp_phrase *phrase = &set->phrase[i];
        if (phrase->count != first->count)
            return NULL;
        if (memcmp(set->token + phrase->first, set->token + first->first, first->count * sizeof *set->token) != 0)
            continue;
        if (phrase->kind == RP_PHRASE_NAME && is_exact(scan, name, phrase))
            return phrase;
    }
    return NULL;
}

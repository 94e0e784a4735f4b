/* Outlets' names in texts: the host as it stands ("axar.az"), or the words that the host or the name is made of ("The Washington Post" for
 * washingtonpost.com). */
#include "match/outlet.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What keeps the work within bounds on texts made to be slow: how much of a text is searched, names longer than any outlet's, mentions looked at. */
enum { SEARCHED_BYTES = 65536, MAX_NAME_BYTES = 128, MAX_MENTIONS = 8 };

enum {
    CONTEXT_BYTES = 16, /* before the name: whether the outlet's own text says the same */
    MIN_LETTERS = 5,    /* of a name in words */
    SUFFIX_LETTERS = 3  /* of "co" and "com" in co.uk and com.tr */
};

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Letters and digits; of other scripts every byte. */
static bool is_letter(char c)
{
    unsigned char low = lower(c);
    return low >= 0x80 || (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
}

/* Bytes of a mark outside ASCII that stands between words: a no-break space, dashes and quotes. */
static size_t mark_length(struct rp_str str, size_t at)
{
    if (at + 1 < str.len && memcmp(str.data + at, "\xC2\xA0", 2) == 0)
        return 2;
    return at + 2 < str.len && memcmp(str.data + at, "\xE2\x80", 2) == 0 ? 3 : 0;
}

/* The next letter at or behind `at`, or the length. */
static size_t next_letter(struct rp_str str, size_t at)
{
    while (at < str.len) {
        size_t mark = mark_length(str, at);
        if (mark == 0 && is_letter(str.data[at]))
            break;
        at += mark > 0 ? mark : 1;
    }
    return at;
}

static bool begins_word(struct rp_str text, size_t at)
{
    return at == 0 || (unsigned char)text.data[at - 1] >= 0x80 || !is_letter(text.data[at - 1]);
}

static bool ends_word(struct rp_str text, size_t at)
{
    return at >= text.len || (unsigned char)text.data[at] >= 0x80 || !is_letter(text.data[at]);
}

/* --- what an outlet is called --- */

static bool is_host(struct rp_str outlet)
{
    return memchr(outlet.data, '.', outlet.len) != NULL && memchr(outlet.data, ' ', outlet.len) == NULL;
}

static struct rp_str without_www(struct rp_str host)
{
    if (host.len > 4 && memcmp(host.data, "www.", 4) == 0)
        return (struct rp_str){host.data + 4, host.len - 4};
    return host;
}

/* Where the last part of a host begins. */
static size_t last_part(struct rp_str host)
{
    size_t at = host.len;
    while (at > 0 && host.data[at - 1] != '.')
        at--;
    return at;
}

/* "washingtonpost" of www.washingtonpost.com, "abcnews" of abcnews.go.com. */
static struct rp_str label_of(struct rp_str host)
{
    size_t at = last_part(host);
    for (bool suffix = true; suffix && at > 0; suffix = at > 0 && host.len - at <= SUFFIX_LETTERS) {
        host.len = at - 1;
        at = last_part(host);
    }
    return (struct rp_str){host.data + at, host.len - at};
}

/* --- the name in a text --- */

/* Behind the host that begins at `at`, or 0. */
static size_t match_host(struct rp_str text, size_t at, struct rp_str host)
{
    if (host.len > text.len - at || (at > 0 && text.data[at - 1] == '-'))
        return 0;
    for (size_t i = 0; i < host.len; i++)
        if (lower(text.data[at + i]) != lower(host.data[i]))
            return 0;
    size_t end = at + host.len;
    bool longer = end < text.len && (text.data[end] == '-' || (text.data[end] == '.' && !ends_word(text, end + 1)));
    return longer || !ends_word(text, end) ? 0 : end;
}

/* Behind the name in words that begins at `at`, or 0: at least two of them, with capitals, one mark between. */
static size_t match_words(struct rp_str text, size_t at, struct rp_str name)
{
    size_t words = 1, letters = 0, end = at;
    for (size_t i = next_letter(name, 0); i < name.len; i = next_letter(name, i + 1)) {
        size_t here = next_letter(text, end);
        bool new_word = here > end && letters > 0;
        size_t mark = mark_length(text, end);
        if (here >= text.len || lower(text.data[here]) != lower(name.data[i]) || (new_word && here - end > (mark > 0 ? mark : 1)))
            return 0;
        if ((new_word || letters == 0) && text.data[here] >= 'a' && text.data[here] <= 'z')
            return 0;
        if (new_word && text.data[end] == '\n')
            return 0;
        words += new_word;
        letters++;
        end = here + 1;
    }
    return words >= 2 && letters >= MIN_LETTERS && ends_word(text, end) ? end : 0;
}

/* Whether the letters of text[from, to) stand in `own`, whatever is between them: by a rolling hash of as many letters. */
static bool has_letters(struct rp_str own, struct rp_str text, size_t from, size_t to)
{
    static const uint64_t base = UINT64_C(6364136223846793005);
    struct rp_str part = {text.data, to};
    uint64_t wanted = 0, got = 0, power = 1;
    size_t letters = 0, read = 0, oldest = next_letter(own, 0);
    for (size_t at = next_letter(part, from); at < to; at = next_letter(part, at + 1)) {
        wanted = wanted * base + lower(text.data[at]);
        power *= base;
        letters++;
    }
    for (size_t at = oldest; at < own.len; at = next_letter(own, at + 1)) {
        got = got * base + lower(own.data[at]);
        if (++read > letters) {
            got -= power * lower(own.data[oldest]);
            oldest = next_letter(own, oldest + 1);
        }
        if (read >= letters && got == wanted)
            return true;
    }
    return false;
}

static bool is_own(struct rp_str own, struct rp_str text, size_t start, size_t end)
{
    size_t from = start > CONTEXT_BYTES ? start - CONTEXT_BYTES : 0;
    while (from < start && ((unsigned char)text.data[from] & 0xC0) == 0x80)
        from++;
    return has_letters(own, text, from, end);
}

static struct rp_str beginning(struct rp_str text)
{
    return (struct rp_str){text.data, text.len < SEARCHED_BYTES ? text.len : SEARCHED_BYTES};
}

/* A mention; at the text's end: there is none. */
struct mention {
    size_t start, end;
};

/* The first of the host at or behind `at`. Texts have few dots. */
static struct mention next_host(struct rp_str text, size_t at, struct rp_str host)
{
    const char *dot = memchr(host.data, '.', host.len);
    for (; host.len <= text.len && at <= text.len - host.len; at++) {
        if (dot != NULL) {
            const char *place = text.data + at + (dot - host.data), *found = memchr(place, '.', (size_t)(text.data + text.len - place));
            if (found == NULL)
                break;
            at += (size_t)(found - place);
        }
        size_t end = begins_word(text, at) ? match_host(text, at, host) : 0;
        if (end > 0)
            return (struct mention){at, end};
    }
    return (struct mention){text.len, text.len};
}

/* The first of the name in words, whose first letter is `first`. They begin with a capital, where there are any. */
static struct mention next_words(struct rp_str text, size_t at, struct rp_str name, char first)
{
    char capital = first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first;
    for (const char *found; at < text.len && (found = memchr(text.data + at, capital, text.len - at)) != NULL; at++) {
        at = (size_t)(found - text.data);
        size_t end = begins_word(text, at) ? match_words(text, at, name) : 0;
        if (end > 0)
            return (struct mention){at, end};
    }
    return (struct mention){text.len, text.len};
}

bool rp_outlet_is_named(struct rp_str text, struct rp_str outlet, struct rp_str own)
{
    struct rp_str host = {0}, name = outlet;
    if (outlet.len == 0 || outlet.len > MAX_NAME_BYTES)
        return false;
    if (is_host(outlet)) {
        host = without_www(outlet);
        name = label_of(host);
    }
    size_t letter = next_letter(name, 0);
    if (letter >= name.len)
        return false;
    text = beginning(text);
    own = beginning(own);
    const struct mention none = {text.len, text.len};
    struct mention as_host = host.len > 0 ? next_host(text, 0, host) : none, as_words = next_words(text, 0, name, name.data[letter]);
    for (int mentions = 0; mentions < MAX_MENTIONS; mentions++) {
        struct mention next = as_host.start <= as_words.start ? as_host : as_words;
        if (next.start == text.len)
            return false;
        if (!is_own(own, text, next.start, next.end))
            return true;
        if (as_host.start == next.start)
            as_host = next_host(text, next.start + 1, host);
        if (as_words.start == next.start)
            as_words = next_words(text, next.start + 1, name, name.data[letter]);
    }
    return false;
}

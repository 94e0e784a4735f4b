/* Letters that are an agency's name, but stand for something else here. */
#include "match/attribution_acronym.h"

#include "match/attribution_look.h"

enum {
    LETTERS = 6,    /* of an acronym */
    SMALL_BYTES = 4 /* of a word that gives no letter: "of", "for" */
};

/* Is it the name of an agency by its words: "Press", "News", "Agency"? */
static bool is_news(const struct rp_scan *scan, size_t i)
{
    return rp_scan_capital(scan, i) && rp_scan_forward(scan, i, RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_LINK)) != NULL;
}

static char capital_of(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* "Universität (UNI)" */
static bool begins_word(const struct rp_scan *scan, size_t i)
{
    size_t length = rp_look_length(scan, i);
    const char *letters = scan->raw.data + scan->tokens->raw_start[i], *word = i > 0 ? scan->raw.data + scan->tokens->raw_start[i - 1] : letters;
    if (i == 0 || rp_look_length(scan, i - 1) <= length)
        return false;
    for (size_t n = 0; n < length; n++)
        if (capital_of(word[n]) != capital_of(letters[n]))
            return false;
    return true;
}

bool rp_acronym_is_other(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t first = group->first, letter = rp_look_length(scan, first), at = first;
    const char *letters = scan->raw.data + scan->tokens->raw_start[first];
    if (group->end != first + 1 || letter < 2 || letter > LETTERS || !rp_gap_has(rp_look_before(scan, group), "(") ||
        !rp_gap_has(rp_look_behind(scan, group), ")"))
        return false;
    if (begins_word(scan, first))
        return true;
    for (unsigned small = 0; letter > 0 && at > 0 && small < LETTERS; at--) {
        const char *word = scan->raw.data + scan->tokens->raw_start[at - 1];
        if ((at < first && rp_gap_breaks_sentence(rp_scan_gap(scan, at))) || is_news(scan, at - 1))
            return false;
        bool small_word = !rp_scan_capital(scan, at - 1) && rp_look_length(scan, at - 1) <= SMALL_BYTES;
        if (capital_of(*word) == capital_of(letters[letter - 1]) && (small_word || rp_scan_capital(scan, at - 1)))
            letter--;
        else if (small_word)
            small++;
        else
            return false;
    }
    return letter == 0;
}

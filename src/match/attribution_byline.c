/* Bylines and tag lines. */
#include "match/attribution_byline.h"

#include "match/attribution_look.h"

enum {
    BYLINE_GAP = 12,    /* words of reporters' names */
    TIME_WORDS = 8,     /* words of a time of day and its zone, and a date */
    HEADLINE_WORDS = 4, /* from these on a line is a headline that may be known again */
    PERSON_WORDS = 4,
    TITLE_BYTES = 400,  /* where a byline may stand in the line of the headline */
    HEAD_BYTES = 1200,  /* where bylines stand */
    TAG_GAP = 5,        /* short words in a tag line beside the names */
    SIGN_BYTES = 5,     /* of such a word */
    COMPOUND_BYTES = 12 /* from these on one word says that a name is an agency's, as "Nachrichtenagentur" does */
};

/* ---- bylines ---- */

/* Is this "by" a byline's: at the head of a line or sentence, or behind a headline's capitals, "Plant Closes by Reuters Share"? */
static bool begins_byline(const struct rp_scan *scan, size_t by, const struct rp_group *group, bool people)
{
    if (rp_scan_capital(scan, by))
        return rp_look_begins_line(scan, by) || rp_gap_breaks_sentence(rp_scan_gap(scan, by)) || scan->tokens->raw_start[by] < HEAD_BYTES;
    return by > 1 && scan->tokens->raw_start[by] < TITLE_BYTES && rp_scan_capital(scan, by - 1) && (people || rp_scan_capital(scan, by - 2)) &&
           !rp_gap_has(rp_look_behind(scan, group), ".,:;()/");
}

/* "Petra" of "By Petra Doe" */
static bool is_first_name(const struct rp_scan *scan, const struct rp_group *group)
{
    struct rp_str right = rp_look_behind(scan, group);
    return (group->name[0].phrase->flags & RP_PHRASE_DOUBTFUL) != 0 && group->end < scan->tokens->count && right.len == 1 && right.data[0] == ' ' &&
           rp_scan_capital(scan, group->end);
}

/* Is this byline written in small letters: "By jane doe and john roe, associated press"? */
static bool is_small(const struct rp_scan *scan, const struct rp_group *group)
{
    for (size_t i = group->first; i < group->end; i++)
        if (!rp_look_small(scan, i))
            return false;
    size_t next = group->end; /* "BERLIN", "8:52 AM", "sports writer" */
    bool ends = next == scan->tokens->count || rp_scan_capital(scan, next) || rp_scan_number(scan, next) ||
                rp_scan_forward(scan, next, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AFTER)) != NULL;
    return ends && rp_gap_has(rp_look_before(scan, group), ",") && !rp_gap_has(rp_look_behind(scan, group), ".,:;()");
}

/* "By MALCOLM RITTER, AP Science Writer", "By Reuters", "By Jane Doe and Reuters" */
static bool is_named_byline(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t end = group->first;
    bool small = is_small(scan, group);
    bool joined = rp_gap_has(rp_look_before(scan, group), ",|/-") || rp_gap_has_text(rp_look_before(scan, group), "·");
    for (size_t n = 0; n <= BYLINE_GAP && end > 0; n++, end--) {
        struct rp_str gap = rp_scan_gap(scan, end);
        if (rp_gap_breaks_line(gap) || (rp_gap_breaks_sentence(gap) && !rp_gap_has(gap, "|") && rp_look_length(scan, end - 1) > 2))
            return false;
        const struct rp_phrase *by = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_BYLINE));
        if (by != NULL)
            return (n == 0 || joined) && (!small || n > 1) && !is_first_name(scan, group) && begins_byline(scan, end - by->count, group, n > 2);
        bool and_word = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_AND)) != NULL;
        joined = joined || (and_word && n < 2);
        if (!small && !rp_scan_capital(scan, end - 1) && !and_word && rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LINK)) == NULL)
            return false;
    }
    return false;
}

/* "Jane Doe, Associated Press 3:37 p.m. EST December 31" at the head of the page */
static bool is_timed_byline(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_tokens *tokens = scan->tokens;
    size_t at = group->end;
    if (tokens->raw_start[group->first] > HEAD_BYTES || at >= tokens->count || !rp_scan_number(scan, at) ||
        rp_gap_has(rp_look_behind(scan, group), ".:;()"))
        return false;
    for (unsigned n = 0; n < TIME_WORDS && at < tokens->count && !rp_gap_breaks_line(rp_scan_gap(scan, at)); n++, at++) {
        const struct rp_phrase *date = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_DATE));
        if (date != NULL)
            return n > 1 && at + date->count < tokens->count && rp_scan_number(scan, at + date->count);
        if (rp_look_length(scan, at) > 4)
            return false;
    }
    return false;
}

/* "AP Dec 6, 2016 6:35 PM" at the head of the page */
static bool is_dated_byline(const struct rp_scan *scan, const struct rp_group *group)
{
    if (scan->tokens->raw_start[group->first] > HEAD_BYTES || group->end >= scan->tokens->count || rp_gap_has(rp_look_behind(scan, group), ".:;()"))
        return false;
    size_t first = group->first;
    if (first > 0 && rp_gap_has(rp_look_before(scan, group), "/") && rp_look_capitals(scan, first - 1))
        first--;
    const struct rp_phrase *date = rp_scan_forward(scan, group->end, RP_KIND(RP_PHRASE_DATE));
    if (date == NULL || first == 0)
        return false;
    size_t next = group->end + date->count;
    return rp_look_begins_line(scan, first) ||
           (next < scan->tokens->count && rp_scan_number(scan, next) && !rp_gap_has(rp_look_before(scan, group), ".,:;("));
}

/* "The Associated Press", the whole second line: the byline below a headline */
static bool is_second_line(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_phrase *the = rp_scan_backward(scan, group->first, RP_KIND(RP_PHRASE_LINK));
    size_t first = group->first - (the != NULL && !rp_look_begins_line(scan, group->first) ? the->count : 0);
    if (first == 0 || !rp_look_begins_line(scan, first) || scan->tokens->raw_start[first] > HEAD_BYTES || group->end >= scan->tokens->count ||
        !rp_gap_breaks_line(rp_look_behind(scan, group)))
        return false;
    size_t second = first; /* or "Jane Doe" between */
    while (second > 0 && first - second < PERSON_WORDS && rp_scan_capital(scan, second - 1) && !(second < first && rp_look_begins_line(scan, second)))
        second--;
    second = rp_look_begins_line(scan, second) && first - second > 1 ? second : first;
    for (size_t i = 1; i < second; i++)
        if (rp_gap_breaks_line(rp_scan_gap(scan, i)))
            return false;
    return second > 0;
}

/* Do the text's first words stand again right before token `end`? */
static bool stands_before(const struct rp_scan *scan, size_t words, size_t end)
{
    size_t i = 0;
    while (i < words && scan->tokens->hash[i] == scan->tokens->hash[end - words + i])
        i++;
    return i == words;
}

/* "Plant closes\n3 May 2018 Plant closes AFP The plant": behind the headline when the page has it again in the line below, or behind a date after
 * that. */
static bool is_below_headline(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_tokens *tokens = scan->tokens;
    size_t end = group->first, words = 0;
    if (tokens->raw_start[group->first] > HEAD_BYTES || group->end >= tokens->count || !rp_scan_capital(scan, group->end) ||
        rp_look_behind(scan, group).len != 1 || is_first_name(scan, group) ||
        (group->end + 1 < tokens->count && rp_scan_capital(scan, group->end + 1)))
        return false; /* no picture's "REUTERS Jane Doe" either */
    while (words < end && (words == 0 || !rp_gap_breaks_line(rp_scan_gap(scan, words))))
        words++;
    for (unsigned n = 0; words >= HEADLINE_WORDS && n <= TAG_GAP && end >= 2 * words; n++, end--) {
        if (stands_before(scan, words, end))
            return true;
        if (!rp_scan_number(scan, end - 1) && rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_DATE)) == NULL)
            return false;
    }
    return false;
}

/* ---- tags ---- */

/* "Nachrichtenagenturen AFP, dpa" in a list of sources that lost its line breaks: neither an article nor a sentence around it. */
static bool is_listed(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_phrase *word = rp_scan_backward(scan, group->first, RP_KIND(RP_PHRASE_AGENCY));
    if (word == NULL || word->count != 1 || rp_look_length(scan, group->first - 1) < COMPOUND_BYTES || !rp_look_near_end(scan, group->end))
        return false;
    size_t first = group->first - 1;
    if (first == 0 || !rp_scan_capital(scan, first) || rp_scan_backward(scan, first, RP_KIND(RP_PHRASE_LINK)) != NULL ||
        !(rp_scan_capital(scan, first - 1) || rp_scan_number(scan, first - 1) || rp_look_behind_sentence(scan, scan->tokens->raw_start[first])))
        return false;
    struct rp_str right = rp_look_behind(scan, group);
    size_t next = group->end;
    return next == scan->tokens->count ||
           (!rp_gap_has(right, ",:;()/-") && (rp_scan_capital(scan, next) || rp_scan_number(scan, next) || rp_gap_has(right, "\"")));
}

/* Is token i a sign behind or before a slash, which is the gap before token `gap`? */
static bool is_sign(const struct rp_scan *scan, size_t i, size_t gap)
{
    struct rp_str slash = rp_scan_gap(scan, gap);
    return i < scan->tokens->count && slash.len == 1 && slash.data[0] == '/' && rp_look_length(scan, i) <= SIGN_BYTES;
}

/* "RND/cle/dpa", "RND/dpa/pf": signs that end a text, though its last sentence has no stop. */
static bool ends_in_signs(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t first = group->first, end = group->end;
    for (unsigned n = 0; n < TAG_GAP && is_sign(scan, end, end); n++)
        end++;
    for (unsigned n = 0; n < TAG_GAP && first > 0 && is_sign(scan, first - 1, first); n++)
        first--;
    return end == scan->tokens->count && first < group->first && rp_look_length(scan, first) > 1 && rp_look_capitals(scan, first);
}

/* "feb/dpa Mehr zum Thema" in a text that lost its line breaks: a writer's sign and the agency's in small letters. */
static bool is_signed(const struct rp_scan *scan, const struct rp_group *group, size_t first, size_t end)
{
    bool small = rp_look_small(scan, first) && rp_look_small(scan, group->first);
    return small && first + 1 == group->first && end == group->end && rp_gap_has(rp_look_before(scan, group), "/") &&
           (end == scan->tokens->count || (rp_scan_capital(scan, end) && rp_scan_gap(scan, end).len == 1));
}

/* "dpa/AFP", "RND/dpa/ame", "Nachrichtenagentur dpa" behind the last sentence, or a line of its own */
bool rp_byline_is_tag(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t first = group->first, end = group->end;
    if (is_listed(scan, group) || ends_in_signs(scan, group))
        return true;
    const unsigned kinds = RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_LABEL) | RP_KIND(RP_PHRASE_LINK);
    for (unsigned n = 0; n < TAG_GAP && first > 0 && !rp_look_begins_line(scan, first); n++) {
        if (rp_look_behind_sentence(scan, scan->tokens->raw_start[first]))
            break;
        const struct rp_phrase *phrase = rp_scan_backward(scan, first, kinds);
        bool joined = rp_gap_has(rp_scan_gap(scan, first), "/,.") ||
                      (first < group->first && rp_scan_backward(scan, first + 1, RP_KIND(RP_PHRASE_LABEL)) != NULL); /* "RND/ak mit dpa" */
        if (phrase == NULL && !(rp_look_length(scan, first - 1) <= SIGN_BYTES && joined))
            return false;
        first -= phrase != NULL ? phrase->count : 1;
    }
    for (unsigned n = 0; n < TAG_GAP && end < scan->tokens->count && rp_gap_has(rp_scan_gap(scan, end), "/"); n++) {
        if (rp_look_length(scan, end) > SIGN_BYTES)
            break;
        end++;
    }
    uint32_t raw_start = scan->tokens->raw_start[first];
    bool line_ends = end >= scan->tokens->count || rp_gap_breaks_line(rp_scan_gap(scan, end));
    bool own_line = rp_look_begins_line(scan, first) && line_ends && !rp_gap_has(rp_scan_gap(scan, end), ":") && rp_look_body_ends(scan, end);
    if (end == scan->tokens->count && rp_scan_backward(scan, group->first, RP_KIND(RP_PHRASE_AGENCY)) != NULL)
        return true;
    if (first == 0 || !rp_look_behind_sentence(scan, raw_start))
        return false;
    if (is_signed(scan, group, first, end))
        return true;
    return (line_ends && rp_look_near_end(scan, end)) || own_line ||
           (rp_look_near_end(scan, end) && rp_gap_has(rp_look_before(scan, group), "/"));
}

bool rp_byline_is(const struct rp_scan *scan, const struct rp_group *group)
{
    return is_named_byline(scan, group) || is_dated_byline(scan, group) || is_timed_byline(scan, group) || is_second_line(scan, group) ||
           is_below_headline(scan, group);
}

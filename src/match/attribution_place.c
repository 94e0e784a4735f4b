/* Datelines, brackets and pictures' credits: what the place of a name says. */
#include "match/attribution_place.h"

#include "match/attribution_byline.h"
#include "match/attribution_filter.h"
#include "match/attribution_look.h"

#include <string.h>

enum {
    PHOTO_GAP = 6,          /* words of a photographer's name */
    DATELINE_GAP = 10,      /* words of place and date before the name */
    DATELINE_BYTES = 90,
    PLACE_WORDS = 5,        /* words of a place before a bracket with no dash behind it */
    BRACKET_GAP = 5,        /* words from the name to the closing bracket */
    DATELINE_HEAD = 4800    /* where datelines that no dash sets off stand */
};

/* A name of a person by its look: two capitalised words side by side before token `end`. */
static bool is_person(const struct rp_scan *scan, size_t end)
{
    if (end < 2 || !rp_scan_capital(scan, end - 1) || rp_look_length(scan, end - 1) < 2)
        return false;
    struct rp_str gap = rp_scan_gap(scan, end - 1);
    bool initial = gap.len == 2 && gap.data[0] == '.' && rp_look_length(scan, end - 2) == 1;
    return rp_scan_capital(scan, end - 2) && (initial || (gap.len == 1 && (gap.data[0] == ' ' || gap.data[0] == '-')));
}

/* "Foto: Kay Nietfeld / dpa", "Image copyright AFP", "Credit Jonathan Ernst/Reuters" */
static bool photo_before(const struct rp_scan *scan, const struct rp_group *group)
{
    for (size_t end = group->first, n = 0; n <= PHOTO_GAP && end > 0; n++, end--) {
        struct rp_str gap = rp_scan_gap(scan, end);
        if (rp_gap_breaks_line(gap) || (rp_gap_breaks_sentence(gap) && rp_look_length(scan, end - 1) > 2))
            return false;
        if (rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_PHOTO)) != NULL)
            return true;
        if (!rp_scan_capital(scan, end - 1) && !rp_scan_number(scan, end - 1) && scan->tokens->weight[end - 1] == 2 &&
            rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_BYLINE)) == NULL)
            return false;
    }
    return false;
}

/* "新华社记者张三摄": the word stands last, in a script without spaces. */
static bool photo_last(const struct rp_scan *scan, const struct rp_group *group)
{
    for (size_t at = group->end, n = 0; at < scan->tokens->count && n <= PHOTO_GAP; at++, n++) {
        struct rp_str gap = rp_scan_gap(scan, at);
        if (rp_gap_breaks_sentence(gap) || rp_gap_has(gap, ",:()") || rp_gap_has_text(gap, "，") || scan->tokens->weight[at] != 1)
            return false;
        const struct rp_phrase *photo = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_PHOTO));
        if (photo != NULL && (at + photo->count == scan->tokens->count || rp_scan_gap(scan, at + photo->count).len > 0))
            return true;
    }
    return false;
}

bool rp_place_photo(const struct rp_scan *scan, const struct rp_group *group)
{
    if (photo_before(scan, group) || photo_last(scan, group))
        return true;
    struct rp_str left = rp_look_before(scan, group), right = rp_look_behind(scan, group);
    if (rp_gap_has(left, "/") && !rp_gap_breaks_sentence(left) && is_person(scan, group->first))
        return true;
    if (group->end >= scan->tokens->count || rp_gap_breaks_line(right))
        return false;
    bool slashes = rp_gap_has(left, "/") && right.len > 1; /* "/Trend/ - " */
    return rp_gap_has(right, "/") && !slashes && !rp_gap_has(right, ".,)") && rp_scan_capital(scan, group->end) &&
           !rp_look_capitals(scan, group->end) && rp_look_length(scan, group->end) > 3;
}

bool rp_place_picture_behind(const struct rp_scan *scan, const struct rp_group *group)
{
    struct rp_str right = rp_look_behind(scan, group);
    return !rp_gap_breaks_line(right) && !rp_gap_has(right, ".,:;()]\"") && /* "AFP \"Bild\"" is an agency and a newspaper */
           rp_scan_forward(scan, group->end, RP_KIND(RP_PHRASE_PHOTO)) != NULL;
}

/* ---- datelines ---- */

/* `width`: bytes of either. */
static const struct {
    char open[4], close[4];
    size_t width;
} brackets[] = {{"(", ")", 1}, {"[", "]", 1}, {"【", "】", 3}, {"（", "）", 3}, {"/", "/", 1}, {"〔", "〕", 3}, {"［", "］", 3}};

static bool follows_date(const struct rp_scan *scan, size_t i)
{
    return i > 0 && (rp_scan_number(scan, i - 1) || rp_scan_backward(scan, i, RP_KIND(RP_PHRASE_DATE)) != NULL);
}

/* The bracket around the group: the token behind the opening one, and the raw bytes from bracket to bracket. */
struct bracket {
    size_t first, end; /* tokens inside */
    uint32_t start_raw, end_raw;
};

static bool holds(struct rp_str gap, const char *sign, size_t width)
{
    return gap.len >= width && rp_gap_holds(gap, sign, width);
}

/* The gaps around the group that have the two signs; none of them when a line or another bracket ends before. */
static bool find_signs(const struct rp_scan *scan, const struct rp_group *group, size_t kind, size_t *ret_open, size_t *ret_close)
{
    const char *open = brackets[kind].open, *close = brackets[kind].close;
    size_t width = brackets[kind].width, left = group->first, right = group->end;
    bool slash = *open == '/';
    for (struct rp_str gap; gap = rp_scan_gap(scan, left), !holds(gap, open, width); left--)
        if (left == 0 || slash || group->first - left >= DATELINE_GAP * 2 || rp_gap_breaks_line(gap) || holds(gap, close, width))
            return false;
    for (struct rp_str gap; gap = rp_scan_gap(scan, right), !holds(gap, close, width); right++)
        if (right >= scan->tokens->count || slash || right - group->end >= BRACKET_GAP || rp_gap_breaks_line(gap))
            return false;
    *ret_open = left;
    *ret_close = right;
    return true;
}

static bool find_bracket(const struct rp_scan *scan, const struct rp_group *group, struct bracket *ret)
{
    for (size_t b = 0; b < sizeof brackets / sizeof *brackets; b++) {
        size_t open, close;
        if (!find_signs(scan, group, b, &open, &close))
            continue;
        struct rp_str left = rp_scan_gap(scan, open), right = rp_scan_gap(scan, close);
        bool slash = brackets[b].open[0] == '/';
        size_t width = brackets[b].width, at = left.len - width, to = 0;
        while (memcmp(left.data + at, brackets[b].open, width) != 0)
            at--;
        while (memcmp(right.data + to, brackets[b].close, width) != 0)
            to++;
        /* "and/or (x) /TASS/": slashes stand free, at both ends; "24 نوفمبر / وام /": behind a date also with spaces inside */
        bool spaced = at + 2 == left.len && to == 1 && left.data[at + 1] == ' ' && right.data[0] == ' ' && follows_date(scan, open);
        if (slash && ((at > 0 && strchr(" \n\t.,", left.data[at - 1]) == NULL) || (at == 0 && open > 0)))
            continue;
        if (slash && !spaced && (at + 1 != left.len || to != 0))
            continue;
        if (slash && right.len > to + 1 && strchr(" \n\t.-", right.data[to + 1]) == NULL && (unsigned char)right.data[to + 1] < 0x80)
            continue;
        *ret = (struct bracket){open, close, (uint32_t)(left.data + at - scan->raw.data), (uint32_t)(right.data + to + width - scan->raw.data)};
        return true;
    }
    return false;
}

/* Behind the bracket: a dash; or the end of the line. */
static struct rp_str rest_behind(const struct rp_scan *scan, uint32_t from, size_t token)
{
    size_t end = token < scan->tokens->count ? scan->tokens->raw_start[token] : scan->raw.len;
    return (struct rp_str){scan->raw.data + from, end > from ? end - from : 0};
}

static bool ends_line(const struct rp_scan *scan, struct rp_str rest, size_t token)
{
    return token >= scan->tokens->count || rp_gap_breaks_line(rest);
}

static bool has_photo_word(const struct rp_scan *scan, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (rp_scan_forward(scan, i, RP_KIND(RP_PHRASE_PHOTO)) != NULL)
            return true;
    return false;
}

/* Only words of a tag line between the bracket and the names: "mit", short signs, dates; no names of people. */
static bool tag_words(const struct rp_scan *scan, size_t first, size_t end)
{
    const unsigned kinds = RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_BEFORE) | RP_KIND(RP_PHRASE_LABEL) |
                           RP_KIND(RP_PHRASE_AND) | RP_KIND(RP_PHRASE_DATE);
    /* "(Harbour Post and Reuters)" */
    unsigned capitalised = 0, most = end > first && rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_AND)) != NULL ? 3 : 1;
    while (end > first) {
        const struct rp_phrase *phrase = rp_scan_backward(scan, end, kinds);
        if (phrase != NULL && phrase->count <= end - first) {
            end -= phrase->count;
            continue;
        }
        end--;
        if (rp_scan_number(scan, end))
            continue;
        if ((rp_look_length(scan, end) > 5 && most == 1) || (rp_scan_capital(scan, end) && !rp_look_capitals(scan, end) && ++capitalised > most))
            return false;
    }
    return true;
}

/* A city in capitals before token `end`: "MOSCOW (", "AL-MADIQ (", "RAS AL-AIN (Syria) (" */
static bool behind_city(const struct rp_scan *scan, size_t end)
{
    if (end == 0 || rp_gap_has(rp_scan_gap(scan, end), "."))
        return false;
    if (rp_gap_has(rp_scan_gap(scan, end), ")") && rp_gap_has(rp_scan_gap(scan, end - 1), "("))
        end--;
    if (end == 0 || !rp_look_capitals(scan, end - 1))
        return false;
    bool joined = end > 1 && rp_gap_has(rp_scan_gap(scan, end - 1), "-") && rp_look_capitals(scan, end - 2);
    return joined || rp_look_length(scan, end - 1) > 3;
}

/* "KCNA (Korean Central News Agency)", "Saudi Press Agency (SPA)": a name stands right before token `end`. */
static bool ends_with_name(const struct rp_scan *scan, size_t end)
{
    struct rp_name name;
    for (size_t first = end; first > 0 && end - first < RP_PHRASE_TOKENS && !rp_gap_breaks_line(rp_scan_gap(scan, first)); first--)
        if (rp_filter_may_begin(scan, first - 1) && rp_scan_name(scan, first - 1, &name) && name.end == end)
            return true;
    return false;
}

/* "(Reuters) -" behind a place, "MOSCOW, June 6. /TASS/.", "[東京 6日 ロイター]", "(서울=연합뉴스)" */
static const char *bracketed(const struct rp_scan *scan, const struct rp_group *group, uint32_t *ret_start, uint32_t *ret_end)
{
    struct bracket bracket;
    if (!find_bracket(scan, group, &bracket))
        return NULL;
    struct rp_str rest = rest_behind(scan, bracket.end_raw, bracket.end);
    bool dash = rp_gap_dashes(rest), end_of_line = ends_line(scan, rest, bracket.end);
    size_t start = rp_look_line_start(scan, bracket.first, DATELINE_GAP + 1);
    bool at_line_start = rp_look_begins_line(scan, start) && bracket.first - start <= DATELINE_GAP;
    bool latin = scan->tokens->weight[group->first] == 2 && (unsigned char)scan->raw.data[group->name[0].raw_start] < 0xD0;
    bool alone = bracket.first == group->first && bracket.end == group->end;
    bool capital = bracket.first > 0 && (rp_scan_capital(scan, bracket.first - 1) || follows_date(scan, bracket.first));
    size_t words = bracket.first - start;
    bool place = rp_look_begins_line(scan, bracket.first) || (at_line_start && !latin) ||
                 (capital && (dash || (at_line_start && words <= PLACE_WORDS)));
    bool city = words > 0 && behind_city(scan, bracket.first);
    place = place || (city && !end_of_line);
    if (words > 0 && ends_with_name(scan, bracket.first))
        return NULL;
    bool inside = alone || (!latin && bracket.end == group->end) || tag_words(scan, bracket.first, group->first);
    *ret_start = bracket.start_raw;
    *ret_end = bracket.end_raw;
    if (!inside || has_photo_word(scan, bracket.first, bracket.end))
        return NULL;
    bool head = alone && dash && bracket.start_raw < DATELINE_HEAD / 4 && rp_look_behind_sentence(scan, bracket.start_raw);
    if (head && !end_of_line)
        return "dateline"; /* behind a summary */
    if (place && !end_of_line && (dash || (at_line_start && bracket.start_raw < DATELINE_HEAD) || (alone && city)))
        return "dateline";
    bool worded = !alone && rp_scan_backward(scan, group->first, RP_KIND(RP_PHRASE_LABEL) | RP_KIND(RP_PHRASE_BEFORE)) != NULL;
    if (worded && rp_look_behind_sentence(scan, bracket.start_raw))
        return "tag";
    bool list = alone && group->count > 1 && bracket.start_raw > 0;
    if (list && (rp_look_small(scan, group->first) || rest.len == 0 || bracket.end_raw == scan->raw.len))
        return "tag"; /* "jj/kle (dpa, afp, ap)", "(KNA/dpa)" at the very end */
    bool link = scan->raw.data[bracket.start_raw + 1] == ' ' && scan->raw.data[bracket.end_raw - 2] == ' '; /* "( AP )": what is left of one */
    if ((link || rp_gap_has_text(rest, "•")) && rp_look_behind_sentence(scan, bracket.start_raw))
        return "tag"; /* of an item in a list */
    if (end_of_line && rp_look_behind_sentence(scan, bracket.start_raw) &&
        (rp_look_near_end(scan, bracket.end) || rp_look_body_ends(scan, bracket.end)))
        return "tag";
    return NULL;
}

/* "6 October 2016 Harbour SANA-The plant": a year or time, a place and a dash behind the name, near the head of a page without line breaks. */
static bool is_run_on_dateline(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t first = group->first;
    struct rp_str right = rp_look_behind(scan, group);
    if (first < 3 || scan->tokens->raw_start[first] > DATELINE_HEAD / 4 || group->end >= scan->tokens->count)
        return false;
    return rp_gap_dashes(right) && !rp_gap_has(right, "()\n") && rp_scan_capital(scan, group->end) && rp_scan_capital(scan, first - 1) &&
           rp_scan_number(scan, first - 2) && rp_look_length(scan, first - 2) == 4 && rp_look_before(scan, group).len <= 2;
}

/* "МОСКВА, 6 июня — РИА Новости.", "BAKU, June 7, Trend:", "Tehran, June 6, IRNA –" */
static bool is_bare_dateline(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_tokens *tokens = scan->tokens;
    size_t start = rp_look_line_start(scan, group->first, DATELINE_GAP + 1);
    struct rp_str right = rp_look_behind(scan, group), left = rp_look_before(scan, group);
    if (!rp_look_begins_line(scan, start) || start == group->first || group->first - start > DATELINE_GAP)
        return false;
    if (tokens->raw_start[start] > DATELINE_HEAD || tokens->raw_start[group->first] - tokens->raw_start[start] > DATELINE_BYTES)
        return false;
    bool stops = group->end < tokens->count && (rp_gap_has(right, ".:\n") || rp_gap_dashes(right));
    bool dated = rp_scan_number(scan, group->first - 1) && group->end < tokens->count && rp_gap_dashes(right); /* "24-11-2026 وفا-" */
    bool no_capitals = (unsigned char)scan->raw.data[tokens->raw_start[start]] >= 0xD6;
    bool slashed = no_capitals && rp_gap_has(left, "/") && group->first - start <= PLACE_WORDS; /* "إسطنبول/ الأناضول", a line of its own */
    bool set_off = rp_gap_has(left, ",.") || rp_gap_dashes(left) || rp_gap_has_text(left, "،") || dated || slashed;
    bool headed = rp_gap_has(left, ".") && stops && !rp_gap_has(right, ".\n"); /* "АСТАНА. КАЗИНФОРМ –" */
    bool below = start > 0 && !rp_gap_breaks_line(right);
    bool number = false;
    for (size_t i = start; i < group->first; i++)
        number = number || rp_scan_number(scan, i);
    bool capitals = rp_look_capitals(scan, start) && rp_look_length(scan, start) > 2;
    /* "دمشق-سانا" */
    bool hyphened = rp_gap_dashes(left) && group->first - start <= 2 && group->end < tokens->count && !rp_gap_breaks_line(right);
    return set_off && (hyphened || (stops && (number || capitals || ((below || headed || slashed) && group->first - start <= 2)))) &&
           (rp_scan_capital(scan, start) || no_capitals);
}

const char *rp_place_credit(const struct rp_scan *scan, const struct rp_group *group, uint32_t *ret_start, uint32_t *ret_end)
{
    const char *credit = bracketed(scan, group, ret_start, ret_end);
    if (credit != NULL)
        return credit;
    *ret_start = *ret_end = 0;
    if (is_bare_dateline(scan, group) || is_run_on_dateline(scan, group))
        return "dateline";
    if (rp_byline_is(scan, group))
        return "byline";
    return rp_byline_is_tag(scan, group) ? "tag" : NULL;
}

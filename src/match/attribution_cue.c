/* Credits that are said in words: a cue before the names or behind them. */
#include "match/attribution_cue.h"

#include <string.h>

/* How many words may stand between. */
enum {
    AGENCY_GAP = 6, /* a cue and a name with an agency word beside it */
    TOLD_GAP = 20,
    LATER_GAP = 3,
    PARTED_GAP = 8,
    LABEL_GAP = 6,
    LIST_GAP = 10,  /* a label and a name behind a comma or slash */
    NAMES_GAP = 40, /* a label and a name with nothing but names between */
    LAST_GAP = 80,  /* a name and the verb at the end of its sentence */
    BRACKET_GAP = 4,
    LINKS = 8       /* phrases, not words */
};

static uint32_t raw_start(const struct rp_scan *scan, size_t token)
{
    return scan->tokens->raw_start[token];
}

static void set_before(const struct rp_scan *scan, const struct rp_phrase *cue, size_t end, struct rp_credit *ret)
{
    *ret = (struct rp_credit){.cue = cue->text, .start = raw_start(scan, end - cue->count), .langs = cue->langs,
                              .firm = (cue->flags & RP_PHRASE_FIRM) != 0};
}

static void set_behind(const struct rp_scan *scan, const struct rp_phrase *cue, size_t first, struct rp_credit *ret)
{
    *ret = (struct rp_credit){.cue = cue->text + strspn(cue->text, ", "), .end = scan->tokens->raw_end[first + cue->count - 1],
                              .langs = cue->langs, .behind = true,
                              .firm = (cue->flags & RP_PHRASE_FIRM) != 0};
}

/* "a" of "Azərtac-a": an ending behind a hyphen or a closing quote. */
static bool is_hyphen_suffix(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    if (i >= tokens->count || tokens->raw_end[i] - tokens->raw_start[i] > 8 || rp_scan_capital(scan, i) || tokens->weight[i] != 2)
        return false;
    struct rp_str gap = rp_scan_gap(scan, i);
    return gap.len > 0 && gap.len <= 3 && !rp_gap_has(gap, " \t\n\r/.,;") && !rp_gap_has_text(gap, "\u00A0") && !rp_gap_has_text(gap, "\u202F") &&
           gap.data[0] != '('; /* no space, nor one that does not break */
}

static bool is_year(const struct rp_scan *scan, size_t i)
{
    return rp_scan_number(scan, i) && scan->tokens->raw_end[i] - scan->tokens->raw_start[i] == 4;
}

bool rp_cue_agency_word(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_phrase *inside = rp_scan_backward(scan, group->end, RP_KIND(RP_PHRASE_AGENCY));
    if (inside != NULL && inside->count < group->end - group->first)
        return true;
    inside = rp_scan_forward(scan, group->first, RP_KIND(RP_PHRASE_AGENCY));
    if (inside != NULL && inside->count < group->end - group->first)
        return true;
    size_t end = group->end + is_hyphen_suffix(scan, group->end);
    if (end < scan->tokens->count && !rp_gap_has(rp_scan_gap(scan, end), ".,:;()\n\r/") && rp_scan_forward(scan, end, RP_KIND(RP_PHRASE_AGENCY)))
        return true;
    size_t first = group->first;
    for (unsigned n = 0; n < 3 && first > 0 && !rp_gap_breaks_sentence(rp_scan_gap(scan, first)); n++) {
        if (rp_scan_backward(scan, first, RP_KIND(RP_PHRASE_AGENCY)))
            return true;
        const struct rp_phrase *link = rp_scan_backward(scan, first, RP_KIND(RP_PHRASE_LINK));
        if (link == NULL)
            return false;
        first -= link->count;
    }
    return false;
}

/* "sagte Müller der dpa": a cue some words before a "to" word. */
static bool find_told(const struct rp_scan *scan, size_t end, struct rp_credit *ret)
{
    for (unsigned n = 0; n < TOLD_GAP && end > 0; n++, end--) {
        struct rp_str gap = rp_scan_gap(scan, end);
        if (rp_gap_breaks_sentence(gap) || rp_gap_has(gap, ":"))
            return false;
        const struct rp_phrase *told = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_TOLD));
        if (told != NULL) {
            set_before(scan, told, end, ret);
            ret->firm = true;
            return true;
        }
    }
    return false;
}

/* "لفرانس برس": the "to" word is the name's first letter. */
static bool begins_with_to(const struct rp_scan *scan, const struct rp_name *name)
{
    static const char lam[] = "ل";
    return name->raw_end - name->raw_start >= sizeof lam && memcmp(scan->raw.data + name->raw_start, lam, sizeof lam - 1) == 0;
}

bool rp_cue_before(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret, size_t *ret_end, bool *ret_told)
{
    size_t end = group->first;
    *ret_end = end;
    *ret_told = false;
    bool told = group->name[0].elided || begins_with_to(scan, &group->name[0]);
    for (unsigned n = 0; n <= LINKS; n++) {
        struct rp_str gap = rp_scan_gap(scan, end);
        if (rp_gap_has_text(gap, "©")) {
            const char *sign = scan->raw.data + (gap.data - scan->raw.data);
            while (memcmp(sign, "©", 2) != 0)
                sign++;
            *ret = (struct rp_credit){.cue = "©", .start = (uint32_t)(sign - scan->raw.data), .firm = true};
            return true;
        }
        if (end == 0 || rp_gap_breaks_sentence(gap) || (n > 0 && rp_gap_has(gap, ",:")))
            break;
        const struct rp_phrase *cue = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_BEFORE));
        if (cue != NULL) {
            set_before(scan, cue, end, ret);
            return true;
        }
        const struct rp_phrase *to = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_TO));
        told = told || to != NULL;
        const struct rp_phrase *link = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY));
        size_t step = link != NULL ? link->count : to != NULL ? to->count : is_year(scan, end - 1) ? 1 : 0;
        if (step == 0)
            break;
        end -= step;
    }
    *ret_told = told;
    *ret_end = end;
    return false;
}

bool rp_cue_farther(const struct rp_scan *scan, size_t end, bool told, bool agency, struct rp_credit *ret)
{
    if (told && find_told(scan, end, ret))
        return true;
    if (end == 0 || rp_gap_breaks_sentence(rp_scan_gap(scan, end)))
        return false;
    for (unsigned n = 0; agency && n < AGENCY_GAP && end > 1; n++) {
        end--;
        if (rp_gap_breaks_sentence(rp_scan_gap(scan, end)) || rp_gap_has(rp_scan_gap(scan, end), ",:"))
            return false;
        const struct rp_phrase *cue = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_BEFORE));
        if (cue != NULL) {
            set_before(scan, cue, end, ret);
            return true;
        }
    }
    return false;
}

static bool is_hyphen(struct rp_str gap)
{
    return gap.len == 1 && gap.data[0] == '-';
}

static bool ends_clause(struct rp_str gap)
{
    return rp_gap_breaks_sentence(gap) || rp_gap_has(gap, ",:()/") || rp_gap_dashes(gap);
}

/* "the state news agency, SANA, said": between commas. */
static bool is_apposition(const struct rp_scan *scan, const struct rp_group *group)
{
    return group->first > 0 && rp_gap_has(rp_scan_gap(scan, group->first), ",") &&
           rp_scan_backward(scan, group->first, RP_KIND(RP_PHRASE_AGENCY)) != NULL && !rp_gap_breaks_sentence(rp_scan_gap(scan, group->end));
}

/* "AFP photographer in the harbour said": a cue in two parts, with words of the same clause between. */
bool rp_cue_parted(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    size_t at = group->end;
    if (at >= scan->tokens->count || ends_clause(rp_scan_gap(scan, at)))
        return false;
    for (size_t last = at + 1; last < scan->tokens->count && last <= at + 1 + PARTED_GAP; last++) {
        struct rp_str gap = rp_scan_gap(scan, last);
        if (!is_hyphen(gap) && ends_clause(gap))
            return false;
        const struct rp_phrase *cue = rp_scan_parted(scan, at, last, RP_KIND(RP_PHRASE_AFTER));
        if (cue != NULL) {
            *ret = (struct rp_credit){.cue = cue->text, .end = scan->tokens->raw_end[last], .langs = cue->langs, .behind = true,
                                   .firm = (cue->flags & RP_PHRASE_FIRM) != 0};
            return true;
        }
    }
    return false;
}

/* "Reuters, which first reported": the table has this cue with its comma. */
static const struct rp_phrase *behind_comma(const struct rp_scan *scan, size_t at, struct rp_str gap)
{
    const struct rp_phrase *cue = gap.len <= 2 && rp_gap_has(gap, ",") ? rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_AFTER)) : NULL;
    return cue != NULL && cue->text[0] == ',' ? cue : NULL;
}

/* Behind "(SPA)" of "Saudi Press Agency (SPA) said"; `at` when no short bracket stands there. */
static size_t skip_bracket(const struct rp_scan *scan, size_t at)
{
    struct rp_str gap = rp_scan_gap(scan, at);
    bool opens = rp_gap_has(gap, "(") || rp_gap_has_text(gap, "（");
    if (!opens || rp_gap_has(gap, ".,:;)\n\r") || rp_gap_has_text(gap, "，") || rp_gap_has_text(gap, "）"))
        return at;
    for (size_t end = at + 1; end < scan->tokens->count && end <= at + BRACKET_GAP; end++)
        if (rp_gap_has(rp_scan_gap(scan, end), ")") || rp_gap_has_text(rp_scan_gap(scan, end), "）"))
            return end;
    return at;
}

/* "reported" behind "Reuters", "Fars news agency", "Azərtac-a". */
bool rp_cue_behind(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    size_t named = group->end + is_hyphen_suffix(scan, group->end), at = skip_bracket(scan, named);
    for (unsigned n = 0; n <= LINKS && at < scan->tokens->count; n++) {
        struct rp_str gap = rp_scan_gap(scan, at);
        if (n == 0 && at > named && gap.data[0] == ')') /* "）" is no sign that ends anything here */
            gap = (struct rp_str){gap.data + 1, gap.len - 1};
        const struct rp_phrase *relative = behind_comma(scan, at, gap);
        if (relative != NULL) {
            set_behind(scan, relative, at, ret);
            return true;
        }
        bool goes_on = n == 0 && (is_hyphen(gap) || is_apposition(scan, group)); /* "dpa-Informationen" */
        if (ends_clause(gap) && !goes_on)
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_AFTER) | (n == 0 ? RP_KIND(RP_PHRASE_LATER) : 0));
        if (cue != NULL && (cue->count == 1 || !rp_gap_has(rp_scan_gap(scan, at + 1), ","))) { /* not "Jane Doe, AP reporter, said" */
            set_behind(scan, cue, at, ret);
            return true;
        }
        const struct rp_phrase *link = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_DATE));
        if (link == NULL && !rp_scan_number(scan, at))
            break;
        at += link != NULL ? link->count : 1;
    }
    bool compound = is_hyphen(rp_scan_gap(scan, at)); /* "SPA-Anlage berichtet" */
    for (unsigned n = 0; !compound && n < LATER_GAP && at + 1 < scan->tokens->count; n++) {
        if (ends_clause(rp_scan_gap(scan, ++at)))
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_LATER));
        if (cue != NULL) {
            set_behind(scan, cue, at, ret);
            return true;
        }
    }
    return false;
}

/* A full stop before token i that is none of an abbreviation: "F.A.Z. mit dpa", "Jan E. Muster". */
static bool ends_sentence(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    struct rp_str gap = rp_scan_gap(scan, i);
    uint32_t start = tokens->raw_start[i - 1], end = tokens->raw_end[i - 1];
    bool stop = rp_gap_breaks_sentence(gap) && rp_gap_has(gap, ".!?") && !rp_gap_has(gap, "/"); /* "Quelle: hoe. /AFP" */
    return stop && end - start > 2 && memchr(scan->raw.data + start, '.', end - start) == NULL;
}

/* Does token i begin with a small letter in the middle of a sentence, as no label does: "teilte mit: ..."? */
static bool is_within(const struct rp_scan *scan, size_t i)
{
    char c = scan->raw.data[raw_start(scan, i)];
    struct rp_str gap = rp_scan_gap(scan, i);
    return c >= 'a' && c <= 'z' && i > 0 && !rp_gap_breaks_sentence(gap) && !rp_gap_has(gap, ".()[]/,:");
}

/* "Source AFP" behind a sentence: a label that lost its colon. What stands in a bracket, "(With Reuters)", is a tag. */
static bool stands_alone(const struct rp_scan *scan, const struct rp_group *group, const struct rp_phrase *label)
{
    size_t first = group->first - label->count;
    return rp_scan_capital(scan, first) && first > 0 && rp_gap_breaks_sentence(rp_scan_gap(scan, first)) &&
           !rp_gap_has(rp_scan_gap(scan, first), "([") &&
           rp_scan_gap(scan, group->first).len == 1 &&
           (group->end == scan->tokens->count || rp_scan_capital(scan, group->end) || rp_gap_breaks_line(rp_scan_gap(scan, group->end)));
}

/* "Quelle: ntv.de, mau/dpa", "Contributing: Jane Doe and John Roe, Harbour Post; and The Associated Press" */
bool rp_cue_label(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    size_t most = rp_gap_has(rp_scan_gap(scan, group->first), ",/") ? LIST_GAP : LABEL_GAP;
    bool names = true; /* nothing but names and what joins them */
    for (size_t end = group->first, n = 0; n <= (names ? NAMES_GAP : most) && end > 0; n++, end--) {
        struct rp_str gap = rp_scan_gap(scan, end);
        const struct rp_phrase *label = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LABEL));
        bool colon = rp_gap_has(gap, ":") || rp_gap_has_text(gap, "：") || (n == 0 && (rp_gap_breaks_line(gap) || rp_gap_has(gap, "|")));
        bool set_off = n > 0 || colon ? colon : label != NULL && stands_alone(scan, group, label);
        if (label != NULL && set_off && !is_within(scan, end - label->count)) {
            set_before(scan, label, end, ret);
            ret->langs |= RP_LANG_TAG;
            ret->firm = true;
            return true;
        }
        if (rp_gap_breaks_line(gap) || colon || ends_sentence(scan, end))
            return false;
        names = names && (rp_scan_capital(scan, end - 1) || rp_scan_capital(scan, end) || /* "Jane Doe in Harbour" */
                          rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_AND) | RP_KIND(RP_PHRASE_LINK)) != NULL);
    }
    return false;
}

/* Does the token before `end` end a word: something that is no token follows, or a day's sign stands before it ("6日电")? "通讯社" goes on. */
static bool ends_wire(const struct rp_scan *scan, size_t end)
{
    static const char day[] = "日";
    const struct rp_tokens *tokens = scan->tokens;
    if (end == tokens->count || rp_scan_gap(scan, end).len > 0)
        return true;
    size_t start = end > 1 ? tokens->raw_start[end - 2] : 0;
    return end > 1 && tokens->raw_end[end - 2] - start == sizeof day - 1 && memcmp(scan->raw.data + start, day, sizeof day - 1) == 0;
}

bool rp_cue_wire(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    const struct rp_tokens *tokens = scan->tokens;
    for (size_t at = group->end; at < tokens->count && at < group->end + 20; at++) {
        struct rp_str gap = rp_scan_gap(scan, at);
        if (rp_gap_breaks_sentence(gap) || rp_gap_has_text(gap, "，") || rp_gap_has(gap, ","))
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_WIRE));
        if (cue != NULL && tokens->weight[group->first] == 1 && ends_wire(scan, at + cue->count)) {
            *ret = (struct rp_credit){.cue = "dateline", .end = tokens->raw_end[at], .langs = RP_LANG_TAG, .behind = true, .structural = true,
                                   .firm = true};
            return true;
        }
    }
    return false;
}

/* Is the name in "共同通信の記者" or "haber ajansının" somebody's? */
static bool is_genitive(const struct rp_scan *scan, const struct rp_group *group)
{
    const struct rp_phrase *agency = rp_scan_forward(scan, group->end, RP_KIND(RP_PHRASE_AGENCY));
    return rp_scan_forward(scan, group->end, RP_KIND(RP_PHRASE_OF)) != NULL ||
           (agency != NULL && rp_scan_forward(scan, group->end + agency->count, RP_KIND(RP_PHRASE_OF)) != NULL);
}

/* Does the group, with agency words and links before it, begin a sentence, and has its last name no case ending? */
static bool is_subject(const struct rp_scan *scan, const struct rp_group *group)
{
    size_t first = group->first;
    for (unsigned n = 0; n < LINKS && first > 0 && !rp_gap_breaks_sentence(rp_scan_gap(scan, first)); n++) {
        const struct rp_phrase *link = rp_scan_backward(scan, first, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY));
        if (link == NULL)
            return false;
        first -= link->count;
    }
    bool begins = first == 0 || rp_gap_breaks_sentence(rp_scan_gap(scan, first));
    return begins && group->name[group->count - 1].raw_end == scan->tokens->raw_end[group->end - 1] && !is_hyphen_suffix(scan, group->end);
}

bool rp_cue_last(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    size_t end = group->end;
    if (!is_subject(scan, group) || is_genitive(scan, group))
        return false;
    while (end < scan->tokens->count && end - group->end < LAST_GAP && !rp_gap_breaks_sentence(rp_scan_gap(scan, end)))
        end++;
    const struct rp_phrase *cue = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LAST));
    if (cue == NULL || end - cue->count < group->end)
        return false;
    set_behind(scan, cue, end - cue->count, ret);
    return true;
}

/* Which agency a text credits.
 *
 * One pass finds the names (a table look-up a token, behind a bit filter). Around each group of names the cues are looked for: before it, behind it,
 * or the place says it (dateline, byline, tag line). What is no credit by any of these is a mere mention. */
#include "match/attribution.h"

#include "match/attribution_place.h"
#include "match/attribution_scan.h"
#include "reprint/limits.h"

#include <string.h>

enum { AGENCY_GAP = 6, TOLD_GAP = 12, LATER_GAP = 3, LABEL_GAP = 6, LAST_GAP = 80, BRACKET_GAP = 4, LINKS = 8 };

/* A credit of a group: what the cue is and where it begins and ends. */
struct credit {
    const char *cue; /* NULL: none */
    uint32_t start, end; /* before the names: from start; behind them: to end */
    uint64_t langs;
    bool behind, firm, structural;
};

static uint32_t raw_start(const struct rp_scan *scan, size_t token)
{
    return scan->tokens->raw_start[token];
}

static void set_before(const struct rp_scan *scan, const struct rp_phrase *cue, size_t end, struct credit *ret)
{
    *ret = (struct credit){.cue = cue->text, .start = raw_start(scan, end - cue->count), .langs = cue->langs,
                           .firm = (cue->flags & RP_PHRASE_FIRM) != 0};
}

static void set_behind(const struct rp_scan *scan, const struct rp_phrase *cue, size_t first, struct credit *ret)
{
    *ret = (struct credit){.cue = cue->text, .end = scan->tokens->raw_end[first + cue->count - 1], .langs = cue->langs, .behind = true,
                           .firm = (cue->flags & RP_PHRASE_FIRM) != 0};
}

/* "a" of "Azərtac-a": an ending behind a hyphen or a closing quote. */
static bool is_hyphen_suffix(const struct rp_scan *scan, size_t i)
{
    const struct rp_tokens *tokens = scan->tokens;
    if (i >= tokens->count || tokens->raw_end[i] - tokens->raw_start[i] > 8 || rp_scan_capital(scan, i) || tokens->weight[i] != 2)
        return false;
    struct rp_str gap = rp_scan_gap(scan, i);
    return gap.len > 0 && gap.len <= 3 && !rp_gap_has(gap, " \n\r/.,;") && gap.data[0] != '(';
}

static bool is_year(const struct rp_scan *scan, size_t i)
{
    return rp_scan_number(scan, i) && scan->tokens->raw_end[i] - scan->tokens->raw_start[i] == 4;
}

/* Does the group have an agency word beside it, or as a part of its name: "Tasnim news agency", "агентство ТАСС", "Saudi Press Agency"? */
static bool has_agency_word(const struct rp_scan *scan, const struct rp_group *group)
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
static bool find_told(const struct rp_scan *scan, size_t end, struct credit *ret)
{
    for (unsigned n = 0; n < TOLD_GAP && end > 0 && !rp_gap_breaks_sentence(rp_scan_gap(scan, end)); n++, end--) {
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

/* "citing", "according to the state news agency", "© 2018". When there is none: where the links before the name begin, and whether one is a
 * "to" word. */
static bool find_before(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret, size_t *ret_end, bool *ret_told)
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
            *ret = (struct credit){.cue = "©", .start = (uint32_t)(sign - scan->raw.data), .firm = true};
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

/* The same with other words between, where a "to" word or an agency word makes that safe. */
static bool find_farther(const struct rp_scan *scan, size_t end, bool told, bool agency, struct credit *ret)
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
static bool find_behind(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret)
{
    size_t named = group->end + is_hyphen_suffix(scan, group->end), at = skip_bracket(scan, named);
    for (unsigned n = 0; n <= LINKS && at < scan->tokens->count; n++) {
        struct rp_str gap = rp_scan_gap(scan, at);
        if (n == 0 && at > named && gap.data[0] == ')') /* "）" is no sign that ends anything here */
            gap = (struct rp_str){gap.data + 1, gap.len - 1};
        if (rp_gap_breaks_sentence(gap) || rp_gap_has(gap, ",:()/") || rp_gap_dashes(gap))
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_AFTER) | (n == 0 ? RP_KIND(RP_PHRASE_LATER) : 0));
        if (cue != NULL) {
            set_behind(scan, cue, at, ret);
            return true;
        }
        const struct rp_phrase *link = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_LINK) | RP_KIND(RP_PHRASE_AGENCY) | RP_KIND(RP_PHRASE_DATE));
        if (link == NULL && !rp_scan_number(scan, at))
            break;
        at += link != NULL ? link->count : 1;
    }
    for (unsigned n = 0; n < LATER_GAP && at + 1 < scan->tokens->count; n++) {
        struct rp_str gap = rp_scan_gap(scan, ++at);
        if (rp_gap_breaks_sentence(gap) || rp_gap_has(gap, ",:()/") || rp_gap_dashes(gap))
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_LATER));
        if (cue != NULL) {
            set_behind(scan, cue, at, ret);
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

/* "タス通信は…と報じた": in languages with the verb at the end. */
static bool find_last(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret)
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

/* "Quelle: ntv.de, mau/dpa" */
static bool find_label(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret)
{
    for (size_t end = group->first, n = 0; n <= LABEL_GAP && end > 0; n++, end--) {
        struct rp_str gap = rp_scan_gap(scan, end);
        const struct rp_phrase *label = rp_scan_backward(scan, end, RP_KIND(RP_PHRASE_LABEL));
        bool colon = rp_gap_has(gap, ":") || rp_gap_has_text(gap, "：") || (n == 0 && (rp_gap_breaks_line(gap) || rp_gap_has(gap, "|")));
        if (label != NULL && colon) {
            set_before(scan, label, end, ret);
            ret->langs |= RP_LANG_TAG;
            ret->firm = true;
            return true;
        }
        if (rp_gap_breaks_line(gap) || colon)
            return false;
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

/* "新华社北京6月6日电" */
static bool find_wire(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret)
{
    const struct rp_tokens *tokens = scan->tokens;
    for (size_t at = group->end; at < tokens->count && at < group->end + 20; at++) {
        struct rp_str gap = rp_scan_gap(scan, at);
        if (rp_gap_breaks_sentence(gap) || rp_gap_has_text(gap, "，") || rp_gap_has(gap, ","))
            return false;
        const struct rp_phrase *cue = rp_scan_forward(scan, at, RP_KIND(RP_PHRASE_WIRE));
        if (cue != NULL && tokens->weight[group->first] == 1 && ends_wire(scan, at + cue->count)) {
            *ret = (struct credit){.cue = "dateline", .end = tokens->raw_end[at], .langs = RP_LANG_TAG, .behind = true, .structural = true,
                                   .firm = true};
            return true;
        }
    }
    return false;
}

static bool find_place(const struct rp_scan *scan, const struct rp_group *group, struct credit *ret)
{
    uint32_t start = 0, end = 0;
    const char *cue = rp_place_credit(scan, group, &start, &end);
    if (cue == NULL)
        return false;
    *ret = (struct credit){.cue = cue, .start = start, .end = end, .langs = RP_LANG_TAG, .structural = true, .firm = true};
    return true;
}

/* The phrase under which a name of the group counts for this credit, or NULL. */
static const struct rp_phrase *admit(const struct rp_scan *scan, const struct rp_name *name, const struct credit *credit, bool agency)
{
    const struct rp_phrase *other = NULL;
    for (const struct rp_phrase *phrase = name->phrase; phrase != NULL; phrase = rp_name_next(scan, name, phrase)) {
        bool speaks = phrase->langs == 0 || (credit->langs == 0 && !credit->structural) || (phrase->langs & credit->langs) != 0;
        if (speaks && ((phrase->flags & RP_PHRASE_DOUBTFUL) == 0 || credit->firm || agency))
            return phrase;
        other = other == NULL && agency ? phrase : other;
    }
    return other;
}

/* The credits found, one an agency. */
struct found {
    struct rp_attribution *ret; /* borrowed, RP_LIMIT_ATTRIBUTIONS of them */
    bool structural[RP_LIMIT_ATTRIBUTIONS];
    size_t count;
};

static void record(struct found *found, const char *agency, const struct credit *credit, uint32_t start, uint32_t end)
{
    size_t i = 0;
    while (i < found->count && found->ret[i].agency != agency)
        i++;
    if (i == RP_LIMIT_ATTRIBUTIONS)
        return;
    if (i < found->count) {
        if (!found->structural[i] || credit->structural)
            return; /* an explicit cue takes the place of a dateline, else the first stays */
        for (size_t j = i + 1; j < found->count; j++) {
            found->ret[j - 1] = found->ret[j];
            found->structural[j - 1] = found->structural[j];
        }
        i = --found->count;
    }
    found->ret[i] = (struct rp_attribution){.agency = agency, .cue = credit->cue, .start = start, .end = end};
    found->structural[i] = credit->structural;
    found->count++;
}

static void record_group(const struct rp_scan *scan, const struct rp_group *group, const struct credit *credit, bool agency, struct found *found)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct rp_name *name = &group->name[i];
        const struct rp_phrase *phrase = admit(scan, name, credit, agency);
        if (phrase == NULL)
            continue;
        bool whole = credit->structural && !credit->behind;
        uint32_t start = credit->behind ? name->raw_start : whole && credit->end == 0 ? name->raw_start : credit->start;
        uint32_t end = credit->behind ? credit->end : whole && credit->end != 0 ? credit->end : name->raw_end;
        record(found, scan->agencies->agencies[phrase->agency].name, credit, start, end);
    }
}

static void judge_group(const struct rp_scan *scan, const struct rp_group *group, struct found *found)
{
    struct credit credit;
    if (rp_place_photo(scan, group))
        return;
    bool agency = has_agency_word(scan, group);
    bool told;
    size_t end;
    if (find_before(scan, group, &credit, &end, &told) || find_label(scan, group, &credit) || find_behind(scan, group, &credit) ||
        find_farther(scan, end, told, agency, &credit) || find_wire(scan, group, &credit) || find_last(scan, group, &credit) ||
        find_place(scan, group, &credit))
        record_group(scan, group, &credit, agency, found);
}

/* Where the next name of the group begins when only "/", ",", "and" and the like stand between; 0 when none does. */
static size_t next_in_group(const struct rp_scan *scan, size_t end)
{
    if (end >= scan->tokens->count)
        return 0;
    struct rp_str gap = rp_scan_gap(scan, end);
    if (gap.len > 4 || rp_gap_breaks_line(gap) || rp_gap_has(gap, "().:;"))
        return 0;
    const struct rp_phrase *and_word = rp_scan_forward(scan, end, RP_KIND(RP_PHRASE_AND));
    if (and_word != NULL)
        return end + and_word->count;
    bool joined = rp_gap_has(gap, "/,&+=-|") || rp_gap_has_text(gap, "、") || rp_gap_has_text(gap, "·") || rp_gap_has_text(gap, "，") ||
                  rp_gap_has_text(gap, "،");
    return joined ? end : 0;
}

static void collect_group(const struct rp_scan *scan, const struct rp_name *first, struct rp_group *ret)
{
    ret->name[0] = *first;
    ret->count = 1;
    ret->first = first->first;
    ret->end = first->end;
    while (ret->count < RP_GROUP_NAMES) {
        size_t next = next_in_group(scan, ret->end);
        struct rp_name name;
        if (next == 0 || next >= scan->tokens->count)
            return;
        const struct rp_phrase *the = rp_scan_forward(scan, next, RP_KIND(RP_PHRASE_LINK));
        if (!rp_scan_name(scan, next, &name) && (the == NULL || !(next + the->count < scan->tokens->count && rp_scan_name(scan, next + the->count, &name))))
            return;
        if (name.phrase->kind != RP_PHRASE_NAME)
            return;
        ret->name[ret->count++] = name;
        ret->end = name.end;
    }
}

size_t rp_attribution_find(const struct rp_agencies *agencies, const struct rp_tokens *tokens, struct rp_str raw, struct rp_attribution ret[])
{
    struct rp_scan scan = {tokens, raw, agencies != NULL ? agencies : &rp_agencies_builtin};
    struct found found = {.ret = ret};
    for (size_t i = 0; i < tokens->count;) {
        struct rp_name name;
        if (!rp_scan_may_be_name(&scan, i) || !rp_scan_name(&scan, i, &name)) {
            i++;
            continue;
        }
        i = name.end;
        if (name.phrase->kind != RP_PHRASE_NAME)
            continue;
        struct rp_group group;
        collect_group(&scan, &name, &group);
        judge_group(&scan, &group, &found);
        i = group.end;
    }
    for (size_t i = 1; i < found.count; i++)
        for (size_t j = i; j > 0 && ret[j - 1].start > ret[j].start; j--) {
            struct rp_attribution swap = ret[j];
            ret[j] = ret[j - 1];
            ret[j - 1] = swap;
        }
    return found.count;
}

/* Which agency a text credits.
 *
 * One pass finds the names (a table look-up a token, behind a bit filter). Around each group of names the cues are looked for: before it, behind it,
 * or the place says it (dateline, byline, tag line). What is no credit by any of these is a mere mention. */
#include "match/attribution.h"

#include "match/attribution_acronym.h"
#include "match/attribution_cue.h"
#include "match/attribution_filter.h"
#include "match/attribution_place.h"
#include "match/attribution_scan.h"
#include "reprint/limits.h"

#include <string.h>

static bool find_place(const struct rp_scan *scan, const struct rp_group *group, struct rp_credit *ret)
{
    uint32_t start = 0, end = 0;
    const char *cue = rp_place_credit(scan, group, &start, &end);
    if (cue == NULL)
        return false;
    *ret = (struct rp_credit){.cue = cue, .start = start, .end = end, .langs = RP_LANG_TAG, .structural = true, .firm = true};
    return true;
}

enum { OTHERS = 8 };

/* The credits found, one an agency. */
struct found {
    struct rp_attribution *ret; /* borrowed, RP_LIMIT_ATTRIBUTIONS of them */
    bool structural[RP_LIMIT_ATTRIBUTIONS];
    const char *spelling[RP_LIMIT_ATTRIBUTIONS]; /* by which it is known; of the table */
    size_t count;
    const char *other[OTHERS]; /* spellings that stand for something else in this text */
    size_t others;
};

static bool is_other(const struct found *found, const char *spelling)
{
    size_t i = 0;
    while (i < found->others && strcmp(found->other[i], spelling) != 0)
        i++;
    return i < found->others;
}

static void remove_credit(struct found *found, size_t i)
{
    for (found->count--; i < found->count; i++) {
        found->ret[i] = found->ret[i + 1];
        found->structural[i] = found->structural[i + 1];
        found->spelling[i] = found->spelling[i + 1];
    }
}

/* "Americans for Prosperity (AFP)": takes back what the text seemed to credit by these letters, and heeds them no more. */
static void set_other(struct found *found, const char *spelling)
{
    if (found->others < OTHERS && !is_other(found, spelling))
        found->other[found->others++] = spelling;
    for (size_t i = found->count; i-- > 0;)
        if (strcmp(found->spelling[i], spelling) == 0)
            remove_credit(found, i);
}

/* The phrase under which a name of the group counts for this credit, or NULL. */
static const struct rp_phrase *admit(const struct rp_scan *scan, const struct rp_name *name, const struct rp_credit *credit, bool agency)
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

static void record(const struct rp_scan *scan, struct found *found, const struct rp_phrase *name, const struct rp_credit *credit, uint32_t start,
                   uint32_t end)
{
    const char *agency = scan->agencies->agencies[name->agency].name;
    size_t i = 0;
    while (i < found->count && found->ret[i].agency != agency)
        i++;
    if (i == RP_LIMIT_ATTRIBUTIONS)
        return;
    if (i < found->count) {
        if (!found->structural[i] || credit->structural)
            return; /* an explicit cue takes the place of a dateline, else the first stays */
        remove_credit(found, i);
        i = found->count;
    }
    found->ret[i] = (struct rp_attribution){.agency = agency, .cue = credit->cue, .start = start, .end = end};
    found->structural[i] = credit->structural;
    found->spelling[i] = name->text;
    found->count++;
}

/* False when the credit is too weak for each name of the group. */
static bool record_group(const struct rp_scan *scan, const struct rp_group *group, const struct rp_credit *credit, bool agency, struct found *found)
{
    bool any = false;
    for (size_t i = 0; i < group->count; i++) {
        const struct rp_name *name = &group->name[i];
        const struct rp_phrase *phrase = admit(scan, name, credit, agency);
        if (phrase == NULL || is_other(found, phrase->text))
            continue;
        bool whole = credit->structural && !credit->behind;
        uint32_t start = credit->behind ? name->raw_start : whole && credit->end == 0 ? name->raw_start : credit->start;
        uint32_t end = credit->behind ? credit->end : whole && credit->end != 0 ? credit->end : name->raw_end;
        record(scan, found, phrase, credit, start, end);
        any = true;
    }
    return any;
}

/* A cue that is too weak for the names hides none of the others. */
static void judge_group(const struct rp_scan *scan, const struct rp_group *group, struct found *found)
{
    struct rp_credit credit;
    bool agency = rp_cue_agency_word(scan, group), picture = rp_place_picture_behind(scan, group), told;
    size_t end;
    if (rp_place_photo(scan, group))
        return;
    if (rp_cue_before(scan, group, &credit, &end, &told) && !(picture && strcmp(credit.cue, "©") == 0) &&
        record_group(scan, group, &credit, agency, found))
        return; /* "told AFP via telephone", but not "© AFP via Getty" */
    if (!picture && rp_cue_label(scan, group, &credit) && record_group(scan, group, &credit, agency, found))
        return;
    if (!picture && rp_cue_behind(scan, group, &credit) && record_group(scan, group, &credit, agency, found))
        return;
    if (rp_cue_parted(scan, group, &credit) && record_group(scan, group, &credit, agency, found))
        return; /* also "AFP photographer in the harbour said" */
    if (!picture && (rp_cue_farther(scan, end, told, agency, &credit) || rp_cue_wire(scan, group, &credit) || rp_cue_last(scan, group, &credit) ||
                     find_place(scan, group, &credit)))
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
        if (!rp_scan_name(scan, next, &name) &&
            (the == NULL || next + the->count >= scan->tokens->count || !rp_scan_name(scan, next + the->count, &name)))
            return;
        if (name.phrase->kind != RP_PHRASE_NAME)
            return;
        ret->name[ret->count++] = name;
        ret->end = name.end;
    }
}

/* "Michael Bloomberg": the last word of such a name alone is the person's too, where it is doubtful. */
static void heed_person(const struct rp_scan *scan, const struct rp_name *other, struct found *found)
{
    struct rp_name last;
    if (other->end - other->first > 1 && rp_scan_name(scan, other->end - 1, &last) && last.phrase->kind == RP_PHRASE_NAME &&
        (last.phrase->flags & RP_PHRASE_DOUBTFUL) != 0)
        set_other(found, last.phrase->text);
}

/* Returns where the search for names goes on. */
static size_t take_name(const struct rp_scan *scan, const struct rp_name *name, struct found *found)
{
    struct rp_group group;
    if (name->phrase->kind != RP_PHRASE_NAME) {
        heed_person(scan, name, found);
        return name->end;
    }
    collect_group(scan, name, &group);
    if (rp_acronym_is_other(scan, &group))
        set_other(found, name->phrase->text);
    else
        judge_group(scan, &group, found);
    return group.end;
}

static void sort_by_start(struct rp_attribution *credit, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && credit[j - 1].start > credit[j].start; j--) {
            struct rp_attribution swap = credit[j];
            credit[j] = credit[j - 1];
            credit[j - 1] = swap;
        }
}

size_t rp_attribution_find(const struct rp_agencies *agencies, const struct rp_tokens *tokens, struct rp_str raw, struct rp_attribution ret[])
{
    struct rp_scan scan = {tokens, raw, agencies != NULL ? agencies : &rp_agencies_builtin};
    struct found found = {.ret = ret};
    size_t place[RP_FILTER_BLOCK], next = 0;
    for (size_t start = 0; start < tokens->count; start += RP_FILTER_BLOCK) {
        unsigned places = rp_filter_block(&scan, start, place);
        for (unsigned k = 0; k < places; k++) {
            struct rp_name name;
            if (place[k] >= next && rp_scan_name(&scan, place[k], &name))
                next = take_name(&scan, &name, &found);
        }
    }
    sort_by_start(ret, found.count);
    return found.count;
}

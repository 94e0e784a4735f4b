/* What came together, held against the labels. */
#include "batch/evalset.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct place {
    uint64_t story;
    uint32_t place, number;
};

/* The worst misjudged pairs so far. */
struct worst {
    struct rp_misjudged *pairs; /* owned */
    size_t count, max;
};

static double containment(const struct rp_misjudged *pair)
{
    return pair->explained.containment_of_new > pair->explained.containment_of_old ? pair->explained.containment_of_new
                                                                                   : pair->explained.containment_of_old;
}

static const struct rp_found *find_match(const struct rp_evalset *set, uint32_t earlier, uint32_t later)
{
    const struct rp_doc *doc = &set->docs[later];
    for (uint32_t i = 0; i < doc->found_count; i++)
        if (doc->found[i].of == earlier)
            return &doc->found[i];
    return NULL;
}

static bool is_copy(const struct rp_found *found)
{
    return found != NULL && found->explained.verdict != RP_VERDICT_UNIQUE && found->explained.verdict != RP_VERDICT_PARTIAL;
}

/* Keeps a pair if it is among the worst; pairs come in the order of arrival. */
static void note(struct worst *worst, const struct rp_evalset *set, uint32_t earlier, uint32_t later,
                 const struct rp_pair *label)
{
    const struct rp_found *found = find_match(set, earlier, later);
    struct rp_misjudged pair = {.a = rp_ids_get(&set->ids, earlier),
                                .b = rp_ids_get(&set->ids, later),
                                .listed = label != NULL,
                                .trap = label != NULL && label->trap,
                                .earlier = earlier,
                                .later = later,
                                .matched = found != NULL};
    if (found != NULL)
        pair.explained = found->explained;
    size_t at = worst->count;
    while (at > 0 && containment(&worst->pairs[at - 1]) < containment(&pair))
        at--;
    if (at == worst->max)
        return;
    if (worst->count < worst->max)
        worst->count++;
    memmove(worst->pairs + at + 1, worst->pairs + at, (worst->count - at - 1) * sizeof *worst->pairs);
    worst->pairs[at] = pair;
}

static double share(uint64_t part, uint64_t of)
{
    return of > 0 ? (double)part / (double)of : 1;
}

static void finish(struct rp_score *score)
{
    score->recall = share(score->found, score->copies);
    score->precision = share(score->found, score->found + score->wrong);
    score->f1 = score->recall + score->precision > 0
                    ? 2 * score->recall * score->precision / (score->recall + score->precision)
                    : 0;
}

/* Is a pair scored at all? */
static bool counts(const struct rp_evalset *set, uint32_t a, uint32_t b)
{
    return !set->new_sources || set->docs[a].source != set->docs[b].source;
}

/* A pair that came together. True when it is wrong. */
static bool count_together(struct rp_score *score, const struct rp_pair *label)
{
    if (label != NULL && label->label != RP_LABEL_NOT)
        return false;
    score->wrong++;
    score->traps_joined += label != NULL && label->trap;
    return true;
}

bool rp_evalset_together(const struct rp_evalset *set, const struct rp_pair *pair)
{
    const struct rp_doc *a = &set->docs[pair->a], *b = &set->docs[pair->b];
    return a->added && b->added && a->story == b->story;
}

/* The labels one by one: what should have come together. */
static void score_labels(const struct rp_evalset *set, struct rp_eval_report *report, struct worst *missed)
{
    for (size_t i = 0; i < set->labels.count; i++) {
        const struct rp_pair *label = &set->labels.pairs[i];
        bool in_order = set->docs[label->a].place < set->docs[label->b].place;
        uint32_t earlier = in_order ? label->a : label->b, later = in_order ? label->b : label->a;
        const struct rp_doc *new_doc = &set->docs[later];
        bool together = rp_evalset_together(set, label);
        report->skipped += label->label == RP_LABEL_SKIP;
        if (!counts(set, label->a, label->b))
            continue;
        report->stories.traps += label->trap && label->label == RP_LABEL_NOT;
        if (label->label != RP_LABEL_COPY)
            continue;
        report->stories.copies++;
        report->stories.found += together;
        report->matches.found += is_copy(find_match(set, earlier, later));
        report->first_copies += new_doc->first_of_source;
        report->first_found += new_doc->first_of_source && together;
        if (!together)
            note(missed, set, earlier, later, label);
    }
    report->matches.copies = report->stories.copies;
    report->matches.traps = report->stories.traps;
}

static int by_story(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->story != b->story)
        return a->story < b->story ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

/* Every pair within a story: what should not have come together. `places` has room for all documents; `joined` may be NULL. */
static void score_stories(const struct rp_evalset *set, struct place *places, struct rp_score *score, struct worst *joined)
{
    size_t count = 0;
    for (uint32_t i = 0; i < set->ids.count; i++)
        if (set->docs[i].added)
            places[count++] = (struct place){set->docs[i].story, set->docs[i].place, i};
    if (count > 0)
        qsort(places, count, sizeof *places, by_story);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && places[j].story == places[i].story; j++) {
            const struct rp_pair *label = rp_labels_find(&set->labels, places[i].number, places[j].number);
            if (counts(set, places[i].number, places[j].number) && count_together(score, label) && joined != NULL)
                note(joined, set, places[i].number, places[j].number, label);
        }
}

static void score_matches(const struct rp_evalset *set, struct rp_eval_report *report)
{
    for (uint32_t i = 0; i < set->ids.count; i++)
        for (uint32_t j = 0; j < set->docs[i].found_count; j++) {
            const struct rp_found *found = &set->docs[i].found[j];
            if (is_copy(found) && counts(set, found->of, i))
                count_together(&report->matches, rp_labels_find(&set->labels, found->of, i));
        }
}

enum rp_status rp_evalset_score(struct rp_evalset *set, size_t show, struct rp_eval_report *report,
                                struct rp_error *error)
{
    struct place *places = rp_alloc_zeroed(set->ids.count, sizeof *places);
    struct worst missed = {.max = show, .pairs = rp_alloc_zeroed(show, sizeof *missed.pairs)};
    struct worst joined = {.max = show, .pairs = rp_alloc_zeroed(show, sizeof *joined.pairs)};
    report->missed = missed.pairs;
    report->joined = joined.pairs;
    if (places == NULL || missed.pairs == NULL || joined.pairs == NULL) {
        rp_free(places);
        return rp_fail_memory(error);
    }
    score_labels(set, report, &missed);
    score_stories(set, places, &report->stories, &joined);
    score_matches(set, report);
    rp_free(places);
    report->missed_count = missed.count;
    report->joined_count = joined.count;
    finish(&report->stories);
    finish(&report->matches);
    report->first_recall = share(report->first_found, report->first_copies);
    return RP_OK;
}

enum rp_status rp_evalset_score_stories(const struct rp_evalset *set, struct rp_score *ret, struct rp_error *error)
{
    struct place *places = rp_alloc_zeroed(set->ids.count, sizeof *places);
    if (places == NULL)
        return rp_fail_memory(error);
    *ret = (struct rp_score){0};
    for (size_t i = 0; i < set->labels.count; i++) {
        const struct rp_pair *label = &set->labels.pairs[i];
        bool copy = label->label == RP_LABEL_COPY && counts(set, label->a, label->b);
        ret->copies += copy;
        ret->found += copy && rp_evalset_together(set, label);
    }
    score_stories(set, places, ret, NULL);
    rp_free(places);
    finish(ret);
    return RP_OK;
}

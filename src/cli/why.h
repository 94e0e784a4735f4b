/* Why two articles were judged as they were, for a person. */
#ifndef RP_CLI_WHY_H
#define RP_CLI_WHY_H

#include "cli/paragraph.h"
#include "match/judge.h"
#include "match/judged.h"

/* A share in percent, for "%d %%". */
int rp_percent(double share);

/* The rule in words, its name, and the threshold it wants: `thresholds` NULL when those are not known. */
void rp_why_rule(struct rp_paragraph *paragraph, const struct rp_judged *judged, const struct rp_thresholds *thresholds);
/* What speaks against a copy: the figures of a template or a module. Nothing when nothing does. */
void rp_why_refusal(struct rp_paragraph *paragraph, const struct rp_judged *judged);
/* The numbers that differ, as they stand in both texts: "3 May -> 4 June". Nothing when there are none, or a text is too short to hold them. */
void rp_why_numbers(struct rp_paragraph *paragraph, const struct rp_judged *judged, struct rp_str new_text, struct rp_str old_text);
/* How many words of the two were left out, and why. Nothing when none were. NULL: not known. */
void rp_why_dropped(struct rp_paragraph *paragraph, const struct rp_dropped *of_new, const struct rp_dropped *of_old);

/* Where: the first stretches that were left out, as they stand in the text. Nothing when a text is too short to hold them. */
void rp_why_stretches(struct rp_paragraph *paragraph, const struct rp_dropped *dropped, struct rp_str text);

#endif

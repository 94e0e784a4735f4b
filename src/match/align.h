/* Where two texts say the same: the aligned runs of equal shingles of two tokenised texts, and the counts that containment and
 * resemblance are made of. */
#ifndef RP_MATCH_ALIGN_H
#define RP_MATCH_ALIGN_H

#include "match/noise.h"
#include "reprint/compare.h"
#include "reprint/status.h"
#include "text/shingles.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One text as it enters a match; everything borrowed. */
struct rp_side {
    struct rp_str raw;
    const struct rp_tokens *tokens;
    const struct rp_shingles *shingles;
    const uint8_t *repeats; /* for each shingle position, in how many other articles of its source the shingle stands; NULL: none is known */
    bool other_counted;     /* the other text is of that source, and among those counted where it has the shingle */
};

/* A shingle is boilerplate when its source has it in at least this many articles beside the two that are compared. */
enum { RP_BOILERPLATE_REPEATS = 2 };
static inline bool rp_is_repeated(const struct rp_side *side, size_t position)
{
    return side->repeats != NULL && side->repeats[position] >= RP_BOILERPLATE_REPEATS;
}
/* The same for each shingle, as 0 or 1. */
void rp_find_repeated(const struct rp_side *side, uint8_t *ret);

/* A run: tokens new_start .. new_start + tokens of one text equal those from old_start of the other. Runs come in the order of the new text and do
 * not overlap in it. */
struct rp_run {
    uint32_t new_start, old_start;
    uint32_t tokens;
};

/* Which words of a text are no running text (match/noise.h). */
struct rp_noise {
    uint8_t *of; /* owned; for each token */
    uint8_t *shingle; /* behind them, for each shingle: it begins and ends in such words, beside a body */
    size_t cap;
    bool has_body;
};

/* Memory that matching reuses from pair to pair, and the result for the last pair. */
struct rp_alignment {
    uint32_t shared, new_shingles, old_shingles; /* distinct, boilerplate and noise left out */
    uint32_t new_left_out, old_left_out;         /* those */
    uint64_t tokens, weight; /* of both texts: a word weighs 2, a code point of a script without spaces 1 */
    struct rp_run *runs;                         /* owned */
    size_t run_count, run_cap;
    struct rp_passage *passages; /* owned; in the order of the new text, at most RP_LIMIT_PASSAGES (the longest) */
    size_t passage_count, passage_cap;
    uint64_t *bits; /* owned: two bits for each shingle of the new text; `words` of them are in use */
    size_t words;
    uint32_t *numbers; /* owned: for each position of the new text, where its shingle stands first: its number; and `table` behind them */
    uint32_t *table;   /* numbers by hash */
    size_t mask;
    uint32_t *next;  /* owned: chain of the old text's positions with the same shingle; behind it the four below */
    uint32_t *heads; /* for each number, where its chain begins */
    uint32_t *old_met, *old_numbers; /* positions of the old text that are in chains, and whose: from old_first to before old_end */
    uint32_t *new_met; /* positions of the new text that may begin a run, `start_count` of them */
    size_t old_first, old_end, start_count;
    uint32_t *first; /* owned: for each position of the new text, where its chain begins */
    uint32_t new_own; /* what of new_shingles counts whatever the old text is */
    uint64_t new_weight;
    struct rp_noise new_noise, old_noise;
    uint8_t *hit;     /* owned: for each number, 1 where it is shared */
    uint8_t *dropped; /* owned: for each position of the new text: 1 where the shingle is boilerplate */
    uint8_t *marks;   /* owned: for each token: what is asked for last */
    size_t bits_cap, numbers_cap, next_cap, first_cap, hit_cap, dropped_cap, marks_cap;
};

void rp_alignment_init(struct rp_alignment *alignment);
void rp_alignment_done(struct rp_alignment *alignment);

/* What is to be known of a new text before it is matched, once for all old ones. RP_NO_MEMORY. */
enum rp_status rp_align_new(struct rp_alignment *alignment, const struct rp_side *new_side);
/* Matches new_side against old_side. Only shingles that are no boilerplate count and start runs; a run goes on through the others.
 * RP_NO_MEMORY. */
enum rp_status rp_align(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side);
/* The same in two steps, for pairs of which the counts say enough: the counts, with no runs and passages (RP_NO_MEMORY); and these. */
enum rp_status rp_align_count(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side);
void rp_align_runs(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side);

/* The longest stretch of words that is one text's own, the new one's or the old one's: no shared run of `phrase` words or more in it; words of
 * shorter runs and boilerplate are not counted. Uses scratch of the alignment. */
uint32_t rp_alignment_own_stretch(struct rp_alignment *alignment, const struct rp_side *side, bool is_new, uint32_t phrase);

/* For each shingle of a side, the enum rp_drop_reason for which it does not count; in scratch, as below. */
const uint8_t *rp_alignment_reasons(struct rp_alignment *alignment, const struct rp_side *side, bool is_new);
/* For each token of a side, 1 where boilerplate begins; in scratch that the next call uses anew. */
const uint8_t *rp_alignment_left_out(struct rp_alignment *alignment, const struct rp_side *side, bool is_new);

/* Words of the longest passage; 0 when there is none. */
uint32_t rp_alignment_longest(const struct rp_alignment *alignment);
/* Is at least half of what is shared running text, and no menus, links or headings? */
bool rp_alignment_is_text(const struct rp_alignment *alignment);

/* The tokens that so many words are in these texts: twice as many code points where a script has no spaces. */
uint32_t rp_alignment_words(const struct rp_alignment *alignment, uint32_t words);

double rp_alignment_of_new(const struct rp_alignment *alignment); /* containment of the new text in the old one; 0 for no shingles */
double rp_alignment_of_old(const struct rp_alignment *alignment);
double rp_alignment_resemblance(const struct rp_alignment *alignment);

/* Gaps of at most this many tokens on both sides do not end a passage. */
enum { RP_ALIGN_GAP = 8 };

/* The tokens between run i - 1 and run i: true when both gaps are in 0 .. RP_ALIGN_GAP and the runs are in the same order in both
 * texts. ret_*_gap: first token of the gap and length. */
struct rp_gap {
    uint32_t new_start, new_len, old_start, old_len;
};
int rp_alignment_gap(const struct rp_alignment *alignment, size_t i, struct rp_gap *ret);

#endif

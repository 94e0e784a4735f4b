/* Pairs that share much text and are no copies: a form filled with other facts, a module of the page. */
#ifndef RP_MATCH_REFUSE_H
#define RP_MATCH_REFUSE_H

#include "match/align.h"

#include <stdbool.h>

/* True when the aligned texts are one template with other facts: in the short gaps between shared runs both sides carry numbers and share none, at least three times and once per
 * 100 shared shingles, and less than 3/4 of the rarer side's numbers are shared in all. `numbers` is scratch. */
struct rp_numbers {
    uint64_t *hash; /* owned */
    size_t cap;
    /* What the last call found. */
    uint32_t substitutions;
    double shared; /* of the rarer side's numbers; 1 when too few substitutions made it needless */
    uint32_t example_count;
    struct rp_substitution examples[RP_LIMIT_SUBSTITUTIONS]; /* the first ones */
};
enum rp_status rp_refuse_template(const struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side,
                                  struct rp_numbers *numbers, bool *ret);
void rp_numbers_done(struct rp_numbers *numbers);

/* Words of a title, as token hashes: sorted, distinct, at most RP_TITLE_WORDS of them. */
enum { RP_TITLE_WORDS = 24, RP_TITLE_LAST_WORDS = 6 };
struct rp_title {
    uint32_t count;
    uint64_t word[RP_TITLE_WORDS];
    uint32_t last_count; /* words behind the last " - " or " | " of the title, in their order: the name of the site or of a section */
    uint64_t last[RP_TITLE_LAST_WORDS];
    uint64_t address; /* hash of the URL when the title is only the first line, at an address; else 0 */
};
/* The words of an article's title, or of the first line (of its first KiB) of its text when it has none. `scratch` is filled anew. Fails as
 * rp_tokenise does. */
enum rp_status rp_title_of(struct rp_tokens *scratch, const struct rp_article *article, struct rp_title *ret, struct rp_error *error);
/* Removes the words that `common` says are in half of the source's titles. */
void rp_title_without(struct rp_title *title, const uint64_t *common, size_t count);
/* Share of the longer title's words that the other has, an equal last part left out of both; 0 when neither has any, and for one word of several. */
double rp_title_shared(const struct rp_title *a, const struct rp_title *b);
struct rp_titles {
    struct rp_title of_new, of_old;
};
/* Is that enough for two titles of one article? Two thirds. */
bool rp_titles_same(double titles_shared);
/* True when equal titles say little: both are only the first lines of texts that are not at one address, which may be the head of the site's pages. */
bool rp_titles_are_weak(const struct rp_article *a, const struct rp_article *b);

/* Do two articles of one source with different titles share a part of the page: one passage makes up 70 % of all shared text (a gallery, a teaser, a
 * sidebar) and is not one text under a new headline, or both texts say 50 words of their own before anything that they share (see-also links, a footer), or
 * what they share is a frame around one stretch of 50 words or more that holds 3/4 of each one's own (a menu before it, a footer behind it)? Shared set
 * phrases of less than 12 words may stand anywhere. Two articles under one weak title are refused for the frame only. Returns the rule, or RP_RULE_NONE. */
enum rp_rule rp_refuse_module(const struct rp_alignment *alignment, double titles_shared, bool titles_weak, bool new_headline,
                              bool two_bodies);
/* Has each of the two texts a stretch of 50 words of its own? Then equal titles are those of a column or of a site, and make no version. */
bool rp_have_two_bodies(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_side *old_side);

/* True when two articles of one source are one text under two headlines: one passage is at least 100 words long or the old text stands whole in the new
 * one (C >= .8), most of what is shared is running text, one of the texts has no stretch of 50 words of its own, and the titles have a quarter of the
 * longer one's words in common; or, when each text stands in the other (C >= .9), half of each title's words stand in the shared text. Equal weak titles
 * are the head of a page and no headlines. */
bool rp_is_new_headline(struct rp_alignment *alignment, const struct rp_side *new_side, const struct rp_titles *titles, bool titles_weak,
                        bool two_bodies);

#endif

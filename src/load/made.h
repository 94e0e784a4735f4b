/* Made-up articles: any number of them, with realistic words, lengths, sources and boilerplate, and known copies at known containment.
 *
 * Article number i is a function of the options and i: any thread makes any article at any time, and it has the same bytes on every machine. */
#ifndef RP_LOAD_MADE_H
#define RP_LOAD_MADE_H

#include "base/buf.h"
#include "load/words.h"
#include "reprint/article.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Defaults in brackets. */
struct rp_made_options {
    uint64_t seed;         /* [1] */
    uint32_t median;       /* [3000] bytes of an article, 100 .. 100,000 */
    uint32_t copies;       /* [1500] of 10,000 articles */
    uint32_t sources;      /* [500] 1 .. 10,000 */
    enum rp_script script; /* [latin] */
};
void rp_made_options_default(struct rp_made_options *ret);

/* What all articles have in common; it does not change: any thread may use it, many at once. */
struct rp_maker;
/* RP_BAD_ARGUMENT: an option is out of its range; RP_NO_MEMORY. */
enum rp_status rp_maker_create(const struct rp_made_options *options, struct rp_maker **ret);
void rp_maker_free(struct rp_maker *maker); /* NULL is allowed */

/* An article and the truth about it. */
struct rp_made {
    struct rp_article article; /* id, source, title, published, url, text: borrowed from here until the next rp_make */
    uint64_t number;
    bool is_copy;
    uint64_t original;    /* of a copy: the number of the article that it takes from, which is none */
    uint32_t containment; /* of a copy: hundredths of its own body that stand in the original's */
    bool is_edited;       /* one in a hundred of the words taken is another, which is five in a hundred of the shingles */
    struct rp_buf text, other; /* owned, reused */
    char id[24], source[24], published[24], url[64];
};
void rp_made_init(struct rp_made *made);
void rp_made_done(struct rp_made *made);

/* The article of that number, below 2^40. RP_NO_MEMORY. */
enum rp_status rp_make(const struct rp_maker *maker, uint64_t number, struct rp_made *made);

#endif

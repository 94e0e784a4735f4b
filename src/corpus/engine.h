/* The inside of a corpus, shared by the files of this room. One thread owns all of it. */
#ifndef RP_CORPUS_ENGINE_H
#define RP_CORPUS_ENGINE_H

#include "corpus/answer.h"
#include "corpus/common.h"
#include "corpus/kept.h"
#include "corpus/postings.h"
#include "corpus/prepare.h"
#include "corpus/records.h"
#include "corpus/sources.h"
#include "corpus/stories.h"
#include "corpus/tally.h"
#include "match/dropped.h"
#include "match/judge.h"
#include "reprint/corpus.h"
#include "reprint/limits.h"

enum {
    RP_INDEX_KEYS_MAX = RP_KEYS_MOST, /* more than a fingerprint has: an article that stands in a long text must share some with it */
    RP_KEYS_LOOKED_UP = RP_INDEX_KEYS_MAX + 1, /* and the exact key */
    RP_HITS_MAX = RP_KEYS_LOOKED_UP * RP_LIMIT_POSTINGS
};

/* What is found out about an article before anything is changed. All arrays are scratch of the corpus. */
struct rp_findings {
    uint64_t keys[RP_KEYS_LOOKED_UP]; /* of the shingles that are not boilerplate, ascending, and behind them the exact one */
    uint8_t listed[RP_KEYS_LOOKED_UP]; /* how many articles the index has for each */
    uint32_t key_count;                /* without the exact one */
    size_t match_count;
    struct rp_match matches[RP_LIMIT_CANDIDATES]; /* best first */
    struct rp_dropped dropped;                    /* of the new text, against the best match */
    uint32_t slots[RP_LIMIT_CANDIDATES];          /* of the matched articles */
    bool versions[RP_LIMIT_CANDIDATES];           /* the two are one article of one source: the same URL, title or text */
    bool placed;                                  /* the article says itself which story it is in (same_story_as): */
    uint32_t placed_in;                           /* that one; RP_STORY_NONE: one of its own */
    int link;                                     /* the match by which the article is tied to its story first; -1: none, and it founds one unless it is placed */
    bool tied[RP_LIMIT_CANDIDATES];               /* matches that carry the same text into their stories: these are one */
    struct rp_tie old_ties[RP_LIMIT_CANDIDATES];  /* what is shared, in the matched article; of copies only */
    struct rp_tie tie;                            /* and in the new one, with all that are tied */
};

struct rp_heir {
    uint32_t slot; /* RP_SLOT_NONE: none is needed */
    uint32_t key_count;
    uint64_t keys[RP_KEYS_LOOKED_UP]; /* as in the findings */
};

/* The articles that an expiry is to forget, by seq: found once, forgotten by parts. */
struct rp_expiry {
    int64_t before_ms;
    struct rp_expiring *articles; /* owned */
    size_t count, next;
    bool stale; /* an article came that is older than before_ms */
};

/* Of a corpus that is being loaded: where each indexed article is, by number; and postings that go into the index together. */
struct rp_loaded {
    uint64_t number;
    uint32_t slot;
    bool indexed; /* its keys have come */
};
struct rp_loading {
    struct rp_loaded *articles; /* owned */
    size_t count, next;
    struct rp_table_entry *entries; /* owned */
    size_t entry_count, entry_cap;
    uint64_t records, stories, postings; /* that are to come */
};

struct rp_corpus {
    struct rp_corpus_options options;
    struct rp_thresholds thresholds;
    struct rp_records records;
    struct rp_stories stories;
    struct rp_sources sources;
    struct rp_postings postings;
    struct rp_common common;
    uint64_t next_seq;
    struct rp_corpus_stats counters; /* the ones that only grow */
    uint64_t indexed;

    struct rp_workspace *workspace; /* owned, for rp_corpus_add and rp_corpus_check */
    struct rp_prepared *prepared;   /* owned, for the same */
    struct rp_workspace *new_text, *old_text; /* owned: the two texts of the pair in hand */
    struct rp_alignment alignment;
    struct rp_numbers numbers;
    uint8_t *repeats[2]; /* owned: of the shingles of the two texts, as in struct rp_side */
    size_t repeats_cap[2];
    uint64_t *kept; /* owned: shingles of the new text that are not boilerplate */
    size_t kept_cap;
    uint32_t *hits; /* owned, RP_HITS_MAX */
    struct rp_tally tally; /* of the hits; owned */
    struct rp_match_parts *parts; /* owned: RP_LIMIT_CANDIDATES, what the matches of the findings point to */
    struct rp_kept_room *kept_room; /* owned, for questions */
    struct rp_findings findings;
    struct rp_heir heir;
    struct rp_expiry expiry;
    struct rp_loading loading;
};

struct rp_thresholds rp_thresholds_of(const struct rp_corpus_options *options);

/* Room for the counts of a text's shingles in corpus->repeats[which], which is returned; NULL when memory is out. */
uint8_t *rp_corpus_repeats(struct rp_corpus *corpus, int which, size_t count);
/* A set of distinct shingles, and the keys of it, ascending; none when they are not known. */
struct rp_keyed {
    const uint64_t *shingles, *keys;
    size_t count;
    uint32_t key_count;
};
/* The index keys of a set of shingles: those that are no boilerplate of the source. `title` is that of a new article, NULL for one that is in the corpus.
 * RP_NO_MEMORY. */
enum rp_status rp_corpus_keys(struct rp_corpus *corpus, uint32_t source, const struct rp_title *title, const struct rp_keyed *set,
                              uint64_t ret[RP_INDEX_KEYS_MAX], uint32_t *ret_count);
/* Tokenises and shingles a text that passed before. RP_NO_MEMORY. */
enum rp_status rp_corpus_read(struct rp_workspace *text, struct rp_str raw);

/* Fills corpus->findings for an article. `replaces` is the slot of the version that it replaces, or RP_SLOT_NONE. RP_NO_MEMORY, and as rp_records_article. */
enum rp_status rp_corpus_search(struct rp_corpus *corpus, const struct rp_prepared *prepared, uint32_t replaces, struct rp_error *error);

/* Then decides which of the matches tie the article to a story. */
void rp_corpus_link(struct rp_corpus *corpus, const struct rp_article *article);
/* The stories that the article is in, each once, that of the link first; returns how many. More than one: they are to be merged. */
size_t rp_corpus_linked_stories(const struct rp_corpus *corpus, uint32_t ret[RP_LIMIT_CANDIDATES]);

/* Puts an article of a story into the index; reserve first. Keys as in the findings. */
void rp_corpus_index(struct rp_corpus *corpus, uint32_t slot, const uint64_t *keys, const uint8_t *listed, uint32_t key_count);

/* Forgetting the article in a slot: first what can fail, then the change. When the last indexed member of a story goes, its first other member
 * is indexed in its place: the heir. RP_NO_MEMORY, and as rp_records_article. */
enum rp_status rp_corpus_plan_forget(struct rp_corpus *corpus, uint32_t slot, struct rp_error *error);
void rp_corpus_forget(struct rp_corpus *corpus, uint32_t slot);

uint64_t rp_corpus_bytes(const struct rp_corpus *corpus);
/* Bytes that the vault must have room for before an article is indexed, and one more is forgotten. */
enum { RP_VAULT_KEYS_BYTES = RP_KEYS_LOOKED_UP * sizeof(uint32_t) + 64 };

static inline struct rp_story_context rp_corpus_story_context(struct rp_corpus *corpus)
{
    return (struct rp_story_context){&corpus->records, &corpus->stories.credits, &corpus->sources, corpus->options.agencies};
}

#endif

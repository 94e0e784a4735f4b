/* What a job remembers of each article, and which article of each story it keeps. Private to dedup. */
#ifndef RP_BATCH_KEEP_H
#define RP_BATCH_KEEP_H

#include "batch/dedup.h"
#include "batch/ids.h"

struct rp_kept {
    uint64_t seq, story; /* of a founder: the story that its own has become part of */
    uint64_t line, hash;  /* of the piece in its file */
    int64_t published_ms; /* INT64_MAX when absent */
    uint32_t file, text_bytes;
    uint32_t chosen; /* number of the article of its story that is kept; see rp_keepers_kept */
    enum rp_verdict verdict;
    enum rp_verdict merged_by; /* of a founder: that of the article which made its story part of another; UNIQUE: none */
};

struct rp_keepers {
    struct rp_ids ids;        /* an article's number is that of its id: the order of the input */
    struct rp_kept *articles; /* owned, ids.count of them */
    size_t cap;
    uint64_t before; /* articles up to this seq were in the corpus before the job: not of it, and kept already */
    bool shared;     /* somebody else may have changed the corpus between the articles of the job: what he has added is not of it either */
    struct rp_ids old_stories, old_kept; /* stories of such articles, and which of them is kept in the same order */
};

void rp_keepers_init(struct rp_keepers *keepers);
void rp_keepers_done(struct rp_keepers *keepers);
/* Remembers one more, with a larger seq than those before. RP_EXISTS, RP_LIMIT, RP_NO_MEMORY. */
enum rp_status rp_keepers_add(struct rp_keepers *keepers, struct rp_str id, const struct rp_kept *article);
/* The stories that the article last added has made one, as its answer says. */
void rp_keepers_merge(struct rp_keepers *keepers, const struct rp_answer *answer);
/* Sets `story` as it is at the end, `chosen` of every article, and the counts of stories, kept and removed. `corpus` says which article is the
 * original of a story at the end, and what is there that is not of the job: of a story that was founded by such an article, one of those is kept, and none of the job. */
enum rp_status rp_keepers_choose(struct rp_keepers *keepers, enum rp_keep keep, struct rp_corpus *corpus,
                                 struct rp_dedup_report *report, struct rp_error *error);
/* The id of the article that is kept of the story of this one. */
struct rp_str rp_keepers_kept(const struct rp_keepers *keepers, uint32_t number);
/* Why an article that is not kept is a copy: its own verdict, or, of one that founded its story, the verdict of the one
 * that is kept; where both founded stories, of the one that showed them to be the same. */
enum rp_verdict rp_keepers_reason(const struct rp_keepers *keepers, uint32_t number);

#endif

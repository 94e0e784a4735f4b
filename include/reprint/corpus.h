/* A corpus in memory: articles go in one after another, and for each the answer says whose text it repeats.
 *
 * A corpus is a deterministic function of the ordered calls made to it. It belongs to one thread at a time. */
#ifndef REPRINT_CORPUS_H
#define REPRINT_CORPUS_H

#include "reprint/agencies.h"
#include "reprint/article.h"
#include "reprint/compare.h"
#include "reprint/status.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rp_vault; /* within reprint only */

/* Defaults in brackets. */
struct rp_corpus_options {
    double copy_containment;    /* [.5]  C from which an article carries the same text */
    double near_containment;    /* [.9]  C both ways from which it is `near` */
    double partial_containment; /* [.2]  C from which a passage makes it `partial` */
    uint32_t partial_words;     /* [20]  words that such a passage must have */
    uint64_t max_articles;      /* [RP_LIMIT_ARTICLES] */
    uint64_t max_bytes;         /* [RP_LIMIT_CORPUS_BYTES] all that is kept in memory: text_bytes (without a vault) and index_bytes of the statistics together */
    uint64_t index_seed;        /* [0] where keys lie in the index: a server sets it at random, so that nobody can aim; moves no answer */
    const struct rp_vault *vault; /* [NULL: none] borrowed; where articles and answers are kept by another part of reprint, and not in memory */
    const struct rp_agencies *agencies; /* [NULL: the built-in ones] borrowed; outlives the corpus and its answers */
};
void rp_corpus_options_default(struct rp_corpus_options *ret);

/* X(NAME, "stable_name"): why an article is the original of its story. */
#define RP_ORIGINAL_MAP(X)          \
    X(ONLY, "only_article")         \
    X(CREDITED, "credited")         \
    X(AGENCY, "own_agency")         \
    X(PUBLISHED, "earliest_published") \
    X(SEEN, "first_seen")

enum rp_original_reason {
#define RP_ORIGINAL_ENUM(name, text) RP_ORIGINAL_##name,
    RP_ORIGINAL_MAP(RP_ORIGINAL_ENUM)
#undef RP_ORIGINAL_ENUM
    RP_ORIGINAL_COUNT
};
const char *rp_original_reason_name(enum rp_original_reason reason);

/* An agency that a text credits. Both strings are terminated UTF-8 and live as long as the answer and the
 * corpus's agencies. */
struct rp_attribution {
    const char *agency;  /* canonical name, as in the table of agencies */
    const char *cue;     /* the cue as in the table of cues ("citing"), or "dateline", "byline", "tag" */
    uint32_t start, end; /* bytes of the raw text, end exclusive: from the cue to the end of the agency's name, or the reverse */
};

struct rp_match {
    struct rp_str id; /* of the earlier article */
    uint64_t seq;
    enum rp_verdict verdict;
    enum rp_refusal refusal; /* not NONE: shares much text but is no copy; verdict is then UNIQUE */
    double containment_of_new, containment_of_old, resemblance;
    uint32_t shared, new_shingles, old_shingles; /* distinct shingles that count */
    struct rp_grounds grounds;
    const struct rp_substitution *examples; /* grounds.example_count of them */
    struct rp_dropped dropped;              /* of the earlier article's text */
    size_t passage_count;
    const struct rp_passage *passages;
};

/* What reprint says of one article. One block of memory: all that it points to lives until rp_answer_free. */
struct rp_answer {
    struct rp_str id;
    uint64_t seq;   /* number of the operation that added it, from 1; 0 in the answer of rp_corpus_check for a new one */
    uint64_t story; /* seq of the article that founded the story, of merged ones the first; 0 from rp_corpus_check when it would found one */
    enum rp_verdict verdict;
    struct rp_str original; /* id */
    enum rp_original_reason original_reason;
    /* What adding it has changed for others; rp_corpus_get, and add when the article was there, know nothing of that. */
    size_t merged_count;
    const uint64_t *merged;        /* stories that this article has shown to be one with `story`: they are no more */
    struct rp_str former_original; /* id of the story's original before, when that is another one now; else empty */
    size_t match_count;
    const struct rp_match *matches; /* best first; only earlier articles */
    size_t attribution_count;
    const struct rp_attribution *attributions; /* in the order of the text */
    struct rp_dropped dropped; /* of the article's own text, against its best match; nothing without one */
};
void rp_answer_free(struct rp_answer *answer); /* NULL is allowed */

struct rp_member {
    struct rp_str id, source, published;
    uint64_t seq;
    enum rp_verdict verdict;
};

/* One story. One block of memory, as rp_answer. */
struct rp_story {
    uint64_t story;
    struct rp_str original;
    enum rp_original_reason original_reason;
    uint64_t total; /* members that it has */
    size_t member_count;
    const struct rp_member *members; /* by seq: all of them, or a part of them in a reply of the server */
};
void rp_story_free(struct rp_story *story); /* NULL is allowed */

struct rp_corpus_stats {
    uint64_t articles, stories; /* now in the corpus */
    uint64_t added, removed, last_seq;
    uint64_t sources;
    uint64_t indexed;  /* articles in the index */
    uint64_t postings; /* (key, article) pairs in the index */
    uint64_t candidates, verified; /* pairs, since the start */
    uint64_t read_again; /* articles with at least one such pair: their whole text was read again after the fingerprint */
    uint64_t verdicts[RP_VERDICT_COUNT]; /* given since the start */
    uint64_t text_bytes;  /* of the articles, all their strings */
    uint64_t index_bytes; /* of all else that is kept in memory: answers, records, stories, index, what is known of sources */
};

struct rp_corpus;
/* options may be NULL. RP_BAD_ARGUMENT for thresholds outside [0, 1] or out of order; RP_NO_MEMORY. */
enum rp_status rp_corpus_create(const struct rp_corpus_options *options, struct rp_corpus **ret);
void rp_corpus_free(struct rp_corpus *corpus); /* NULL is allowed */

enum rp_add_flags {
    RP_ADD_REPLACE = 1, /* the id may be there with another text: that article is matched first, then this one takes its place */
};

/* Adds one article. now_ms is the time of the operation (Unix, milliseconds; the corpus reads no clock). The same id with the same text
 * answers as the first time. On failure the corpus is as before.
 * Fails with RP_INVALID_UTF8 (any field), RP_EMPTY_TEXT, RP_LIMIT, RP_BAD_VALUE (published), RP_MISSING_KEY (id or text), RP_EXISTS, RP_NO_MEMORY. */
enum rp_status rp_corpus_add(struct rp_corpus *corpus, const struct rp_article *article, int64_t now_ms, unsigned flags,
                             struct rp_answer **ret, struct rp_error *error);
/* The answer that add would give, with nothing kept, and the original as it is without this article; seq is 0, but for an article that is there already: that is answered as by add. With another text
 * than the article of that id has, it is taken for a new one. The id may be absent. */
enum rp_status rp_corpus_check(struct rp_corpus *corpus, const struct rp_article *article, struct rp_answer **ret, struct rp_error *error);
/* The answer for an article that is there: matches as found when it was added, story and original as they are now. RP_NOT_FOUND. */
enum rp_status rp_corpus_get(struct rp_corpus *corpus, struct rp_str id, struct rp_answer **ret, struct rp_error *error);
/* The article itself, borrowed until the next call on the corpus. RP_NOT_FOUND. */
enum rp_status rp_corpus_article(struct rp_corpus *corpus, struct rp_str id, struct rp_article *ret, struct rp_error *error);
/* The story of an article. RP_NOT_FOUND. */
enum rp_status rp_corpus_story(struct rp_corpus *corpus, struct rp_str id, struct rp_story **ret, struct rp_error *error);
/* The same with a part of the members: those with a seq above `after`, at most `most`. */
enum rp_status rp_corpus_story_part(struct rp_corpus *corpus, struct rp_str id, uint64_t after, size_t most, struct rp_story **ret,
                                    struct rp_error *error);
/* Forgets an article at once. RP_NOT_FOUND. */
enum rp_status rp_corpus_remove(struct rp_corpus *corpus, struct rp_str id, struct rp_error *error);
/* Forgets the articles added by operations whose time was before `before_ms`, in the order in which they were added, at most `most` of them: when fewer are gone, no more
 * are there. RP_NO_MEMORY: the first *ret_removed of them are gone; calling again goes on. */
enum rp_status rp_corpus_expire(struct rp_corpus *corpus, int64_t before_ms, uint64_t most, uint64_t *ret_removed, struct rp_error *error);
void rp_corpus_stats(const struct rp_corpus *corpus, struct rp_corpus_stats *ret);

#ifdef __cplusplus
}
#endif
#endif

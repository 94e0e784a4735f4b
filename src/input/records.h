/* What reprint says, as JSON: each function appends one object and a newline to `buf`. The form is that of
 * docs/PROTOCOL.md; shares have four decimals.
 *
 * All fail with RP_NO_MEMORY, or RP_LIMIT when buf's maximum is reached; buf is then as before. */
#ifndef RP_INPUT_RECORDS_H
#define RP_INPUT_RECORDS_H

#include "base/buf.h"
#include "reprint/client.h"
#include "reprint/compare.h"
#include "reprint/corpus.h"
#include "reprint/fingerprint.h"

#include <stdint.h>

/* {"id","seq","story","verdict","original":{"id","reason"},"merged":[story],"former_original",
 *  "matches":[{"id","seq",JUDGED,"dropped":DROPPED}],"attribution":[{"agency","cue","span":[s,e]}],"dropped":DROPPED}
 * JUDGED is "verdict","refusal","rule","kin","containment":{"of_new","of_old"},"resemblance","shared","shingles":{"new","old"},"longest",
 *  "substitutions","template":{"numbers_shared","examples":[{"new":[s,e],"old":[s,e]}]},"module":{"titles_shared","longest_share"},
 *  "passages":[{"new":[s,e],"old":[s,e],"words"}]; refusal, kin, substitutions, template and module only where there is one,
 * as merged and former_original. DROPPED is {"words",REASON:[[s,e]]}, only where something was. An answer of rp_corpus_check for a new
 * article has seq 0. */
enum rp_status rp_record_answer(struct rp_buf *buf, const struct rp_answer *answer);

/* docs/FINGERPRINT.md, section 8, with "id" first unless it is empty. */
enum rp_status rp_record_fingerprint(struct rp_buf *buf, struct rp_str id, const struct rp_fingerprint *fingerprint);

/* Estimates that `compare` shows beside the exact figures. */
struct rp_estimates {
    double minhash, simhash, keys;                 /* resemblance by each sketch */
    double containment_of_new, containment_of_old; /* by the keys */
};
/* {"new","old",JUDGED,"estimates":{"resemblance":{"minhash","simhash","keys"},"containment":{"of_new","of_old"}}}, the passages last;
 * "new" and "old" name the two, estimates (may be NULL) only if given. */
enum rp_status rp_record_comparison(struct rp_buf *buf, struct rp_str new_name, struct rp_str old_name,
                                    const struct rp_comparison *comparison, const struct rp_estimates *estimates);

/* {"error":{"status","message","file","line","offset"}}; file unless NULL, line unless 0, offset where the error has
 * one. */
enum rp_status rp_record_error(struct rp_buf *buf, const struct rp_error *error, const char *file, uint64_t line);

/* {"story","original":{"id","reason"},"total","members":[{"id","seq","source","published","verdict"}]}; source and
 * published where known. */
enum rp_status rp_record_story(struct rp_buf *buf, const struct rp_story *story);

/* {"articles","stories","added","removed","last_seq","sources","indexed","postings","candidates","verified","read_again","text_bytes","index_bytes",
 *  "verdicts":{"unique",...},"server":{"uptime_ms","threads","connections","accepted","requests","faults","queued",
 *  "queued_bytes","watchers","missed"},"data":{"state","fsync","done","total","logged","saved","replayed","why"}}; why where there is one. */
enum rp_status rp_record_stats(struct rp_buf *buf, const struct rp_service_stats *stats);

/* {"id","text","source",...}: an article as a line of JSONL, with the fields it has. */
enum rp_status rp_record_article(struct rp_buf *buf, const struct rp_article *article);

/* {"article":{as rp_record_article},"answer":{as rp_record_answer}}. */
enum rp_status rp_record_found(struct rp_buf *buf, const struct rp_article *article, const struct rp_answer *answer);

/* The keys of rp_record_answer, then "source","published","url","title" where known, and "missed". */
enum rp_status rp_record_copy(struct rp_buf *buf, const struct rp_copy *copy);

#endif

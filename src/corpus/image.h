/* The state of a corpus as bytes: written without asking for memory or taking a lock, so that a forked process can do it, and read into a corpus that is new.
 *
 * Numbers are packed (base/packing.h) but for the tables of sources and pairs, which are written as they lie in memory: on a machine of another byte order the state is
 * refused. What is in the vault is not in it, nor is the index: its keys are put in one by one, as the vault was given them. */
#ifndef RP_CORPUS_IMAGE_H
#define RP_CORPUS_IMAGE_H

#include "base/packing.h"
#include "reprint/corpus.h"
#include "reprint/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RP_IMAGE_VERSION = 1 }; /* changes with every change of what the engine does with an operation, too */

struct rp_image_sink {
    void *context;
    void (*put)(void *context, const void *data, size_t size);
};
struct rp_image_source {
    void *context;
    enum rp_status (*get)(void *context, void *ret, size_t size, struct rp_error *error); /* exactly so many bytes */
};

/* Of a corpus with a vault. */
void rp_corpus_save(const struct rp_corpus *corpus, const struct rp_image_sink *sink);
/* Into a corpus that was just made, with a vault: the head, then the rest. Its thresholds are those that were in force then, so that operations can be done again as they were, until
 * rp_corpus_loaded. RP_DAMAGED, RP_NO_MEMORY, and what the source fails with; the corpus is then only to be freed. */
enum rp_status rp_corpus_load_head(struct rp_corpus *corpus, const struct rp_image_source *source, struct rp_error *error);
enum rp_status rp_corpus_load_rest(struct rp_corpus *corpus, const struct rp_image_source *source, struct rp_error *error);
/* Room for the index that the head tells of. May be done by another thread while the rest is loaded. RP_NO_MEMORY. */
enum rp_status rp_corpus_index_expect(struct rp_corpus *corpus);
/* Then the index, from all keys that the vault was given. What comes of them is put in in lots; one thread may make lots (rp_corpus_index_keys, _rest) while another makes room or
 * puts them in. */
struct rp_table_lot; /* freed by rp_table_lot_free (table.h) */
enum rp_status rp_corpus_index_begin(struct rp_corpus *corpus); /* when all is loaded; RP_NO_MEMORY */
/* By number; those of articles that are not indexed are passed over. *ret: NULL as long as a lot is not full; then it is the caller's. RP_NO_MEMORY. */
enum rp_status rp_corpus_index_keys(struct rp_corpus *corpus, uint64_t number, const uint32_t *tags, size_t count, struct rp_table_lot **ret);
enum rp_status rp_corpus_index_rest(struct rp_corpus *corpus, struct rp_table_lot **ret); /* the last lot; RP_NO_MEMORY */
enum rp_status rp_corpus_index_put(struct rp_corpus *corpus, const struct rp_table_lot *lot); /* in the order in which they were made; RP_NO_MEMORY */
/* RP_DAMAGED when an indexed article has had no keys. */
enum rp_status rp_corpus_index_end(struct rp_corpus *corpus, struct rp_error *error);
void rp_corpus_index_done(struct rp_corpus *corpus); /* frees what it was made with; when it is not ended */
/* The thresholds are those of the options again; true when they were others. */
bool rp_corpus_loaded(struct rp_corpus *corpus);

/* The articles of a corpus with a vault, by number; the strings are the corpus's. The caller frees the list with rp_free. RP_NO_MEMORY. */
struct rp_listed {
    uint64_t number;
    struct rp_str id;
    uint32_t story; /* the same for all of one story; no more than articles and stories ever were at once */
};
enum rp_status rp_corpus_list(const struct rp_corpus *corpus, struct rp_listed **ret, size_t *ret_count);

/* Within the room: an item is packed bytes behind their length. */
enum { RP_IMAGE_ITEM_MOST = 64 << 10 };
static inline void rp_image_put(const struct rp_image_sink *sink, const struct rp_packing *item)
{
    const unsigned char size[4] = {(unsigned char)item->size, (unsigned char)(item->size >> 8), (unsigned char)(item->size >> 16)};
    sink->put(sink->context, size, sizeof size);
    sink->put(sink->context, item->at, item->size);
}
/* Into `room`, of RP_IMAGE_ITEM_MOST bytes. */
enum rp_status rp_image_get(const struct rp_image_source *source, char *room, struct rp_unpacking *ret, struct rp_error *error);
enum rp_status rp_image_damaged(struct rp_error *error, const char *what);

#endif
